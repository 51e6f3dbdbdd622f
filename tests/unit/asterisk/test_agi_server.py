"""What the FastAGI server does for and against its peers: routes, limits, deadlines, and a graceful stop."""

import asyncio
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from structlog.testing import capture_logs

from tests.unit.asterisk.fake_agi import FakeAsterisk
from tests.unit.asterisk.waiting import until
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.agi.session import AgiSession

OK = b"200 result=0\n"


@asynccontextmanager
async def serving(
    handler: Callable[[AgiSession], Awaitable[None]], limits: AgiLimits | None = None
) -> AsyncIterator[FastAgiServer]:
    app = AgiApplication()
    app.add_route("route", handler)
    server = FastAgiServer(app, "127.0.0.1", 0, limits or AgiLimits(close_seconds=1))
    await server.start()
    try:
        yield server
    finally:
        await server.stop(grace_seconds=0)


async def one_command(session: AgiSession) -> None:
    await session.command("NOOP")


async def test_the_query_string_reaches_the_handler_and_the_connection_is_closed_after_it() -> None:
    queries = []

    async def handler(session: AgiSession) -> None:
        queries.append(dict(session.request.query))

    async with serving(handler) as server, FakeAsterisk(server.port, path="route?area=0229") as asterisk:
        await asterisk.closed_by_server()
    assert queries == [{"area": "0229"}]


@pytest.mark.parametrize(
    ("header", "event", "header_seconds"),
    [
        (b"agi_network_script: nowhere\n\n", "fastagi_request_for_an_unknown_route", 30),
        (b"agi_network: yes\n\n", "fastagi_request_for_an_unknown_route", 30),
        (b"agi_x: " + b"x" * 10_000, "fastagi_request_refused", 30),
        # These have no end, as a line of \r is not empty; the deadline ends them.
        (b"GET /healthz HTTP/1.1\r\n\r\n", "fastagi_request_refused", 0.05),
        (b"agi_network: yes\n", "fastagi_request_refused", 0.05),
    ],
)
async def test_a_request_that_is_not_ours_is_logged_and_closed(
    header: bytes, event: str, header_seconds: float
) -> None:
    limits = AgiLimits(header_seconds=header_seconds, close_seconds=1)
    with capture_logs() as logs:
        async with serving(one_command, limits) as server, FakeAsterisk(server.port, header=header) as asterisk:
            await asterisk.closed_by_server()
    assert [entry["event"] for entry in logs] == [event]


@pytest.mark.parametrize("delivered", ["whole", "in two parts"])
async def test_no_command_goes_out_where_a_line_break_has_ended_the_header_early(delivered: str) -> None:
    forged = b"agi_network_script: route\nagi_callerid: 020\n\n"
    rest = b"200 result=1\n200 result=1\nagi_calleridname: x\n\n"
    all_sent = asyncio.Event()

    async def handler(session: AgiSession) -> None:
        # The rest arrives while the handler thinks, as it does behind a real header.
        await all_sent.wait()
        await session.command("NOOP")

    header = forged + rest if delivered == "whole" else forged
    with capture_logs() as logs:
        async with serving(handler) as server, FakeAsterisk(server.port, header=header) as asterisk:
            if delivered != "whole":
                asterisk.send(rest)
            all_sent.set()
            await asterisk.closed_by_server()
    assert asterisk.commands == []
    assert "fastagi_session_ended_early" in [entry["event"] for entry in logs]


async def test_calls_whose_bytes_come_by_turns_are_kept_apart() -> None:
    seen = set()

    async def handler(session: AgiSession) -> None:
        dialled = session.request.variables["extension"]
        seen.add((dialled, await session.get_variable("DIALLED")))

    numbers = ("14020", "140229", "1" * 9000)
    parts = [
        [b"agi_network_script: ro", b"ute\nagi_ext", b"ension: %b\n" % number.encode(), b"\n"] for number in numbers
    ]
    replies = [[b"200 resu", b"lt=1 (%b" % number.encode(), b")\n"] for number in numbers]
    async with serving(handler, AgiLimits(line_bytes=10_000, close_seconds=1)) as server, AsyncExitStack() as stack:
        calls = [await stack.enter_async_context(FakeAsterisk(server.port, header=b"")) for _ in numbers]
        for each in (parts, replies):
            for turn in zip(*each, strict=True):
                for call, part in zip(calls, turn, strict=True):
                    call.send(part)
                await asyncio.sleep(0.01)
            if each is parts:
                await until(lambda: all(call.commands for call in calls))
        for call in calls:
            await call.closed_by_server()
    assert seen == {(number, number) for number in numbers}


async def test_a_health_probe_leaves_nothing_behind_and_no_warning() -> None:
    with capture_logs() as logs:
        async with serving(one_command) as server:
            for _ in range(3):
                _, writer = await asyncio.open_connection("127.0.0.1", server.port)
                writer.close()
                await writer.wait_closed()
            await until(lambda: not server.sessions)
    assert {entry["log_level"] for entry in logs} <= {"debug"}


