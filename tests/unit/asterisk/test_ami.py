"""The manager link against a manager interface that works, dies, freezes, refuses, or talks nonsense."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import partial

import pytest
from structlog.testing import capture_logs

from tests.unit.asterisk.fake_ami import FakeAmi
from tests.unit.asterisk.waiting import until
from veertien.asterisk.manager.connection import AmiRefusedError, AmiUnavailableError
from veertien.asterisk.manager.link import AmiTiming, ManagerLink
from veertien.routing import TrunkState

QUICK = AmiTiming(answer=0.2, interval=0.05, settle=0.0, first_retry=0.01, last_retry=0.05)
# Long enough that only an event or a refusal can be what a test sees.
BY_EVENT = AmiTiming(answer=5, interval=600, settle=0.0, first_retry=0.01, last_retry=600)
UP, DOWN, UNKNOWN = TrunkState.UP, TrunkState.DOWN, TrunkState.UNKNOWN


@asynccontextmanager
async def linked(ami: FakeAmi, timing: AmiTiming, secret: str = "geheim") -> AsyncIterator[ManagerLink]:
    link = ManagerLink("127.0.0.1", ami.port, "veertien", secret, timing)
    await link.start()
    try:
        yield link
    finally:
        await link.stop()


async def test_device_states_become_trunk_states() -> None:
    states = {"a": "Not in use", "b": "In use", "c": "Unavailable", "d": "Invalid", "e": "Unknown"}
    async with FakeAmi(states) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        assert link.fault is None
        assert link.trunk_states == {"a": UP, "b": UP, "c": DOWN, "d": UNKNOWN, "e": UNKNOWN}


async def test_a_pbx_without_endpoints_is_no_fault() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        assert link.trunk_states == {}


async def test_only_system_and_user_events_are_asked_for() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        assert ami.asked("Login")[0]["Events"] == "system,user"


async def test_an_endpoint_added_a_moment_ago_is_there_for_who_asks() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        with pytest.raises(AmiUnavailableError):
            await link.endpoints()
        await until(lambda: link.connected)
        assert await link.endpoints() == frozenset()
        ami.endpoints["a"] = "Not in use"
        assert await link.endpoints() == {"a"}
        assert link.trunk_states == {}


async def test_an_event_brings_the_new_state() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        ami.endpoints["a"] = "Unavailable"
        ami.event("ContactStatus", EndpointName="a")
        await until(lambda: link.trunk_states["a"] is DOWN)


async def test_a_failing_listener_to_user_events_costs_its_event_and_not_the_connection() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, BY_EVENT) as link:
        heard: list[str] = []

        def listener(fields: Mapping[str, str]) -> None:
            heard.append(fields["Call"])
            raise KeyError("Result")

        link.on_user_event("VeertienOutcome", dict, listener)
        await until(lambda: link.connected)
        for calls in (["1"], ["1", "2"]):
            ami.event("UserEvent", UserEvent="VeertienOutcome", Call=calls[-1])
            await until(partial(calls.__eq__, heard))
            assert link.connected
        assert len(ami.asked("Login")) == 1


async def test_a_trunk_that_has_not_been_asked_yet_is_unknown_and_not_down() -> None:
    async with FakeAmi({"a": "Unavailable"}, {"a": "NonQualified"}) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        assert link.trunk_states == {"a": UNKNOWN}
        ami.contacts["a"] = "Unreachable"
        ami.event("ContactStatus", EndpointName="a")
        await until(lambda: link.trunk_states["a"] is DOWN)


async def test_a_trunk_asked_meanwhile_is_found_without_an_event_too() -> None:
    async with FakeAmi({"a": "Unavailable"}, {"a": "NonQualified"}) as ami, linked(ami, QUICK) as link:
        await until(lambda: link.connected)
        ami.contacts["a"] = "Unreachable"
        await until(lambda: link.trunk_states["a"] is DOWN)


async def test_a_trunk_that_stays_down_is_asked_about_once() -> None:
    async with FakeAmi({"a": "Unavailable", "b": "Not in use"}) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        ami.event("ContactStatus", EndpointName="b")
        await until(lambda: len(ami.asked("PJSIPShowEndpoints")) == 2)
        ami.event("ContactStatus", EndpointName="b")
        await until(lambda: len(ami.asked("PJSIPShowEndpoints")) == 3)
        assert len(ami.asked("PJSIPShowEndpoint")) == 1


async def test_a_state_that_changed_without_an_event_is_found_too() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, QUICK) as link:
        await until(lambda: link.connected)
        ami.endpoints = {"b": "Unavailable"}
        await until(lambda: link.trunk_states == {"b": DOWN})


async def test_a_loss_is_shown_told_once_and_healed() -> None:
    with capture_logs() as logs:
        async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, QUICK) as link:
            await until(lambda: link.connected)
            await ami.die()
            await until(lambda: not link.connected)
            assert link.trunk_states == {"a": UNKNOWN}
            assert link.fault
            await asyncio.sleep(0.2)
            await ami.listen()
            await until(lambda: link.connected)
            assert link.trunk_states == {"a": UP}
    assert [entry["log_level"] for entry in logs].count("warning") == 1


async def test_a_shutdown_is_a_loss_at_once() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        ami.silent = True
        ami.event("Shutdown")
        await until(lambda: not link.connected)
        assert link.fault == "the manager connection was lost: Asterisk is shutting down"


async def test_a_frozen_asterisk_is_a_loss() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, QUICK) as link:
        await until(lambda: link.connected)
        ami.silent = True
        await until(lambda: not link.connected)
        assert link.trunk_states == {"a": UNKNOWN}
        ami.silent = False
        await until(lambda: link.connected)


async def test_whether_asterisk_answers_at_this_moment_is_asked() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        assert not await link.answers(0.05)
        await until(lambda: link.connected)
        assert await link.answers(5)
        ami.silent = True
        assert not await link.answers(0.05)
        await ami.die()
        await until(lambda: not link.connected)
        assert not await link.answers(5)


async def test_an_asterisk_that_starts_later_is_found() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami:
        await ami.die()
        async with linked(ami, QUICK) as link:
            await until(lambda: link.fault and "Connect call failed" in link.fault)
            await ami.listen()
            await until(lambda: link.connected)


async def test_an_asterisk_that_has_not_booted_is_waited_for() -> None:
    async with FakeAmi({"a": "Not in use"}, booted=False) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: ami.asked("Login"))
        await asyncio.sleep(0.05)
        assert not link.connected
        ami.event("FullyBooted")
        await until(lambda: link.connected)


async def test_a_refused_login_is_told_and_not_hammered() -> None:
    with capture_logs() as logs:
        async with FakeAmi() as ami, linked(ami, BY_EVENT, secret="fout") as link:
            await until(lambda: link.fault and "manager.conf" in link.fault)
            await asyncio.sleep(0.2)
            assert len(ami.asked("Login")) == 1
            assert "Authentication failed" in (link.fault or "")
    assert [entry["log_level"] for entry in logs] == ["warning"]


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\xff\0" * 500 + b"\r\n\r\n",
        b"Response\r\n\r\n",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"Event: \r\n\r\n",
        b"x" * 70_000,
    ],
)
@pytest.mark.slow
async def test_nonsense_is_a_fault_and_heals(nonsense: bytes) -> None:
    async with FakeAmi({"a": "Not in use"}, nonsense=nonsense) as ami, linked(ami, QUICK) as link:
        await until(lambda: link.fault and "no answer to Login" in link.fault)
        ami.nonsense = b""
        await until(lambda: link.connected)


async def test_a_variable_is_set_on_a_channel() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        await link.set_channel_variable(ami.channel, "VEERTIEN_X", "ja: (’s)")
        (asked,) = ami.asked("Setvar")
        assert (asked["Channel"], asked["Variable"], asked["Value"]) == (ami.channel, "VEERTIEN_X", "ja: (’s)")


async def test_a_channel_that_is_gone_is_an_error() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        with pytest.raises(AmiRefusedError, match="No such channel"):
            await link.set_channel_variable("PJSIP/gone-1", "X", "y")


@pytest.mark.parametrize("place", [0, 1, 2])
async def test_a_newline_never_becomes_an_action_of_its_own(place: int) -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        fields = [ami.channel, "X", "y"]
        fields[place] += "\r\n\r\nAction: Command\r\nCommand: core stop now"
        with pytest.raises(AmiRefusedError, match="control character"):
            await link.set_channel_variable(fields[0], fields[1], fields[2])
        assert not {"Setvar", "Command"} & {fields["Action"] for fields in ami.actions}


async def test_without_an_answer_setting_a_variable_ends_at_its_deadline() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        ami.silent = True
        with pytest.raises(AmiUnavailableError, match=r"no answer to Setvar within 0\.02 seconds"):
            await link.set_channel_variable(ami.channel, "X", "y", deadline_seconds=0.02)


async def test_a_loss_while_setting_a_variable_is_told_at_once() -> None:
    async with FakeAmi() as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        ami.silent = True
        setting = asyncio.create_task(link.set_channel_variable(ami.channel, "X", "y"))
        await until(lambda: ami.asked("Setvar"))
        await ami.die()
        with pytest.raises(AmiUnavailableError, match="lost"):
            await setting


async def test_without_a_connection_no_variable_is_set() -> None:
    link = ManagerLink("127.0.0.1", 1, "veertien", "geheim")
    with pytest.raises(AmiUnavailableError, match="not started"):
        await link.set_channel_variable("PJSIP/caller-1", "X", "y")


@pytest.mark.parametrize("alive", [True, False])
async def test_stop_leaves_nothing_running(alive: bool) -> None:
    async with FakeAmi({"a": "Not in use"}) as ami:
        before = asyncio.all_tasks()
        async with linked(ami, QUICK) as link:
            await until(lambda: link.connected)
            if not alive:
                await ami.die()
                await until(lambda: not link.connected)
        logins = len(ami.asked("Login"))
        if not alive:
            await ami.listen()
        await asyncio.sleep(0.1)
        assert {task for task in asyncio.all_tasks() - before if "_serve" not in repr(task)} == set()
        assert len(ami.asked("Login")) == logins
        assert not link.connected


async def test_a_user_who_may_not_set_variables_is_connected_and_extends_no_calls() -> None:
    async with FakeAmi({"a": "Not in use"}, may=("ModuleCheck",)) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        assert not link.extends_calls


async def test_a_user_who_may_is_found_out_without_a_call() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.connected)
        assert link.extends_calls
        assert not ami.asked("Setvar")


@pytest.mark.parametrize(("may", "reads"), [(("Setvar",), "system,user"), (("Setvar", "ModuleCheck"), "user")])
async def test_without_the_right_system_the_fault_names_the_cure(may: tuple[str, ...], reads: str) -> None:
    async with FakeAmi(may=may, reads=reads) as ami, linked(ami, BY_EVENT) as link:
        await until(lambda: link.fault and "write=system,call" in link.fault)
        assert not link.connected


@asynccontextmanager
async def lost(ami: FakeAmi) -> AsyncIterator[ManagerLink]:
    """A link that fails at each try from now on, and would soon try less often than a test waits."""
    timing = AmiTiming(answer=5, interval=600, settle=0.0, first_retry=0.01, last_retry=600)
    async with linked(ami, timing) as link:
        await until(lambda: link.connected)
        ami.hangs_up = True
        await ami.die()
        await ami.listen()
        yield link


def tried_more_than(ami: FakeAmi, times: int) -> bool:
    return len(ami.asked("Login")) > times


# With waits that grow, so many tries take more than twenty seconds; a test waits five for them, or for the next.
TRIES = 12


async def test_a_loss_that_a_caller_depends_on_is_tried_again_without_growing_waits() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, lost(ami) as link:
        with link.needed():
            await until(partial(tried_more_than, ami, TRIES))
            assert not link.connected
            ami.hangs_up = False
            await until(lambda: link.connected)


@pytest.mark.slow
async def test_who_comes_to_depend_on_it_need_not_wait_for_the_next_try() -> None:
    async with FakeAmi({"a": "Not in use"}) as ami, lost(ami) as link:
        for _ in range(TRIES):
            tried = len(ami.asked("Login"))
            with link.needed():
                await until(partial(tried_more_than, ami, tried))
            # So that it waits longer than the shortest wait before somebody comes.
            await asyncio.sleep(0.03)
        assert not link.connected
        ami.hangs_up = False
        with link.needed():
            await until(lambda: link.connected)
