"""Which municipality an entry is about: one of the national data's, or one that replaces some of those from a date on.

Whoever replaces municipalities takes over their villages and names, their area codes and their inhabitants.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from veertien.gazetteer import Confidence, Gazetteer, Municipality, Name, NameKind


@dataclass(frozen=True, slots=True)
class Identity:
    """A municipality with its area codes, the main one first, and every way to say it, its own name first."""

    municipality: Municipality
    area_codes: tuple[str, ...]
    names: tuple[Name, ...]


def identity_of(municipality: Municipality, replaced: Sequence[Municipality], gazetteer: Gazetteer) -> Identity:
    """Return a municipality of the national data together with what it takes over."""
    code = municipality.code
    alone = Identity(municipality, gazetteer.area_codes_of(code), gazetteer.names_of(code))
    return grown(alone, [other for other in replaced if other.code != code], gazetteer)


def grown(identity: Identity, others: Sequence[Municipality], gazetteer: Gazetteer) -> Identity:
    """Return a municipality together with others that go into it."""
    if not others:
        return identity
    population = sum(one.population for one in (identity.municipality, *others))
    municipality = replace(identity.municipality, population=population)
    return _taking_over(municipality, identity.area_codes, identity.names, others, gazetteer)


def new_identity(name: str, code: str, replaced: Sequence[Municipality], gazetteer: Gazetteer) -> Identity:
    """Return a municipality that the national data doesn't know; `replaced` has at least one."""
    largest = max(replaced, key=lambda one: one.population)
    municipality = Municipality(
        code=code,
        name=name,
        official_name=name,
        spoken_name=name,
        province=largest.province,
        population=sum(one.population for one in replaced),
        main_area_code=largest.main_area_code,
        published_fourteen=None,
        ordinary_number=None,
    )
    own_name = Name(name, NameKind.MUNICIPALITY, code, (largest.main_area_code,), "nl", Confidence.HIGH)
    return _taking_over(municipality, (largest.main_area_code,), (own_name,), replaced, gazetteer)


def _taking_over(
    municipality: Municipality,
    own_codes: tuple[str, ...],
    own_names: tuple[Name, ...],
    replaced: Sequence[Municipality],
    gazetteer: Gazetteer,
) -> Identity:
    codes = [*own_codes, *(code for one in replaced for code in gazetteer.area_codes_of(one.code))]
    names = [*own_names, *(_former(name, municipality) for one in replaced for name in gazetteer.names_of(one.code))]
    return Identity(municipality, tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(names)))


def _former(name: Name, heir: Municipality) -> Name:
    kind = NameKind.FORMER if name.kind is NameKind.MUNICIPALITY else name.kind
    return replace(name, municipality=heir.code, kind=kind)
