"""The page Nu: what happens to calls now, and what became of those of today."""

from collections.abc import Iterable

from aiohttp import web

from veertien.archive import DatabaseUnusableError, Scope
from veertien.reports.wording import Wording
from veertien.web.pages.page import Sources
from veertien.web.refusals import NoRecordsError, unusable
from veertien.web.rendering import Entry, Renderer
from veertien.web.today import Today, today


class NowPage:
    """Shows it at `/`."""

    entry = Entry("/", Wording("Nu", "Now"))

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found."""

        async def get(request: web.Request) -> web.Response:
            view = self._sources.view(request)
            figures, fault = await self._today(view.visitor.scope)
            return renderer.page("now.html.j2", view, today=figures, fault=fault)

        return [web.get("/", get)]

    async def _today(self, scope: Scope) -> tuple[Today | None, Wording | None]:
        """Return what became of today's calls, or else why that can't be told."""
        now = self._sources.clock()
        try:
            return await self._sources.records.ask(lambda database: today(database, now, scope)), None
        except NoRecordsError as error:
            return None, error.why
        except DatabaseUnusableError as error:
            return None, unusable(error)
