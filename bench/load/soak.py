"""`python -m bench.load.soak [SECONDS [RATE]]`: calls with a question for so long, and what stays of them.

An hour at 5 calls a second where nothing else is said; a caller is in the question for some 4 seconds, so that is 20 at
once. Status 1 means that a caller reached nobody or a wrong municipality, or that descriptors, threads or channels were
left.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Sample, table
from bench.load.crowds import WAYS, Crowd, Crowds, Fate
from bench.load.machine import PARTS, Machine, machine
from bench.load.pbx import BUILD, Loaded, running
from bench.load.sounds import sounds_of_callers

SECONDS, RATE = 3600.0, 5.0
LOOKS = 12
"""How often it is looked at while calls come."""
QUIET_SECONDS = 10.0
"""Seconds after the last call, in which channels go."""


@dataclass(frozen=True, slots=True)
class Look:
    """The parts at a moment: so many seconds after the start, with so many channels."""

    seconds: float
    machine: Machine
    channels: int


async def soak(seconds: float, rate: float, folder: Path, console: Console) -> tuple[Fate, list[Look]]:
    """Place calls for so long; return what became of them, and how the parts were: before, meanwhile, and after."""
    sounds = await asyncio.to_thread(sounds_of_callers, folder)
    async with running(folder / "run") as loaded:
        crowds = Crowds(loaded, sounds)
        # What is made once is there before the first look.
        await crowds.send(Crowd("first", 10, 5))
        began = time.monotonic()
        looks = [await _look(loaded, began)]
        placing = asyncio.create_task(crowds.send(Crowd(f"{rate:g} a second", round(seconds * rate), rate)))
        while not placing.done():
            await asyncio.wait({placing}, timeout=seconds / LOOKS)
            if not placing.done():
                looks.append(await _look(loaded, began))
                console.print(_told(looks[-1]))
        fate = await placing
        await asyncio.sleep(QUIET_SECONDS)
        looks.append(await _look(loaded, began))
        return fate, looks


async def _look(loaded: Loaded, began: float) -> Look:
    channels = len(await loaded.pbx.channels())
    return Look(time.monotonic() - began, machine(loaded.pbx.pid, loaded.daemon.pid), channels)


def _told(look: Look) -> str:
    parts = (look.machine.parts[part] for part in PARTS)
    taken = "; ".join(f"{one.resident_mib:.0f} MiB, {one.descriptors} files, {one.threads} threads" for one in parts)
    return f"{look.seconds:6.0f} s: {look.channels} channels; {taken}"


def shown(looks: Sequence[Look]) -> Table:
    """Return the looks as a table."""
    begun = table(
        "A soak",
        "The first and the last at rest.",
        ("s", "channels", *(f"{part}: MiB, files, threads" for part in PARTS)),
    )
    for look in looks:
        parts = (look.machine.parts[part] for part in PARTS)
        cells = (f"{one.resident_mib:.0f} {one.descriptors:4} {one.threads:4}" for one in parts)
        begun.add_row(f"{look.seconds:.0f}", str(look.channels), *cells)
    return begun


def left_over(looks: Sequence[Look]) -> list[str]:
    """Return what there is more of at the end than there was at the beginning, beside memory."""
    first, last = looks[0], looks[-1]
    more = [f"{last.channels} channels"] if last.channels > first.channels else []
    for part in PARTS:
        before, after = first.machine.parts[part], last.machine.parts[part]
        # Asterisk and the daemon keep threads for a while.
        for what, was, now, spare in (
            ("descriptors", before.descriptors, after.descriptors, 0),
            ("threads", before.threads, after.threads, 16),
        ):
            if now > was + spare:
                more.append(f"{now - was} {what} of {part}")
    return more


def main(arguments: Sequence[str]) -> int:
    """Run it, print what came of it, and return the exit status."""
    seconds, rate = [*map(float, arguments), *(SECONDS, RATE)[len(arguments) :]]
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="v14-soak-") as folder:
        fate, looks = asyncio.run(soak(seconds, rate, Path(folder), console))
    console.print(shown(looks))
    console.print(f"{fate.crowd.callers} callers, at most {fate.most_in_question} in the question: ", end="")
    console.print(", ".join(f"{way} {fate.counts[way]}" for way in WAYS))
    if fate.waits:
        _, median, p95 = Sample(tuple(fate.waits)).cells(1000, 0)
        console.print(f"last sound to INVITE: median {median} ms, p95 {p95} ms; late frames: {fate.late_frames}")
    console.print(*fate.strays, sep="\n", end="\n" if fate.strays else "")
    left = left_over(looks)
    if left:
        console.print(f"left over: {', '.join(left)}")
    return 1 if left or fate.counts["lost"] or fate.counts["elsewhere"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
