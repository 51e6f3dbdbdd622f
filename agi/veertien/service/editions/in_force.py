"""Editions of what calls are decided and asked by: which is in force, and which ones calls under way still use."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from veertien.config.folder import Loaded, Stamp
from veertien.inquiry import Inquiries
from veertien.prompts import PromptStore
from veertien.routing import Tables
from veertien.service.calls.announcing import Announcer
from veertien.service.calls.capturing import HeardBy
from veertien.service.calls.dialogue import Interviewer
from veertien.service.calls.ears import Ears
from veertien.speech import GrammarSpec, Making
from veertien.speech.processes.pool import ProcessPool


@dataclass(frozen=True, slots=True)
class Recognising:
    """What recogniser processes are made for: equal ones do the same."""

    processes: int
    making: Making
    model: Stamp
    """The state of the model's files."""
    grammars: tuple[GrammarSpec, ...]


@dataclass(frozen=True, slots=True)
class HearingAgain:
    """What the second ear's process is made for: equal ones do the same."""

    directory: Path
    model: Stamp
    """The state of the model's files."""
    texts: tuple[str, ...]
    """What callers may say."""


@dataclass(frozen=True, slots=True, eq=False)
class Edition:
    """What calls are decided and asked by."""

    loaded: Loaded
    inquiries: tuple[Inquiries, ...]
    """The questions under each stage of the tables."""
    prompts: PromptStore
    recognising: Recognising
    model_digest: str
    """Of the acoustic model's files."""
    hearing_again: HearingAgain | None
    """None where there is no second ear."""
    ears: Ears
    interviewer: Interviewer
    announcer: Announcer

    @property
    def tables(self) -> Tables:
        """The routing tables."""
        return self.loaded.tables

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints of the trunks."""
        return tuple(trunk.endpoint for trunk in self.tables.trunks.values())

    @property
    def heard_by(self) -> HeardBy:
        """What callers are heard by under this edition."""
        return HeardBy(self.loaded.digest, self.model_digest)

    def model_as_json(self) -> dict[str, str | None]:
        """Return which acoustic model is in force, as values for JSON; its folder is None for the one shipped."""
        folder = self.recognising.making.model
        return {"folder": None if folder is None else str(folder), "digest": self.model_digest}

    def at(self, now: datetime) -> Inquiries:
        """Return the tables that count at this moment, and the questions under them.

        Raises ValueError for a moment that doesn't know its time zone.
        """
        return self.inquiries[self.loaded.tables.stage_at(now)]


class InForce:
    """Gives new calls the edition in force, and lets an earlier one go when its last call has ended.

    `since` is when the edition in force became so.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.since = datetime.now(UTC)
        self._calls: Counter[Edition] = Counter()
        self._stopping: dict[ProcessPool[Any, Any], asyncio.Task[None]] = {}
        self._pools = set(edition.ears.pools)

    @contextmanager
    def taken(self) -> Iterator[Edition]:
        """Give the edition in force to one call, which has it until the end of the block."""
        edition = self.edition
        self._calls[edition] += 1
        try:
            yield edition
        finally:
            self._calls[edition] -= 1
            if edition is not self.edition:
                self._let_go()

    def as_json(self) -> dict[str, str]:
        """Return which tables are in force, as values for JSON: their folder, digest, and since when."""
        return {
            "folder": str(self.edition.loaded.folder),
            "digest": self.edition.loaded.digest,
            "since": self.since.isoformat(timespec="seconds"),
        }

    def replace(self, edition: Edition) -> None:
        """Put another edition in force, in one step: every call that comes in from now on gets it."""
        self.edition = edition
        self.since = datetime.now(UTC)
        self._pools.update(edition.ears.pools)
        self._let_go()

    async def stop(self) -> None:
        """Render nothing more, and end all recogniser processes, those of earlier editions included."""
        self.edition.prompts.stop()
        for pool in tuple(self._pools):
            self._stop(pool)
        await asyncio.gather(*self._stopping.values())

    def _let_go(self) -> None:
        self._calls = +self._calls
        needed = {pool for edition in (self.edition, *self._calls) for pool in edition.ears.pools}
        for pool in self._pools - needed:
            self._stop(pool)

    def _stop(self, pool: ProcessPool[Any, Any]) -> None:
        self._pools.discard(pool)
        task = asyncio.create_task(pool.stop())
        self._stopping[pool] = task
        task.add_done_callback(lambda _: self._stopping.pop(pool))
