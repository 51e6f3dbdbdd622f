"""Makes editions: tables with the prompts and the recognisers made ready for them.

A reload makes a new edition beside the one in force. What both would have alike is shared: the prompts, and the
recogniser processes when they were made in the same way for the same grammars. Else new processes are warmed up, so
that no caller waits for a grammar and nothing that a call under way uses changes under it.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from veertien.config.folder import Loaded, stamp_of
from veertien.conversation import Language
from veertien.cores import usable_cores
from veertien.inquiry import Inquiries, inquiries_of
from veertien.prompts import PromptStore, Spoken
from veertien.release import digest_of
from veertien.routing import AMSTERDAM
from veertien.service.calls.announcing import Announcer
from veertien.service.calls.dialogue import Interviewer
from veertien.service.calls.ears import Ears
from veertien.service.editions.in_force import Edition, HearingAgain, Recognising
from veertien.service.editions.spoken import repertoire_of, store_of
from veertien.speech import Espeak, GrammarSpec, Making
from veertien.speech.acoustic_model.acoustics import shipped_model
from veertien.speech.grammar.carriers import BEFORE_NAMES, FRAMES
from veertien.speech.processes.capacity import processes_for
from veertien.speech.processes.pool import ProcessPool
from veertien.speech.processes.recognisers import RecogniserPool
from veertien.speech.processes.second_ears import SecondEarPool
from veertien.speech.processes.worker_process import WorkerProcess
from veertien.speech.second_ear.model_folder import model_files

_MOST_PREPARED = 10_000
"""Texts that the second ear prepares in its idle time: half an hour's work. Those of a few area codes are fewer."""

_Starting = dict[ProcessPool[Any, Any], Coroutine[Any, Any, None]]
"""Pools with their starts."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an edition is to have: working it out for the whole country takes longer than callers may wait for audio."""

    recognising: Recognising
    same_recognisers: bool
    """Whether those of the edition beside it will do."""
    model_digest: str
    hearing_again: HearingAgain | None
    prompts: PromptStore
    spoken: tuple[Spoken, ...]
    inquiries: tuple[Inquiries, ...]


class EditionMaker:
    """Makes editions that speak with one voice library."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak = espeak
        self._begun: list[WorkerProcess] = []
        self._log = structlog.get_logger(__name__)

    async def begin(self) -> None:
        """Begin a recogniser's process for the first edition: it reads its modules while the tables are read.

        Raises what starting a process raises.
        """
        self._begun.append(await WorkerProcess.begun())

    async def close(self) -> None:
        """End what was begun and no edition has."""
        while self._begun:
            await self._begun.pop().stop()

    async def make(self, loaded: Loaded, beside: Edition | None = None, *, learned: bool = True) -> Edition:
        """Make an edition ready to serve calls; what it can share with the one `beside` it stays as it is.

        Not `learned`, callers are heard by the model in the package, whichever was installed.
        Raises what rendering and the recognisers raise when they can't be made ready; nothing is left of it then.
        """
        plan = await asyncio.to_thread(self._plan, loaded, beside, learned=learned)
        begun, self._begun = self._begun, []
        ears, starting = _ears(plan, beside, begun)
        given_up = threading.Event()
        work = [asyncio.create_task(asyncio.to_thread(plan.prompts.prepare, plan.spoken, given_up.is_set))]
        work += map(asyncio.create_task, starting.values())
        try:
            await asyncio.gather(*work)
        except BaseException:
            # A reload that is given up, too, leaves no processes behind.
            given_up.set()
            await _undo(work, starting)
            raise
        if beside and beside.prompts is not plan.prompts:
            beside.prompts.stop()
        return Edition(
            loaded,
            plan.inquiries,
            plan.prompts,
            plan.recognising,
            plan.model_digest,
            plan.hearing_again,
            ears,
            Interviewer(plan.prompts, ears),
            Announcer(plan.prompts),
        )

    def _plan(self, loaded: Loaded, beside: Edition | None, *, learned: bool) -> _Plan:
        settings = loaded.settings
        prompts = self._prompts(loaded, beside)
        inquiries = inquiries_of(loaded.tables, loaded.asking.policy)
        repertoire = repertoire_of(loaded, inquiries)
        for fault in prompts.recording_faults(repertoire.names, repertoire.together):
            self._log.warning("recording_unusable", fault=fault)
        model = settings.model if learned else settings.acoustic_model
        recognising = Recognising(
            processes=processes_for(usable_cores(), settings.recognisers),
            making=Making(loaded.tables.overrides, model),
            model=stamp_of(model.iterdir()) if model else frozenset(),
            grammars=tuple(dict.fromkeys(spec for each in inquiries for spec in each.grammars)),
        )
        languages = tuple(dict.fromkeys((Language.DUTCH, *settings.prompts.voices.rendered_ahead)))
        spoken = (*repertoire.ahead(languages), *repertoire.openings(languages, datetime.now(AMSTERDAM)))
        again = second_hearing(settings.second_ear, recognising.grammars) if settings.second_ear else None
        same = beside is not None and beside.recognising == recognising
        return _Plan(recognising, same, _digest_of_model(model), again, prompts, spoken, inquiries)

    def _prompts(self, loaded: Loaded, beside: Edition | None) -> PromptStore:
        if beside and _said_by(beside.loaded) == _said_by(loaded):
            return beside.prompts
        return store_of(loaded, self._espeak)


def _said_by(loaded: Loaded) -> tuple[object, ...]:
    """Return all that decides how prompts sound."""
    return loaded.settings.prompts, loaded.asking.words, loaded.tables.overrides


def _digest_of_model(model: Path | None) -> str:
    with nullcontext(model) if model else shipped_model() as folder:
        return digest_of(folder)


def second_hearing(directory: Path, grammars: Sequence[GrammarSpec]) -> HearingAgain:
    """Return what a second ear is for that prepares names, those most asked for first, and what is said before them."""
    named = dict.fromkeys(phrase.text for spec in grammars if not spec.bare for phrase in spec.phrases)
    every = dict.fromkeys(phrase.text for spec in grammars if spec.bare for phrase in spec.phrases)
    after = {before: tuple(f"{before} {name}" for name in named) for before in (*BEFORE_NAMES, *FRAMES)}
    texts = (
        *named,
        *(text for before in BEFORE_NAMES for text in after[before]),
        *(text for text in every if text not in named),
        *(text for before in FRAMES for text in after[before]),
    )
    return HearingAgain(directory, stamp_of(model_files(directory)), texts[:_MOST_PREPARED])


def _ears(plan: _Plan, beside: Edition | None, begun: Sequence[WorkerProcess]) -> tuple[Ears, _Starting]:
    """Return what callers will be heard by, in processes that may be `begun`; and the start of what is new in it."""
    starting: _Starting = {}
    if beside and plan.same_recognisers:
        pocketsphinx = beside.ears.pocketsphinx
    else:
        pocketsphinx = RecogniserPool(plan.recognising.processes, making=plan.recognising.making, begun=begun)
        starting[pocketsphinx] = pocketsphinx.start(plan.recognising.grammars)
    if beside and beside.hearing_again == plan.hearing_again:
        second = beside.ears.second
    elif plan.hearing_again:
        second = SecondEarPool(plan.hearing_again.directory)
        starting[second] = second.start(plan.hearing_again.texts)
    else:
        second = None
    return Ears(pocketsphinx, second), starting


async def _undo(work: list[asyncio.Task[None]], pools: Iterable[ProcessPool[Any, Any]]) -> None:
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    for pool in pools:
        await pool.stop()
