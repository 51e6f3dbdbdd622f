"""Whether more may come after an answer: "Bergen" may be the beginning of "Bergen op Zoom"."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from veertien.conversation import NO, YES
from veertien.gazetteer import Phones, normalise
from veertien.speech.grammar.phrases import Phrase

_FRAGMENT_PHONES = 3
"""A name as short as that is heard in the beginning of many another: Ee in "Den …", Hem in "de gemeente …"."""

Row = tuple[str, ...]


class Continuations:
    """The answers of one grammar, laid out once so that those that begin alike lie together."""

    def __init__(self, names: Sequence[Phones], meanings: Sequence[tuple[Phrase, ...]]) -> None:
        """`names` are pronunciations, `meanings` what each of them may mean."""
        self._names = names
        self._meanings = meanings
        phrases = [(phones, one) for phones, several in zip(names, meanings, strict=True) for one in several]
        self._by_words = sorted({(_words(one.text), len(_words(one.text)), one.key) for _, one in phrases})
        self._by_sounds = sorted({(phones, len(_words(one.text)), one.key) for phones, one in phrases})
        self._has_names = any(one.key not in (YES, NO) for _, one in phrases)

    def may_go_on(self, place: int) -> bool:
        """Whether the answer at `place` is a beginning of one that means something else.

        It is when it is very short, and when a name of more words begins with its words or sounds; nobody pauses inside
        a word. A no may be followed by any name ("nee … Medemblik").
        """
        said, phones = self._meanings[place], self._names[place]
        keys = {phrase.key for phrase in said}
        if keys <= {YES, NO}:
            return NO in keys and self._has_names
        if len(phones) <= _FRAGMENT_PHONES:
            return True
        for own in (_words(phrase.text) for phrase in said):
            longer = (*_beginning_with(own, self._by_words), *_beginning_with(phones, self._by_sounds))
            if any(count > len(own) and key not in keys for count, key in longer):
                return True
        return False


def _beginning_with(row: Row, sorted_rows: Sequence[tuple[Row, int, str]]) -> Iterator[tuple[int, str]]:
    """Give the number of words and the key of all that begin with `row`."""
    place = bisect_left(sorted_rows, (row,))
    while place < len(sorted_rows) and sorted_rows[place][0][: len(row)] == row:
        yield sorted_rows[place][1:]
        place += 1


@lru_cache(maxsize=8192)
def _words(text: str) -> Row:
    return tuple(normalise(text).split())
