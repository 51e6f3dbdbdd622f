"""Seconds from starting the daemon's process to its serving, beside the same interpreter that only imports it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from rich.table import Table

from bench.figures import Sample, ratio, table
from demo.daemon_config import REPOSITORY, TABLES, write_config
from demo.network import lay_out

STARTS = 4
START_SECONDS = 40.0
IMPORT = "import veertien.cli.running.serve, veertien.service.daemon"


class NotServingError(RuntimeError):
    """The daemon ended, or said nothing of serving; the message holds what it logged."""


async def measure(folder: Path) -> tuple[Table, ...]:
    """Start the daemon by turns with and without rendered prompts, and processes that only import."""
    prompts = folder / "prompts"
    config = write_config(folder / "config", TABLES, lay_out((), secrets.token_hex(16)), prompts)
    first: list[float] = []
    again: list[float] = []
    stops: list[float] = []
    imports: list[float] = []
    bare: list[float] = []
    for _ in range(STARTS):
        shutil.rmtree(prompts, ignore_errors=True)
        for starts in (first, again):
            started, stopped = await _timed(config)
            starts.append(started)
            stops.append(stopped)
        imports.append(await _python(IMPORT))
        bare.append(await _python("pass"))
    shown = table(
        "Start of the daemon",
        "From starting the process to its log line `serving`, example tables, one recogniser, no Asterisk.\n"
        "First: prompts are rendered; later: they are found. Stop: from SIGTERM to the end of the process, no calls.",
        ("what", "runs", "median s", "p95 s", "beside imports"),
    )
    peer = Sample(tuple(imports)).median
    for name, values in {
        "first start": first,
        "later start": again,
        f"python -c '{IMPORT}'": imports,
        "python -c pass": bare,
        "stop": stops,
    }.items():
        sample = Sample(tuple(values))
        shown.add_row(name, *sample.cells(1.0, 2), ratio(sample.median, peer))
    return (shown,)


async def _timed(config: Path) -> tuple[float, float]:
    """Start a daemon and stop it; return the seconds of both."""
    began = time.perf_counter()
    async with daemon(config) as process:
        serving = time.perf_counter()
        process.terminate()
        async with asyncio.timeout(START_SECONDS):
            await process.communicate()
    return serving - began, time.perf_counter() - serving


@asynccontextmanager
async def daemon(
    config: Path, code: Path = REPOSITORY, start_seconds: float = START_SECONDS
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a daemon that serves, by the code of a checkout, for the duration of the block.

    Raises NotServingError, and TimeoutError.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "veertien.cli", "serve", "--config", str(config)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": f"{code / 'agi'}"},
    )
    try:
        async with asyncio.timeout(start_seconds):
            await _until_serving(process)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _until_serving(process: asyncio.subprocess.Process) -> None:
    said: list[str] = []
    if process.stderr is not None:
        async for line in process.stderr:
            said.append(line.decode(errors="replace"))
            if '"serving"' in said[-1]:
                return
    raise NotServingError("the daemon ended: " + "".join(said)[-1000:])


async def _python(program: str) -> float:
    """Run a program in an interpreter of its own; return its seconds."""
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, start_new_session=True)
    try:
        async with asyncio.timeout(START_SECONDS):
            status = await process.wait()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    if status:
        raise NotServingError(f"python -c {program!r} ended with {status}")
    return time.perf_counter() - began
