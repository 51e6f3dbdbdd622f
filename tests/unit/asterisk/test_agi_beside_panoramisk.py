"""Each fault of panoramisk 1.4's own FastAGI handler, shown on it, and shown to be absent from ours.

Every test runs one scenario on both. When panoramisk mends a fault its half fails here: one reason less for ours.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol

import pytest
from panoramisk.fast_agi import Application, Request

from tests.unit.asterisk.fake_agi import FakeAsterisk
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.agi.session import (
    AgiCommandFailedError,
    AgiHangupError,
    AgiProtocolError,
    AgiSession,
    AgiTimeoutError,
)

THEIRS, OURS = "panoramisk", "veertien"
LIMITS = AgiLimits(header_seconds=5, command_seconds=0.05, close_seconds=1)
USAGE = b"520-Invalid command syntax.  Proper usage follows:\nUsage: first\nsecond\n520 End of proper usage.\n"
both = pytest.mark.parametrize("whose", [THEIRS, OURS])


class Session(Protocol):
    """The two handlers' sessions, made alike for the scenarios."""

    async def get(self, name: str) -> str | None: ...
    async def set(self, name: str, value: str) -> None: ...
    async def tell(self, command: str) -> str | None: ...


class Theirs:
    def __init__(self, request: Request) -> None:
        self.request = request

    async def get(self, name: str) -> str | None:
        return await self.tell(f"GET VARIABLE {name}")

    async def set(self, name: str, value: str) -> None:
        await self.request.send_command(f'SET VARIABLE {name} "{value}"')

    async def tell(self, command: str) -> str | None:
        answer = await self.request.send_command(command)
        text: str | None = answer.get("result", ("", None))[1]
        return text


class Ours:
    def __init__(self, session: AgiSession) -> None:
        self.get = session.get_variable
        self.set = session.set_variable
        self.session = session

    async def tell(self, command: str) -> str | None:
        return (await self.session.command(command)).text


Work = Callable[[Session], Awaitable[Any]]


@asynccontextmanager
async def serving(whose: str, handler: Callable[[Any], Awaitable[None]]) -> AsyncIterator[int]:
    """Serve with one of the two; give the port."""
    if whose == THEIRS:
        theirs = Application(loop=asyncio.get_running_loop())
        theirs.add_route("route", handler)
        async with await asyncio.start_server(theirs.handler, "127.0.0.1", 0) as listening:
            yield listening.sockets[0].getsockname()[1]
    else:
        ours = AgiApplication()
        ours.add_route("route", handler)
        server = FastAgiServer(ours, "127.0.0.1", 0, LIMITS)
        await server.start()
        try:
            yield server.port
        finally:
            await server.stop(grace_seconds=0)


async def play(
    whose: str, work: Work, script: Sequence[bytes] = (), path: str = "route", close_at_end: bool = False
) -> tuple[Any, list[str]]:
    """What `work` came to, or "nothing happened" when it never ran or never ended, and the commands Asterisk got."""
    outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def handler(session: Any) -> None:
        try:
            result = await work(Theirs(session) if whose == THEIRS else Ours(session))
        except Exception as error:
            result = error
        outcome.set_result(result)

    async with serving(whose, handler) as port, FakeAsterisk(port, script, path, close_at_end) as asterisk:
        await asyncio.wait({outcome}, timeout=0.5)
        await asyncio.sleep(0)
        return outcome.result() if outcome.done() else "nothing happened", asterisk.commands


