"""A server on one address that answers requests for its own host names, and never says of which version it is."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from veertien.http.host_names import HostNames
from veertien.listeners import ListeningServer

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_HEADERS = {"Server": "Veertien", "X-Content-Type-Options": "nosniff"}
"""On every answer. aiohttp's own `Server` would give its version away, and so its holes."""


_FINISH_SECONDS = 3.0
"""How long answers that are under way may take when the server stops; aiohttp waits for so long twice."""


class HttpServer(ListeningServer):
    """Serves one application; its middlewares see only requests for our own names."""

    def __init__(
        self,
        application: web.Application,
        host: str,
        port: int,
        hosts: HostNames,
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`headers` are on every answer that has none of the same name, also on one to what is no request."""
        super().__init__(host, port)
        self._hosts = hosts
        self._more = headers
        application.middlewares.insert(0, self._ours_only)
        application.on_response_prepare.append(self._add_headers)
        self._runner = web.AppRunner(application, shutdown_timeout=_FINISH_SECONDS)

    async def start(self, handed: socket.socket | None = None) -> None:
        """Begin to serve; with a `handed` socket not before `begin`. Raises OSError when the address is taken."""
        await self._runner.setup()
        loop, pages = asyncio.get_running_loop(), self._runner.server
        assert pages is not None  # noqa: S101 - there is one after setup
        await self._listen(lambda: _Connection(self._give_headers, pages, loop=loop, access_log=None), handed)

    async def stop(self) -> None:
        """Stop serving."""
        await self.leave()
        await self._runner.cleanup()

    def _give_headers(self, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)
        for name, value in self._more.items():
            response.headers.setdefault(name, value)

    async def _add_headers(self, _: web.Request, response: web.StreamResponse) -> None:
        self._give_headers(response)

    @web.middleware
    async def _ours_only(self, request: web.Request, handler: _Handler) -> web.StreamResponse:
        refusal = self._hosts.refusal(request)
        if refusal is not None:
            raise refusal
        return await handler(request)


class _Connection(web.RequestHandler):
    """A connection whose answers to what is no request carry our headers too: they pass by the application."""

    def __init__(
        self,
        give_headers: Callable[[web.StreamResponse], None],
        manager: web.Server,
        *,
        loop: asyncio.AbstractEventLoop,
        access_log: None,
    ) -> None:
        # aiohttp takes None for no log, whatever its types say.
        super().__init__(manager, loop=loop, access_log=access_log)  # type: ignore[arg-type]
        self._give_headers = give_headers

    def log_exception(self, *args: Any, **options: Any) -> None:
        """Log what went wrong; not as an error what was sent by somebody who speaks no HTTP, for that is theirs."""
        theirs = isinstance(options.get("exc_info"), HttpProcessingError)
        (self.logger.debug if theirs else super().log_exception)(*args, **options)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be read or served."""
        response = super().handle_error(request, status, exc, message)
        self._give_headers(response)
        return response
