"""Pronunciations that were learned from calls: a file beside a model's, which people can read and take lines out of.

A line is a name, its IPA, and why, apart by tabs. A name has all its pronunciations there, the likeliest first: they
take the place of what other sources say, but for what integrators wrote.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from veertien.gazetteer import write_ipa
from veertien.gazetteer.pronunciations import Words, parse_words, spoken_key
from veertien.speech.sounds.pronunciation import Overrides

LEARNED = "pronunciations.tsv"
_HEADER = "# Learned by `veertien model learn`. Take the lines of a name out, and it is said as before.\n"


def read_learned(model: Path) -> Overrides:
    """Return what was learned with the model in a folder; nothing, where there is no such file.

    Raises ValueError with the line that is no entry, OSError.
    """
    try:
        text = (model / LEARNED).read_text("utf-8")
    except FileNotFoundError:
        return ()
    found: dict[str, list[Words]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        try:
            name, ipa = line.split("\t")[:2]
            words = parse_words(ipa)
        except ValueError as error:
            raise ValueError(f"{model / LEARNED}:{number}: {error}; take the line out") from error
        if words and spoken_key(name):
            found.setdefault(name, []).append(words)
    return tuple((name, tuple(ways)) for name, ways in found.items())


def write_learned(model: Path, learned: Mapping[str, Sequence[tuple[Words, str]]]) -> None:
    """Write pronunciations of names, each with why, into the folder of a model."""
    lines = (
        f"{name}\t{' '.join(map(write_ipa, words))}\t{why}\n"
        for name in sorted(learned)
        for words, why in learned[name]
    )
    (model / LEARNED).write_text(_HEADER + "".join(lines), "utf-8")


def beside(own: Overrides, learned: Overrides) -> Overrides:
    """Return what integrators wrote, and what was learned of all other names."""
    written = {spoken_key(name) for name, _ in own}
    return (*own, *((name, ways) for name, ways in learned if spoken_key(name) not in written))
