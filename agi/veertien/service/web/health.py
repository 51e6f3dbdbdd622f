"""How the daemon is doing: what its parts say of themselves, put together for the web page, the metrics and systemd."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from veertien.asterisk.manager.link import ManagerLink
from veertien.records import Metrics, ReloadResult, Unmatched
from veertien.release import Release
from veertien.routing import TrunkState
from veertien.service.editions.in_force import InForce
from veertien.service.editions.reloading import Reloader

if TYPE_CHECKING:
    from veertien.archive import Archive

Troubles = Mapping[str, str]
"""What is worse than it should be: a word each, as `degraded` in `/healthz` has it, and one sentence with the cure."""
TroublesOf = Callable[[], Troubles]
"""Returns the troubles of one part of the daemon at the moment of asking; quick, and never raises."""

_TOO_SLOW = (
    "The second ear was too slow several times running, and is left alone for a while. PocketSphinx's answers stand "
    "meanwhile. Give it a free core, or take `second_ear` out of veertien.yaml."
)
_TRUNK_FIGURE = {TrunkState.UP: 1, TrunkState.DOWN: 0, TrunkState.UNKNOWN: -1}


@dataclass(frozen=True, slots=True)
class Health:
    """How the daemon is doing, read off its parts at the moment of asking."""

    in_force: InForce
    reloader: Reloader
    manager: ManagerLink | None
    metrics: Metrics
    unmatched: Unmatched
    release: Release
    archive: "Archive | None" = None
    """None where no records are kept."""
    others: tuple[TroublesOf, ...] = ()
    """Return the troubles of parts that this one knows nothing of."""

    def troubles(self) -> Troubles:
        """Return all that is worse than it should be; calls are served all the same."""
        own = (self._of_ami, self._of_recognisers, self._of_second_ear, self._of_trunks, self._of_reload)
        return {word: why for part in (*own, *self.others) for word, why in part().items()}

    def summary(self) -> str:
        """Return the same in one line for people."""
        troubles = self.troubles()
        return f"Serving; degraded: {', '.join(troubles)}." if troubles else "Serving."

    def report(self) -> dict[str, object]:
        """Return what `/healthz` answers."""
        edition, last = self.in_force.edition, self.reloader.last
        now = edition.tables.at(datetime.now(UTC))
        troubles = self.troubles()
        return {
            "status": "degraded" if troubles else "ok",
            "degraded": list(troubles),
            "why": dict(troubles),
            "version": self.release.version,
            "code_digest": self.release.code_digest,
            "ami": self._ami(),
            "recognisers": edition.ears.pocketsphinx.ready,
            "second_ear": self._second_ear(),
            "trunks": {key: state.value for key, state in self.trunk_states().items()},
            "municipalities": sum(entry.connected for entry in now.municipalities.values()),
            "unmatched": self.unmatched.as_json(),
            "archive": self._archive(),
            "tables": self.in_force.as_json(),
            "model": edition.model_as_json(),
            "last_reload": last and last.as_json(),
        }

    def refresh_gauges(self) -> None:
        """Bring the gauges up to this moment."""
        self.metrics.ami_connected.set(self.manager is not None and self.manager.connected)
        pool = self.in_force.edition.ears.pocketsphinx
        self.metrics.recognisers_ready.set(pool.ready)
        self.metrics.utterances_waiting.set(pool.waiting)
        # Those of a trunk that is gone since the last reload, and of what is mended, would stay for ever.
        self.metrics.trunk_up.clear()
        for trunk in self.in_force.edition.tables.trunks.values():
            self.metrics.trunk_up.labels(trunk.endpoint).set(_TRUNK_FIGURE[self._state(trunk.endpoint)])
        self.metrics.degraded.clear()
        for word in self.troubles():
            self.metrics.degraded.labels(word).set(1)

    def trunk_states(self) -> dict[str, TrunkState]:
        """Return the state of each trunk by its key."""
        return {trunk.key: self._state(trunk.endpoint) for trunk in self.in_force.edition.tables.trunks.values()}

    def _ami(self) -> str:
        if self.manager is None:
            return "not configured"
        return "connected" if self.manager.connected else f"down: {self.manager.fault}"

    def _archive(self) -> str | dict[str, int]:
        kept = self.archive
        if kept is None:
            return "not configured"
        counted = {"rows_written": kept.written, "waiting": kept.waiting}
        return {**counted, "spooled_bytes": kept.spooled_bytes, "lost": kept.lost}

    def _of_ami(self) -> Troubles:
        if self.manager is None:
            return {"ami": "AMI is not configured; add the section `ami` to veertien.yaml and restart."}
        if self.manager.connected:
            return {}
        return {"ami": f"There is no connection to Asterisk's manager interface: {self.manager.fault}."}

    def _of_recognisers(self) -> Troubles:
        pool = self.in_force.edition.ears.pocketsphinx
        if pool.ready >= pool.processes:
            return {}
        why = f"they can't be replaced now: {pool.trouble}" if pool.trouble else "others are being started"
        served = "" if pool.ready else " Callers answer with keys."
        return {"recognisers": f"{pool.ready} of {pool.processes} recognisers run; {why}.{served}"}

    def _second_ear(self) -> str:
        pool = self.in_force.edition.ears.second
        if pool is None:
            return "not configured"
        if pool.ready:
            return "resting" if pool.rest_seconds else "ready"
        return f"down: {pool.trouble or 'it is being started'}"

    def _of_second_ear(self) -> Troubles:
        pool = self.in_force.edition.ears.second
        if pool is None:
            return {}
        if pool.ready:
            return {"second_ear": _TOO_SLOW} if pool.rest_seconds else {}
        why = f"it can't be started now: {pool.trouble}" if pool.trouble else "it is being started"
        return {"second_ear": f"The second ear does not run; {why}. PocketSphinx's answers stand meanwhile."}

    def _of_trunks(self) -> Troubles:
        states = set(self.trunk_states().values())
        if TrunkState.UP in states or not states:
            return {}
        if TrunkState.DOWN in states:
            return {"trunks": "No trunk is up; see their addresses in pjsip.conf, and the network."}
        if self.manager is not None and self.manager.connected:
            return {
                "trunks": "Asterisk knows the state of no trunk; compare `endpoint` in trunks.yaml with pjsip.conf."
            }
        return {}

    def _of_reload(self) -> Troubles:
        last = self.reloader.last
        if last is None or last.result is ReloadResult.LOADED:
            return {}
        if self.in_force.edition.loaded.kept:
            return {
                "tables": "The folder can't be used; the tables that were last in force are served. See `last_reload`, "
                "mend it and reload."
            }
        return {"reload": "The last reload changed nothing; see `last_reload`, mend it and reload."}

    def _state(self, endpoint: str) -> TrunkState:
        states = {} if self.manager is None else self.manager.trunk_states
        return states.get(endpoint, TrunkState.UNKNOWN)
