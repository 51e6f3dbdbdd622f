"""What `make run` runs: a private PBX with Veertien, real calls to it, each shown as it happens."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from demo.fetch import FetchError
from demo.installation import find_or_fetch
from demo.instance import InstanceError
from demo.pages import KEEPS_RECORDS, Pages, running_pages
from demo.play import Played, play
from demo.process import DaemonError
from demo.scenarios import DEMO
from demo.stage import Stage, running_stage
from veertien.testcall.placed_call import Moment, PlacedCall

BUILD = Path("build").resolve()


def main() -> int:
    """Run the demo; with ONCE=1 in the environment end after the calls, else serve until Ctrl-C."""
    console = Console(highlight=False)
    try:
        return asyncio.run(_demo(console, once=os.environ.get("ONCE") == "1"))
    except (FetchError, InstanceError, DaemonError) as error:
        console.print(f"[red]{error}[/]")
        return 1


async def _demo(console: Console, *, once: bool) -> int:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    installation = await asyncio.to_thread(find_or_fetch, BUILD)
    console.print(f"{installation.version} ({'fetched into build/' if installation.fetched else 'this host'})")
    async with (
        running_stage(installation, BUILD / "run", BUILD / "cache", settings=KEEPS_RECORDS) as stage,
        running_pages(stage) as pages,
    ):
        console.print(f"See the calls come and go: [link={pages.address}]{pages.address}[/link]")
        calls = asyncio.create_task(_place_calls(console, stage))
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait({calls, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not calls.done():
            calls.cancel()
            await asyncio.gather(calls, return_exceptions=True)
            return 130
        faults = calls.result()
        if not once:
            _tell_how_to_call(console, stage, pages)
            await stopped
        stopped.cancel()
    return 1 if faults else 0


async def _place_calls(console: Console, stage: Stage) -> int:
    played = []
    for scenario in DEMO:
        console.print(f"\n[bold]{scenario.title}[/]: {scenario.caller} dials {scenario.number}")
        played.append(await play(stage, scenario, lambda _call, moment: _show(console, _call, moment)))
        fault = played[-1].fault
        console.print(f"  [red]wrong: {fault}[/]" if fault else "  [green]as it should[/]")
    _summarise(console, played)
    return sum(call.fault is not None for call in played)


def _show(console: Console, call: PlacedCall, moment: Moment) -> None:
    """Print one moment of a call, seconds after dialling first."""
    if moment.what != "dialled":
        console.print(f"  {moment.seconds:6.2f} s  {moment.what}  [cyan]{moment.detail}[/]")


def _summarise(console: Console, played: list[Played]) -> None:
    table = Table("call", "arrived at", "put through after", "")
    for call in played:
        seconds = call.put_through_seconds
        table.add_row(
            call.scenario.title,
            call.arrival.endpoint if call.arrival else "nobody",
            "-" if seconds is None else f"{seconds:.2f} s",
            "[red]wrong[/]" if call.fault else "[green]ok[/]",
        )
    console.print(table)


def _tell_how_to_call(console: Console, stage: Stage, pages: Pages) -> None:
    network, log = stage.network, stage.config.parent / "daemon.log"
    console.print(
        f"\nServing until Ctrl-C. Place a call of your own from another terminal:\n"
        f"  build/venv/bin/veertien call 140229 --say Opmeer --config {stage.config}\n"
        f"Why a call went as it did; CALL is its id, which `call` prints and the pages show:\n"
        f"  build/venv/bin/veertien explain CALL --config {stage.config} --log {log}\n"
        f"A test call that rings nobody, and a file for who helps you:\n"
        f"  build/venv/bin/veertien selftest --config {stage.config}\n"
        f"  build/venv/bin/veertien support-bundle --config {stage.config} --log {log}\n"
        f"Calls, now and recorded: {pages.address}\n"
        f"Health and figures: http://127.0.0.1:{network.web}/\n"
        f"Logs: {log}, {stage.pbx.folders.log}",
        soft_wrap=True,
    )


if __name__ == "__main__":
    sys.exit(main())
