"""The questions of all area codes, made once for all calls under the same tables."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from veertien.conversation import Policy
from veertien.inquiry.country import country_of
from veertien.inquiry.inquiry import Inquiry, inquiry_of
from veertien.prompts import Spoken
from veertien.routing import Tables
from veertien.speech import GrammarSpec


@dataclass(frozen=True, slots=True, eq=False)
class Inquiries:
    """Tables that count at one time, and the questions that callers can be asked under them.

    `by_area_code` has the national number's question at None.
    """

    tables: Tables
    by_area_code: Mapping[str | None, Inquiry]

    def of(self, area_code: str | None) -> Inquiry:
        """Return the question of an area code, or (None) of the national number.

        Raises KeyError for one in which the tables never let callers be asked.
        """
        return self.by_area_code[area_code]

    @property
    def grammars(self) -> tuple[GrammarSpec, ...]:
        """What is to be made ready to be recognised, each once."""
        found = ((*one.grammars.values(), one.country) for one in self.by_area_code.values())
        return tuple(dict.fromkeys(spec for specs in found for spec in specs if spec is not None))

    @property
    def prompts(self) -> tuple[Spoken, ...]:
        """The prompts to have ready, each once."""
        return tuple(dict.fromkeys(prompt for one in self.by_area_code.values() for prompt in one.prompts))


def inquiries_of(tables: Tables, policy: Policy) -> tuple[Inquiries, ...]:
    """Return the questions under each of the tables' stages, in their order; grammars that come out equal are one."""
    made: dict[GrammarSpec, GrammarSpec] = {}
    return tuple(_under(stage, policy, made) for stage in tables.stages)


def _under(tables: Tables, policy: Policy, made: dict[GrammarSpec, GrammarSpec]) -> Inquiries:
    area_codes: tuple[str | None, ...] = (*tables.asked_area_codes, *((None,) if tables.asks_nationally else ()))
    # Where nobody is asked, the country isn't gone through for nothing.
    country = country_of(tables) if area_codes else None
    questions = (inquiry_of(tables, area_code, policy, country) for area_code in area_codes)
    return Inquiries(tables, MappingProxyType({one.area_code: _shared(one, made) for one in questions}))


def _shared(inquiry: Inquiry, made: dict[GrammarSpec, GrammarSpec]) -> Inquiry:
    grammars = {expect: made.setdefault(spec, spec) for expect, spec in inquiry.grammars.items()}
    country = inquiry.country and made.setdefault(inquiry.country, inquiry.country)
    return replace(inquiry, grammars=MappingProxyType(grammars), country=country)
