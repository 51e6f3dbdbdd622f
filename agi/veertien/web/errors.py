"""What is answered where there is no page: a page that says why, or for programs problem+json (RFC 9457)."""

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from veertien.archive import DatabaseUnusableError
from veertien.conversation import Language
from veertien.web.access import NOBODY, Access, Visitor
from veertien.web.api.models import ProblemAnswer
from veertien.web.refusals import RefusalError, RefusedParameterError, unusable
from veertien.web.rendering import NO_STORE, Renderer, View
from veertien.web.wording import language_asked
from veertien.wording import Wording

API = "/api/"
"""What the addresses of the API begin with."""
PROBLEM = "application/problem+json"

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_TITLES = {
    400: Wording("Dat kan niet gevraagd worden", "That can't be asked"),
    403: Wording("Geen toegang", "No access"),
    404: Wording("Niet gevonden", "Not found"),
    405: Wording("Niet toegestaan", "Not allowed"),
    500: Wording("Er ging iets mis", "Something went wrong"),
    503: Wording("Nu niet te tonen", "Can't be shown now"),
}
_NOTHING_HERE = Wording("Er is geen pagina op dit adres.", "There is no page at this address.")
_READ_ONLY = Wording("Hier is alleen iets te lezen, met GET.", "Things can only be read here, by GET.")
_OURS = Wording(
    "Dat is een fout van Veertien; de regel page_failed in het log zegt welke.",
    "That is a fault of Veertien; the log line page_failed says which.",
)


class Errors:
    """Answers for handlers that raise."""

    def __init__(self, renderer: Renderer, access: Access, usual: Language) -> None:
        self._renderer = renderer
        self._access = access
        self._usual = usual
        self._log = structlog.get_logger(__name__)

    @web.middleware
    async def middleware(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        """Call the handler; what it raises becomes an answer."""
        if request.method not in {"GET", "HEAD"}:
            return self._answer(request, RefusalError(405, _READ_ONLY), {"Allow": "GET, HEAD"})
        try:
            return await handler(request)
        except RefusalError as refusal:
            return self._answer(request, refusal)
        except DatabaseUnusableError as error:
            return self._answer(request, RefusalError(503, unusable(error)))
        except web.HTTPNotFound:
            return self._answer(request, RefusalError(404, _NOTHING_HERE))
        except web.HTTPException as error:
            if error.status < 400:
                raise
            return self._answer(request, RefusalError(error.status, Wording(error.reason, error.reason)))
        except Exception:
            self._log.exception("page_failed", path=request.path)
            return self._answer(request, RefusalError(500, _OURS))

    def _answer(
        self, request: web.Request, refusal: RefusalError, headers: dict[str, str] | None = None
    ) -> web.StreamResponse:
        title = _TITLES.get(refusal.status, Wording(str(refusal.status), str(refusal.status)))
        if request.path.startswith(API):
            return _problem(refusal, title, headers)
        view = View(self._language(request), self._usual, self._visitor(request), request.path, dict(request.query))
        page = self._renderer.page("error.html.j2", view, refusal.status, title=title, why=refusal.why)
        page.headers.update(headers or {})
        return page

    def _visitor(self, request: web.Request) -> Visitor:
        try:
            return self._access.visitor(request)
        except RefusalError:
            return NOBODY

    def _language(self, request: web.Request) -> Language:
        try:
            return language_asked(request, self._usual)
        except RefusedParameterError:
            return self._usual


def _problem(refusal: RefusalError, title: Wording, headers: dict[str, str] | None) -> web.Response:
    """Return the refusal for programs, in English."""
    wrong = refusal.name if isinstance(refusal, RefusedParameterError) else None
    problem = ProblemAnswer(title=title.english, status=refusal.status, detail=refusal.why.english, parameter=wrong)
    return web.Response(
        text=problem.model_dump_json(exclude_none=True),
        status=refusal.status,
        content_type=PROBLEM,
        headers={**NO_STORE, **(headers or {})},
    )