async def test_a_failing_handler_ends_its_own_call_only() -> None:
    async def handler(session: AgiSession) -> None:
        await session.command("NOOP")
        raise ZeroDivisionError

    with capture_logs() as logs:
        async with serving(handler) as server, FakeAsterisk(server.port) as silent:
            async with FakeAsterisk(server.port, [OK]) as asterisk:
                await asterisk.closed_by_server()
            assert server.sessions == 1
            assert not silent.running.done()
    assert "fastagi_handler_failed" in [entry["event"] for entry in logs]


async def test_a_handler_that_leaves_the_channel_idle_is_ended() -> None:
    async def handler(session: AgiSession) -> None:
        await session.command("NOOP")
        await asyncio.Event().wait()

    with capture_logs() as logs:
        limits = AgiLimits(idle_seconds=0.05, close_seconds=1)
        async with serving(handler, limits) as server, FakeAsterisk(server.port, [OK]) as asterisk:
            await asterisk.closed_by_server()
    assert [entry["event"] for entry in logs] == ["fastagi_handler_idle_for_too_long"]


async def test_a_handler_that_goes_on_after_its_connection_is_lost_is_ended_as_well() -> None:
    async def handler(session: AgiSession) -> None:
        await asyncio.Event().wait()

    with capture_logs() as logs:
        limits = AgiLimits(idle_seconds=0.05, close_seconds=1)
        async with serving(handler, limits) as server:
            async with FakeAsterisk(server.port) as asterisk:
                await until(lambda: server.sessions)
                asterisk.writer.transport.abort()
            await until(lambda: not server.sessions)
    assert [entry["event"] for entry in logs] == ["fastagi_handler_idle_for_too_long"]


async def test_a_running_command_is_not_idleness() -> None:
    async def handler(session: AgiSession) -> None:
        await session.command("NOOP", deadline_seconds=5)

    limits = AgiLimits(idle_seconds=0.05, close_seconds=1)
    with capture_logs() as logs:
        async with serving(handler, limits) as server, FakeAsterisk(server.port) as asterisk:
            await asyncio.sleep(0.2)
            asterisk.send(OK)
            await asterisk.closed_by_server()
    assert logs == []


async def test_connections_beyond_the_limit_are_closed_at_once() -> None:
    async with serving(one_command, AgiLimits(connections=1, close_seconds=1)) as server:
        async with FakeAsterisk(server.port) as first:
            await until(lambda: first.commands)
            async with FakeAsterisk(server.port) as second:
                await second.closed_by_server()
            assert second.commands == []
            first.send(OK)
            await first.closed_by_server()
        await until(lambda: not server.sessions)
        async with FakeAsterisk(server.port, [OK]) as third:
            await third.closed_by_server()
        assert third.commands == ["NOOP"]


async def test_stop_lets_a_running_call_finish_and_takes_no_new_one() -> None:
    async with serving(one_command) as server, FakeAsterisk(server.port) as asterisk:
        await until(lambda: asterisk.commands)
        port = server.port
        stopping = asyncio.create_task(server.stop(grace_seconds=10))
        await asyncio.sleep(0)
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", port)
        assert not stopping.done()
        asterisk.send(OK)
        await stopping
        assert server.sessions == 0


async def test_stop_cancels_a_call_that_outlasts_the_grace() -> None:
    ends = []

    async def handler(session: AgiSession) -> None:
        try:
            await session.command("NOOP", deadline_seconds=60)
        except asyncio.CancelledError:
            ends.append("cancelled")
            raise

    async with serving(handler) as server, FakeAsterisk(server.port) as asterisk:
        await until(lambda: asterisk.commands)
        await server.stop(grace_seconds=0.01)
        await asterisk.closed_by_server()
        assert ends == ["cancelled"]
        assert server.sessions == 0


async def test_stop_ends_even_when_a_handler_ignores_its_cancellation() -> None:
    release = asyncio.Event()

    async def handler(session: AgiSession) -> None:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    limits = AgiLimits(close_seconds=0.02)
    with capture_logs() as logs:
        async with serving(handler, limits) as server, FakeAsterisk(server.port) as asterisk:
            await until(lambda: server.sessions)
            await server.stop(grace_seconds=0.01)
            await asterisk.closed_by_server()
            release.set()
            await until(lambda: not server.sessions)
    assert "fastagi_handler_ignores_cancellation" in [entry["event"] for entry in logs]


async def test_an_address_in_use_is_named() -> None:
    async with serving(one_command) as server:
        with pytest.raises(OSError, match=f"FastAGI can't listen on 127.0.0.1:{server.port}"):
            await FastAgiServer(AgiApplication(), "127.0.0.1", server.port).start()


async def test_a_route_with_a_query_string_is_refused() -> None:
    with pytest.raises(ValueError, match="query string"):
        AgiApplication().add_route("route?x=1", one_command)


def _refused(path: str, handler: object, error: type[Exception], words: str) -> None:
    application = AgiApplication()
    application.add_route("taken", one_command)
    with pytest.raises(error, match=words):
        application.add_route(path, handler)  # type: ignore[arg-type]


async def test_a_second_handler_and_a_plain_function_are_refused() -> None:
    _refused("taken", one_command, ValueError, "'taken' has a handler already")
    _refused("free", print, TypeError, "'async def' function")


async def test_adding_a_route_warns_of_nothing_in_the_newest_python() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        AgiApplication().add_route("route", one_command)
