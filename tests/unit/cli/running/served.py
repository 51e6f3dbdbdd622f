"""The daemon as a process of its own, spoken to as Asterisk and a browser do."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple, Protocol

SECONDS = 60.0


class Ports(NamedTuple):
    """Where a daemon is reached."""

    fastagi: int
    audiosocket: int
    web: int


class Start(Protocol):
    """Starts a daemon of which stderr leads to `stderr`; None has it closed."""

    def __call__(self, stderr: int | None, **environment: str) -> "Served": ...


def serve(config: Path, stderr: int | None, **environment: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "veertien.cli", "serve", "--config", str(config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        env={**os.environ, **environment},
        preexec_fn=(lambda: os.close(2)) if stderr is None else None,
    )


class Served:
    """A daemon of which stderr leads to `stderr`; None has it closed."""

    def __init__(self, config: Path, ports: Ports, stderr: int | None, **environment: str) -> None:
        self._ports = ports
        self.process = serve(config, stderr, **environment)
        deadline = time.monotonic() + SECONDS
        while not self.answers():
            assert time.monotonic() < deadline
            assert self.process.poll() is None
            time.sleep(0.1)

    def call(self, number: int, answer: bytes = b"200 result=1\n", caller: str = "0201234567") -> str:
        """Place a call as Asterisk does and return the last command that comes for it."""
        request = {"network_script": "route", "request": "agi://127.0.0.1/route", "channel": f"PJSIP/carrier-{number}"}
        request |= {"uniqueid": f"{number}.1", "extension": "14020", "callerid": caller, "callingpres": "0"}
        last = ""
        with socket.create_connection(("127.0.0.1", self._ports.fastagi), 5.0) as asterisk:
            asterisk.sendall("".join(f"agi_{name}: {value}\n" for name, value in request.items()).encode() + b"\n")
            with asterisk.makefile("r") as commands:
                for command in commands:
                    last = command
                    asterisk.sendall(answer)
        return last

    def page(self, name: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self._ports.web}{name}", timeout=5.0) as answer:
            return str(answer.read().decode())

    def health(self) -> Any:
        return json.loads(self.page("/healthz"))

    def until_degraded(self, word: str) -> Any:
        """Return the health as soon as it has the word."""
        deadline = time.monotonic() + SECONDS
        while word not in (health := self.health())["degraded"]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return health

    def ends_well(self) -> None:
        """End it as systemd does."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(SECONDS) == 0

    @property
    def fastagi(self) -> int:
        """The port that Asterisk connects to."""
        return self._ports.fastagi

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._ports.fastagi), 1.0).close()
        except OSError:
            return False
        return True