class Reader:
    """A stream that gives the same bytes for ever, and stops a reader that would read for ever."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reads = 0

    async def read(self, count: int) -> bytes:
        self.reads += 1
        if self.reads > 2000:
            raise RecursionError("read for ever")
        return self.data[:count]


async def unused(session: Any) -> None:
    raise AssertionError("there is no whole request")


async def end_of(whose: str, data: bytes) -> str:
    """What becomes of a peer that sends this again and again; of nothing, a peer that ends its side at once."""
    if whose == THEIRS:
        # Not over a socket: theirs would never give the event loop back.
        try:
            await Application(loop=asyncio.get_running_loop()).handler(Reader(data), None)
        except RecursionError as error:
            return str(error)
        return "ended"
    async with serving(whose, unused) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        if data:
            writer.write(data * 2000)
        else:
            writer.write_eof()
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                assert await reader.read() == b""
        writer.transport.abort()
    return "ended"


async def first_and_second(session: Session) -> list[str | None]:
    values = []
    for name in ("FIRST", "SECOND"):
        try:
            values.append(await session.get(name))
        except AgiCommandFailedError as error:
            values.append(f"error {error.reply.code}")
    return values


@both
async def test_connect_and_close(whose: str) -> None:
    """A health probe. Theirs never gives the event loop back."""
    assert await end_of(whose, b"") == {THEIRS: "read for ever", OURS: "ended"}[whose]


@both
async def test_a_header_without_end(whose: str) -> None:
    assert await end_of(whose, b"agi_x: y\n" * 11) == {THEIRS: "read for ever", OURS: "ended"}[whose]


@both
async def test_hangup_in_front_of_a_reply(whose: str) -> None:
    """Theirs then gives one variable's value for another's: a wrong route."""
    script = [b"HANGUP\n200 result=1 (first)\n", b"200 result=1 (second)\n"]
    values, _ = await play(whose, first_and_second, script)
    assert values == {THEIRS: [None, "first"], OURS: ["first", "second"]}[whose]


@both
async def test_the_lines_of_a_520(whose: str) -> None:
    values, _ = await play(whose, first_and_second, [USAGE, b"200 result=1 (second)\n"])
    if whose == OURS:
        assert values == ["error 520", "second"]
    else:
        assert isinstance(values, ValueError), "panoramisk takes 'second', a line of the usage text, for the next reply"


@both
async def test_a_newline_in_a_value(whose: str) -> None:
    """Theirs lets the value become a command of its own."""
    result, commands = await play(
        whose, lambda session: session.set("NAME", 'x"\nSET VARIABLE ROUTE "evil'), [b"200 result=1\n"] * 2
    )
    if whose == OURS:
        assert isinstance(result, AgiProtocolError)
        assert commands == []
    else:
        assert commands == ['SET VARIABLE NAME "x"', 'SET VARIABLE ROUTE "evil"']


@both
async def test_the_value_hangup(whose: str) -> None:
    """A caller can call himself that."""
    values, _ = await play(whose, first_and_second, [b"200 result=1 (hangup)\n", b"200 result=1 (second)\n"])
    assert values == {THEIRS: [None, "second"], OURS: ["hangup", "second"]}[whose]


@both
async def test_a_value_of_several_lines(whose: str) -> None:
    script = [b"200 result=1 (a\n200 result=1 (evil)\nb)\n", b"200 result=1 (second)\n"]
    values, _ = await play(whose, first_and_second, script)
    if whose == THEIRS:
        assert values[1] == "evil"
    else:
        assert isinstance(values, AgiProtocolError), "the first reply ends in its second line, so the third is nobody's"


@both
async def test_the_text_of_a_timeout(whose: str) -> None:
    text, _ = await play(whose, lambda session: session.tell("GET DATA"), [b"200 result= (timeout)\n"])
    assert text == {THEIRS: "", OURS: "timeout"}[whose]


@both
@pytest.mark.slow
async def test_a_query_string(whose: str) -> None:
    async def work(session: Session) -> str:
        return "handled"

    result, _ = await play(whose, work, path="route?area=0229")
    assert result == {THEIRS: "nothing happened", OURS: "handled"}[whose]


@both
async def test_the_connection_closing_in_a_command(whose: str) -> None:
    """Theirs raises the parser's complaint about an empty line."""
    error, _ = await play(whose, lambda session: session.get("FIRST"), close_at_end=True)
    assert type(error) is {THEIRS: ValueError, OURS: AgiHangupError}[whose]


@both
@pytest.mark.slow
async def test_an_asterisk_that_never_answers(whose: str) -> None:
    result, commands = await play(whose, lambda session: session.get("FIRST"))
    assert len(commands) == 1
    if whose == OURS:
        assert isinstance(result, AgiTimeoutError)
    else:
        assert result == "nothing happened"


@both
async def test_cancellation(whose: str) -> None:
    """Theirs swallows it, so a server can't be stopped in order."""
    running: asyncio.Future[asyncio.Task[Any] | None] = asyncio.get_running_loop().create_future()

    async def handler(session: Any) -> None:
        running.set_result(asyncio.current_task())
        await asyncio.Event().wait()

    async with serving(whose, handler) as port, FakeAsterisk(port):
        task = await running
        assert task is not None
        task.cancel()
        await asyncio.wait({task})
    assert task.cancelled() is {THEIRS: False, OURS: True}[whose]


@both
async def test_a_plain_function_as_handler(whose: str) -> None:
    """Theirs looks for asyncio.coroutine, which Python 3.11 no longer has."""
    app: Any = Application(loop=asyncio.get_running_loop()) if whose == THEIRS else AgiApplication()
    error = {THEIRS: AttributeError, OURS: TypeError}[whose]
    with pytest.raises(error, match={THEIRS: "coroutine", OURS: "must be an 'async def' function"}[whose]):
        app.add_route("route", lambda session: None)
