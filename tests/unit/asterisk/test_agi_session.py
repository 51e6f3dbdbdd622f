"""What a handler gets from an AgiSession, over a real socket, from an Asterisk that follows a script."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.unit.asterisk.fake_agi import FakeAsterisk
from tests.unit.asterisk.waiting import until
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.agi.session import (
    AgiCommandFailedError,
    AgiHangupError,
    AgiProtocolError,
    AgiSession,
    AgiTimeoutError,
)

LIMITS = AgiLimits(command_seconds=5, close_seconds=1)
IMPATIENT = AgiLimits(command_seconds=0.05, close_seconds=1)
Work = Callable[[AgiSession], Awaitable[Any]]


@asynccontextmanager
async def serving(work: Work, limits: AgiLimits = LIMITS) -> AsyncIterator[tuple[int, asyncio.Future[Any]]]:
    """The port of a server with this handler, and what `work` returns (or the error it raises)."""
    outcome: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    async def handler(session: AgiSession) -> None:
        try:
            outcome.set_result(await work(session))
        except Exception as error:
            outcome.set_result(error)

    app = AgiApplication()
    app.add_route("route", handler)
    server = FastAgiServer(app, "127.0.0.1", 0, limits)
    await server.start()
    try:
        async with asyncio.timeout(10):
            yield server.port, outcome
    finally:
        await server.stop(grace_seconds=1)


async def run(
    work: Work, script: Sequence[bytes], limits: AgiLimits = LIMITS, close_at_end: bool = False
) -> tuple[Any, list[str]]:
    """What `work` returned (or the error it raised), and the commands Asterisk got."""
    async with (
        serving(work, limits) as (port, outcome),
        FakeAsterisk(port, script, close_at_end=close_at_end) as asterisk,
    ):
        return await outcome, asterisk.commands


async def test_variables_are_read_and_set() -> None:
    async def work(session: AgiSession) -> object:
        await session.set_variable("ROUTE", 'a "b"')
        return [await session.get_variable("ROUTE"), await session.get_variable("CALLERID(num)")]

    values, commands = await run(work, [b"200 result=1\n", b'200 result=1 (a "b")\n', b"200 result=0\n"])
    assert values == ['a "b"', None]
    assert commands == ['SET VARIABLE "ROUTE" "a \\"b\\""', 'GET VARIABLE "ROUTE"', 'GET VARIABLE "CALLERID(num)"']


async def test_many_variables_are_set_with_one_command() -> None:
    _, commands = await run(
        lambda session: session.conclude([("FIRST", "1"), ("SECOND", ""), ("LAST", "connect")]),
        [b"200 result=1\n"],
    )
    assert commands == ['SET VARIABLE "ARRAY(FIRST,SECOND,LAST)" "1,,connect"']


async def test_with_the_last_variable_asterisk_hears_that_nothing_follows() -> None:
    async def work(session: AgiSession) -> object:
        await session.conclude([("FIRST", "a b"), ("LAST", "connect")])
        return await session.get_variable("LAST")

    async with serving(work) as (port, outcome), FakeAsterisk(port, [b"200 result=1\n"]) as asterisk:
        # It hears so before it has answered, while the handler still waits.
        await asterisk.closed_by_server()
        assert asterisk.commands == ['SET VARIABLE "FIRST" "a b"', 'SET VARIABLE "LAST" "connect"']
        assert not outcome.done()
        asterisk.send(b"200 result=1\n")
        error = await outcome
    assert isinstance(error, AgiProtocolError)
    assert "last command" in str(error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"520 Invalid command syntax.\n", AgiCommandFailedError),
        (b"511 Command Not Permitted on a dead channel\n", AgiHangupError),
        (b"", AgiHangupError),
    ],
)
async def test_a_last_variable_that_could_not_be_set_is_told_nevertheless(answer: bytes, kind: type[Exception]) -> None:
    error, _ = await run(
        lambda session: session.conclude([("LAST", "connect")]), [answer] if answer else [], close_at_end=not answer
    )
    assert type(error) is kind


async def test_a_variable_name_that_would_be_evaluated_is_never_sent() -> None:
    error, commands = await run(lambda session: session.get_variable("SHELL(id)${X} "), [])
    assert isinstance(error, AgiProtocolError)
    assert commands == []


async def test_an_application_gets_its_arguments_and_its_result_is_its_own() -> None:
    reply, commands = await run(
        lambda session: session.execute("AudioSocket", "a-b-c", "127.0.0.1:9092", deadline_seconds=5),
        [b"200 result=-1\n"],
    )
    assert reply.result == "-1"
    assert commands == ['EXEC "AudioSocket" "a-b-c,127.0.0.1:9092"']


async def test_a_comma_can_not_smuggle_an_argument_in() -> None:
    error, commands = await run(lambda session: session.execute("Dial", "PJSIP/x,30,g"), [])
    assert isinstance(error, AgiProtocolError)
    assert commands == []


async def test_an_unknown_application_is_an_error() -> None:
    error, _ = await run(lambda session: session.execute("Nope"), [b"200 result=-2\n"])
    assert isinstance(error, AgiCommandFailedError)
    assert "no such application" in str(error)


@pytest.mark.parametrize(
    ("answer", "status"), [(b"200 result=6\n", 6), (b"511 Command Not Permitted on a dead channel\n", None)]
)
async def test_channel_status_tells_a_live_channel_from_a_dead_one(answer: bytes, status: int | None) -> None:
    got, commands = await run(lambda session: session.channel_status(), [answer])
    assert got == status
    assert commands == ["CHANNEL STATUS"]


@pytest.mark.parametrize(
    ("next_reply", "kind"),
    [(b"200 result=4\n", AgiCommandFailedError), (b"HANGUP\n200 result=6\n", AgiHangupError)],
)
async def test_whoever_hangs_up_while_being_answered_is_told_from_a_channel_that_can_not_be(
    next_reply: bytes, kind: type[Exception]
) -> None:
    error, _ = await run(lambda session: session.answer(), [b"200 result=-1\n", next_reply])
    assert type(error) is kind


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b"510 Invalid or unknown command\n", AgiCommandFailedError),
        (b"520-Invalid command syntax.\nUsage\n520 End of proper usage.\n", AgiCommandFailedError),
        (b"511 Command Not Permitted on a dead channel\n", AgiHangupError),
        (b"hallo\n", AgiProtocolError),
        (b"x" * 9000, AgiProtocolError),
    ],
)
async def test_each_bad_answer_has_its_error(answer: bytes, kind: type[Exception]) -> None:
    error, _ = await run(lambda session: session.command("NOOP"), [answer])
    assert type(error) is kind


async def test_a_511_tells_that_the_caller_is_gone() -> None:
    async def work(session: AgiSession) -> bool:
        with pytest.raises(AgiHangupError):
            await session.answer()
        return session.hung_up

    assert await run(work, [b"511 Command Not Permitted on a dead channel\n"]) == (True, ["ANSWER"])


async def test_a_hangup_is_noticed_while_no_command_runs_and_variables_still_work() -> None:
    async def work(session: AgiSession) -> object:
        await session.command("NOOP")
        await until(lambda: session.hung_up)
        return await session.get_variable("X")

    value, _ = await run(work, [b"200 result=0\nHANGUP\n", b"200 result=1 (x)\n"])
    assert value == "x"


async def test_a_closed_connection_is_a_hangup_now_and_ever_after() -> None:
    async def work(session: AgiSession) -> object:
        for _ in range(2):
            with pytest.raises(AgiHangupError, match="closed the connection"):
                await session.command("NOOP")
        return session.hung_up

    assert await run(work, [], close_at_end=True) == (True, ["NOOP"])


async def test_after_a_deadline_no_late_reply_can_answer_another_command() -> None:
    async def work(session: AgiSession) -> object:
        for verb in ("NOOP", "ANSWER"):
            with pytest.raises(AgiTimeoutError, match=r"no reply to NOOP within 0\.05 seconds"):
                await session.command(verb)
        return "done"

    assert await run(work, [], IMPATIENT) == ("done", ["NOOP"])


async def test_a_command_may_have_a_deadline_of_its_own() -> None:
    error, _ = await run(lambda session: session.command("NOOP", deadline_seconds=0.01), [])
    assert isinstance(error, AgiTimeoutError)


async def test_a_second_command_while_one_runs_is_refused_and_harms_nothing() -> None:
    async def work(session: AgiSession) -> object:
        first = asyncio.create_task(session.get_variable("FIRST"))
        await asyncio.sleep(0)
        with pytest.raises(AgiProtocolError, match="waits for its reply"):
            await session.get_variable("SECOND")
        return await first

    assert await run(work, [b"200 result=1 (first)\n"]) == ("first", ['GET VARIABLE "FIRST"'])


async def test_a_cancelled_command_ends_the_session_and_stays_cancelled() -> None:
    async def work(session: AgiSession) -> object:
        running = asyncio.create_task(session.command("NOOP"))
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.wait({running})
        with pytest.raises(AgiHangupError, match="given up during NOOP"):
            await session.command("ANSWER")
        return running.cancelled()

    cancelled, _ = await run(work, [])
    assert cancelled is True
