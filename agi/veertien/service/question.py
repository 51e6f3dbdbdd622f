"""The question to one caller: choices and grammar from the tables, the dialogue on its audio."""

import asyncio
from collections.abc import Iterable, Mapping, Set
from datetime import datetime

import structlog

from veertien.asterisk.audiosocket.session import CONNECT_SECONDS, AudioNotConnectedError, AudioSession
from veertien.conversation import (
    Choice,
    Conversation,
    Expect,
    Language,
    Listen,
    Operator,
    Place,
    Policy,
    Prompt,
    PromptId,
    Reason,
    Result,
    worst_case_seconds,
)
from veertien.prompts import Announcement, AnnouncementId, PromptStore, Spoken, announcements_of
from veertien.routing import Decision, OfferUnconnected, Tables
from veertien.service.country import Country, names_in_country
from veertien.service.dialogue import Dialogue, FarewellOf, Telling
from veertien.service.understanding import InAreaCode, InCountry
from veertien.speech import COMMANDS, GrammarSpec, Recognition, phrases_of, specs_of
from veertien.speech.grammar.phrases import priors_of
from veertien.speech.processes.pool import RecogniserPool

#: Telephone audio, in hertz.
HERTZ = 8000


class Interviewer:
    """Asks callers which municipality they want."""

    def __init__(
        self,
        prompts: PromptStore,
        pool: RecogniserPool,
        policy: Policy,
        countries: Iterable[tuple[Tables, Country]] = (),
    ) -> None:
        """`countries` are the grammars of the whole country under each of the tables that need them."""
        self._countries = tuple(countries)
        self._prompts = prompts
        self._pool = pool
        self._policy = policy
        self._log = structlog.get_logger(__name__)

    def longest_seconds(self, tables: Tables, decision: Decision) -> float:
        """Return the seconds after which a conversation about this decision is certainly over."""
        return worst_case_seconds(self._policy, len(_read_out(tables, decision.area_code)))

    def _country_under(self, tables: Tables) -> Country | None:
        # The mapping stays the same one in whatever tables are made of these.
        under = (country for stage, country in self._countries if stage.municipalities is tables.municipalities)
        return next(under, None)

    def start(
        self,
        session: AudioSession,
        tables: Tables,
        decision: Decision,
        hinted: Set[str],
        farewell_of: FarewellOf,
    ) -> "asyncio.Task[Telling]":
        """Begin the conversation as soon as Asterisk opens the audio; the task never fails, it tells.

        `hinted` are the CBS codes that something known of the caller points to, `farewell_of` gives what the caller is
        told at the end, before the call goes on, in the language that they asked for.
        """
        return asyncio.create_task(self._hold(session, tables, decision, hinted, farewell_of))

    async def _hold(
        self,
        session: AudioSession,
        tables: Tables,
        decision: Decision,
        hinted: Set[str],
        farewell_of: FarewellOf,
    ) -> Telling:
        try:
            understands = understanding_of(
                tables, decision.area_code, hinted, self._country_under(tables), self._policy
            )

            async def recognise(pcm: bytes, listen: Listen, urgent: asyncio.Event) -> Recognition:
                async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
                    return await self._pool.recognise(pcm, HERTZ, spec, urgent, factors)

                return await understands.understand(search, listen)

            proposed = decision.proposed.code if decision.proposed else None
            conversation = Conversation(choices_of(tables, decision.area_code), self._policy, proposed)
            await session.connected(CONNECT_SECONDS)
            dialogue = Dialogue(session, conversation, self._prompts, recognise, self._policy.confirm)
            return await dialogue.run(farewell_of)
        except AudioNotConnectedError as error:
            self._log.warning("no_audio", why=str(error))
        except Exception:
            # Whatever broke in here, the caller gets a person.
            self._log.exception("dialogue_failed")
        finally:
            session.close()
        return Telling(Operator(Reason.AUDIO_LOST), 0, ())


def choices_of(tables: Tables, area_code: str | None) -> tuple[Choice, ...]:
    """Return what can be chosen in an area code, or (None) under the national number.

    What is not connected is understood but not read out, unless the rules say otherwise. Of other area codes those are
    offered that callers can be put through to.
    """
    here = _choices_here(tables, area_code)
    if not (others := tables.elsewhere(area_code)):
        return here
    names = names_in_country(tables.offered(None))
    place = {True: Place.ELSEWHERE, False: Place.OUT_OF_REACH}
    return (*here, *(Choice(entry.code, names[entry.code], place[tables.can_put_through(entry)]) for entry in others))


