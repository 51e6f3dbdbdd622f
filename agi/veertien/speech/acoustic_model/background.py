"""Words that callers did not say: what an answer must beat to be taken for one.

Anything said fits some name of an area code best; speech without a name fits some of these words better still. They
come from the sentences that the model was trained on, and belong to it.
"""

from collections.abc import Iterable
from pathlib import Path

from veertien.gazetteer import PHONES, Phones
from veertien.speech.hmm import ModelFileError

BACKGROUND_WORDS = 300
"""How many are kept: of 60 to 600, tried on people whom the model did not know, 300 did nearly as well as 600."""

_PHONES = range(4, 15)
"""Shorter words are in all that is said, longer ones in nothing."""


def choose_background(sentences: Iterable[Iterable[Phones]]) -> tuple[Phones, ...]:
    """Choose words from sentences, spread over the alphabet of their phones; fewer where there are no more."""
    words = sorted({tuple(word) for words in sentences for word in words if len(word) in _PHONES})
    count = min(BACKGROUND_WORDS, len(words))
    return tuple(words[place * len(words) // count] for place in range(count))


def write_background(path: Path, words: Iterable[Phones]) -> None:
    """Write the words, one a line, a space between phones."""
    path.write_text("".join(f"{' '.join(word)}\n" for word in words), "utf-8")


def read_background(path: Path) -> tuple[Phones, ...]:
    """Read the words; raises ModelFileError for a list of other phones or of none."""
    try:
        words = tuple(tuple(line.split(" ")) for line in path.read_text("utf-8").splitlines())
    except (OSError, ValueError) as error:
        raise ModelFileError(f"{path}: can't be used ({error}); train the model again") from error
    if not words or not all(phone in PHONES for word in words for phone in word):
        raise ModelFileError(f"{path}: is no list of words in phones; train the model again")
    return words
