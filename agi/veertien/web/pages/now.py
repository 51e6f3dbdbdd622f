"""The page Nu: what happens to calls now, and what became of those of today; it changes while one looks."""

from collections.abc import Iterable

from aiohttp import web

from veertien.web.daemon import DaemonNow
from veertien.web.live import Shown
from veertien.web.pages.page import Sources
from veertien.web.rendering import Entry, Renderer, View
from veertien.web.wording import NODE_STATES, STAGE_NAMES, STATE_NAMES, STATUS_NAMES, outcome_name, trouble_name
from veertien.wording import Wording

_PLATFORM = ("alarms", "stages", "today", "trunks", "recognisers", "nodes")
_MUNICIPALITIES = ("today",)
"""Parts of the page, each a template of its own: what of the platform no visitor from one municipality sees."""


class NowPage:
    """Shows it at `/`; `/now` is what changes on it, as events."""

    entry = Entry("/", Wording("Nu", "Now"))

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found."""

        async def make(view: View) -> Shown:
            return await self._shown(renderer, view)

        async def get(request: web.Request) -> web.Response:
            view = self._sources.view(request)
            shown = await make(view)
            return renderer.page("now.html.j2", view, parts=shown.parts, platform=view.visitor.scope.sees_all)

        async def follow(request: web.Request) -> web.StreamResponse:
            return await self._sources.live.follow(request, self._sources.view(request), make)

        return [web.get("/", get), web.get("/now", follow, allow_head=False)]

    async def _shown(self, renderer: Renderer, view: View) -> Shown:
        scope = view.visitor.scope
        now: DaemonNow | Wording | None = await self._sources.daemon.now() if scope.sees_all else None
        figures = await self._sources.today.get(scope)
        names = _PLATFORM if scope.sees_all else _MUNICIPALITIES
        day = self._sources.day
        parts = {
            name: renderer.text(
                f"now_{name}.html.j2",
                view,
                now=now if isinstance(now, DaemonNow) else None,
                silent=now if isinstance(now, Wording) else None,
                today=None if isinstance(figures, Wording) else figures,
                fault=figures if isinstance(figures, Wording) else None,
                day=day,
                stage_names=STAGE_NAMES,
                state_names=STATE_NAMES,
                node_states=NODE_STATES,
                status_names=STATUS_NAMES,
                outcome_name=outcome_name,
                trouble_name=trouble_name,
            )
            for name in names
        }
        return Shown(parts, _point(now))


def _point(now: DaemonNow | Wording | None) -> tuple[float, ...] | None:
    if not isinstance(now, DaemonNow):
        return None
    return (round(now.at.timestamp(), 1), *(now.calls.get(stage, 0) for stage in STAGE_NAMES))
