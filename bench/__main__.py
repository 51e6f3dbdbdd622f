"""`python -m bench [NAME...]`: run the benchmarks named, or all of them, and print a table for each subject."""

from __future__ import annotations

import asyncio
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import (
    asking,
    fastagi,
    invite,
    invite_recorded,
    loading,
    pages,
    question,
    recogniser,
    records,
    reporting,
    start,
    talk_off,
)

BUILD = Path("build").resolve()
MOST_SECONDS = 100.0
"""Seconds one benchmark may take, and all together."""
MOST_SECONDS_IN_ALL = 480.0

BENCHMARKS: Mapping[str, Callable[[Path], Awaitable[Sequence[Table]]]] = {
    "invite": invite.measure,
    "question": question.measure,
    "fastagi": fastagi.measure,
    "recogniser": recogniser.measure,
    "start": start.measure,
    "loading": loading.measure,
    "records": records.measure,
    "invite-recorded": invite_recorded.measure,
    "pages": pages.measure,
    "asking": asking.measure,
    "reporting": reporting.measure,
    "talk-off": talk_off.measure,
}


def main(names: Sequence[str]) -> int:
    """Run the benchmarks called `names`, all where none is named; return the exit status."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        console.print(f"there is no benchmark {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
        return 2
    try:
        return asyncio.run(_run(console, names or list(BENCHMARKS)))
    except (asyncio.CancelledError, KeyboardInterrupt):
        return 130


async def _run(console: Console, names: Sequence[str]) -> int:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}")
    BUILD.mkdir(exist_ok=True)
    failed = 0
    end = time.monotonic() + MOST_SECONDS_IN_ALL
    for name in names:
        began = time.monotonic()
        # A folder of its own for each, gone afterwards: no benchmark finds what another one rendered or compiled.
        with tempfile.TemporaryDirectory(prefix=f"bench-{name}-", dir=BUILD) as folder:
            try:
                async with asyncio.timeout(min(MOST_SECONDS, end - began)):
                    tables = await BENCHMARKS[name](Path(folder))
            except Exception as error:
                # One benchmark that fails must not cost the figures of the others.
                failed += 1
                console.print(f"\n[red]{name}: {error!r}[/]")
                continue
        for table in tables:
            console.print()
            console.print(table)
        console.print(f"[dim]{name} took {time.monotonic() - began:.0f} s[/]")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
