"""An edition: tables with the prompts and the recognisers made ready for them, as one value that calls take.

A reload makes a new edition beside the one in force. What both would have alike is shared: the prompts, and the
recogniser processes when they were made in the same way for the same grammars. Else new processes are warmed up, so
that no caller waits for a grammar and nothing that a call under way uses changes under it.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import structlog

from veertien.config.folder import Loaded, Stamp, stamp_of
from veertien.conversation import Expect
from veertien.prompts import PromptStore, Spoken
from veertien.routing import AMSTERDAM, Tables
from veertien.service.announcing import Announcer, announcements_in
from veertien.service.country import Country, asks_nationally, country_of, needed_of
from veertien.service.question import Interviewer, between_of, grammars_of, prompts_of, shared_area_codes
from veertien.speech import Espeak, GrammarSpec, Making
from veertien.speech.processes.pool import RecogniserPool


@dataclass(frozen=True, slots=True)
class Recognising:
    """What recogniser processes are made for: equal ones do the same. `model` is the state of a model's files."""

    processes: int
    making: Making
    model: Stamp
    grammars: tuple[GrammarSpec, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an edition is to have: working it out for the whole country takes longer than callers may wait for audio."""

    recognising: Recognising
    prompts: PromptStore
    spoken: tuple[Spoken, ...]
    countries: tuple[tuple[Tables, Country], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """What calls are decided and asked by."""

    loaded: Loaded
    prompts: PromptStore
    recognising: Recognising
    pool: RecogniserPool
    interviewer: Interviewer
    announcer: Announcer

    @property
    def tables(self) -> Tables:
        """The routing tables."""
        return self.loaded.tables


class EditionMaker:
    """Makes editions that speak with one voice library."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak = espeak
        self._log = structlog.get_logger(__name__)

    async def make(self, loaded: Loaded, beside: Edition | None = None) -> Edition:
        """Make an edition ready to serve calls; what it can share with the one `beside` it stays as it is.

        Raises what rendering and the recognisers raise when they can't be made ready; nothing is left of it then.
        """
        plan = await asyncio.to_thread(self._plan, loaded, beside)
        shared_pool = beside.pool if beside and beside.recognising == plan.recognising else None
        pool = shared_pool or RecogniserPool(plan.recognising.processes, making=plan.recognising.making)
        work = [asyncio.create_task(asyncio.to_thread(plan.prompts.prepare, plan.spoken))]
        if shared_pool is None:
            work.append(asyncio.create_task(pool.start(plan.recognising.grammars)))
        try:
            await asyncio.gather(*work)
        except BaseException:
            # A reload that is given up, too, leaves no processes behind.
            await _undo(work, None if shared_pool else pool)
            raise
        interviewer = Interviewer(plan.prompts, pool, loaded.asking.policy, plan.countries)
        return Edition(loaded, plan.prompts, plan.recognising, pool, interviewer, Announcer(plan.prompts))

    def _plan(self, loaded: Loaded, beside: Edition | None) -> _Plan:
        settings, stages, policy = loaded.settings, loaded.tables.stages, loaded.asking.policy
        prompts = self._prompts(loaded, beside)
        names = {entry.municipality.spoken_name for stage in stages for entry in stage.municipalities.values()}
        between: list[tuple[str, ...]] = []
        grammars: list[GrammarSpec] = []
        spoken: list[Spoken] = []
        countries = _countries(stages)
        for stage in stages:
            shared = shared_area_codes(stage)
            nationally = (None,) if asks_nationally(stage) else ()
            between += between_of(stage, (*shared, *nationally), policy)
            grammars += [grammars_of(stage, code)[expect] for code in shared for expect in Expect]
            spoken += [*prompts_of(stage, shared, policy), *announcements_in(stage)]
        grammars += [spec for stage, country in countries for spec in needed_of(stage, country)]
        for fault in prompts.recording_faults(names, between):
            self._log.warning("recording_unusable", fault=fault)
        _look_up_holidays(stages)
        model = settings.acoustic_model
        recognising = Recognising(
            processes=settings.recognisers,
            making=Making(loaded.tables.overrides, model),
            model=stamp_of(model.iterdir()) if model else frozenset(),
            grammars=tuple(dict.fromkeys(grammars)),
        )
        return _Plan(recognising, prompts, tuple(dict.fromkeys(spoken)), countries)

    def _prompts(self, loaded: Loaded, beside: Edition | None) -> PromptStore:
        settings, words = loaded.settings.prompts, loaded.asking.words
        if beside and (beside.loaded.settings.prompts, beside.loaded.asking.words) == (settings, words):
            return beside.prompts
        return PromptStore(settings.cache, settings.recordings, settings.voice, self._espeak, words)


def _countries(stages: Iterable[Tables]) -> tuple[tuple[Tables, Country], ...]:
    """Make the country's grammars for each of the tables; those that come out equal are one."""
    made: list[Country] = []
    found: list[tuple[Tables, Country]] = []
    for stage in stages:
        country = country_of(stage)
        if country is not None:
            made.append(next((known for known in made if known == country), country))
            found.append((stage, made[-1]))
    return tuple(found)


def _look_up_holidays(stages: Iterable[Tables]) -> None:
    """Use every schedule once: loading the calendar takes half a second, which no call should wait for."""
    now = datetime.now(AMSTERDAM)
    for schedule in {entry.schedule for stage in stages for entry in stage.municipalities.values() if entry.schedule}:
        schedule.next_opening(now)


async def _undo(work: list[asyncio.Task[None]], pool: RecogniserPool | None) -> None:
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    if pool is not None:
        await pool.stop()
