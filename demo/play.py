"""Plays a scenario on the stage and says what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from demo.scenarios import Scenario
from demo.stage import Stage
from demo.world import Arrival
from veertien.testcall.caller import CallPlacer
from veertien.testcall.placed_call import Moment, PlacedCall

MOST_SECONDS = 90.0
"""Longest that a demo call may take; a silent caller hears the question, its repetition and the whole list."""
CHAT_SECONDS = 1.6
"""Seconds a caller stays with the municipality that answered."""


@dataclass(frozen=True, slots=True)
class Played:
    """A finished call: the caller's side, and where it arrived."""

    scenario: Scenario
    call: PlacedCall
    arrival: Arrival | None
    fault: str | None

    @property
    def put_through_seconds(self) -> float | None:
        """Seconds from dialling to the municipality's INVITE; None for a call that arrived nowhere."""
        return self.call.at("arrived")


async def play(
    stage: Stage, scenario: Scenario, on_moment: Callable[[PlacedCall, Moment], None] | None = None
) -> Played:
    """Place the scenario's call from the world through the PBX, and judge what came of it."""
    tell = on_moment or (lambda _call, _moment: None)
    arrivals: list[Arrival] = []
    call_of: list[PlacedCall] = []

    def moment(call: PlacedCall, at: Moment) -> None:
        call_of[:] = [call]
        tell(call, at)

    async def watch() -> Arrival:
        arrival = await stage.world.arrival(lambda found: found.caller == scenario.caller)
        arrivals.append(arrival)
        if call_of:
            tell(call_of[0], call_of[0].note("arrived", f"{arrival.endpoint} as {arrival.number}"))
        return arrival

    def from_daemon(what: str, detail: str) -> None:
        if call_of:
            tell(call_of[0], call_of[0].note(what, detail))

    watcher = asyncio.create_task(watch())
    tasks: list[asyncio.Task[Any]] = [watcher]
    if on_moment is not None:
        # Where nobody looks nothing is followed: it would be measured with the daemon.
        tasks.append(asyncio.create_task(_follow(stage, from_daemon)))

    async def until_served(_: PlacedCall) -> None:
        await asyncio.shield(watcher)
        await asyncio.sleep(CHAT_SECONDS)

    try:
        call = await CallPlacer(stage.world.link, moment, record=True).call(
            "PJSIP/" + scenario.number + "@carrier",
            scenario.number,
            scenario.steps(stage.voices),
            caller_id=scenario.caller,
            until=until_served if scenario.arrives else None,
            most_seconds=MOST_SECONDS,
        )
        fault = _fault(scenario, call, arrivals)
    except TimeoutError:
        call = call_of[0] if call_of else PlacedCall(scenario.number)
        fault = f"not over after {MOST_SECONDS:.0f} seconds"
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return Played(scenario, call, arrivals[0] if arrivals else None, fault)


async def _follow(stage: Stage, tell: Callable[[str, str], None]) -> None:
    """Report what the daemon understands and decides, and what the dialplan dials, until cancelled."""
    entries = stage.tables.municipalities
    async for event in stage.daemon.events.come():
        match event.name, event.fields:
            case "heard", {"best": None}:
                tell("understood", "nothing")
            case "heard", {"best": str(best), "confidence": float(confidence)}:
                tell("understood", f"{entries[best].name if best in entries else best} ({confidence:.2f})")
            case "decided", {"reason": str(reason)}:
                tell("decided", reason)
            case "dialled", {"endpoint": str(endpoint)}:
                tell("dials", endpoint)


def _fault(scenario: Scenario, call: PlacedCall, arrivals: list[Arrival]) -> str | None:
    arrived = arrivals[0].endpoint if arrivals else None
    if arrived != scenario.arrives:
        return f"arrived at {arrived or 'nobody'}, should have been {scenario.arrives or 'nobody'}"
    answered, put_through = call.at("answered"), call.at("arrived")
    if scenario.asked and answered is None:
        return "was not answered, so nothing can have been asked"
    if not scenario.asked and answered is not None and put_through is not None and answered < put_through:
        return "was answered before it was put through, which the caller pays for"
    return None
