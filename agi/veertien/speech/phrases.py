"""Names of municipalities as phrases to recognise."""

from collections.abc import Iterable

from veertien.gazetteer import Gazetteer, Name, NameKind, normalise
from veertien.speech.grammar import Phrase


def phrases_of(names: Iterable[Name]) -> tuple[Phrase, ...]:
    """Turn names into phrases with the municipality's CBS code as key; spellings of one name become one phrase."""
    found: dict[tuple[str, str], Phrase] = {}
    for name in names:
        found.setdefault((normalise(name.text), name.municipality), Phrase(name.text, name.municipality))
    return tuple(found.values())


def national_phrases(gazetteer: Gazetteer) -> tuple[Phrase, ...]:
    """Give every municipality of the country by its own name, without villages."""
    names = (name for code in gazetteer.municipalities for name in gazetteer.names_of(code))
    return phrases_of(name for name in names if name.kind is NameKind.MUNICIPALITY)
