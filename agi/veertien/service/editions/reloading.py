"""Reloads: the config folder read and made ready beside what is in force, then put in its place, or refused."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

import structlog

from veertien.config import Fault, Settings, TablesFaultyError, asking_changes, in_brief, needing_restart
from veertien.config.folder import ConfigFolder, ConfigUnstableError, Loaded
from veertien.doctor.finding import DoctorFinding
from veertien.prompts import PiperError
from veertien.records import Metrics, ReloadResult
from veertien.routing import compare
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.making import EditionMaker
from veertien.service.quietly import quietly
from veertien.speech import EspeakError
from veertien.speech.processes.recognisers import RecogniserUnavailableError

_UNUSABLE = (
    TablesFaultyError,
    ConfigUnstableError,
    RecogniserUnavailableError,
    EspeakError,
    PiperError,
    OSError,
)


Compare = Callable[[Loaded], Awaitable[tuple[DoctorFinding, ...] | None]]
"""Returns where new tables and Asterisk don't fit each other; None where Asterisk can't be asked."""


@dataclass(frozen=True, slots=True)
class Reload:
    """One reload and what came of it."""

    asked_by: str
    result: ReloadResult
    faults: tuple[Fault, ...] = ()
    """Those of refused files."""
    why: str | None = None
    """The reason of a failure, in one sentence."""
    rerouted: tuple[str, ...] = ()
    """The 14-numbers that are routed otherwise than before."""
    asking: tuple[str, ...] = ()
    """The keys by which callers are asked otherwise."""
    needs_restart: tuple[str, ...] = ()
    """Keys of veertien.yaml that differ from what the daemon was started with and count only after a restart."""
    findings: tuple[DoctorFinding, ...] | None = None
    """Trunks of the new tables whose endpoints Asterisk lacks; None where it was not asked, or did not answer."""
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def in_words(self) -> str:
        """Return the same for people, a line for each of the first faults."""
        lines = (*in_brief(self.faults), *([self.why] if self.why else ()))
        return "\n  ".join((f"{self.result}, {self.at.isoformat(' ', 'seconds')}, by {self.asked_by}", *lines))

    def as_json(self) -> dict[str, object]:
        """Return it as values for JSON."""
        return {
            "result": self.result,
            "at": self.at.isoformat(timespec="seconds"),
            "asked_by": self.asked_by,
            "faults": [asdict(fault) for fault in self.faults],
            "why": self.why,
            "rerouted": list(self.rerouted),
            "asking": list(self.asking),
            "needs_restart": list(self.needs_restart),
            "findings": None if self.findings is None else [finding.as_json() for finding in self.findings],
        }


def not_loaded(asked_by: str, error: Exception) -> Reload:
    """Return the reload that ended with this error."""
    if isinstance(error, TablesFaultyError):
        return Reload(asked_by, ReloadResult.REFUSED, faults=error.faults)
    return Reload(asked_by, ReloadResult.FAILED, why=str(error))


class Reloader:
    """Reloads one at a time; `last` is what came of the latest, None before the first.

    A start that went on without the folder counts as one, and is given as `at_start`.
    """

    def __init__(
        self,
        folder: ConfigFolder,
        maker: EditionMaker,
        in_force: InForce,
        started_with: Settings,
        metrics: Metrics,
        kept: KeptTables,
        at_start: Reload | None = None,
        around: Callable[[], AbstractContextManager[None]] = nullcontext,
        tell: Callable[[Reload], object] = lambda _: None,
        compare_pbx: Compare | None = None,
    ) -> None:
        """Reload `folder` into `in_force`, each time inside what `around` gives, and have it kept for a restart.

        `tell` gets each reload. `compare_pbx` compares the new tables with Asterisk once they are in force.
        """
        self.last = at_start
        self._folder = folder
        self._maker = maker
        self._in_force = in_force
        self._started_with = started_with
        self._metrics = metrics
        self._kept = kept
        self._around = around
        self._tell_others = tell
        self._compare_pbx = compare_pbx
        self._turn = asyncio.Lock()
        self._waiting: asyncio.Task[Reload] | None = None
        self._tasks: set[asyncio.Task[Reload]] = set()
        self._log = structlog.get_logger(__name__)

    def ask(self, asked_by: str) -> asyncio.Task[Reload]:
        """Have the folder reloaded, as it is now or later; the task gives what came of it and never fails.

        While a reload is under way, which may have read its files before they were changed, one more is done behind
        it, and all who ask meanwhile share that one.
        """
        if self._waiting is None:
            self._waiting = asyncio.create_task(self._in_turn(asked_by))
            self._tasks.add(self._waiting)
            self._waiting.add_done_callback(self._tasks.discard)
        return self._waiting

    async def stop(self) -> None:
        """Give up what is under way; what is in force stays so."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _in_turn(self, asked_by: str) -> Reload:
        async with self._turn:
            # Who asks from here on asks for files as they will be then.
            self._waiting = None
            with self._around():
                self.last = await self._reload(asked_by)
            self._metrics.reloaded(self.last.result)
            self._tell(self.last)
            self._tell_others(self.last)
            return self.last

    async def _reload(self, asked_by: str) -> Reload:
        try:
            with quietly():
                loaded = await asyncio.to_thread(self._folder.load)
                rerouted = await asyncio.to_thread(self._rerouted, loaded)
                asking = asking_changes(self._in_force.edition.loaded.asking, loaded.asking)
                edition = await self._maker.make(loaded, self._in_force.edition)
        except _UNUSABLE as error:
            return not_loaded(asked_by, error)
        except Exception as error:
            self._log.exception("reload_broke")
            return Reload(asked_by, ReloadResult.FAILED, why=f"a fault in Veertien: {error!r}")
        self._in_force.replace(edition)
        await asyncio.to_thread(self._kept.keep, loaded)
        return Reload(
            asked_by,
            ReloadResult.LOADED,
            rerouted=rerouted,
            asking=tuple(f"{change.file}: {change.key}" for change in asking),
            needs_restart=needing_restart(self._started_with, loaded.settings),
            findings=await self._compare_pbx(loaded) if self._compare_pbx else None,
        )

    def _rerouted(self, loaded: Loaded) -> tuple[str, ...]:
        changes = compare(self._in_force.edition.tables, loaded.tables, datetime.now(UTC))
        return tuple(change.number.dialled for change in changes)

    def _tell(self, reload: Reload) -> None:
        where = {"folder": str(self._folder.path), "asked_by": reload.asked_by}
        match reload.result:
            case ReloadResult.LOADED:
                edition = self._in_force.edition
                digest = edition.loaded.digest
                self._metrics.tables_loaded(self._in_force.since, digest, edition.endpoints)
                otherwise = {"rerouted": list(reload.rerouted), "asking": list(reload.asking)}
                self._log.info("tables_loaded", **where, digest=digest, **otherwise)
                if reload.needs_restart:
                    self._log.warning("restart_needed", settings=list(reload.needs_restart))
            case ReloadResult.REFUSED:
                self._log.error("reload_refused", **where, faults=in_brief(reload.faults))
            case ReloadResult.FAILED:
                self._log.error("reload_failed", **where, why=reload.why)
