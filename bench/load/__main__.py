"""`python -m bench.load [PLOT]`: crowds of callers by SIPp, a table and a plot of what became of them; two minutes.

Status 1 means that a caller reached nobody, or somebody whom they did not ask for.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bench.load.crowds import Crowd, Crowds, Fate
from bench.load.pbx import BUILD, running
from bench.load.shown import asked_table, machine_table, plotted, unasked_table
from bench.load.sipp import SippError
from bench.load.sounds import sounds_of_callers

MOST_SECONDS = 150.0
"""Seconds for all of it, whatever hangs."""
LAST_BEGINS_SECONDS = 110.0
"""A crowd that would begin later is left out: a slow machine shows fewer rows, and each of them whole."""
CROWDS = (
    Crowd("50 a second", 100, 50, asked=False),
    Crowd("100 a second", 200, 100, asked=False),
    Crowd("150 a second", 300, 150, asked=False),
    Crowd("200 a second", 400, 200, asked=False),
    Crowd("alone", 1, 1),
    Crowd("within 2 s", 20, 10),
    Crowd("within 2 s", 40, 20),
    Crowd("within 2 s", 100, 50),
    Crowd("within 2 s", 200, 100),
    Crowd("2 to 16 a second", 80, 2, faster=2, most_rate=16),
    Crowd("all within 0.2 s", 100, 500, asked=False),
)


async def _measured(folder: Path) -> list[Fate]:
    task = asyncio.current_task()
    if task is not None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    fates: list[Fate] = []
    last_begins = time.monotonic() + LAST_BEGINS_SECONDS
    sounds = await asyncio.to_thread(sounds_of_callers, folder)
    async with running(folder / "run") as loaded:
        crowds = Crowds(loaded, sounds)
        try:
            async with asyncio.timeout(MOST_SECONDS):
                for crowd in CROWDS:
                    if time.monotonic() < last_begins:
                        fates.append(await crowds.send(crowd))
        except (TimeoutError, SippError) as error:
            # What was measured is shown all the same.
            Console(stderr=True, highlight=False).print(f"[red]given up: {error or 'no time left'}[/]")
    return fates


def main(arguments: Sequence[str]) -> int:
    """Measure, print tables and write the plot; return the exit status."""
    plot = Path(arguments[0]) if arguments else BUILD / "load.svg"
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="v14-load-") as folder:
        fates = asyncio.run(_measured(Path(folder)))
    for shown in (unasked_table(fates), asked_table(fates), machine_table(fates)):
        console.print(shown)
        console.print()
    for stray in (stray for fate in fates for stray in fate.strays):
        console.print(stray)
    plot.write_text(plotted(fates))
    console.print(f"{len(fates)} of {len(CROWDS)} crowds; the plot is {plot}")
    lost = sum(fate.counts["lost"] + fate.counts["elsewhere"] for fate in fates)
    return 1 if lost or not fates else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
