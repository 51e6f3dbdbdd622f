"""A machine from a folder: a container with a systemd, processes and a network of its own that has only loopback."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

_UP_SECONDS = 60
_COMMAND_SECONDS = 300
_NETWORK = 0x40000000
"""CLONE_NEWNET of sched.h."""
_libc = ctypes.CDLL(None, use_errno=True)


class MachineError(Exception):
    """The machine does not do what it is told. The message has what it said."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine that runs."""

    root: Path
    init: int
    """The process id, out here, of its systemd."""

    def run(self, command: str) -> str:
        """Run a command in a shell as root, and return what it said.

        Raises:
            MachineError: its status is not 0.
        """
        status, said = self.result(command)
        if status:
            raise MachineError(f"{command}: status {status}\n{said}")
        return said

    def result(self, command: str) -> tuple[int, str]:
        """Run a command in a shell as root, and return its status and what it said."""
        done = subprocess.run(
            ["nsenter", f"--target={self.init}", "--all", "--root", "--wd", "sh", "-c", command],
            env={"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )
        return done.returncode, done.stdout

    @contextlib.contextmanager
    def network(self) -> Iterator[asyncio.AbstractEventLoop]:
        """Run an event loop of this process in the machine's network inside the block."""
        loop = asyncio.new_event_loop()
        entered: Future[None] = Future()

        def enter() -> None:
            # A thread may be in another network than its process.
            with Path(f"/proc/{self.init}/ns/net").open() as network:
                if _libc.setns(network.fileno(), _NETWORK):
                    entered.set_exception(OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno())))
                    return
            loop.call_soon(entered.set_result, None)
            loop.run_forever()

        thread = threading.Thread(target=enter)
        thread.start()
        try:
            entered.result()
            yield loop
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()


@contextlib.contextmanager
def booted(root: Path, console: Path) -> Iterator[Machine]:
    """Run the machine in a folder inside the block; what it says while it starts goes into a file.

    Raises:
        MachineError: it did not come up.
    """
    # A systemd of today takes the unified hierarchy of control groups only, and the host may have the old one.
    groups = "umount --recursive /sys/fs/cgroup 2>/dev/null; mount -t cgroup2 cgroup2 /sys/fs/cgroup"
    boot = "systemd-nspawn --quiet --register=no --keep-unit --boot --private-network --console=pipe --directory"
    with console.open("wb") as said:
        process = subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", f'{groups} && exec {boot} "$1"', "sh", root],
            env={"PATH": os.environ["PATH"], "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        yield _up(root, process, console)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _up(root: Path, process: subprocess.Popen[bytes], console: Path) -> Machine:
    deadline = time.monotonic() + _UP_SECONDS
    said = "nothing"
    while time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        if children:
            machine = Machine(root, int(children[0]))
            _, said = machine.result("systemctl is-system-running")
            if said.split()[-1:] in (["running"], ["degraded"]):
                return machine
    raise MachineError(f"the machine is not up ({said.strip()}):\n{console.read_text(errors='replace')[-2000:]}")
