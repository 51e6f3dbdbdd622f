"""A private Kamailio for what stands before several nodes: fetched into the build folder, run as any user."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.daemon_config import REPOSITORY
from demo.fetch import Wanted, fetch_once
from demo.peer.messages import Address

CONFIG = REPOSITORY / "deploy/cluster"
START_SECONDS = 20.0
_STOP_SECONDS = 5.0
_ASK_SECONDS = 10.0


def _link_libraries(root: Path) -> None:
    """Put the modules' own libraries where wrappers look for libraries."""
    for library in root.glob("usr/lib/*/kamailio/*.so.*"):
        (library.parent.parent / library.name).symlink_to(f"kamailio/{library.name}")


_KAMAILIO = Wanted(
    suite="bookworm",
    packages=("kamailio", "kamailio-tls-modules"),
    programs=("usr/sbin/kamailio", "usr/sbin/kamcmd"),
    settle=_link_libraries,
)


class KamailioError(RuntimeError):
    """It did not start, or did not do what it was told; the message has what it said."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node as Kamailio knows it."""

    asterisk: Address
    asked: Address
    """Where it is asked whether its daemon serves."""

    @property
    def uri(self) -> str:
        """Its address in the list."""
        return _uri(self.asterisk)


@dataclass(frozen=True, slots=True)
class Tls:
    """Files for carriers that come in by TLS."""

    key: Path
    certificate: Path
    carriers_ca: Path
    """Signs the carriers' certificates."""


class Kamailio:
    """A Kamailio with the configuration that admins get."""

    def __init__(
        self,
        installed: Path,
        folder: Path,
        at: Address,
        nodes: Sequence[Node],
        carriers: Sequence[str],
        calls_a_second: int,
        tls: Tls | None,
        called: Sequence[str],
    ) -> None:
        """Listen `at` for calls from the addresses of `carriers`, and by TLS on the next port where `tls` is given.

        At the addresses `called` are those whom nodes call through it.
        """
        (modules,) = installed.glob("root/usr/lib/*/kamailio/modules")
        self.at = at
        self._installed, self._folder = installed, folder
        folder.mkdir(parents=True)
        # A socket's path has 107 characters at most.
        self._run = Path(tempfile.mkdtemp(prefix="v14-kamailio-"))
        self._log = folder / "log"
        self._process: asyncio.subprocess.Process | None = None
        shutil.copy(CONFIG / "kamailio.cfg", folder)
        self.configure(nodes)
        (folder / "carriers.list").write_text(
            "".join(f"1 {carrier} 32\n" for carrier in carriers) + "".join(f"2 {one} 32\n" for one in called)
        )
        (folder / "site.cfg").write_text(
            f'mpath="{modules}/"\n'
            f'#!substdef "!CONFIG_FOLDER!{folder}!g"\n'
            f"listen=udp:{at[0]}:{at[1]}\n"
            f'#!substdef "!CALLS_A_SECOND!{calls_a_second}!g"\n'
            + (f"#!define WITH_TLS\nlisten=tls:{at[0]}:{at[1] + 1}\n" if tls else "")
        )
        if tls:
            text = (CONFIG / "tls.cfg").read_text()
            for name, file in (("key", tls.key), ("certificate", tls.certificate), ("carriers-ca", tls.carriers_ca)):
                text = text.replace(f"/etc/kamailio/tls/{name}.pem", str(file))
            (folder / "tls.cfg").write_text(text)

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def kamcmd(self) -> Sequence[str]:
        """The program that asks it, and where."""
        return (str(self._installed / "bin/kamcmd"), "-s", f"unix:{self._run}/kamailio_ctl")

    def configure(self, nodes: Sequence[Node], more: str = "") -> None:
        """Write the list of nodes, and `more` lines behind it."""
        (self._folder / "nodes.list").write_text(
            "".join(f"1 {node.uri} 0 0 obproxy={_uri(node.asked)}\n" for node in nodes)
            + "".join(f"2 {node.uri}\n" for node in nodes)
            + more
        )

    async def start(self) -> None:
        """Start it and wait until it serves. Raises KamailioError."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                self._installed / "bin/kamailio",
                *("-DD", "-E", "-f", self._folder / "kamailio.cfg", "-Y", self._run, "-P", self._run / "pid"),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                while self._process.returncode is None:
                    with contextlib.suppress(KamailioError):
                        await self.ask("core.uptime")
                        return
                    await asyncio.sleep(0.05)
        except TimeoutError:
            await self.stop()
        raise KamailioError(f"Kamailio does not serve:\n{self.log[-2000:]}")

    async def stop(self) -> None:
        """Stop it; harmless where it has ended."""
        process = self._process
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
        shutil.rmtree(self._run, ignore_errors=True)

    async def ask(self, *command: str) -> str:
        """Give it a command by kamcmd and return the answer. Raises KamailioError."""
        asked = await asyncio.create_subprocess_exec(
            *(*self.kamcmd, *command),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            said, _ = await asyncio.wait_for(asked.communicate(), _ASK_SECONDS)
        except TimeoutError:
            asked.kill()
            raise KamailioError(f"no answer to {' '.join(command)}") from None
        text = said.decode(errors="replace")
        if asked.returncode or text.startswith("error"):
            raise KamailioError(text)
        return text

    async def reload(self) -> None:
        """Have it read its list of nodes. Raises KamailioError."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                # It reads the list once in five seconds at most.
                with contextlib.suppress(KamailioError):
                    await self.ask("dispatcher.reload")
                    return
                await asyncio.sleep(0.5)

    async def active(self) -> frozenset[str]:
        """Return the addresses of the nodes that get calls now."""
        found: set[str] = set()
        group, uri = "", ""
        for line in (await self.ask("dispatcher.list")).splitlines():
            name, _, value = line.strip().partition(": ")
            match name:
                case "ID":
                    group = value
                case "URI":
                    uri = value
                case "FLAGS" if group == "1" and value.startswith("A"):
                    found.add(uri)
        return frozenset(found)

    async def until_active(self, nodes: Sequence[Node], most_seconds: float = START_SECONDS) -> None:
        """Wait until just these nodes get calls. Raises KamailioError."""
        wanted = {node.uri for node in nodes}
        try:
            async with asyncio.timeout(most_seconds):
                while await self.active() != wanted:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise KamailioError(f"after {most_seconds} s these get calls: {sorted(await self.active())}") from None


def _uri(address: Address) -> str:
    return f"sip:{address[0]}:{address[1]}"


def find_or_fetch_kamailio(build: Path) -> Path:
    """Return the folder of the one in `build/kamailio`, fetched on first use.

    Of several processes that want it at once one fetches and the others wait. Raises FetchError.
    """
    return fetch_once(_KAMAILIO, build, "kamailio")


@contextlib.asynccontextmanager
async def running_kamailio(
    build: Path,
    folder: Path,
    at: Address,
    nodes: Sequence[Node],
    carriers: Sequence[str],
    calls_a_second: int = 100,
    tls: Tls | None = None,
    called: Sequence[str] = (),
) -> AsyncIterator[Kamailio]:
    """Run one inside the block, as its class has it. Raises FetchError and KamailioError."""
    installed = await asyncio.to_thread(find_or_fetch_kamailio, build)
    kamailio = Kamailio(installed, folder, at, nodes, carriers, calls_a_second, tls, called)
    try:
        await kamailio.start()
        yield kamailio
    finally:
        await kamailio.stop()
