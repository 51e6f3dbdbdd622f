"""What a page is, and what pages are made of."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web

from veertien.archive import Scope
from veertien.config import Settings
from veertien.conversation import Language
from veertien.gazetteer import Gazetteer
from veertien.routing import AMSTERDAM
from veertien.web.access import Access
from veertien.web.calls.records import Records
from veertien.web.daemon import DaemonClient
from veertien.web.live import Live
from veertien.web.parameters import query_of
from veertien.web.rendering import Entry, Renderer, View
from veertien.web.today import TodaysFigures
from veertien.web.wording import language_asked


@dataclass(frozen=True, slots=True)
class Sources:
    """What pages know things from."""

    settings: Settings
    config: Path | None
    """The folder that these are from; None where they are from none."""
    records: Records
    today: TodaysFigures
    daemon: DaemonClient
    live: Live
    names: Gazetteer
    access: Access
    clock: Callable[[], datetime]
    """Returns the time, in UTC."""
    usual: Language
    """The language of an address that asks for none."""

    def view(self, request: web.Request) -> View:
        """Return what a page is made for. Raises RefusalError to who may not look, or gives a parameter twice."""
        language = language_asked(request, self.usual)
        return View(language, self.usual, self.access.visitor(request), request.path, query_of(request))

    @property
    def day(self) -> date:
        """Which day it is in the Netherlands."""
        return self.clock().astimezone(AMSTERDAM).date()

    def offered(self, codes: AbstractSet[str], scope: Scope) -> list[tuple[str, str]]:
        """Return the code and name of each municipality that a visitor can choose from these, by name."""
        names = self.names.municipality_names
        seen = codes if scope.municipalities is None else scope.municipalities
        return sorted(((code, names.get(code, code)) for code in seen), key=lambda each: each[1])


class Page(Protocol):
    """A page, or several that belong together."""

    def __init__(self, sources: Sources) -> None: ...

    @property
    def entry(self) -> Entry | None:
        """How the navigation lists it; None for not at all."""
        ...

    def routes(self, renderer: Renderer) -> Iterable[web.AbstractRouteDef]:
        """Return where it is found, all by GET."""
        ...
