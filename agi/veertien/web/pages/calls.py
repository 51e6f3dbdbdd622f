"""The page Gesprekken: calls by a filter that stands in the address, page by page, and all of them as CSV."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import Row

from veertien.archive import Database, Scope
from veertien.archive.queries.asking import (
    MOST_COUNTED,
    CallFilter,
    count_of_calls,
    municipalities_of_calls,
    page_of_calls,
)
from veertien.archive.queries.paging import Key
from veertien.web.api.endpoints import CALL_CSV
from veertien.web.calls.call_words import ASKED_NAMES, END_NAMES, REASON_NAMES, RESULT_NAMES
from veertien.web.pages.page import Sources
from veertien.web.parameters import CallParameters, allowed, query_of, read_parameters, row_key
from veertien.web.rendering import Entry, Renderer
from veertien.web.wording import LANGUAGE_PARAMETER, OUTCOME_NAMES, called, outcome_name
from veertien.wording import Wording

CALLS_A_PAGE = 50
_PATH = "/calls"
_AFTER, _BEFORE = "after", "before"
_CHOICES: Mapping[str, Mapping[str, Wording]] = {
    "outcome": OUTCOME_NAMES,
    "result": RESULT_NAMES,
    "question_end": END_NAMES,
    "reason_code": REASON_NAMES,
    "asked": {"yes": Wording("ja", "yes"), "no": Wording("nee", "no")},
}


@dataclass(frozen=True, slots=True)
class _Found:
    rows: tuple[Row[Any], ...]
    older: Key | None
    newer: Key | None
    count: int
    municipalities: frozenset[str]


class CallsPage:
    """Shows it at `/calls`."""

    entry = Entry(_PATH, Wording("Gesprekken", "Calls"))

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._names = sources.names.municipality_names

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found."""

        async def get(request: web.Request) -> web.Response:
            view = self._sources.view(request)
            given = _given(request)
            after, before = _key(given, _AFTER), _key(given, _BEFORE)
            wanted = read_parameters(given, CallParameters)
            scope, chosen = view.visitor.scope, wanted.chosen()
            allowed(scope, wanted.municipality)
            found = await self._sources.records.ask(lambda database: _find(database, scope, chosen, after, before))
            return renderer.page(
                "calls.html.j2",
                view,
                given=given,
                found=found,
                most_counted=MOST_COUNTED,
                older=found.older and view.link(_PATH, **given, after=str(found.older)),
                newer=found.newer and view.link(_PATH, **given, before=str(found.newer)),
                newest=view.link(_PATH, **given) if after or before else None,
                csv=f"{CALL_CSV.path}?{urlencode(given)}" if given else CALL_CSV.path,
                choices=_CHOICES,
                municipalities=self._sources.offered(found.municipalities, scope),
                municipality_name=lambda code: self._names.get(code, code),
                outcome_name=outcome_name,
                result_names=RESULT_NAMES,
                asked_names=ASKED_NAMES,
                called=called,
            )

        return [web.get(_PATH, get)]


def _given(request: web.Request) -> dict[str, str]:
    """Return the parameters that were filled in: a form sends all of its fields. Raises RefusedParameterError."""
    return {name: value for name, value in query_of(request).items() if value and name != LANGUAGE_PARAMETER}


def _key(given: dict[str, str], name: str) -> Key | None:
    written = given.pop(name, None)
    return None if written is None else row_key(name, written)


def _find(database: Database, scope: Scope, chosen: CallFilter, after: Key | None, before: Key | None) -> _Found:
    if before is None:
        page = page_of_calls(database, scope, chosen, CALLS_A_PAGE, after)
        rows, older = page.rows, page.next
        newer = _key_of(rows[0]) if rows and after else None
    else:
        page = page_of_calls(database, scope, chosen, CALLS_A_PAGE, before, oldest_first=True)
        rows, newer = page.rows[::-1], page.next
        older = _key_of(rows[-1]) if rows else None
    alone = older is None and newer is None
    count = len(rows) if alone and not (after or before) else count_of_calls(database, scope, chosen)
    return _Found(rows, older, newer, count, municipalities_of_calls(database, scope))


def _key_of(row: Row[Any]) -> Key:
    return Key(row.started_at, row.id)
