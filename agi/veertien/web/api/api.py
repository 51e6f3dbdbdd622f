"""Where the API is found, and what it answers."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlencode

from aiohttp import web

from veertien.archive import Database
from veertien.archive.queries.asking import one_call, page_of_calls, page_of_changes
from veertien.archive.queries.paging import Key
from veertien.archive.rows import AnswerRow, CallRow, ChangeRow
from veertien.conversation import Language
from veertien.release import loaded_release
from veertien.reports import made_report, month_of
from veertien.reports.shown.plain import report_json
from veertien.web.access import see_all_only
from veertien.web.api.document import CALL_ID, document
from veertien.web.api.endpoints import CALL_CSV, CALL_PAGES, CHANGES, DOCUMENT, ONE_CALL, REPORT
from veertien.web.api.models import ApiAnswer, CallsAnswer, ChangesAnswer, OneCallWithAnswers, ReportAnswer
from veertien.web.calls.downloads import send_csv
from veertien.web.pages.page import Sources
from veertien.web.parameters import (
    CallPageParameters,
    CallParameters,
    PageParameters,
    Parameters,
    ReportParameters,
    allowed,
    parameters_of,
)
from veertien.web.refusals import RefusalError
from veertien.web.rendering import NO_STORE, Renderer
from veertien.wording import Wording


class Api:
    """Answers at the addresses of its endpoints."""

    entry = None

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._names = sources.names.municipality_names

    def routes(self, _: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found."""
        return [
            web.get(CALL_PAGES.path, self._calls),
            web.get(CALL_CSV.path, self._csv),
            web.get(ONE_CALL.path.replace("{id}", f"{{id:{CALL_ID}}}"), self._call),
            web.get(CHANGES.path, self._changes),
            web.get(REPORT.path, self._report),
            web.get(DOCUMENT.path, self._document),
        ]

    async def _calls(self, request: web.Request) -> web.Response:
        scope = self._sources.access.visitor(request).scope
        asked = parameters_of(request, CallPageParameters)
        allowed(scope, asked.municipality)
        chosen, key = asked.chosen(), asked.key

        def answer(database: Database) -> web.Response:
            found = page_of_calls(database, scope, chosen, asked.limit, key)
            following = _next(request, found.next)
            calls = [CallRow(**row._mapping) for row in found.rows]
            return _answer(CallsAnswer(calls=calls, next=following), following)

        # In the reader's thread, as all that takes a while: open pages are kept up to date meanwhile.
        return await self._sources.records.ask(answer)

    async def _csv(self, request: web.Request) -> web.StreamResponse:
        scope = self._sources.access.visitor(request).scope
        asked = parameters_of(request, CallParameters)
        allowed(scope, asked.municipality)
        return await send_csv(request, self._sources.records, scope, asked.chosen())

    async def _call(self, request: web.Request) -> web.Response:
        scope = self._sources.access.visitor(request).scope
        parameters_of(request, Parameters)
        found = await self._sources.records.ask(lambda database: one_call(database, scope, request.match_info["id"]))
        if found is None:
            raise RefusalError(404, Wording("Deze oproep is er niet.", "There is no such call."))
        answers = [AnswerRow(**row._mapping) for row in found.answers]
        return _answer(OneCallWithAnswers(call=CallRow(**found.call._mapping), answers=answers))

    async def _changes(self, request: web.Request) -> web.Response:
        visitor = self._sources.access.visitor(request)
        see_all_only(visitor)
        asked = parameters_of(request, PageParameters)
        key = asked.key

        def answer(database: Database) -> web.Response:
            found = page_of_changes(database, visitor.scope, asked.limit, key)
            following = _next(request, found.next)
            changes = [ChangeRow(**row._mapping) for row in found.rows]
            return _answer(ChangesAnswer(changes=changes, next=following), following)

        return await self._sources.records.ask(answer)

    async def _report(self, request: web.Request) -> web.Response:
        visitor = self._sources.access.visitor(request)
        asked = parameters_of(request, ReportParameters)
        if asked.municipality is None:
            see_all_only(visitor)
        allowed(visitor.scope, asked.municipality)
        today = self._sources.day
        period = asked.period(month_of(today.replace(day=1) - timedelta(days=1)))

        def answer(database: Database) -> web.Response:
            beside = visitor.scope.sees_all
            report = made_report(database, period, asked.municipality, self._names, beside_platform=beside)
            return _answer(ReportAnswer.model_validate_json(report_json(report, Language(asked.language))))

        return await self._sources.records.ask(answer)

    async def _document(self, request: web.Request) -> web.Response:
        parameters_of(request, Parameters)
        return web.json_response(document(loaded_release().version), headers=NO_STORE)


def _next(request: web.Request, key: Key | None) -> str | None:
    """Return the same address, from behind a key on."""
    return None if key is None else f"{request.path}?{urlencode({**request.query, 'after': str(key)})}"


def _answer(answer: ApiAnswer, following: str | None = None) -> web.Response:
    headers = {**NO_STORE, **({"Link": f'<{following}>; rel="next"'} if following else {})}
    return web.Response(text=answer.as_json(), content_type="application/json", headers=headers)
