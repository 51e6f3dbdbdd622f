"""What `make cluster` runs: three nodes behind a Kamailio, under calls, to which one thing after another happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.cluster.callers import Crowd
from demo.cluster.cluster import running_cluster
from demo.cluster.phases import Phase, Phases
from demo.fetch import FetchError
from demo.installation import find_or_fetch
from demo.instance import InstanceError
from demo.kamailio import KamailioError
from demo.postgresql import PostgresqlError, find_or_fetch_postgresql, running_postgresql
from demo.process import DaemonError

BUILD = Path("build").resolve()
NODES = 3
CALLS_A_SECOND, IN_QUESTION = 20.0, 30
"""CALLS and QUESTION in the environment have it otherwise, for a machine that carries less."""


def main() -> int:
    """Run it and print a table; with DIRECT_MEDIA=1 the nodes keep out of the audio of calls that were put through."""
    console = Console(highlight=False, width=160)
    calls = float(os.environ.get("CALLS", CALLS_A_SECOND))
    question = int(os.environ.get("QUESTION", IN_QUESTION))
    try:
        asyncio.run(_show(console, calls, question, direct_media=os.environ.get("DIRECT_MEDIA") == "1"))
    except (FetchError, InstanceError, DaemonError, KamailioError, PostgresqlError) as error:
        console.print(f"[red]{error}[/]")
        return 1
    return 0


async def _show(console: Console, calls_a_second: float, in_question: int, *, direct_media: bool) -> None:
    installation = await asyncio.to_thread(find_or_fetch, BUILD)
    programs = await asyncio.to_thread(find_or_fetch_postgresql, BUILD)
    folder = BUILD / "cluster"
    shutil.rmtree(folder, ignore_errors=True)
    phases: list[Phase] = []

    def tell(phase: Phase) -> None:
        phases.append(phase)
        console.print(f"{phase.title}: {phase.tally.calls} calls, {phase.tally.lost} lost; {phase.talks}")

    with running_postgresql(programs) as database:
        settings = f"records: {{url: '{database.url('postgres')}', dir: records}}\n"
        async with running_cluster(
            installation, BUILD, folder, NODES, settings=settings, direct_media=direct_media
        ) as cluster:
            console.print(f"{NODES} nodes, {calls_a_second:g} calls a second, {in_question} in the question")
            crowd = Crowd(cluster, calls_a_second, in_question)
            calling = asyncio.create_task(crowd.keep_calling())
            doing = asyncio.create_task(Phases(cluster, crowd, database, tell).run())
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, doing.cancel)
            await asyncio.wait({calling, doing}, return_when=asyncio.FIRST_COMPLETED)
            for task in (calling, doing):
                task.cancel()
            ended = await asyncio.gather(calling, doing, return_exceptions=True)
    console.print(_table(phases))
    for error in ended:
        if isinstance(error, Exception):
            raise error


def _table(phases: list[Phase]) -> Table:
    names = ("calls", "arrived", "called again", "operator", "lost", "slowest, s", "avoided after, s")
    table = Table("", *names, "who talked")
    for phase in phases:
        tally = phase.tally
        figures = (tally.calls, tally.arrived, tally.again, tally.operator, tally.lost)
        avoided = "" if phase.avoided is None else f"{phase.avoided:.1f}"
        table.add_row(phase.title, *map(str, figures), f"{tally.slowest:.2f}", avoided, phase.talks)
    return table


if __name__ == "__main__":
    sys.exit(main())
