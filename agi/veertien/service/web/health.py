"""How the daemon is doing: what its parts say of themselves, put together for the web page, the metrics and systemd."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from veertien.asterisk.manager.link import ManagerLink
from veertien.records import Metrics, ReloadResult, Unmatched
from veertien.release import Release
from veertien.routing import AMSTERDAM, TrunkState
from veertien.service.editions.in_force import InForce
from veertien.service.editions.reloading import Reloader
from veertien.service.troubles import Troubles, TroublesOf
from veertien.wording import Wording

if TYPE_CHECKING:
    from veertien.archive import Archive

_NO_MANAGER = Wording(
    "AMI is niet ingesteld; zet het deel `ami` in veertien.yaml en herstart.",
    "AMI is not configured; add the section `ami` to veertien.yaml and restart.",
)
_TOO_SLOW = Wording(
    "Het tweede oor was een paar keer achter elkaar te langzaam en wordt een tijd niet gevraagd. Zolang geldt wat "
    "PocketSphinx hoort. Geef het een vrije processorkern, of haal `second_ear` uit veertien.yaml.",
    "The second ear was too slow several times running, and is left alone for a while. PocketSphinx's answers stand "
    "meanwhile. Give it a free core, or take `second_ear` out of veertien.yaml.",
)
_NO_TRUNK = Wording(
    "Geen enkele trunk is bereikbaar; kijk naar hun adressen in pjsip.conf, en naar het netwerk.",
    "No trunk is up; see their addresses in pjsip.conf, and the network.",
)
_NO_STATES = Wording(
    "Asterisk kent van geen enkele trunk de toestand; vergelijk `endpoint` in trunks.yaml met pjsip.conf.",
    "Asterisk knows the state of no trunk; compare `endpoint` in trunks.yaml with pjsip.conf.",
)
_KEPT = Wording(
    "De map is niet te gebruiken; de tabellen die het laatst golden gelden nog. Kijk bij de laatste herlading, herstel "
    "de map en herlaad.",
    "The folder can't be used; the tables that were last in force are served. See `last_reload`, mend it and reload.",
)
_NOT_RELOADED = Wording(
    "De laatste herlading veranderde niets; kijk wat er mis was, herstel het en herlaad.",
    "The last reload changed nothing; see `last_reload`, mend it and reload.",
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
            "why": {word: trouble.english for word, trouble in troubles.items()},
            "why_nl": {word: trouble.dutch for word, trouble in troubles.items()},
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
            "data_edition": edition.loaded.data.as_json(),
            "last_reload": last and last.as_json(),
        }

    def refresh_gauges(self) -> None:
        """Bring the gauges up to this moment."""
        self.metrics.ami_connected.set(self.manager is not None and self.manager.connected)
        as_of = self.in_force.edition.loaded.data.gazetteer.edition.as_of
        self.metrics.data_edition.set(datetime.combine(as_of, time(), AMSTERDAM).timestamp())
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
            return {"ami": _NO_MANAGER}
        if self.manager.connected:
            return {}
        fault = self.manager.fault
        english = f"There is no connection to Asterisk's manager interface: {fault}."
        return {"ami": Wording(f"Er is geen verbinding met de manager-interface van Asterisk: {fault}.", english)}

    def _of_recognisers(self) -> Troubles:
        pool = self.in_force.edition.ears.pocketsphinx
        if pool.ready >= pool.processes:
            return {}
        why = f"they can't be replaced now: {pool.trouble}" if pool.trouble else "others are being started"
        why_dutch = f"ze zijn nu niet te vervangen: {pool.trouble}" if pool.trouble else "er worden andere gestart"
        served, served_dutch = "", ""
        if not pool.ready:
            served, served_dutch = " Callers answer with keys.", " Bellers kiezen met toetsen."
        trouble = Wording(
            f"{pool.ready} van {pool.processes} herkenners werken; {why_dutch}.{served_dutch}",
            f"{pool.ready} of {pool.processes} recognisers run; {why}.{served}",
        )
        return {"recognisers": trouble}

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
        why_dutch = f"het kan nu niet starten: {pool.trouble}" if pool.trouble else "het wordt gestart"
        trouble = Wording(
            f"Het tweede oor werkt niet; {why_dutch}. Zolang geldt wat PocketSphinx hoort.",
            f"The second ear does not run; {why}. PocketSphinx's answers stand meanwhile.",
        )
        return {"second_ear": trouble}

    def _of_trunks(self) -> Troubles:
        states = set(self.trunk_states().values())
        if TrunkState.UP in states or not states:
            return {}
        if TrunkState.DOWN in states:
            return {"trunks": _NO_TRUNK}
        if self.manager is not None and self.manager.connected:
            return {"trunks": _NO_STATES}
        return {}

    def _of_reload(self) -> Troubles:
        last = self.reloader.last
        if last is None or last.result is ReloadResult.LOADED:
            return {}
        if self.in_force.edition.loaded.kept:
            return {"tables": _KEPT}
        return {"reload": _NOT_RELOADED}

    def _state(self, endpoint: str) -> TrunkState:
        states = {} if self.manager is None else self.manager.trunk_states
        return states.get(endpoint, TrunkState.UNKNOWN)
