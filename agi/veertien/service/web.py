"""The daemon's web page: a summary for people, /healthz for probes, /metrics for Prometheus, and POST /reload."""

from aiohttp import web

from veertien.records import Metrics
from veertien.service.health import Health
from veertien.service.reload_page import ReloadPage


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
