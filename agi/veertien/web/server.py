"""The server of the pages: which pages there are, and what every answer has."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import structlog
from aiohttp import web

from veertien.addresses import host_and_port
from veertien.config import Settings, data_for_names, packaged_data
from veertien.config.schemas import schema_text
from veertien.conversation import Language
from veertien.http import HostNames, HttpServer
from veertien.web.access import Access
from veertien.web.api.api import Api
from veertien.web.calls.records import Records
from veertien.web.daemon import DaemonClient
from veertien.web.errors import Errors
from veertien.web.live import Live
from veertien.web.pages.calls import CallsPage
from veertien.web.pages.municipality import MunicipalityPage
from veertien.web.pages.now import NowPage
from veertien.web.pages.one_call import OneCallPage
from veertien.web.pages.operation import OperationPage
from veertien.web.pages.page import Page, Sources
from veertien.web.rendering import Renderer
from veertien.web.today import TodaysFigures

PAGES: tuple[type[Page], ...] = (
    NowPage,
    CallsPage,
    OneCallPage,
    MunicipalityPage,
    OperationPage,
    Api,
)
"""All pages, in the order of the navigation."""

STATIC = "/static"
"""Where style, scripts and pictures are: nothing of it is about calls, so whoever is refused sees it too."""

SCHEMA_PATH = "/schemas/{name}.json"
"""Where an editor finds the JSON Schemas of the tables; nothing of them is about calls either."""

HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
            "font-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        # No page elsewhere may hold one of ours in a window, nor load any of it, not even as a picture.
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        # What has no rule of its own, as style and scripts, is asked for anew: an update must not meet old ones.
        "Cache-Control": "no-cache",
    }
)
"""On every answer that says nothing else."""

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def serving_pages(
    settings: Settings, clock: Callable[[], datetime] = lambda: datetime.now(UTC), config: Path | None = None
) -> AsyncIterator[HttpServer]:
    """Serve the pages inside the block. Raises OSError when the address is taken.

    `config` is the folder that the settings are from: where the thresholds of the question are read.
    """
    log = structlog.get_logger(__name__)
    pages = settings.pages
    names = HostNames((pages.host, *pages.allowed_hosts), "pages")
    application = application_of(settings, clock, config)
    server = HttpServer(application, pages.host, pages.port, names, HEADERS)
    try:
        await server.start()
        log.info("serving_pages", address=f"http://{host_and_port(pages.host, server.port)}/")
        yield server
        log.info("stopping")
    finally:
        await server.stop()


def application_of(settings: Settings, clock: Callable[[], datetime], config: Path | None) -> web.Application:
    """Return the pages as one application."""
    usual = Language(settings.pages.language)
    access = Access(settings.pages.login)
    records, daemon, live = Records(settings.records, settings.pages.records), DaemonClient(settings.web), Live()
    today = TodaysFigures(records, clock)
    country = (data_for_names(config) if config else packaged_data()).gazetteer
    sources = Sources(settings, config, records, today, daemon, live, country, access, clock, usual)
    pages = [page(sources) for page in PAGES]
    renderer = Renderer([page.entry for page in pages if page.entry])

    @web.middleware
    async def for_visitors_only(request: web.Request, handler: _Handler) -> web.StreamResponse:
        if not request.path.startswith((f"{STATIC}/", SCHEMA_PATH.partition("{")[0])):
            access.visitor(request)
        return await handler(request)

    async def close(_: web.Application) -> None:
        for source in (today, daemon, records):
            await source.close()

    application = web.Application(middlewares=[Errors(renderer, access, usual).middleware, for_visitors_only])
    application.on_shutdown.append(live.stop)
    application.on_cleanup.append(close)
    for page in pages:
        application.add_routes(page.routes(renderer))
    application.router.add_static(STATIC, Path(__file__).with_name("static"))
    application.router.add_get(SCHEMA_PATH, _schema)
    return application


async def _schema(request: web.Request) -> web.Response:
    try:
        text = schema_text(request.match_info["name"])
    except KeyError:
        raise web.HTTPNotFound from None
    return web.Response(text=text, content_type="application/schema+json")
