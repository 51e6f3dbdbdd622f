"""The FastAGI server: panoramisk's application and route table with a connection handler of our own.

panoramisk 1.4's handler loops for ever on a connection that closes early, loses step with Asterisk on HANGUP and 520,
lets newlines through, has no deadlines and swallows cancellation; ``docs/fastagi.md`` lists it all.
"""

import asyncio
import inspect
from collections.abc import Awaitable, Callable

import structlog
from panoramisk.fast_agi import Application

from veertien.addresses import host_and_port
from veertien.asterisk.agi.codec import AgiConnection
from veertien.asterisk.agi.events import NEED_DATA, AgiRequest, RemoteProtocolError, RequestReceived
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.session import AgiError, AgiHangupError, AgiSession

AgiHandler = Callable[[AgiSession], Awaitable[None]]

_READ_BYTES = 4096
_DEFAULT_LIMITS = AgiLimits()


class AgiApplication(Application):  # type: ignore[misc]  # panoramisk has no types
    """Routes by the path of ``agi://host/path?query``; handlers are coroutine functions that take an AgiSession.

    Make it inside the running event loop. ``del_route`` is panoramisk's.
    """

    def __init__(self) -> None:
        super().__init__(loop=asyncio.get_running_loop())
        self._log = structlog.get_logger(__name__)

    def add_route(self, path: str, endpoint: AgiHandler) -> None:
        """Let ``endpoint`` handle ``path``, written without a query string.

        Raises TypeError for anything but a coroutine function, ValueError for a path that has a handler already or
        could never match.
        """
        if not inspect.iscoroutinefunction(endpoint):
            raise TypeError(f"the handler of {path!r} must be an 'async def' function, not {endpoint!r}")
        if "?" in path:
            raise ValueError(f"the route {path!r} has a query string; that arrives as session.request.query")
        if path in self._route:
            raise ValueError(f"the route {path!r} has a handler already")
        # Not by panoramisk's method: that asks asyncio.iscoroutinefunction, which Python 3.16 is to be without.
        self._route[path] = endpoint

    async def handler(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: AgiLimits = _DEFAULT_LIMITS
    ) -> None:
        """Serve one connection and close it. A handler's error ends here, logged; cancellation passes through."""
        connection = AgiConnection(limits)
        peer = str(writer.get_extra_info("peername"))
        try:
            request = await self._read_request(reader, connection, limits)
            if request is None:
                self._log.debug("fastagi_connection_closed_without_a_request", peer=peer)
            elif (route := self._route.get(request.path)) is None:
                self._log.warning("fastagi_request_for_an_unknown_route", peer=peer, path=request.path)
            else:
                await self._converse(route, request, connection, reader, writer, limits)
        except RemoteProtocolError as error:
            self._log.warning("fastagi_request_refused", peer=peer, reason=str(error))
        except TimeoutError:
            why = f"no whole header within {limits.header_seconds:g} seconds"
            self._log.warning("fastagi_request_refused", peer=peer, reason=why)
        except OSError as error:
            self._log.info("fastagi_connection_lost", peer=peer, reason=str(error))
        finally:
            await _close(writer, limits)

    async def _read_request(
        self, reader: asyncio.StreamReader, connection: AgiConnection, limits: AgiLimits
    ) -> AgiRequest | None:
        async with asyncio.timeout(limits.header_seconds):
            while (event := connection.next_event()) is NEED_DATA:
                connection.receive_data(await reader.read(_READ_BYTES))
        return event.request if isinstance(event, RequestReceived) else None

    async def _converse(
        self,
        route: AgiHandler,
        request: AgiRequest,
        connection: AgiConnection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        limits: AgiLimits,
    ) -> None:
        call = {"path": request.path, "uniqueid": request.variables.get("uniqueid", "")[:100]}
        idle = asyncio.timeout(limits.idle_seconds)
        try:
            async with idle:
                session = AgiSession(request, connection, writer, limits, idle)
                pump = asyncio.create_task(session.pump(reader))
                try:
                    # What lies behind the header already is looked at before the handler can send anything: the first
                    # turn takes it from the socket, the second lets the pump see it.
                    for _ in range(2):
                        await asyncio.sleep(0)
                    await route(session)
                finally:
                    session.end(AgiHangupError, "the dialogue is over")
                    pump.cancel()
        except AgiHangupError as error:
            self._log.info("fastagi_caller_hung_up", **call, reason=str(error))
        except AgiError as error:
            self._log.warning("fastagi_dialogue_ended_early", **call, reason=str(error))
        except Exception:
            if idle.expired():
                self._log.warning("fastagi_handler_idle_for_too_long", **call, seconds=limits.idle_seconds)
            else:
                self._log.exception("fastagi_handler_failed", **call)


class FastAgiServer:
    """Listens for Asterisk's ``AGI(agi://host:port/path)`` and runs ``app``'s handlers, one task a call."""

    def __init__(self, app: AgiApplication, host: str, port: int, limits: AgiLimits = _DEFAULT_LIMITS) -> None:
        self._app = app
        self._host = host
        self._port = port
        self._limits = limits
        self._server: asyncio.Server | None = None
        self._sessions: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._log = structlog.get_logger(__name__)

    @property
    def port(self) -> int:
        """The port that is listened on; differs from the one asked for when that was 0."""
        if self._server is None or not self._server.sockets:
            return self._port
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    @property
    def sessions(self) -> int:
        """How many connections are open now."""
        return len(self._sessions)

    async def start(self) -> None:
        """Begin to listen. Raises OSError, naming the address, when that is impossible."""
        try:
            self._server = await asyncio.start_server(self._accept, self._host, self._port)
        except OSError as error:
            place = host_and_port(self._host, self._port)
            raise OSError(error.errno, f"FastAGI can't listen on {place}: {error.strerror or error}") from error

    async def stop(self, grace_seconds: float) -> None:
        """Accept no more calls, let running ones finish for ``grace_seconds``, then cancel and close what is left."""
        if self._server is None:
            return
        self._server.close()
        left = set(self._sessions)
        if left:
            _, left = await asyncio.wait(left, timeout=grace_seconds)
        for task in left:
            task.cancel()
        if left:
            self._log.warning("fastagi_dialogues_cut_off_at_stop", count=len(left))
            _, left = await asyncio.wait(left, timeout=2 * self._limits.close_seconds)
        for task in left:
            self._log.error("fastagi_handler_ignores_cancellation", task=task.get_name())
            self._sessions[task].transport.abort()
        await self._server.wait_closed()
        self._server = None

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if len(self._sessions) >= self._limits.connections:
            self._log.warning("fastagi_connection_refused", reason=f"{self._limits.connections} are open already")
            writer.transport.abort()
            return
        task = asyncio.create_task(self._app.handler(reader, writer, self._limits))
        self._sessions[task] = writer
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._sessions[task]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log.error("fastagi_connection_failed", exc_info=error)


async def _close(writer: asyncio.StreamWriter, limits: AgiLimits) -> None:
    try:
        async with asyncio.timeout(limits.close_seconds):
            writer.close()
            await writer.wait_closed()
    except (TimeoutError, OSError):
        pass
    finally:
        writer.transport.abort()
