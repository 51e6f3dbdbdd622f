"""The daemon's web page: a summary for people, probes, /metrics, /now, /events, and POST /reload."""

from aiohttp import web

from veertien.config import WebSettings
from veertien.http import HostNames, HttpServer
from veertien.records import CallStream, Metrics
from veertien.service.web.event_page import EventPage
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage


class WebServer(HttpServer):
    """Serves the pages on one address, to requests for its own host names."""

    def __init__(
        self,
        settings: WebSettings,
        health: Health,
        readiness: Readiness,
        metrics: Metrics,
        reload: ReloadPage,
        present: Present,
        events: CallStream,
    ) -> None:
        self._health = health
        self._readiness = readiness
        self._metrics = metrics
        application = web.Application()
        application.router.add_get("/", self._summary)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/now", present.get)
        application.router.add_get("/livez", self._livez)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._exposition)
        page = EventPage(events)
        application.router.add_get("/events", page.get, allow_head=False)
        application.on_shutdown.append(page.stop)
        application.router.add_post("/reload", reload.post)
        names = HostNames((settings.host, *settings.allowed_hosts), "web")
        super().__init__(application, settings.host, settings.port, names)

    async def _summary(self, _: web.Request) -> web.Response:
        lines = ["Veertien", ""]
        last = self._health.reloader.last
        for name, value in {**self._health.report(), "last_reload": last.in_words() if last else "none"}.items():
            if isinstance(value, dict):
                lines += [f"{name}:", *(f"  {key}: {state}" for key, state in value.items())]
            else:
                lines.append(f"{name}: {value if not isinstance(value, list) else ', '.join(value) or 'nothing'}")
        return web.Response(text="\n".join([*lines, "", "figures: /metrics   health: /healthz   calls: /events", ""]))

    async def _healthz(self, _: web.Request) -> web.Response:
        # 200 also when degraded: a restart would not bring AMI back, and calls are being served.
        return web.json_response(self._health.report())

    async def _livez(self, _: web.Request) -> web.Response:
        # Whoever gets this answer in time knows that the event loop runs.
        return web.json_response({"status": "alive"})

    async def _readyz(self, _: web.Request) -> web.Response:
        why_not = self._readiness.why_not
        return web.json_response({"status": why_not or "ready"}, status=503 if why_not else 200)

    async def _exposition(self, request: web.Request) -> web.Response:
        self._health.refresh_gauges()
        figures, content_type = self._metrics.exposition(request.headers.get("Accept", ""))
        return web.Response(body=figures, headers={"Content-Type": content_type})
