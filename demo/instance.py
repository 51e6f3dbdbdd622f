"""A private Asterisk: its own folders, ports and configuration, started and stopped as any user."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from demo.installation import Installation
from veertien.asterisk.modules import CALL_MODULES, JUMPING_MODULE

BOOT_SECONDS = 30.0
STOP_SECONDS = 5.0
CONSOLE_SECONDS = 10.0
FOR_ARI = (
    "app_stasis",
    "format_pcm",
    "format_sln",
    "format_wav",
    "func_talkdetect",
    "res_ari",
    "res_ari_applications",
    "res_ari_channels",
    "res_ari_events",
    "res_ari_model",
    "res_ari_playbacks",
    "res_ari_recordings",
    "res_http_websocket",
    "res_stasis",
    "res_stasis_answer",
    "res_stasis_playback",
    "res_stasis_recording",
    "res_stasis_snoop",
    "res_websocket_client",
)
"""What calls over ARI need besides. docs/installation.md has the same list."""
FOR_THE_DEMO = (
    "app_chanspy",
    "app_mixmonitor",
    "app_playback",
    "res_pjsip_logger",
)
"""What the demo's callers and municipalities need besides, and a look at what they sent."""
AUTOLOAD = f"[modules]\nautoload=yes\nnoload = {JUMPING_MODULE}.so\n"
"""What docs/installation.md has in a modules.conf that loads everything."""
INDICATIONS = """[general]
country=nl
[nl]
description=Netherlands
ringcadence=1000,4000
dial=425
busy=425/500,0/500
ring=425/1000,0/4000
congestion=425/250,0/250
"""
"""Dutch call progress tones, so that a caller hears what a Dutch network plays."""


class InstanceError(RuntimeError):
    """A private Asterisk did not start or its console gave no answer; the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where one private Asterisk keeps everything it writes."""

    root: Path

    @property
    def etc(self) -> Path:
        """Configuration files."""
        return self.root / "etc"

    @property
    def log(self) -> Path:
        """The full log, for whoever looks for what went wrong."""
        return self.root / "log/full"


class Instance:
    """One private Asterisk, configured by the files given, run as a child process."""

    def __init__(
        self, installation: Installation, root: Path, files: Mapping[str, str], *, autoload: bool = False
    ) -> None:
        """Lay the configuration out under `root`; `files` maps a name in the etc folder to its text.

        With `autoload` it loads every module it has, as most installations do, instead of those that are needed.
        """
        self.folders = Folders(root)
        self._installation = installation
        self._autoload = autoload
        self._process: asyncio.subprocess.Process | None = None
        # The control socket's path has 107 characters at most, and the checkout may lie deep.
        self._run = Path(tempfile.mkdtemp(prefix="v14-run-"))
        for name in ("etc", "log", "spool/recording", "db", "keys/keys"):
            (root / name).mkdir(parents=True, exist_ok=True)
        for name, text in {**self._own_files(), **files}.items():
            (self.folders.etc / name).write_text(text)

    @property
    def pid(self) -> int:
        """The process id; only of a started instance."""
        if self._process is None:
            raise InstanceError("this Asterisk has not been started")
        return self._process.pid

    async def start(self) -> None:
        """Start it and wait until it is fully booted.

        Raises:
            InstanceError: it ended or did not boot in time.
        """
        self._process = await asyncio.create_subprocess_exec(
            str(self._installation.binary),
            "-f",
            "-C",
            str(self.folders.etc / "asterisk.conf"),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            await self._until_booted(self._process)
        except InstanceError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop it; harmless where it has ended already."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        await self._ask("core stop now")
        for last_resort in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
                return
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(last_resort)
        await process.wait()

    def remove_run_folder(self) -> None:
        """Remove what lies outside `root`; the instance can't be started again."""
        shutil.rmtree(self._run, ignore_errors=True)

    async def console(self, command: str) -> str:
        """Run one console command and return what it printed.

        Raises:
            InstanceError: the console gave no answer.
        """
        said = await self._ask(command)
        if "Unable to connect" in said:
            raise InstanceError(f"no answer to {command!r}:\n{self._tail()}")
        return said

    async def channels(self) -> tuple[str, ...]:
        """Return the names of the channels that exist now."""
        said = await self.console("core show channels concise")
        return tuple(line.split("!")[0] for line in said.splitlines() if "!" in line)

    async def _ask(self, command: str) -> str:
        process = await asyncio.create_subprocess_exec(
            str(self._installation.binary),
            "-C",
            str(self.folders.etc / "asterisk.conf"),
            "-rx",
            command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            said, _ = await asyncio.wait_for(process.communicate(), CONSOLE_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
            return "Unable to connect"
        return said.decode(errors="replace")

    async def _until_booted(self, process: asyncio.subprocess.Process) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(BOOT_SECONDS):
                while process.returncode is None:
                    if "fully booted" in await self._ask("core waitfullybooted"):
                        return
                    await asyncio.sleep(0.05)
        why = "did not boot" if process.returncode is None else f"ended with {process.returncode}"
        raise InstanceError(f"Asterisk {why}:\n{self._tail()}")

    def _tail(self) -> str:
        log = self.folders.log
        return log.read_text(errors="replace")[-2000:] if log.exists() else "(it wrote no log)"

    def _own_files(self) -> dict[str, str]:
        root, installation = self.folders.root, self._installation
        return {
            "asterisk.conf": f"""[directories]
astetcdir => {self.folders.etc}
astmoddir => {installation.modules}
astvarlibdir => {root}/db
astdbdir => {root}/db
astkeydir => {root}/keys
astdatadir => {installation.data}
astagidir => {self._run}
astspooldir => {root}/spool
astrundir => {self._run}
astlogdir => {root}/log
astsbindir => {self._run}
[options]
live_dangerously = no
verbose = 4
documentation_language = en_US
""",
            "logger.conf": "[general]\ndateformat=%F %T.%3q\n[logfiles]\nfull => notice,warning,error,verbose\n",
            "modules.conf": AUTOLOAD if self._autoload else _modules_conf(),
            "cdr.conf": "[general]\nenable=no\n",
            "cel.conf": "[general]\nenable=no\n",
            "ccss.conf": "[general]\n",
            "features.conf": "[general]\n",
            "acl.conf": "",
            "udptl.conf": "[general]\n",
            "pjproject.conf": "",
            "websocket_client.conf": "",
            "ari.conf": "[general]\nenabled=no\n",
            "indications.conf": INDICATIONS,
        }


def _modules_conf() -> str:
    return "[modules]\nautoload=no\n" + "".join(
        f"load={name}.so\n" for name in (*CALL_MODULES, *FOR_ARI, *FOR_THE_DEMO)
    )
