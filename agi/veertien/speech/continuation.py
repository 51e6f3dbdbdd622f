"""Whether more may come after an answer: "Bergen" may be the beginning of "Bergen op Zoom"."""

from collections.abc import Sequence
from functools import lru_cache

from veertien.conversation import NO, YES
from veertien.gazetteer import Phones, normalise
from veertien.speech.phrases import Phrase

_FRAGMENT_PHONES = 3
"""A name as short as that is heard in the beginning of many another: Ee in "Den …", Hem in "de gemeente …"."""


def may_go_on(place: int, names: Sequence[Phones], meanings: Sequence[tuple[Phrase, ...]]) -> bool:
    """Tell whether the answer at `place` is a beginning of one that means something else.

    It is when it is very short, and when a name of more words begins with its words or sounds; nobody pauses inside a
    word. A no may be followed by any name ("nee … Medemblik").
    """
    said = meanings[place]
    keys = {phrase.key for phrase in said}
    if keys <= {YES, NO}:
        return NO in keys and any(phrase.key not in (YES, NO) for phrases in meanings for phrase in phrases)
    if len(names[place]) <= _FRAGMENT_PHONES:
        return True
    words = [_words(phrase.text) for phrase in said]
    for phones, phrases in zip(names, meanings, strict=True):
        same_sounds = phones[: len(names[place])] == names[place]
        for other in phrases:
            longer = _words(other.text)
            if other.key not in keys and any(
                len(own) < len(longer) and (same_sounds or longer[: len(own)] == own) for own in words
            ):
                return True
    return False


@lru_cache(maxsize=8192)
def _words(text: str) -> tuple[str, ...]:
    return tuple(normalise(text).split())
