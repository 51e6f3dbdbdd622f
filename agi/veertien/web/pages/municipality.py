"""The page Gemeente: the report of a month, of a municipality or of all, made when it is looked at."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from veertien.archive import Database, Scope
from veertien.reports import (
    CallReport,
    ReportPeriod,
    made_report,
    month_of,
    recorded_days,
    recorded_municipalities,
)
from veertien.reports.shown.layout import title
from veertien.reports.shown.page import figures_html, figures_style
from veertien.web.access import Visitor, see_all_only
from veertien.web.calls.call_links import CallLinks
from veertien.web.pages.page import Sources
from veertien.web.parameters import MonthParameters, allowed, parameters_of_form
from veertien.web.rendering import Entry, Renderer
from veertien.wording import Wording

_PATH, _STYLE = "/municipality", "/municipality.css"


@dataclass(frozen=True, slots=True)
class _Found:
    """What the records have to show."""

    report: CallReport
    months: tuple[ReportPeriod, ...]
    """Those that there is something to choose of, the latest first."""
    municipalities: frozenset[str]
    """Their codes."""


class MunicipalityPage:
    """Shows it at `/municipality`."""

    entry = Entry(_PATH, Wording("Gemeente", "Municipality"))

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._names = sources.names.municipality_names

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it and its stylesheet are found."""

        async def get(request: web.Request) -> web.Response:
            view = self._sources.view(request)
            today = self._sources.day
            asked = parameters_of_form(request, MonthParameters)
            period, municipality = asked.period(month_of(today)), self._municipality(asked, view.visitor)
            found = await self._sources.records.ask(
                lambda database: self._found(database, period, municipality, today, view.visitor.scope)
            )
            links = CallLinks(view, period, municipality)
            return renderer.page(
                "municipality.html.j2",
                view,
                title=title(found.report, view.language),
                style=_STYLE,
                municipality=municipality,
                municipalities=self._offered(found, view.visitor.scope),
                months=found.months,
                period=period,
                expired=bool(found.report.rolled_up),
                figures=figures_html(found.report, view.language, links),
            )

        async def style(_: web.Request) -> web.Response:
            return web.Response(text=figures_style(), content_type="text/css", charset="utf-8")

        return [web.get(_PATH, get), web.get(_STYLE, style)]

    def _found(
        self, database: Database, period: ReportPeriod, municipality: str | None, today: date, scope: Scope
    ) -> _Found:
        report = made_report(database, period, municipality, self._names, beside_platform=scope.sees_all)
        days = recorded_days(database)
        recorded = ReportPeriod(min(days.first, today), today).months() if days else ()
        months = {month_of(each.first) for each in recorded} | {period}
        latest_first = sorted(months, key=lambda month: month.first, reverse=True)
        return _Found(report, tuple(latest_first), recorded_municipalities(database))

    def _municipality(self, asked: MonthParameters, visitor: Visitor) -> str | None:
        """Return whose report is asked for; of who may not see all it is their first, unless they ask for another."""
        allowed(visitor.scope, asked.municipality)
        if asked.municipality is None and visitor.scope.municipalities:
            return min(visitor.scope.municipalities, key=self._name)
        if asked.municipality is None:
            see_all_only(visitor)
        return asked.municipality

    def _offered(self, found: _Found, scope: Scope) -> list[tuple[str, str]]:
        # Whoever may not see all has chosen one of theirs.
        chosen = {found.report.municipality[0]} if found.report.municipality else set()
        return self._sources.offered(found.municipalities | chosen, scope)

    def _name(self, code: str) -> str:
        return self._names.get(code, code)
