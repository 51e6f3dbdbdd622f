"""What open pages cost the process that serves them while calls come and go, and how soon a call is seen on them."""

from __future__ import annotations

import asyncio
import json
import random
import re
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

from aiohttp import ClientError, ClientSession, ClientTimeout
from rich.table import Table

from bench.figures import Sample, table
from bench.processes import cpu_seconds
from demo.ports import Wanted, choose_ports
from tests.unit.archive.made_calls import NODE, asked_call, heard
from tests.unit.small_config import write_small_config
from tests.unit.web.daemon import OwnDaemon
from veertien.archive import Archive, Database, OpenMark, Spool, database_url
from veertien.callflow import CallAnswered, CallDialled, CallEnd, CallOffered

CALLS_A_SECOND = 50
RINGS_AFTER, ENDS_AFTER = (0.1, 0.9), (3.0, 17.0)
"""Seconds, from and to."""
PAGES = (0, 1, 50)
SECONDS = 5.0
PROBES = 20
SEED = 14
_SETTLES = 1.5
_STARTS_WITHIN = _SEEN_WITHIN = 30.0
_BETWEEN_PROBES = 0.5
"""Seconds at most. The pages look as often: a probe may come at any moment of that."""
_ASKING = re.compile(r"<dt>in the question</dt><dd><a [^>]*>(\d+)<")


class _Page:
    """An open page."""

    def __init__(self) -> None:
        self.messages = 0
        self.asking = 0
        self.changed = asyncio.Event()

    async def follow(self, session: ClientSession, address: str) -> None:
        """Take in what it is sent."""
        async with session.get(f"{address}/now?language=en") as answer:
            async for line in answer.content:
                if line.startswith(b"data: "):
                    self.messages += 1
                    self._read(json.loads(line[6:]))
        raise ConnectionError("the page was not kept up to date any more")

    def _read(self, data: dict[str, str] | list[float]) -> None:
        if isinstance(data, dict) and data["id"] == "stages" and (found := _ASKING.search(data["html"])):
            self.asking = int(found[1])
            changed, self.changed = self.changed, asyncio.Event()
            changed.set()


async def measure(folder: Path) -> tuple[Table, ...]:
    """Serve pages over records that grow, and look at them."""
    costs = table(
        "Open pages",
        f"The page Nu, open so often, while {CALLS_A_SECOND} calls a second come in, ring, end and are recorded:\n"
        f"processor time of the process that serves the pages, in {SECONDS:.0f} seconds.",
        ("open pages", "of a core", "messages a second to each"),
    )
    soon = table(
        "A call on an open page",
        f"Milliseconds from the daemon's event to the page that shows it, one of {PAGES[-1]} that are open.",
        ("what", "calls", "median ms", "p95 ms", "longest ms"),
    )
    archive = Archive(
        Database(database_url(folder / "records", None)), Spool(folder / "spool"), NODE, OpenMark(folder / "open")
    )
    async with OwnDaemon() as daemon, serving(folder, daemon.port) as (process, address), asyncio.TaskGroup() as group:
        load = group.create_task(_calls(daemon, archive))
        for opened in PAGES:
            async with _open_pages(address, opened) as pages:
                sent, began, before = sum(page.messages for page in pages), time.monotonic(), cpu_seconds(process)
                await asyncio.sleep(SECONDS)
                share = (cpu_seconds(process) - before) / (time.monotonic() - began)
                messages = (sum(page.messages for page in pages) - sent) / SECONDS / max(opened, 1)
                costs.add_row(str(opened), f"{share:.1%}", f"{messages:.1f}")
                if opened == PAGES[-1]:
                    seen = Sample(tuple([await _until_seen(daemon, pages[0], place) for place in range(PROBES)]))
                    soon.add_row("a caller is asked", *seen.cells(1e3, 0), f"{max(seen.values) * 1e3:.0f}")
        load.cancel()
    await archive.stop()
    return costs, soon


async def _calls(daemon: OwnDaemon, archive: Archive) -> None:
    chance = random.Random(SEED)  # noqa: S311 - a draw that can be repeated
    began = time.monotonic()
    ends: list[tuple[float, str]] = []
    rings: list[tuple[float, str]] = []
    for place in count():
        at, name = place / CALLS_A_SECOND, f"{place}.0"
        await asyncio.sleep(max(0.0, began + at - time.monotonic()))
        now = datetime.now(UTC)
        daemon.stream.publish(CallOffered(name, now))
        heappush(rings, (at + chance.uniform(*RINGS_AFTER), name))
        heappush(ends, (at + chance.uniform(*ENDS_AFTER), name))
        while rings[0][0] <= at:
            daemon.stream.publish(CallDialled(heappop(rings)[1], now, "trunk-hoorn", 1))
        while ends[0][0] <= at:
            name = heappop(ends)[1]
            daemon.ledger.ended(CallEnd(name, "ANSWER", "trunk-hoorn", 1, False, 16))
            for answer in heard(name, now):
                archive.take(answer)
            archive.take(asked_call(name, now))


async def _until_seen(daemon: OwnDaemon, page: _Page, place: int) -> float:
    name = f"probe{place}.0"
    await asyncio.sleep(random.uniform(0, _BETWEEN_PROBES))  # noqa: S311 - not for secrets
    began, now = time.monotonic(), datetime.now(UTC)
    daemon.stream.publish(CallOffered(name, now))
    daemon.stream.publish(CallAnswered(name, now))
    async with asyncio.timeout(_SEEN_WITHIN):
        while page.asking == 0:
            await page.changed.wait()
        seen = time.monotonic() - began
        daemon.ledger.ended(CallEnd(name, "CANCEL", "", 0, False, 16))
        while page.asking:
            await page.changed.wait()
    return seen


@asynccontextmanager
async def _open_pages(address: str, many: int) -> AsyncIterator[list[_Page]]:
    async with AsyncExitStack() as stack:
        # A session each: one would open no more than a hundred connections.
        pages = [_Page() for _ in range(many)]
        group = await stack.enter_async_context(asyncio.TaskGroup())
        tasks = []
        for page in pages:
            session = await stack.enter_async_context(ClientSession(timeout=ClientTimeout(total=None)))
            tasks.append(group.create_task(page.follow(session, address)))
        await asyncio.sleep(_SETTLES)
        yield pages
        for task in tasks:
            task.cancel()


@asynccontextmanager
async def serving(folder: Path, daemon: int) -> AsyncIterator[tuple[int, str]]:
    """Run `veertien web` with the records in folder/records; yield its process and its address."""
    (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
    address = f"http://127.0.0.1:{port}"
    config = write_small_config(
        folder / "config",
        f"recognisers: 1\nweb: {{port: {daemon}}}\npages: {{port: {port}}}\nrecords: {{dir: {folder / 'records'}}}\n",
    )
    command = (sys.executable, "-m", "veertien.cli", "web", "--config", str(config))
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    try:
        async with asyncio.timeout(_STARTS_WITHIN), ClientSession() as session:
            while not await _answers(session, address):
                await asyncio.sleep(0.1)
        yield process.pid, address
    finally:
        process.terminate()
        await process.wait()


async def _answers(session: ClientSession, address: str) -> bool:
    try:
        async with session.get(f"{address}/static/style.css") as answer:
            return answer.ok
    except ClientError:
        return False
