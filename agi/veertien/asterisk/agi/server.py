"""The FastAGI server: who answers which path, and each connection from its first byte to its last.

A connection is a protocol, not streams: a reply is handed to the command that waits for it in the turn of the event
loop that read it. A call costs one task and one timer. What comes is read into one piece of memory that all
connections share, since it is taken out before anything else is read: into memory of its own each read of asyncio
costs a 256 KiB mapping, made, shrunk and given back.
"""

import asyncio
import inspect
import socket
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import cast

import structlog

from veertien.addresses import host_and_port
from veertien.asterisk.agi.codec import AgiConnection
from veertien.asterisk.agi.events import NEED_DATA, AgiRequest, RemoteProtocolError, RequestReceived
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.session import AgiError, AgiHangupError, AgiSession, Deadline
from veertien.listeners import ListeningServer

AgiHandler = Callable[[AgiSession], Awaitable[None]]

_log = structlog.get_logger(__name__)
_DEFAULT_LIMITS = AgiLimits()
_READ_BYTES = 8192
"""The most that is taken from a connection in one turn of the event loop."""


class AgiApplication:
    """Routes by the path of ``agi://host/path?query``; handlers are coroutine functions that take an AgiSession.

    Made as panoramisk's application is; docs/fastagi.md says why it is not that.
    """

    def __init__(self) -> None:
        self.routes: dict[str, AgiHandler] = {}

    def add_route(self, path: str, endpoint: AgiHandler) -> None:
        """Let ``endpoint`` handle ``path``, written without a query string.

        Raises TypeError for anything but a coroutine function, ValueError for a path that has a handler already or
        could never match.
        """
        if not inspect.iscoroutinefunction(endpoint):
            raise TypeError(f"the handler of {path!r} must be an 'async def' function, not {endpoint!r}")
        if "?" in path:
            raise ValueError(f"the route {path!r} has a query string; that arrives as session.request.query")
        if path in self.routes:
            raise ValueError(f"the route {path!r} has a handler already")
        self.routes[path] = endpoint


class _ServedConnection(asyncio.BufferedProtocol):
    """One connection. A handler's error ends here, logged; its cancellation passes through."""

    def __init__(
        self,
        routes: Mapping[str, AgiHandler],
        limits: AgiLimits,
        loop: asyncio.AbstractEventLoop,
        incoming: memoryview,
        others: "set[_ServedConnection]",
        over: "Callable[[_ServedConnection], None]",
    ) -> None:
        """Make it, to be one of ``others`` where there is room; ``over`` is called when nothing of it is left.

        ``incoming`` is where the event loop puts what it reads, for as long as `buffer_updated` takes.
        """
        self._routes = routes
        self._limits = limits
        self._loop = loop
        self._incoming = incoming
        self._others = others
        self._over = over
        self._connection = AgiConnection(limits)
        self._transport: asyncio.Transport
        self._deadline = Deadline(loop, self._too_long)
        self._session: AgiSession | None = None
        self._task: asyncio.Task[None] | None = None
        self._idle_for_too_long = False
        self._connected = False
        self._closing = False

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin to wait for the header."""
        # By the event loop's word: uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)
        self._connected = True
        if len(self._others) < self._limits.connections:
            self._others.add(self)
            self._deadline.set(self._limits.header_seconds)
        else:
            _log.warning("fastagi_connection_refused", reason=f"{self._limits.connections} are open already")
            self._transport.abort()

    def get_buffer(self, sizehint: int) -> memoryview:
        """Say where to put what Asterisk sent."""
        return self._incoming

    def buffer_updated(self, nbytes: int) -> None:
        """Take what Asterisk sent."""
        self._connection.receive_data(self._incoming[:nbytes])
        if self._session is not None:
            self._session.received()
        elif not self._closing:
            try:
                event = self._connection.next_event()
            except RemoteProtocolError as error:
                self._refuse(str(error))
                return
            if isinstance(event, RequestReceived):
                self._converse(event.request)
            elif event is not NEED_DATA:
                _log.debug("fastagi_connection_closed_without_a_request", peer=self._peer)
                self._close()

    def eof_received(self) -> bool:
        """Take that Asterisk sends no more; the connection stays until the handler has ended."""
        self.buffer_updated(0)
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the handler, or be over where there is none."""
        self._connected = False
        if self._session is not None and self._task is not None and not self._task.done():
            self._session.connection_lost(exc)
            return
        if exc is not None and not self._closing:
            _log.info("fastagi_connection_lost", peer=self._peer, reason=str(exc))
        self._end()

    # What the server asks.

    @property
    def name(self) -> str:
        """What it is called in the log."""
        return self._peer if self._task is None else self._task.get_name()

    @property
    def has_a_handler(self) -> bool:
        """Whether its request is there, and has a handler."""
        return self._task is not None

    def give_up(self) -> None:
        """Cancel the handler; without one close the connection."""
        if self._task is None:
            self._close()
        else:
            self._task.cancel()

    def abort(self) -> None:
        """Close the connection without waiting for anything, whatever the handler does."""
        self._transport.abort()

    # From the header to the handler.

    def _converse(self, request: AgiRequest) -> None:
        route = self._routes.get(request.path)
        if route is None:
            _log.warning("fastagi_request_for_an_unknown_route", peer=self._peer, path=request.path)
            self._close()
            return
        session = AgiSession(request, self._connection, self._transport, self._deadline, self._limits, self._loop)
        self._session = session
        self._deadline.set(self._limits.idle_seconds)
        # What lies behind the header already is looked at before the handler can send anything.
        session.received()
        self._task = self._loop.create_task(self._run(route, session))

    async def _run(self, route: AgiHandler, session: AgiSession) -> None:
        # What arrives in this turn of the event loop is read before the next.
        await asyncio.sleep(0)
        try:
            await route(session)
        except AgiHangupError as error:
            _log.info("fastagi_caller_hung_up", **_call(session), reason=str(error))
        except AgiError as error:
            _log.warning("fastagi_session_ended_early", **_call(session), reason=str(error))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if not self._idle_for_too_long or task is None or task.uncancel():
                raise
            self._tell_idle(session)
        except Exception:
            if self._idle_for_too_long:
                self._tell_idle(session)
            else:
                _log.exception("fastagi_handler_failed", **_call(session))
        finally:
            session.end(AgiHangupError, "the session is over")
            self._close()

    def _tell_idle(self, session: AgiSession) -> None:
        _log.warning("fastagi_handler_idle_for_too_long", **_call(session), seconds=self._limits.idle_seconds)

    # The end.

    def _too_long(self) -> None:
        if self._closing:
            self._transport.abort()
        elif self._session is None or self._task is None:
            self._refuse(f"no whole header within {self._limits.header_seconds:g} seconds")
        elif not self._session.too_late():
            self._idle_for_too_long = True
            self._task.cancel()

    def _refuse(self, reason: str) -> None:
        _log.warning("fastagi_request_refused", peer=self._peer, reason=reason)
        self._close()

    def _close(self) -> None:
        """Close, once what was written has gone out, in time."""
        self._closing = True
        if self._connected:
            if self._transport.get_write_buffer_size():
                self._deadline.set(self._limits.close_seconds)
            self._transport.close()
        else:
            self._end()

    def _end(self) -> None:
        self._deadline.clear()
        self._over(self)

    @property
    def _peer(self) -> str:
        return str(self._transport.get_extra_info("peername"))


