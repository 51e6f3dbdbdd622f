"""The question of one area code as a value, made of the tables and of how callers are asked; and those of all.

It is the same for every caller, and made once for all calls under the same tables. What is known of one caller comes to
it in `understanding`; what a caller hears at its end follows from the decision.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from veertien.conversation import (
    Choice,
    Conversation,
    Expect,
    Language,
    Operator,
    Policy,
    Prompt,
    PromptId,
    Reach,
    Result,
    worst_case_seconds,
)
from veertien.inquiry.country import Country, country_of
from veertien.inquiry.understanding import InAreaCode, InCountry
from veertien.prompts import Announcement, AnnouncementId, Spoken, announcements_of
from veertien.routing import Decision, MunicipalityEntry, OfferUnconnected, Tables
from veertien.speech import COMMANDS, GrammarSpec, phrases_of, specs_of
from veertien.speech.grammar.phrases import priors_of

_OF_ONE = (PromptId.PROPOSE, PromptId.CONFIRM, PromptId.CONFIRM_AGAIN)
"""Prompts that there are of every municipality in an area code."""
_NAMING = (*_OF_ONE, PromptId.CONFIRM_ELSEWHERE, PromptId.KEY_CHOICE, PromptId.ASK_BETWEEN)
"""Prompts that name municipalities."""


@dataclass(frozen=True, slots=True, eq=False)
class Inquiry:
    """The question which municipality is meant, in an area code or (None) under the national number."""

    area_code: str | None
    policy: Policy
    """How callers are asked."""
    here: tuple[MunicipalityEntry, ...]
    """The municipalities of the area code whose names are understood, most populous first."""
    choices: tuple[Choice, ...]
    """What can be chosen: those, and in an area code those that are understood in it and don't answer there."""
    grammars: Mapping[Expect, GrammarSpec]
    """What may be said, when asked for a name and when asked for a yes, by a caller of whom nothing is known."""
    country: GrammarSpec | None
    """What is looked among next: in an area code every municipality's own name (None where those of others aren't
    understood), under the national number every name there is."""
    left_out: GrammarSpec | None = None
    """In an area code what is looked among then: the names there, and those of villages whose municipality the tables
    leave out. None where there are none."""

    @property
    def listed(self) -> tuple[Choice, ...]:
        """What is read out."""
        return tuple(choice for choice in self.choices if choice.reach is Reach.LISTED)

    @property
    def longest_seconds(self) -> float:
        """The seconds after which a conversation about this is certainly over."""
        return worst_case_seconds(self.policy, len(self.listed))

    @property
    def named_together(self) -> tuple[str, ...]:
        """The names that the question names together; none where there are too many for that."""
        names = tuple(choice.name for choice in self.listed)
        return names if len(names) <= self.policy.named_choices else ()

    @property
    def prompts(self) -> tuple[Spoken, ...]:
        """The prompts to have ready for it.

        Those that name one municipality of the country, or of another area code, are rendered when one is first asked
        for: there are too many.
        """
        prompts: list[Spoken] = [Prompt(identity) for identity in PromptId if identity not in _NAMING]
        prompts.append(Announcement(AnnouncementId.OPERATOR))
        if self.named_together:
            prompts.append(Prompt(PromptId.ASK_BETWEEN, names=self.named_together))
        if self.area_code is not None:
            here = [choice for choice in self.choices if choice.reach in (Reach.LISTED, Reach.UNLISTED)]
            prompts += [Prompt(identity, choice.name) for choice in here for identity in _OF_ONE]
            # Those that were spelled come in an order of their own.
            keys = [str(place) for place in range(1, min(len(self.listed), self.policy.page_size) + 1)]
            prompts += [Prompt(PromptId.KEY_CHOICE, choice.name, key) for choice in self.listed for key in keys]
        return tuple(prompts)

    def conversation(self, proposed: MunicipalityEntry | None = None, *, by_keys: bool = False) -> Conversation:
        """Begin a conversation about it; `proposed` is whom the caller is asked about first.

        With `by_keys` nobody can listen to the caller.
        """
        return Conversation(self.choices, self.policy, proposed.code if proposed else None, by_keys=by_keys)

    def understanding(self, hinted: Set[str] = frozenset()) -> InAreaCode | InCountry:
        """Return what understands one caller's answers; the municipalities with the CBS codes `hinted` are likelier.

        Raises ValueError for the national number's question, made without every name.
        """
        if self.area_code is None:
            if self.country is None:
                raise ValueError("the national number needs every name of the country")
            return InCountry(self.grammars, self.country, hinted, self.policy)
        grammars = _grammars(self.area_code, self.here, hinted) if hinted else self.grammars
        return InAreaCode(grammars, self.country, self.policy, self.left_out)


@dataclass(frozen=True, slots=True, eq=False)
class Inquiries:
    """Tables that count at one time, and the questions that callers can be asked under them."""

    tables: Tables
    by_area_code: Mapping[str | None, Inquiry]
    """The national number's question is at None."""

    def of(self, area_code: str | None) -> Inquiry:
        """Return the question of an area code, or (None) of the national number.

        Raises KeyError for one in which the tables never let callers be asked.
        """
        return self.by_area_code[area_code]

    @property
    def grammars(self) -> tuple[GrammarSpec, ...]:
        """What is to be made ready to be recognised, each once."""
        found = ((*one.grammars.values(), one.country, one.left_out) for one in self.by_area_code.values())
        return tuple(dict.fromkeys(spec for specs in found for spec in specs if spec is not None))

    @property
    def prompts(self) -> tuple[Spoken, ...]:
        """The prompts to have ready, each once."""
        return tuple(dict.fromkeys(prompt for one in self.by_area_code.values() for prompt in one.prompts))


