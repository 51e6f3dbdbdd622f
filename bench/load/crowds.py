"""What becomes of callers who come many at a time, in the question and without one."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.load.machine import Machine, machine
from bench.load.pbx import Loaded
from bench.load.sipp import Callers, Line, SippError, by_caller
from bench.load.sounds import CallersSound
from demo.network import FALLBACK_NUMBER

ASKED, UNASKED = "140229", "14020"
MUNICIPALITIES = {
    "0229000001": "Hoorn",
    "0229000002": "Medemblik",
    "0229000003": "Medemblik",
    "0200000007": "Amsterdam",
}
OPERATOR = "0880000014"
MOST_SECONDS, UNASKED_SECONDS = 50.0, 10.0
"""Seconds that a call may take that is asked, and one that is not."""
SETTLE_SECONDS = 1.0
"""Seconds of quiet before and after a crowd, in which records are written and channels go."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many callers, and how fast they come."""

    name: str
    callers: int
    rate: float
    """Calls a second; at first, where it rises."""
    faster: float = 0.0
    most_rate: float = 0.0
    asked: bool = True


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a crowd."""

    crowd: Crowd
    counts: Mapping[str, int]
    """Callers by what became of them: see `WAYS`."""
    waits: Sequence[float]
    """Seconds to the INVITE at the trunk: from the last sound of a name that was taken at once; from the caller's own
    INVITE where nothing is asked."""
    before: Machine
    after: Machine
    late_frames: int
    most_in_question: int
    strays: Sequence[str]
    """What is known of each who came elsewhere."""


WAYS = ("at once", "asked again", "by keys", "operator", "fallback", "said yes", "elsewhere", "lost")
"""Right by the first answer, right after another question, right by a key; a person; whom the dialplan falls back to as
no decision came in time; whom they said yes to when asked about another, as these callers do whatever they are asked; a
wrong municipality; nobody."""


class Crowds:
    """Sends crowds to a PBX one after another; each caller has a number of its own."""

    def __init__(self, loaded: Loaded, sounds: Mapping[str, CallersSound]) -> None:
        """`sounds` is what those say who are asked, by the municipality that they mean."""
        self._loaded = loaded
        self._sounds = sounds
        self._numbers: Iterator[int] = itertools.count()

    async def send(self, crowd: Crowd) -> Fate:
        """Place the calls, and tell what became of them. Raises SippError where SIPp does not do its part."""
        daemon, pbx = self._loaded.daemon, self._loaded.pbx
        await asyncio.sleep(SETTLE_SECONDS)
        logged, late = len(daemon.log), await self._metric("veertien_audio_frames_late_total")
        before = machine(pbx.pid, daemon.pid)
        watching = asyncio.create_task(self._most_in_question())
        wanted = await self._place(crowd)
        watching.cancel()
        after = machine(pbx.pid, daemon.pid)
        await asyncio.sleep(SETTLE_SECONDS)
        late = await self._metric("veertien_audio_frames_late_total") - late
        most = (await asyncio.gather(watching, return_exceptions=True))[0]
        counts, waits, strays = self._told(wanted, _records(daemon.log[logged:]))
        asked = most if isinstance(most, int) else 0
        return Fate(crowd, counts, waits, before, after, int(late), asked, strays)

    async def _place(self, crowd: Crowd) -> Mapping[str, tuple[str, Line, Line | None]]:
        """Return whom each caller wanted, when they called, and when they began to listen."""
        sounds: Mapping[str, CallersSound | None] = self._sounds if crowd.asked else {"Amsterdam": None}
        shares = [
            (name, crowd.callers // len(sounds) + (place < crowd.callers % len(sounds)))
            for place, name in enumerate(sounds)
        ]
        longest = crowd.callers / crowd.rate + 2 * MOST_SECONDS
        area = "0229" if crowd.asked else "020"
        found: dict[str, tuple[str, Line, Line | None]] = {}

        async def part(name: str, callers: int) -> None:
            sound = sounds[name]
            numbers = [f"{area}{next(self._numbers):0{10 - len(area)}}" for _ in range(callers)]
            share = callers / crowd.callers
            calls = Callers(
                numbers,
                ASKED if crowd.asked else UNASKED,
                crowd.rate * share,
                sound.file if sound else None,
                crowd.faster * share,
                crowd.most_rate * share,
                MOST_SECONDS if crowd.asked else UNASKED_SECONDS,
            )
            log = await self._loaded.sipp.place(calls, self._loaded.to, longest)
            called, answered = by_caller(log, "called"), by_caller(log, "speaks")
            found.update({number: (name, called[number], answered.get(number)) for number in called})

        await asyncio.gather(*(part(name, callers) for name, callers in shares if callers))
        if len(found) != crowd.callers:
            raise SippError(f"SIPp placed {len(found)} of {crowd.callers} calls")
        return found

    def _told(
        self, wanted: Mapping[str, tuple[str, Line, Line | None]], records: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Mapping[str, int], Sequence[float], Sequence[str]]:
        counts, waits, strays = dict.fromkeys(WAYS, 0), [], []
        arrivals = by_caller(self._loaded.arrivals, "arrived")
        for number, (name, called, answered) in wanted.items():
            arrival, record = arrivals.get(number), records.get(called.more, {})
            way = way_of(name, arrival, record)
            counts[way] += 1
            if arrival is not None and way in {"said yes", "elsewhere"}:
                strays.append(f"wanted {name}, came to {arrival.more}: {json.dumps(record.get('question'))}")
            if arrival is None or way != "at once":
                continue
            sound = self._sounds.get(name)
            since = called.at if sound is None or answered is None else answered.at + sound.said_seconds
            waits.append(arrival.at - since)
        return counts, waits, strays

    async def _metric(self, name: str) -> float:
        text = await self._loaded.daemon.metrics()
        return next(float(line.split()[1]) for line in text.splitlines() if line.startswith(f"{name} "))

    async def _most_in_question(self) -> int:
        most = 0
        try:
            while True:
                most = max(most, int(await self._metric("veertien_callers_in_question")))
                await asyncio.sleep(0.5)
        except asyncio.CancelledError:
            return most


def way_of(name: str, arrival: Line | None, record: Mapping[str, Any]) -> str:
    """Return what became of a caller who wanted a municipality: one of `WAYS`, by arrival and the call's record."""
    if arrival is None:
        return "lost"
    if arrival.more == OPERATOR:
        return "operator"
    if arrival.more == FALLBACK_NUMBER:
        return "fallback"
    question = record.get("question")
    if MUNICIPALITIES.get(arrival.more) != name:
        return "said yes" if question and question["how"] == "confirmed" else "elsewhere"
    if question is None:
        return "at once"
    if question["how"] == "keypad":
        return "by keys"
    return "at once" if question["asked"] == ["ask"] else "asked again"


def _records(log: str) -> Mapping[str, Mapping[str, Any]]:
    """Return the record of each call by its SIP Call-ID; of one that was given up there is none."""
    lines = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return {line["sip_call_id"]: line for line in lines if line.get("event") == "call" and "sip_call_id" in line}
