"""`python -m bench.invite_beside CHECKOUT [CALLS]`: INVITE in to INVITE out by this build and by another one, by turns.

CHECKOUT is a folder with another state of this repository (`git worktree add --detach CHECKOUT COMMIT`) and a link
`build` to this one's. Each build runs with its own dialplan, daemon and PBX in a process of its own.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bench.figures import Sample, ratio, table
from bench.invite import WARM_UP, ring, running
from demo.daemon_config import REPOSITORY

CALLS = 100
READY = "ready"
START_SECONDS = 90.0
"""Longest wait until a build takes calls."""
TURN_SECONDS = 20.0
"""Longest wait for two calls."""


class _Build:
    """One build, in a process that rings once each way for a line that it reads."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("the process has no pipes")
        self._process, self._into, self._out = process, process.stdin, process.stdout
        self.added: list[float] = []
        """What Veertien added to a Dial() alone, in seconds, call by call."""

    async def until_ready(self) -> None:
        """Wait until it takes calls."""
        async with asyncio.timeout(START_SECONDS):
            if (await self._out.readline()).decode().strip() != READY:
                raise RuntimeError("it did not start; its error stands above")

    async def turn(self) -> None:
        """Ring once through Veertien and once past it."""
        self._into.write(b"\n")
        async with asyncio.timeout(TURN_SECONDS):
            through, past = map(float, (await self._out.readline()).split())
        self.added.append(through - past)

    async def stop(self) -> None:
        """Let it end."""
        self._into.close()
        await self._process.wait()


async def started(checkout: Path) -> _Build:
    """Run this file by the code of a checkout."""
    # Without its folder on the path, as other names of it hide modules of the standard library.
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        __file__,
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": f"{checkout}/agi:{checkout}"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    return _Build(process)


async def by_turns(checkout: Path, calls: int) -> None:
    """Place the calls, and print the table."""
    builds = {"this build": await started(REPOSITORY), "the other": await started(checkout)}
    try:
        for build in builds.values():
            await build.until_ready()
        for turn in range(WARM_UP + calls):
            # Who goes first changes: what the first does is still going on when the second is called.
            for build in list(builds.values())[:: 1 if turn % 2 else -1]:
                await build.turn()
    finally:
        for build in builds.values():
            await build.stop()
    here, other = (Sample(tuple(build.added[WARM_UP:])) for build in builds.values())
    shown = table(
        "What Veertien adds between the two INVITEs",
        f"{calls} calls each way, by turns, one at a time: through Veertien and past it, the difference call by call.",
        ("build", "calls", "median ms", "p95 ms", "median beside", "p95 beside"),
    )
    shown.add_row("this build", *here.cells(1000, 2), ratio(here.median, other.median), ratio(here.p95, other.p95))
    shown.add_row("the other", *other.cells(1000, 2), ratio(1, 1), ratio(1, 1))
    Console(highlight=False).print(shown)


async def ring_when_told() -> None:
    """Ring once each way for each line on stdin, and print how many seconds it took; end with the input."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory(prefix="v14-") as folder:
        async with running(Path(folder) / "0") as wire:
            print(READY, flush=True)
            turn = 0
            while await loop.run_in_executor(None, sys.stdin.readline):
                through = await ring(wire, wire.veertien, f"0201{turn:06}")
                past = await ring(wire, wire.direct, f"0202{turn:06}")
                print(through, past, flush=True)
                turn += 1


if __name__ == "__main__":
    if sys.argv[1:]:
        asyncio.run(by_turns(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if sys.argv[2:] else CALLS))
    else:
        asyncio.run(ring_when_told())
