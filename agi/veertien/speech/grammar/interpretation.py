"""What a caller means by a row of words: corrections, names to choose from, names said twice."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from enum import Enum

from veertien.conversation import NO, YES
from veertien.speech.grammar.phrases import Phrase


class Link(Enum):
    """What a word does to the name that comes next."""

    CORRECTION = "nee"
    """It takes the place of those before."""
    ALTERNATIVE = "of"
    """It is meant as well as those before: the caller is in doubt."""
    NEGATION = "niet"
    """It is not meant."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """What was meant by some words."""

    meant: tuple[Phrase, ...]
    """Each key once: several when the caller named several or the deciding word sounds like several, none when nothing
    was said that is an answer."""
    doubtful: bool
    """Whether to ask about it however clearly it was heard, as names or answers contradict each other."""
    others: bool
    """Whether a name was heard that is not meant: the caller took it back, or something else was misheard for it."""
    name_index: int | None
    """The place in the row of the word that decided, the last of them when several did; None when nothing was meant."""


def interpret(
    words: Sequence[str], meanings: Mapping[str, tuple[Phrase, ...]], links: Mapping[str, Link]
) -> Interpretation:
    """Say what is meant by a row of words, of which those without meaning or link count for nothing.

    The last name counts. One that follows another with neither a correction nor "of" between them is the same thing
    said again if it can be (a village and its municipality); else the caller seems to have changed their mind, which
    is doubtful. A name outweighs a yes or no beside it.
    """
    names, answers = _Standing(), _Standing()
    between: set[Link] = set()
    heard: list[set[str]] = []
    for place, word in enumerate(words):
        if word in links:
            between.add(links[word])
        elif phrases := meanings.get(word):
            if {phrase.key for phrase in phrases} <= {YES, NO}:
                answers.take(place, phrases, frozenset())
            else:
                names.take(place, phrases, between)
                between.clear()
                heard.append({phrase.key for phrase in phrases})
    standing = names if names.phrases else answers
    places = [place for place, _ in standing.phrases.values()]
    return Interpretation(
        meant=tuple(phrase for _, phrase in standing.phrases.values()),
        doubtful=standing.doubtful and bool(places),
        others=any(standing.phrases.keys().isdisjoint(keys) for keys in heard),
        name_index=max(places, default=None),
    )


class _Standing:
    """What is meant after the words so far."""

    def __init__(self) -> None:
        self.phrases: dict[str, tuple[int, Phrase]] = {}
        self.doubtful = False

    def take(self, place: int, phrases: tuple[Phrase, ...], between: Set[Link]) -> None:
        said = {phrase.key: (place, phrase) for phrase in phrases}
        known = self.phrases
        if Link.NEGATION in between:
            self.phrases = {key: value for key, value in known.items() if key not in said}
        elif Link.CORRECTION in between or not known:
            self.phrases, self.doubtful = said, False
        elif Link.ALTERNATIVE in between:
            self.phrases = known | said
            self.doubtful = len(self.phrases) > 1
        elif again := {key: said[key] for key in known if key in said}:
            self.phrases = again
        else:
            self.phrases, self.doubtful = said, True
