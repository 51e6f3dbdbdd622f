"""A PBX with Veertien on it, between SIPp's callers and SIPp's trunks."""

from __future__ import annotations

import asyncio
import contextlib
import re
import secrets
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from bench.load.sipp import Program
from demo.daemon_config import REPOSITORY, TABLES, write_config
from demo.installation import find_or_fetch
from demo.instance import Instance
from demo.network import lay_out, pbx_files
from demo.peer.messages import Address
from demo.ports import Wanted, choose_ports
from demo.sipp import find_or_fetch_sipp
from demo.stage import DaemonProcess
from veertien import gazetteer
from veertien.config import load_tables

BUILD = REPOSITORY / "build"
TRUNKS_ADDRESS = "127.0.0.9"
CAPACITY = 900
"""Calls of each trunk: what is measured is not how soon trunks are full."""
STAY_SECONDS = 0.5
"""Seconds that a trunk keeps a call."""
NO_STEPS = "[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error\n"
"""logger.conf as in service: each step of the dialplan is not written down."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The running parts."""

    sipp: Program
    pbx: Instance
    daemon: DaemonProcess
    to: Address
    arrivals: Path
    """The log of the trunks."""


@contextlib.asynccontextmanager
async def running(folder: Path, settings: str = "") -> AsyncIterator[Loaded]:
    """Run all of it inside the block; `settings` is more that veertien.yaml says."""
    installation = await asyncio.to_thread(find_or_fetch, BUILD)
    sipp = Program(await asyncio.to_thread(find_or_fetch_sipp, BUILD), folder / "sipp")
    tables = folder / "tables"
    shutil.copytree(TABLES, tables)
    trunks_file = tables / "trunks.yaml"
    trunks_file.write_text(re.sub(r"capacity: \d+", f"capacity: {CAPACITY}", trunks_file.read_text()))
    trunks = load_tables(tables, gazetteer.load()).trunks
    network = lay_out((trunk.endpoint for trunk in trunks.values()), secrets.token_hex(16))
    at = (TRUNKS_ADDRESS, choose_ports([Wanted(socket.SOCK_DGRAM, (TRUNKS_ADDRESS,))])[0])
    # One SIPp is all of them: the number tells which.
    contacts = dict.fromkeys(network.trunks, f"sip:{at[0]}:{at[1]}")
    files = pbx_files(network, REPOSITORY / "dialplan", contacts=contacts)
    config = write_config(folder / "config", tables, network, BUILD / "cache" / "prompts", settings)
    pbx = Instance(installation, folder / "pbx", {**files, "logger.conf": NO_STEPS})
    daemon = DaemonProcess(config, folder / "daemon.log", network.web)
    async with contextlib.AsyncExitStack() as stack:
        arrivals = await stack.enter_async_context(sipp.trunks(at, STAY_SECONDS))
        stack.callback(pbx.remove_run_folder)
        stack.push_async_callback(pbx.stop)
        stack.push_async_callback(daemon.stop)
        await asyncio.gather(pbx.start(), daemon.start())
        await daemon.until_trunks_up(len(trunks))
        yield Loaded(sipp, pbx, daemon, network.pbx, arrivals)
