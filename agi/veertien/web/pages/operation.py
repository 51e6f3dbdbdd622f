"""The page Beheer: what is in force and since when, who changed it, versions, disks, and what is wrong."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy import Row

from veertien.archive import DatabaseUnusableError, Scope
from veertien.archive.queries.asking import page_of_changes
from veertien.archive.queries.paging import Key
from veertien.config import MOST_IN_BRIEF, Fault
from veertien.release import loaded_release
from veertien.web.access import see_all_only
from veertien.web.daemon import DaemonNow
from veertien.web.disk import kept_on_disk
from veertien.web.pages.page import Sources
from veertien.web.parameters import query_of
from veertien.web.refusals import RefusalError, RefusedParameterError, unusable
from veertien.web.rendering import Entry, Renderer
from veertien.web.wording import CHANGE_NAMES, STATUS_NAMES, trouble_name
from veertien.wording import Language, Wording

CHANGES_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class _Changes:
    rows: Sequence[Row[Any]] = ()
    next: Key | None = None
    fault: Wording | None = None


class OperationPage:
    """Shows it at `/operation`, to who may see all."""

    entry = Entry("/operation", Wording("Beheer", "Operation"), platform=True)

    def __init__(self, sources: Sources) -> None:
        self._sources = sources

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found."""

        async def get(request: web.Request) -> web.Response:
            view = self._sources.view(request)
            see_all_only(view.visitor)
            before = _before(request)
            now = await self._sources.daemon.now()
            return renderer.page(
                "operation.html.j2",
                view,
                now=now if isinstance(now, DaemonNow) else None,
                faults=_faults(now) if isinstance(now, DaemonNow) else (),
                silent=now if isinstance(now, Wording) else None,
                own=loaded_release(),
                kept=await asyncio.to_thread(kept_on_disk, self._sources.settings),
                changes=await self._changes(view.visitor.scope, before),
                change_names=CHANGE_NAMES,
                status_names=STATUS_NAMES,
                trouble_name=trouble_name,
            )

        return [web.get("/operation", get)]

    async def _changes(self, scope: Scope, before: Key | None) -> _Changes:
        try:
            found = await self._sources.records.ask(
                lambda database: page_of_changes(database, scope, CHANGES_A_PAGE, before)
            )
        except RefusalError as error:
            return _Changes(fault=error.why)
        except DatabaseUnusableError as error:
            return _Changes(fault=unusable(error))
        return _Changes(found.rows, found.next)


def _faults(now: DaemonNow) -> Sequence[Wording]:
    """Return the first faults for which the last reload was refused."""
    last = now.health["last_reload"]
    found = [Fault(**each) for each in last["faults"][:MOST_IN_BRIEF]] if last else []
    return [Wording(one.in_language(Language.DUTCH), one.in_language(Language.ENGLISH)) for one in found]


def _before(request: web.Request) -> Key | None:
    written = query_of(request).get("before")
    try:
        return None if written is None else Key.read(written)
    except ValueError:
        raise RefusedParameterError(
            "before", Wording("neem een adres van deze pagina zelf", "take an address from this page itself")
        ) from None
