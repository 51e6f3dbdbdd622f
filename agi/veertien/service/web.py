"""The daemon's web page: a summary for people, /healthz for probes, /metrics for Prometheus, and POST /reload."""

from dataclasses import dataclass
from datetime import UTC, datetime

from aiohttp import web

from veertien.asterisk.ami import ManagerLink
from veertien.records import Metrics, ReloadResult
from veertien.routing import TrunkState
from veertien.service.in_force import InForce
from veertien.service.reload_page import ReloadPage
from veertien.service.reloading import Reloader

_TRUNK_FIGURE = {TrunkState.UP: 1, TrunkState.DOWN: 0, TrunkState.UNKNOWN: -1}


@dataclass(frozen=True, slots=True)
class Health:
    """How the daemon is doing, read off its parts at the moment of asking."""

    in_force: InForce
    reloader: Reloader
    manager: ManagerLink | None
    metrics: Metrics

    def report(self) -> dict[str, object]:
        """Return what `/healthz` tells. `degraded` names what is down; calls are served all the same."""
        degraded = []
        if self.manager is None:
            ami = "not configured"
        elif self.manager.connected:
            ami = "connected"
        else:
            ami = f"down: {self.manager.fault}"
            degraded.append("ami")
        edition, last = self.in_force.edition, self.reloader.last
        if not edition.pool.pids:
            degraded.append("recognisers")
        states = {trunk.key: self._state(trunk.endpoint) for trunk in edition.tables.trunks.values()}
        now = edition.tables.at(datetime.now(UTC))
        if TrunkState.DOWN in states.values() and TrunkState.UP not in states.values():
            degraded.append("trunks")
        if last is not None and last.result is not ReloadResult.LOADED:
            degraded.append("reload")
        return {
            "status": "degraded" if degraded else "ok",
            "degraded": degraded,
            "ami": ami,
            "recognisers": len(edition.pool.pids),
            "trunks": {key: state.value for key, state in states.items()},
            "municipalities": sum(entry.connected for entry in now.municipalities.values()),
            "tables": self.in_force.told(),
            "last_reload": last and last.told(),
        }

    def refresh_gauges(self) -> None:
        """Bring the gauges up to this moment."""
        self.metrics.ami_connected.set(self.manager is not None and self.manager.connected)
        # Those of a trunk that is gone since the last reload would stay for ever.
        self.metrics.trunk_up.clear()
        for trunk in self.in_force.edition.tables.trunks.values():
            self.metrics.trunk_up.labels(trunk.endpoint).set(_TRUNK_FIGURE[self._state(trunk.endpoint)])

    def _state(self, endpoint: str) -> TrunkState:
        states = {} if self.manager is None else self.manager.trunk_states
        return states.get(endpoint, TrunkState.UNKNOWN)


class WebServer:
    """Serves the pages on one address."""

    def __init__(self, host: str, port: int, health: Health, metrics: Metrics, reload: ReloadPage) -> None:
        self._host = host
        self._port = port
        self._health = health
        self._metrics = metrics
        application = web.Application()
        application.router.add_get("/", self._summary)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/metrics", self._exposition)
        application.router.add_post("/reload", reload.post)
        self._runner = web.AppRunner(application, access_log=None)

    @property
    def port(self) -> int:
        """The port listened on, which the system chose when 0 was asked for."""
        return int(self._runner.addresses[0][1])

    async def start(self) -> None:
        """Begin to serve. Raises OSError when the address is taken."""
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    async def stop(self) -> None:
        """Stop serving."""
        await self._runner.cleanup()

    async def _summary(self, _: web.Request) -> web.Response:
        lines = ["Veertien", ""]
        last = self._health.reloader.last
        for name, value in {**self._health.report(), "last_reload": last.in_words() if last else "none"}.items():
            if isinstance(value, dict):
                lines += [f"{name}:", *(f"  {key}: {state}" for key, state in value.items())]
            else:
                lines.append(f"{name}: {value if not isinstance(value, list) else ', '.join(value) or 'nothing'}")
        return web.Response(text="\n".join([*lines, "", "figures: /metrics   health: /healthz", ""]))

    async def _healthz(self, _: web.Request) -> web.Response:
        # 200 also when degraded: a restart would not bring AMI back, and calls are being served.
        return web.json_response(self._health.report())

    async def _exposition(self, _: web.Request) -> web.Response:
        self._health.refresh_gauges()
        return web.Response(body=self._metrics.exposition(), content_type="text/plain", charset="utf-8")