def _call(session: AgiSession) -> dict[str, str]:
    request = session.request
    return {"path": request.path, "uniqueid": request.variables.get("uniqueid", "")[:100]}


class FastAgiServer(ListeningServer):
    """Listens for Asterisk's ``AGI(agi://host:port/path)`` and runs ``app``'s handlers, one task a call."""

    def __init__(self, app: AgiApplication, host: str, port: int, limits: AgiLimits = _DEFAULT_LIMITS) -> None:
        super().__init__(host, port)
        self._app = app
        self._limits = limits
        self._open: set[_ServedConnection] = set()
        self._all_over: asyncio.Future[None] | None = None

    @property
    def sessions(self) -> int:
        """How many calls are with a handler now; a connection without a request is none."""
        return sum(one.has_a_handler for one in self._open)

    async def start(self, handed: socket.socket | None = None) -> None:
        """Begin to listen; with a `handed` socket not before `begin`.

        Raises OSError, naming the address, when that is impossible.
        """
        loop, incoming = asyncio.get_running_loop(), memoryview(bytearray(_READ_BYTES))
        served = partial(_ServedConnection, self._app.routes, self._limits, loop, incoming, self._open, self._over)
        try:
            await self._listen(served, handed)
        except OSError as error:
            place = host_and_port(self._host, self._port)
            raise OSError(error.errno, f"FastAGI can't listen on {place}: {error.strerror or error}") from error

    async def stop(self, grace_seconds: float) -> None:
        """Accept no more calls, let running ones finish for ``grace_seconds``, then cancel and close what is left."""
        if self._server is None:
            return
        self._server.close()
        await self._until_all_are_over(grace_seconds)
        if left := tuple(self._open):
            for connection in left:
                connection.give_up()
            _log.warning("fastagi_sessions_cut_off_at_stop", count=len(left))
            await self._until_all_are_over(2 * self._limits.close_seconds)
        for connection in tuple(self._open):
            _log.error("fastagi_handler_ignores_cancellation", task=connection.name)
            connection.abort()
        await self._server.wait_closed()
        self._server = None

    def _over(self, connection: _ServedConnection) -> None:
        self._open.discard(connection)
        if not self._open and self._all_over is not None and not self._all_over.done():
            self._all_over.set_result(None)

    async def _until_all_are_over(self, seconds: float) -> None:
        if self._open:
            self._all_over = asyncio.get_running_loop().create_future()
            await asyncio.wait({self._all_over}, timeout=seconds)
            self._all_over = None