def _choices_here(tables: Tables, area_code: str | None) -> tuple[Choice, ...]:
    """Return what can be chosen that lies where the call came in."""
    entries = tables.offered(area_code)
    all_listed = tables.rules.offer_unconnected is OfferUnconnected.ASK
    names = {} if area_code else names_in_country(entries)
    return tuple(
        Choice(
            entry.code,
            names.get(entry.code, entry.municipality.spoken_name),
            Place.LISTED if entry.connected or all_listed else Place.UNLISTED,
        )
        for entry in entries
    )


def understanding_of(
    tables: Tables, area_code: str | None, hinted: Set[str], country: Country | None, policy: Policy
) -> InAreaCode | InCountry:
    """Return what understands answers in an area code, or (None) under the national number.

    Raises ValueError for the national number without the names of a country.
    """
    if area_code is not None:
        elsewhere = frozenset(entry.code for entry in tables.elsewhere(area_code))
        return InAreaCode(grammars_of(tables, area_code, hinted), country, elsewhere, policy)
    if country is None:
        raise ValueError("the national number needs the names of the country")
    return InCountry(country, hinted, policy)


def farewell_of(
    result: Result, decision: Decision, now: datetime, language: Language = Language.DUTCH
) -> tuple[Spoken, ...]:
    """Return what the caller is told before being put through to somebody else than the one asked for, or to nobody.

    `decision` is what the result of the conversation led to.
    """
    if decision.notice:
        return announcements_of(decision.notice, now, language)
    return (Announcement(AnnouncementId.OPERATOR, language=language),) if isinstance(result, Operator) else ()


def grammars_of(tables: Tables, area_code: str, hinted: Set[str] = frozenset()) -> Mapping[Expect, GrammarSpec]:
    """Return what may be said in an area code, when asked for a name and when asked for a yes.

    The municipalities with the CBS codes `hinted` are likelier to be meant.
    """
    listed = tables.offered(area_code)
    priors = priors_of({entry.code: entry.municipality.population for entry in listed}, hinted)
    phrases = (*phrases_of(tables.names(area_code), priors), *COMMANDS)
    return specs_of(area_code, phrases)


def shared_area_codes(tables: Tables) -> tuple[str, ...]:
    """Return the area codes in which callers have to be asked."""
    known = {code for entry in tables.municipalities.values() for code in entry.area_codes}
    return tuple(sorted(filter(tables.may_be_asked, known)))


def between_of(tables: Tables, area_codes: Iterable[str | None], policy: Policy) -> tuple[tuple[str, ...], ...]:
    """Return the names that the questions in these area codes name together, each once."""
    named = (tuple(choice.name for choice in _read_out(tables, code)) for code in area_codes)
    return tuple(dict.fromkeys(names for names in named if len(names) <= policy.named_choices))


def _read_out(tables: Tables, area_code: str | None) -> tuple[Choice, ...]:
    return tuple(choice for choice in _choices_here(tables, area_code) if choice.place is Place.LISTED)


def prompts_of(tables: Tables, area_codes: Iterable[str], policy: Policy) -> tuple[Spoken, ...]:
    """Return the prompts to have ready for callers in these area codes.

    Those about municipalities of other area codes are rendered when one is first asked for: there are too many.
    """
    named = (PromptId.PROPOSE, PromptId.CONFIRM, PromptId.CONFIRM_AGAIN)
    of_some = (*named, PromptId.CONFIRM_ELSEWHERE, PromptId.KEY_CHOICE, PromptId.ASK_BETWEEN)
    prompts: list[Spoken] = [Prompt(identity) for identity in PromptId if identity not in of_some]
    prompts.append(Announcement(AnnouncementId.OPERATOR))
    codes = tuple(area_codes)
    prompts += [Prompt(PromptId.ASK_BETWEEN, names=names) for names in between_of(tables, codes, policy)]
    for code in codes:
        choices = _choices_here(tables, code)
        prompts += [Prompt(identity, choice.name) for choice in choices for identity in named]
        listed = _read_out(tables, code)
        # Those that were spelled come in an order of their own.
        keys = [str(place) for place in range(1, min(len(listed), policy.page_size) + 1)]
        prompts += [Prompt(PromptId.KEY_CHOICE, choice.name, key) for choice in listed for key in keys]
    return tuple(dict.fromkeys(prompts))
