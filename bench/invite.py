"""INVITE in to INVITE out for a call without a question, beside the same PBX dialling the same trunk by itself."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench.figures import Sample, ratio, table
from demo.daemon_config import REPOSITORY, TABLES, write_config
from demo.installation import find_or_fetch
from demo.instance import Instance
from demo.network import CARRIER_ADDRESS, MEDIA, Network, lay_out, pbx_files
from demo.peer import Address, Invitation, Peer, peer_at
from demo.stage import DaemonProcess
from veertien import gazetteer
from veertien.config import load_tables

CALLS = 50
WARM_UP = 5
NUMBER = "14020"
ENDPOINT, DESTINATION = "trunk-amsterdam", "0200000007"
DIRECT_ADDRESS = "127.0.0.4"
"""Calls from here are dialled by the dialplan alone."""
MOST_SECONDS = 8.0
"""Longest wait for an answer, in seconds."""
PAUSE_SECONDS = 0.05
"""Seconds of quiet between two calls, in which the PBX clears the last one away."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A PBX with a daemon, and what is on either side of it."""

    veertien: Peer
    direct: Peer
    trunk: Peer
    pbx: Address
    daemon: DaemonProcess


async def measure(folder: Path) -> tuple[Table, ...]:
    """Place calls by turns through Veertien and past it."""
    through: list[float] = []
    past: list[float] = []
    async with running(folder) as wire:
        for turn in range(WARM_UP + CALLS):
            seconds = await ring(wire, wire.veertien, f"0201{turn:06}")
            direct = await ring(wire, wire.direct, f"0202{turn:06}")
            if turn >= WARM_UP:
                through.append(seconds)
                past.append(direct)
        deciding = [float(line["decided_seconds"]) for line in await wire.daemon.events.so_far("call")][WARM_UP:]
    return (_shown(Sample(tuple(through)), Sample(tuple(past)), Sample(tuple(deciding))),)


async def ring(wire: Wire, carrier: Peer, caller: str) -> float:
    """Call, give up as soon as it rings, and return what lies between the two INVITEs in seconds."""
    before = len(wire.trunk.arrivals)
    call = await carrier.call(wire.pbx, Invitation(NUMBER, caller))
    await call.provisional(180, 183, most_seconds=MOST_SECONDS)
    call.cancel()
    await call.final(MOST_SECONDS)
    arrival = await wire.trunk.arrival(before, MOST_SECONDS)
    await asyncio.sleep(PAUSE_SECONDS)
    return arrival.at - call.sent


def _shown(through: Sample, past: Sample, deciding: Sample) -> Table:
    shown = table(
        "INVITE in to INVITE out, no question asked",
        f"{NUMBER} rung {CALLS} times each way, by turns, one call at a time; from sending the INVITE to receiving the "
        "trunk's INVITE, on the sockets of one process.\nDirect: the same PBX, number, trunk and codecs, "
        "one Dial() in the dialplan.\n"
        "In the daemon: from the AGI request read to the last variable set, by its own record of each call.",
        ("path", "calls", "median ms", "p95 ms", "beside direct"),
    )
    shown.add_row("Veertien", *through.cells(1000), ratio(through.median, past.median))
    shown.add_row("direct", *past.cells(1000), ratio(past.median, past.median))
    extra = Sample(tuple(a - b for a, b in zip(through.values, past.values, strict=True)))
    shown.add_row("Veertien adds, call by call", *extra.cells(1000), "")
    shown.add_row("of that in the daemon", *deciding.cells(1000), "")
    return shown


@contextlib.asynccontextmanager
async def running(folder: Path, settings: str = "") -> AsyncIterator[Wire]:
    """Run a PBX with a daemon, and the ends of the wire; `settings` is more that veertien.yaml says."""
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    trunks_in_use = load_tables(TABLES, gazetteer.load()).trunks
    network = lay_out((trunk.endpoint for trunk in trunks_in_use.values()), secrets.token_hex(16))
    config = write_config(folder / "config", TABLES, network, folder / "prompts", settings)
    pbx = Instance(installation, folder / "pbx", _files(network))
    daemon = DaemonProcess(config, folder / "daemon.log", network.web)
    async with contextlib.AsyncExitStack() as stack:
        trunks = {
            name: await stack.enter_async_context(peer_at(address, network.world_sip))
            for name, address in network.trunks.items()
        }
        stack.push_async_callback(pbx.stop)
        stack.push_async_callback(daemon.stop)
        await asyncio.gather(pbx.start(), daemon.start())
        veertien, direct = [
            await stack.enter_async_context(peer_at(host)) for host in (CARRIER_ADDRESS, DIRECT_ADDRESS)
        ]
        await daemon.until_trunks_up(len(trunks_in_use))
        yield Wire(veertien, direct, trunks[ENDPOINT], network.pbx, daemon)


def _files(network: Network) -> dict[str, str]:
    """Add to the PBX of the demo an endpoint whose calls go to the trunk without Veertien."""
    files = pbx_files(network, REPOSITORY / "dialplan")
    files["pjsip.conf"] += (
        f"[direct](veertien-carrier)\ncontext=bench-direct\n{MEDIA}"
        f"[direct-identify](veertien-identify)\nendpoint=direct\nmatch={DIRECT_ADDRESS}\n"
    )
    files["extensions.conf"] += f"[bench-direct]\nexten => {NUMBER},1,Dial(PJSIP/{DESTINATION}@{ENDPOINT},4)\n"
    return files
