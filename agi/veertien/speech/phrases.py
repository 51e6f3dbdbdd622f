"""Names of municipalities as phrases to recognise."""

from collections.abc import Iterable

from veertien.gazetteer import Gazetteer, Name, NameKind, normalise
from veertien.speech.grammar import Phrase

_OTHER_NAME_WEIGHT = 0.03
"""Weight of a village or former name beside a municipality's own, which the caller was asked for.

Of 12 synthetic callers who say names of 0229, 92 % of municipalities are heard right with it, 86 % without; villages
71 % either way.
"""


def phrases_of(names: Iterable[Name]) -> tuple[Phrase, ...]:
    """Turn names into phrases with the municipality's CBS code as key; spellings of one name become one phrase."""
    found: dict[tuple[str, str], Phrase] = {}
    for name in names:
        weight = 1.0 if name.kind is NameKind.MUNICIPALITY else _OTHER_NAME_WEIGHT
        found.setdefault((normalise(name.text), name.municipality), Phrase(name.text, name.municipality, weight))
    return tuple(found.values())


def national_phrases(gazetteer: Gazetteer) -> tuple[Phrase, ...]:
    """Give every municipality of the country by its own name, without villages."""
    names = (name for code in gazetteer.municipalities for name in gazetteer.names_of(code))
    return phrases_of(name for name in names if name.kind is NameKind.MUNICIPALITY)
