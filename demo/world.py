"""The outside world: municipalities that answer their telephones, on an Asterisk driven over ARI."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from veertien.testcall.ari import AriEvent, AriLink, AriRefusedError, AriUnavailableError

RING_SECONDS = 0.3


class Behaviour(StrEnum):
    """What a municipality does with a call."""

    ANSWERS = "answers"
    BUSY = "busy"
    CONGESTED = "congestion"
    REJECTS = "rejected"
    UNALLOCATED = "unallocated"
    RINGS = "rings"
    """And is never answered."""
    FORWARDS = "forwards"
    """To the number in `World.forward_to`, by a call of its own back to the PBX."""
    FORWARDS_WITHOUT_HEADERS = "forwards-without-headers"
    """The same, and what the INVITE brought along gets lost."""
    REDIRECTS = "redirects"
    """Asks the caller's side to dial the number in `World.forward_to` (302)."""


TURNS_AWAY = (Behaviour.BUSY, Behaviour.CONGESTED, Behaviour.REJECTS, Behaviour.UNALLOCATED)
"""What Asterisk calls the reasons for which it turns a call away."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A call that reached a municipality: where, with which number, and the letters and digits of what came along."""

    endpoint: str
    number: str
    caller: str
    """"anonymous" for a withheld number."""
    presentation: str
    header: str
    diversion: str
    passed: str
    at: float
    """Monotonic seconds."""
    channel: str


class World:
    """Takes calls for all municipalities and remembers each of them."""

    def __init__(self, link: AriLink, addresses: Mapping[str, str], greeting_of: Callable[[str], Path]) -> None:
        """Know endpoints by the local address their INVITE came in at; `greeting_of` names what each says."""
        self.link = link
        self.arrivals: list[Arrival] = []
        self.behaviours: dict[str, Behaviour] = {}
        self.forward_to: dict[str, str] = {}
        self._endpoint_at = {address: name for name, address in addresses.items()}
        self._greeting_of = greeting_of
        self._arrived = asyncio.Condition()
        self._greeting: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> World:
        self._watch = asyncio.create_task(self._take_calls())
        await asyncio.sleep(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        tasks = [*self._tasks, *([self._watch] if self._watch else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def arrival(self, matches: Callable[[Arrival], bool]) -> Arrival:
        """Wait for the first call that matches, past ones included."""
        async with self._arrived:
            while True:
                for arrival in self.arrivals:
                    if matches(arrival):
                        return arrival
                await self._arrived.wait()

    async def greeted(self, arrival: Arrival) -> None:
        """Wait until the municipality that answered has spoken its greeting to the end."""
        await self._greeting[arrival.channel].wait()

    async def _take_calls(self) -> None:
        with self.link.listening() as events:
            while True:
                event = await events.get()
                if event["type"] == "StasisStart" and event["args"][:1] == ["arrived"]:
                    await self._take(event)
                elif event["type"] == "PlaybackFinished":
                    _, _, channel = event["playback"]["target_uri"].partition(":")
                    if channel in self._greeting:
                        self._greeting[channel].set()

    async def _take(self, event: AriEvent) -> None:
        local, number, caller, presentation, header, diversion, passed = event["args"][1:8]
        arrival = Arrival(
            endpoint=self._endpoint_at.get(local.rsplit(":", 1)[0], local),
            number=number,
            caller=caller,
            presentation=presentation,
            header=header,
            diversion=diversion,
            passed=passed,
            at=time.monotonic(),
            channel=event["channel"]["id"],
        )
        self._greeting[arrival.channel] = asyncio.Event()
        async with self._arrived:
            self.arrivals.append(arrival)
            self._arrived.notify_all()
        task = asyncio.create_task(self._serve(arrival))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, arrival: Arrival) -> None:
        behaviour = self.behaviours.get(arrival.endpoint, Behaviour.ANSWERS)
        try:
            if behaviour in TURNS_AWAY:
                await self.link.request("channels", "hangup", channelId=arrival.channel, reason=behaviour.value)
                return
            if behaviour in (Behaviour.FORWARDS, Behaviour.FORWARDS_WITHOUT_HEADERS):
                number = self.forward_to[arrival.endpoint]
                await self.link.request(
                    "channels",
                    "continueInDialplan",
                    channelId=arrival.channel,
                    context=behaviour.value,
                    extension=number,
                    priority=1,
                )
                return
            if behaviour is Behaviour.REDIRECTS:
                to = f"PJSIP/sip:{self.forward_to[arrival.endpoint]}@127.0.0.1"
                await self.link.request("channels", "redirect", channelId=arrival.channel, endpoint=to)
                return
            await self.link.request("channels", "ring", channelId=arrival.channel)
            if behaviour is Behaviour.RINGS:
                return
            await asyncio.sleep(RING_SECONDS)
            await self.link.request("channels", "answer", channelId=arrival.channel)
            greeting = self._greeting_of(arrival.endpoint).with_suffix("")
            await self.link.request("channels", "play", channelId=arrival.channel, media=f"sound:{greeting}")
        except (AriRefusedError, AriUnavailableError):
            # The caller has hung up in the meantime; that is the caller's business.
            return
