"""Calls per second of the FastAGI server, beside panoramisk's own, pystrix's, and one that only counts lines."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

from rich.table import Table

from bench.agi_load import load_from_outside
from bench.agi_servers import SERVERS
from bench.figures import Sample, ratio, table
from bench.processes import cpu_seconds

ROUNDS = 5
CALLS = 600
AT_ONCE = 20
START_SECONDS = 20.0


async def measure(_: Path) -> tuple[Table, ...]:
    """Load the servers in turn, round after round, so that all meet the same noise of the machine."""
    rates: defaultdict[str, list[float]] = defaultdict(list)
    costs: defaultdict[str, list[float]] = defaultdict(list)
    waits: defaultdict[str, list[float]] = defaultdict(list)
    async with contextlib.AsyncExitStack() as stack:
        servers = {name: await stack.enter_async_context(_server(name)) for name in SERVERS}
        for port, _pid in servers.values():
            await load_from_outside(port, CALLS // 10, AT_ONCE)
        for _round in range(ROUNDS):
            for name, (port, pid) in servers.items():
                before = cpu_seconds(pid)
                load = await load_from_outside(port, CALLS, AT_ONCE)
                costs[name].append((cpu_seconds(pid) - before) / CALLS)
                rates[name].append(CALLS / load.seconds)
                waits[name] += load.each
    shown = table(
        "FastAGI server",
        f"{ROUNDS} rounds of {CALLS} sessions of 4 SET VARIABLE, {AT_ONCE} at once, from another process; "
        "rates and CPU are medians of the rounds.\nThe line counter checks nothing: it is the least that asyncio "
        "can do. Load and servers share the machine.",
        (
            "server",
            "calls/s",
            "Veertien's beside it",
            "CPU ms a call",
            "Veertien's beside it",
            "session ms, median",
            "p95",
        ),
    )
    rate, cost = Sample(tuple(rates["Veertien"])).median, Sample(tuple(costs["Veertien"])).median
    for name in SERVERS:
        its_rate, its_cost = Sample(tuple(rates[name])).median, Sample(tuple(costs[name])).median
        shown.add_row(
            name,
            f"{its_rate:.0f}",
            ratio(rate, its_rate),
            f"{its_cost * 1000:.3f}",
            ratio(cost, its_cost),
            *Sample(tuple(waits[name])).cells(1000)[1:],
        )
    return (shown,)


@contextlib.asynccontextmanager
async def _server(name: str) -> AsyncIterator[tuple[int, int]]:
    """Run a server in a process of its own; give its port and process id."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bench.agi_servers",
        name,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        if process.stdout is None:
            raise RuntimeError(f"the output of the {name} server cannot be read")
        async with asyncio.timeout(START_SECONDS):
            told = await process.stdout.readline()
        if not told:
            raise RuntimeError(f"the {name} server ended at once with {await process.wait()}")
        yield int(told), process.pid
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
