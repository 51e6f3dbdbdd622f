"""Makes editions: tables with the prompts and the recognisers made ready for them.

A reload makes a new edition beside the one in force. What both would have alike is shared: the prompts, and the
recogniser processes when they were made in the same way for the same grammars. Else new processes are warmed up, so
that no caller waits for a grammar and nothing that a call under way uses changes under it.
"""

import asyncio
import threading
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

import structlog

from veertien.config.folder import Loaded, stamp_of
from veertien.inquiry import Inquiries, inquiries_of
from veertien.prompts import PromptStore, Spoken
from veertien.release import digest_of
from veertien.routing import AMSTERDAM, Tables
from veertien.service.announcing import Announcer, announcements_in
from veertien.service.capturing import CAPTURED
from veertien.service.dialogue import Interviewer
from veertien.service.editions.in_force import Edition, Recognising
from veertien.speech import Espeak, Making
from veertien.speech.processes.recognisers import RecogniserPool
from veertien.speech.recognition.acoustics import shipped_model


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an edition is to have: working it out for the whole country takes longer than callers may wait for audio."""

    recognising: Recognising
    model_digest: str
    prompts: PromptStore
    spoken: tuple[Spoken, ...]
    inquiries: tuple[Inquiries, ...]


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
        given_up = threading.Event()
        work = [asyncio.create_task(asyncio.to_thread(plan.prompts.prepare, plan.spoken, given_up.is_set))]
        if shared_pool is None:
            work.append(asyncio.create_task(pool.start(plan.recognising.grammars)))
        try:
            await asyncio.gather(*work)
        except BaseException:
            # A reload that is given up, too, leaves no processes behind.
            given_up.set()
            await _undo(work, None if shared_pool else pool)
            raise
        if beside and beside.prompts is not plan.prompts:
            beside.prompts.stop()
        interviewer, announcer = Interviewer(plan.prompts, pool), Announcer(plan.prompts)
        return Edition(
            loaded, plan.inquiries, plan.prompts, plan.recognising, plan.model_digest, pool, interviewer, announcer
        )

    def _plan(self, loaded: Loaded, beside: Edition | None) -> _Plan:
        settings, stages = loaded.settings, loaded.tables.stages
        prompts = self._prompts(loaded, beside)
        inquiries = inquiries_of(loaded.tables, loaded.asking.policy)
        names = {entry.municipality.spoken_name for stage in stages for entry in stage.municipalities.values()}
        together = dict.fromkeys(one.named_together for each in inquiries for one in each.by_area_code.values())
        for fault in prompts.recording_faults(names, [names for names in together if names]):
            self._log.warning("recording_unusable", fault=fault)
        _look_up_holidays(stages)
        model = settings.acoustic_model
        recognising = Recognising(
            processes=settings.recognisers,
            making=Making(loaded.tables.overrides, model),
            model=stamp_of(model.iterdir()) if model else frozenset(),
            grammars=tuple(dict.fromkeys(spec for each in inquiries for spec in each.grammars)),
        )
        captured = (CAPTURED,) if settings.capture and settings.capture.announce else ()
        spoken = (
            *captured,
            *(prompt for each in inquiries for prompt in each.prompts),
            *chain(*map(announcements_in, stages)),
        )
        return _Plan(recognising, _digest_of_model(model), prompts, tuple(dict.fromkeys(spoken)), inquiries)

    def _prompts(self, loaded: Loaded, beside: Edition | None) -> PromptStore:
        settings, words = loaded.settings.prompts, loaded.asking.words
        overrides = loaded.tables.overrides
        if beside and _said_by(beside.loaded) == _said_by(loaded):
            return beside.prompts
        return PromptStore(settings.cache, settings.recordings, settings.voices, self._espeak, words, overrides)


def _said_by(loaded: Loaded) -> tuple[object, ...]:
    """Return all that decides how prompts sound."""
    return loaded.settings.prompts, loaded.asking.words, loaded.tables.overrides


def _look_up_holidays(stages: Iterable[Tables]) -> None:
    """Use every schedule once: loading the calendar takes half a second, which no call should wait for."""
    now = datetime.now(AMSTERDAM)
    for schedule in {entry.schedule for stage in stages for entry in stage.municipalities.values() if entry.schedule}:
        schedule.next_opening(now)


def _digest_of_model(model: Path | None) -> str:
    with nullcontext(model) if model else shipped_model() as folder:
        return digest_of(folder)


async def _undo(work: list[asyncio.Task[None]], pool: RecogniserPool | None) -> None:
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    if pool is not None:
        await pool.stop()
