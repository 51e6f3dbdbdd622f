"""INVITE in to INVITE out for a call without a question, beside the same PBX dialling the same trunk by itself."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench.figures import Sample, ratio, table
from bench.invite_parts import ARRIVED, DIRECT, DIRECT_PARTS, PARTS, SENT, between, note, noted, noting, told
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
    pbx_log: Path


@dataclass(frozen=True, slots=True)
class Rung:
    """When the INVITE was sent and when the trunk's arrived, in seconds of a clock that only goes forward."""

    sent: float
    arrived: float

    @property
    def seconds(self) -> float:
        """What lies between the two."""
        return self.arrived - self.sent


async def measure(folder: Path) -> tuple[Table, ...]:
    """Place calls by turns through Veertien and past it, and on a second PBX that notes how far they are."""
    through: list[Rung] = []
    past: list[Rung] = []
    through_noted: list[Rung] = []
    past_noted: list[Rung] = []
    async with running(folder / "plain") as wire, running(folder / "noting", notes=True) as noting_wire:
        since_1970 = time.time() - time.monotonic()
        for turn in range(WARM_UP + CALLS):
            for each, by_veertien, directly in ((wire, through, past), (noting_wire, through_noted, past_noted)):
                by_veertien.append(await rung(each, each.veertien, f"0201{turn:06}"))
                directly.append(await rung(each, each.direct, f"0202{turn:06}"))
        deciding = [float(line["decided_seconds"]) for line in await wire.daemon.events.so_far("call")]
        notes = noted(noting_wire.pbx_log.read_text(errors="replace"))
    calls = _whole([call for call in notes if DIRECT not in call], through_noted, since_1970)
    direct_calls = _whole([call for call in notes if DIRECT in call], past_noted, since_1970)
    return _shown(_sample(through), _sample(past), Sample(tuple(deciding[WARM_UP:]))), _parts(calls, direct_calls)


async def ring(wire: Wire, carrier: Peer, caller: str) -> float:
    """Call, give up as soon as it rings, and return what lies between the two INVITEs in seconds."""
    return (await rung(wire, carrier, caller)).seconds


async def rung(wire: Wire, carrier: Peer, caller: str) -> Rung:
    """Do the same, and return when the two INVITEs were on the wire."""
    before = len(wire.trunk.arrivals)
    call = await carrier.call(wire.pbx, Invitation(NUMBER, caller))
    await call.provisional(180, 183, most_seconds=MOST_SECONDS)
    call.cancel()
    await call.final(MOST_SECONDS)
    arrival = await wire.trunk.arrival(before, MOST_SECONDS)
    await asyncio.sleep(PAUSE_SECONDS)
    return Rung(call.sent, arrival.at)


def _sample(calls: Sequence[Rung]) -> Sample:
    return Sample(tuple(call.seconds for call in calls[WARM_UP:]))


def _whole(
    notes: Sequence[Mapping[str, float]], calls: Sequence[Rung], since_1970: float
) -> Sequence[Mapping[str, float]]:
    """Return the notes of each call with its two ends."""
    ends = ({SENT: each.sent + since_1970, ARRIVED: each.arrived + since_1970} for each in calls)
    return [{**call, **both} for call, both in zip(notes, ends, strict=True)][WARM_UP:]


def _parts(calls: Sequence[Mapping[str, float]], direct_calls: Sequence[Mapping[str, float]]) -> Table:
    shown = table(
        "Where it goes",
        "As many calls by turns on a PBX whose dialplan notes when it comes to each block; a note costs 0.01 ms.",
        ("path", "part", "calls", "median ms", "p95 ms"),
    )
    for path, noted_calls, parts in (("Veertien", calls, PARTS), ("direct", direct_calls, DIRECT_PARTS)):
        for what, seconds in zip(parts.values(), between(noted_calls, parts), strict=True):
            shown.add_row(path, what, *Sample(seconds).cells(1000, 2))
    return shown


def _shown(through: Sample, past: Sample, deciding: Sample) -> Table:
    shown = table(
        "INVITE in to INVITE out, no question asked",
        f"{NUMBER} rung {CALLS} times each way, by turns, one call at a time; from sending the INVITE to receiving the "
        "trunk's INVITE, on the sockets of one process.\nDirect: the same PBX, number, trunk and codecs, "
        "one Dial() in the dialplan.\n"
        "In the daemon: from the call read to its decision handed over, by its own record of each call.",
        ("path", "calls", "median ms", "p95 ms", "beside direct"),
    )
    shown.add_row("Veertien", *through.cells(1000), ratio(through.median, past.median))
    shown.add_row("direct", *past.cells(1000), ratio(past.median, past.median))
    extra = Sample(tuple(a - b for a, b in zip(through.values, past.values, strict=True)))
    shown.add_row("Veertien adds, call by call", *extra.cells(1000), "")
    shown.add_row("of that in the daemon", *deciding.cells(1000), "")
    return shown


@contextlib.asynccontextmanager
async def running(folder: Path, settings: str = "", *, notes: bool = False) -> AsyncIterator[Wire]:
    """Run a PBX with a daemon, and the ends of the wire; `settings` is more that veertien.yaml says.

    With `notes` its dialplan notes how far each call is.
    """
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    trunks_in_use = load_tables(TABLES, gazetteer.load()).trunks
    network = lay_out((trunk.endpoint for trunk in trunks_in_use.values()), secrets.token_hex(16))
    config = write_config(folder / "config", TABLES, network, folder / "prompts", settings)
    pbx = Instance(installation, folder / "pbx", _files(network, folder / "dialplan" if notes else None))
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
        yield Wire(veertien, direct, trunks[ENDPOINT], network.pbx, daemon, pbx.folders.log)


def _files(network: Network, noting_at: Path | None) -> dict[str, str]:
    """Add to the PBX of the demo an endpoint whose calls go to the trunk without Veertien.

    With `noting_at` a dialplan that notes how far each call is, laid out there, takes the place of Veertien's.
    """
    dialplan = REPOSITORY / "dialplan"
    direct = [f"Dial(PJSIP/{DESTINATION}@{ENDPOINT},4)"]
    at_the_end = ""
    if noting_at is not None:
        shutil.copytree(dialplan, noting_at)
        extensions = noting_at / "extensions.conf"
        extensions.write_text(noting(extensions.read_text()))
        dialplan, direct = noting_at, [note(DIRECT), *direct]
        at_the_end = f"exten => h,1,{told([DIRECT])}\n"
    files = pbx_files(network, dialplan)
    files["pjsip.conf"] += (
        f"[direct](veertien-carrier)\ncontext=bench-direct\n{MEDIA}"
        f"[direct-identify](veertien-identify)\nendpoint=direct\nmatch={DIRECT_ADDRESS}\n"
    )
    files["extensions.conf"] += f"[bench-direct]\nexten => {NUMBER},1,{direct[0]}\n"
    files["extensions.conf"] += "".join(f" same => n,{step}\n" for step in direct[1:]) + at_the_end
    return files
