"""The daemon's web page: a summary for people, how it is doing for probes, /metrics, /events, and POST /reload."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from veertien.config import WebSettings
from veertien.records import CallStream, Metrics
from veertien.service.web.event_page import EventPage
from veertien.service.web.health import Health
from veertien.service.web.host_names import HostNames
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage

HEADERS = {"Server": "Veertien", "X-Content-Type-Options": "nosniff"}
"""On every answer. aiohttp's own `Server` would give its version away, and so its holes."""


class _Connection(web.RequestHandler):
    """A connection whose answers to what is no request carry our headers too: they pass by the application."""

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be read or served."""
        response = super().handle_error(request, status, exc, message)
        response.headers.update(HEADERS)
        return response


async def _add_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


class WebServer:
    """Serves the pages on one address, to requests for its own host names."""

    def __init__(
        self,
        settings: WebSettings,
        health: Health,
        readiness: Readiness,
        metrics: Metrics,
        reload: ReloadPage,
        events: CallStream,
    ) -> None:
        self._settings = settings
        self._server: asyncio.Server | None = None
        self._hosts = HostNames((settings.host, *settings.allowed_hosts))
        self._health = health
        self._readiness = readiness
        self._metrics = metrics
        application = web.Application(middlewares=[self._ours_only])
        application.on_response_prepare.append(_add_headers)
        application.router.add_get("/", self._summary)
        application.router.add_get("/healthz", self._healthz)
        application.router.add_get("/livez", self._livez)
        application.router.add_get("/readyz", self._readyz)
        application.router.add_get("/metrics", self._exposition)
        page = EventPage(events)
        application.router.add_get("/events", page.get, allow_head=False)
        application.on_shutdown.append(page.stop)
        application.router.add_post("/reload", reload.post)
        self._runner = web.AppRunner(application)

    @property
    def port(self) -> int:
        """The port listened on, which the system chose when 0 was asked for."""
        return int(self._running.sockets[0].getsockname()[1])

    async def start(self) -> None:
        """Begin to serve. Raises OSError when the address is taken."""
        await self._runner.setup()
        loop, pages = asyncio.get_running_loop(), self._runner.server
        assert pages is not None  # noqa: S101 - there is one after setup
        self._server = await loop.create_server(
            # aiohttp takes None for no log, whatever its types say.
            lambda: _Connection(pages, loop=loop, access_log=None),  # type: ignore[arg-type]
            self._settings.host,
            self._settings.port,
        )

    async def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            self._server.close()
        await self._runner.cleanup()

    @property
    def _running(self) -> asyncio.Server:
        if self._server is None:
            raise RuntimeError("the web server is not running")
        return self._server

    @web.middleware
    async def _ours_only(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        refusal = self._hosts.refusal(request)
        if refusal is not None:
            raise refusal
        return await handler(request)

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
