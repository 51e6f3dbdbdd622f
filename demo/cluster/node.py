"""A node: an Asterisk with Veertien, which may be killed, frozen, drained, upgraded and started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from demo.daemon_config import REPOSITORY, TABLES, write_config
from demo.installation import Installation
from demo.instance import Instance
from demo.kamailio import Node
from demo.network import PBX_ADDRESS, PROXY_ADDRESS, Network, pbx_files
from demo.process import DaemonError
from demo.stage import DaemonProcess
from veertien.asterisk.modules import JUMPING_MODULE
from veertien.service.succession.processes import LEAVES

DRAIN_SECONDS = 120.0


class ClusterNode:
    """One of several nodes, with a name; started by `start`, ended by `stop`."""

    def __init__(
        self,
        name: str,
        installation: Installation,
        folder: Path,
        cache: Path,
        network: Network,
        contacts: Mapping[str, str],
        names: Iterable[str],
        *,
        settings: str = "",
        direct_media: bool = False,
    ) -> None:
        """Lay it out; `contacts` has where each trunk leads, `names` all nodes, `settings` more for veertien.yaml."""
        self.name = name
        self.network = network
        self.config = folder / "config"
        own = (
            f"sip_options: {{host: {PBX_ADDRESS}, port: {network.sip_options}}}\n"
            f"node: {name}\nnodes: [{', '.join(names)}]\n{settings}"
        )
        write_config(self.config, TABLES, network, cache / "prompts", own)
        files = pbx_files(network, REPOSITORY / "dialplan", (), contacts, PROXY_ADDRESS)
        # Municipalities don't break here, however long a busy machine lets them wait.
        pjsip = files["pjsip.conf"].replace("qualify_frequency=2\n", "qualify_frequency=0\n")
        if direct_media:
            for template in ("veertien-carrier", "veertien-trunk"):
                pjsip = pjsip.replace(f"]({template})\n", f"]({template})\ndirect_media=yes\n")
        files["pjsip.conf"] = pjsip
        self.pbx = Instance(installation, folder / "pbx", files)
        if direct_media:
            modules = self.pbx.folders.etc / "modules.conf"
            modules.write_text(f"{modules.read_text()}load = {JUMPING_MODULE}.so\n")
        self.daemon = DaemonProcess(self.config, folder / "daemon.log", network.web)
        self._trunks = len(contacts) - 1

    @property
    def seen(self) -> Node:
        """How Kamailio knows it."""
        return Node((PBX_ADDRESS, self.network.pbx_sip), (PBX_ADDRESS, self.network.sip_options))

    async def start(self) -> None:
        """Start what does not run and wait until its trunks are up. Raises InstanceError, DaemonError."""
        await asyncio.gather(self.pbx.start(), self.daemon.start())
        await self.daemon.until_trunks_up(self._trunks)

    async def stop(self) -> None:
        """Stop what runs."""
        self.thaw()
        await self.daemon.stop()
        await self.pbx.stop()

    async def kill(self) -> None:
        """Kill all of it without a word, as a machine that loses its power."""
        os.kill(self.pbx.pid, signal.SIGKILL)
        await self.daemon.kill()
        await self.pbx.stop()

    def cut_off(self) -> None:
        """Stop all of it where it stands: seen from outside, a cable that was pulled."""
        for process in (self.pbx, self.daemon):
            os.killpg(os.getpgid(process.pid), signal.SIGSTOP)

    def thaw(self) -> None:
        """Let go on what was stopped."""
        for process in (self.pbx, self.daemon):
            # What has ended, or never began, needs none.
            with contextlib.suppress(ProcessLookupError, RuntimeError):
                os.killpg(os.getpgid(process.pid), signal.SIGCONT)

    async def drain(self) -> None:
        """Have its daemon take no more calls, and return when it has ended, its callers served."""
        await self._veertien("drain")
        async with asyncio.timeout(DRAIN_SECONDS):
            while Path(f"/proc/{self.daemon.pid}").exists():
                await asyncio.sleep(0.05)

    async def leaves(self) -> None:
        """Return when its daemon has heard that it is to take no more calls."""
        name = Path(f"/proc/{self.daemon.pid}/comm")
        async with asyncio.timeout(DRAIN_SECONDS):
            while name.exists() and name.read_text().strip() != LEAVES:
                await asyncio.sleep(0.02)

    async def restart(self) -> None:
        """Have another daemon take its daemon's place, as an upgrade does. Raises DaemonError."""
        said = await self._veertien("restart")
        found = re.search(r"Process (\d+) takes calls", said)
        if found is None:
            raise DaemonError(f"{self.name} was not restarted: {said}")
        self.daemon.replaced_by(int(found[1]))

    async def _veertien(self, command: str) -> str:
        asked = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "veertien.cli", command, "--config", str(self.config)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await asyncio.wait_for(asked.communicate(), DRAIN_SECONDS)
        return said.decode()
