"""How often one Dutch phone follows another: what distinguishes other Dutch from a name."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import PHONES, Phones
from veertien.speech.hmm import SILENCE_PHONE, ModelFileError

UNITS = (*PHONES, SILENCE_PHONE)
"""What follows what, in this order: every phone, and silence before, between and after words."""

_UNSEEN = 0.5


def count_phonotactics(sentences: Iterable[Iterable[Phones]]) -> NDArray[np.float64]:
    """Give log chances, unit x next unit, from sentences of words; what was never seen counts for half a time.

    Silence stands at both ends of a sentence, and may stand between two words.
    """
    counts = np.full((len(UNITS), len(UNITS)), _UNSEEN)
    number = {unit: place for place, unit in enumerate(UNITS)}
    silence = number[SILENCE_PHONE]
    for words in sentences:
        before = silence
        for word in words:
            for place, phone in enumerate(word):
                counts[before, number[phone]] += 1
                if place == 0 and before != silence:
                    counts[silence, number[phone]] += 1
                before = number[phone]
            counts[before, silence] += 1
    logs: NDArray[np.float64] = np.log(counts / counts.sum(axis=1, keepdims=True))
    return logs


def write_phonotactics(path: Path, follows: NDArray[np.float64]) -> None:
    """Write the table: a heading of units, then a line a unit with the log chance of each that may follow."""
    lines = ["\t".join(("", *UNITS))]
    lines += ["\t".join((unit, *(f"{chance:.3f}" for chance in row))) for unit, row in zip(UNITS, follows, strict=True)]
    path.write_text("\n".join(lines) + "\n", "utf-8")


def read_phonotactics(path: Path) -> NDArray[np.float64]:
    """Read the table; raises ModelFileError for one of other phones."""
    try:
        rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()]
        heads = (tuple(rows[0][1:]), tuple(row[0] for row in rows[1:]))
        follows = np.array([[float(chance) for chance in row[1:]] for row in rows[1:]])
    except (OSError, ValueError, IndexError) as error:
        raise ModelFileError(f"{path}: can't be used ({error}); train the model again") from error
    if heads != (UNITS, UNITS) or follows.shape != (len(UNITS), len(UNITS)) or not np.isfinite(follows).all():
        raise ModelFileError(f"{path}: is a table of other phones; train the model again")
    return follows