def inquiry_of(tables: Tables, area_code: str | None, policy: Policy, country: Country | None = None) -> Inquiry:
    """Return the question of an area code, or (None) of the national number, under tables that count at one time.

    `country` is what country_of() gives for the same tables, for who has it already. Raises ValueError for the national
    number of tables under which nobody calls it to be asked.
    """
    country = country or country_of(tables)
    here = tables.offered(area_code)
    if area_code is None:
        if country is None or country.every is None:
            raise ValueError("under these tables nobody is asked at a national number")
        choices = tuple(_choice(tables, entry, country.names[entry.code]) for entry in here)
        return Inquiry(None, policy, here, choices, country.own, country.every)
    choices = tuple(_choice(tables, entry, entry.municipality.spoken_name) for entry in here)
    grammars = _grammars(area_code, here)
    if country is None or not (others := tables.elsewhere(area_code)):
        return Inquiry(area_code, policy, here, choices, grammars, None)
    choices += tuple(_elsewhere(country.choices[entry.code], entry, area_code) for entry in others)
    left_out = _left_out(tables, area_code, here)
    return Inquiry(area_code, policy, here, choices, grammars, country.own[Expect.CHOICE], left_out)


def inquiries_of(tables: Tables, policy: Policy) -> tuple[Inquiries, ...]:
    """Return the questions under each of the tables' stages, in their order; grammars that come out equal are one."""
    made: dict[GrammarSpec, GrammarSpec] = {}
    return tuple(_under(stage, policy, made) for stage in tables.stages)


def farewell_of(
    result: Result, decision: Decision, now: datetime, language: Language = Language.DUTCH
) -> tuple[Spoken, ...]:
    """Return what the caller hears before being put through to somebody else than the one asked for, or to nobody.

    `decision` is what the result of the conversation led to.
    """
    if decision.notice:
        return announcements_of(decision.notice, now, language)
    return (Announcement(AnnouncementId.OPERATOR, language=language),) if isinstance(result, Operator) else ()


def _under(tables: Tables, policy: Policy, made: dict[GrammarSpec, GrammarSpec]) -> Inquiries:
    area_codes: tuple[str | None, ...] = (*tables.asked_area_codes, *((None,) if tables.asks_nationally else ()))
    # Where nobody is asked, the country isn't gone through for nothing.
    country = country_of(tables) if area_codes else None
    questions = (inquiry_of(tables, area_code, policy, country) for area_code in area_codes)
    return Inquiries(tables, MappingProxyType({one.area_code: _shared(one, made) for one in questions}))


def _shared(inquiry: Inquiry, made: dict[GrammarSpec, GrammarSpec]) -> Inquiry:
    grammars = {expect: made.setdefault(spec, spec) for expect, spec in inquiry.grammars.items()}
    country = inquiry.country and made.setdefault(inquiry.country, inquiry.country)
    left_out = inquiry.left_out and made.setdefault(inquiry.left_out, inquiry.left_out)
    return replace(inquiry, grammars=MappingProxyType(grammars), country=country, left_out=left_out)


def _choice(tables: Tables, entry: MunicipalityEntry, name: str) -> Choice:
    """Return a municipality as what can be chosen where it lies.

    What is not connected is understood but not read out, unless the rules say otherwise.
    """
    listed = entry.connected or tables.rules.offer_unconnected is OfferUnconnected.ASK
    return Choice(entry.code, name, Reach.LISTED if listed else Reach.UNLISTED)


def _elsewhere(choice: Choice, entry: MunicipalityEntry, area_code: str) -> Choice:
    """Return a municipality of the country as what can be chosen in an area code where it doesn't answer.

    Of one that lies there all the same nobody may say that it is another area code.
    """
    left_out = choice.reach is Reach.ELSEWHERE and area_code in entry.lies_in
    return replace(choice, reach=Reach.LEFT_OUT) if left_out else choice


def _grammars(
    area_code: str, here: Sequence[MunicipalityEntry], hinted: Set[str] = frozenset()
) -> Mapping[Expect, GrammarSpec]:
    """Return what may be said in an area code; the municipalities with the CBS codes `hinted` are likelier."""
    priors = priors_of({entry.code: entry.municipality.population for entry in here}, hinted)
    names = (name for entry in here for name in entry.names)
    return specs_of(area_code, (*phrases_of(names, priors), *COMMANDS))


def _left_out(tables: Tables, area_code: str, here: Sequence[MunicipalityEntry]) -> GrammarSpec | None:
    """Return what may be said in an area code with the villages there whose municipality the tables leave out."""
    villages = tables.left_out_names(area_code)
    if not villages:
        return None
    names = (*(name for entry in here for name in entry.names), *villages)
    codes = {name.municipality for name in names}
    priors = priors_of({code: tables.entry(code).municipality.population for code in codes})
    return GrammarSpec(f"{area_code} with left out", (*phrases_of(names, priors), *COMMANDS))
