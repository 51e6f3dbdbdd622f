"""`veertien serve` and its signals, as a process on a terminal of its own."""

import fcntl
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml

from demo.ports import Wanted, choose_ports

pytestmark = pytest.mark.slow

SECONDS = 60.0


class OnTerminal:
    """The daemon as the only program on a terminal."""

    def __init__(self, config: Path) -> None:
        self._terminal, other = pty.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "veertien.cli", "serve", "--config", str(config)],
            stdin=other,
            stdout=other,
            stderr=other,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(other)

    def read_until(self, words: str) -> str:
        timer = threading.Timer(SECONDS, self.process.kill)
        timer.start()
        said = ""
        try:
            while words not in said:
                said += os.read(self._terminal, 4096).decode(errors="replace")
        finally:
            timer.cancel()
        return said

    def close(self) -> None:
        """Close the terminal, as its window or an ssh session closes."""
        os.close(self._terminal)

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """The example tables, on free ports."""
    config = shutil.copytree("config", tmp_path / "config")
    services = ("fastagi", "audiosocket", "web")
    ports = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * len(services))
    lines = [f"{service}: {{port: {port}}}\n" for service, port in zip(services, ports, strict=True)]
    (config / "veertien.yaml").write_text("".join(lines) + f"prompts: {{cache: {tmp_path / 'prompts'}}}\n")
    return config


@pytest.fixture
def daemon(config: Path) -> Iterator[OnTerminal]:
    daemon = OnTerminal(config)
    daemon.read_until("serving")
    yield daemon
    daemon.kill()


def test_a_hangup_signal_reloads_and_the_closing_of_the_terminal_ends_it(daemon: OnTerminal) -> None:
    daemon.process.send_signal(signal.SIGHUP)
    daemon.read_until("tables_loaded")
    assert daemon.process.poll() is None
    daemon.close()
    # Its last words have nowhere to go, so the status may tell of that.
    daemon.process.wait(SECONDS)


def test_who_sends_calls_is_told_that_no_new_ones_are_taken_while_those_under_way_end(
    config: Path, daemon: OnTerminal
) -> None:
    ports = yaml.safe_load((config / "veertien.yaml").read_text())

    def readiness() -> tuple[int, bytes]:
        page = HTTPConnection("127.0.0.1", ports["web"]["port"], timeout=SECONDS)
        page.request("GET", "/readyz")
        answer = page.getresponse()
        return answer.status, answer.read()

    assert readiness() == (200, b'{"status": "ready"}')
    # A call that has said nothing yet is under way for 5 seconds.
    with socket.create_connection(("127.0.0.1", ports["fastagi"]["port"])):
        daemon.process.send_signal(signal.SIGTERM)
        daemon.read_until("stopping")
        assert readiness() == (503, b'{"status": "stopping"}')
    assert daemon.process.wait(SECONDS) == 0


def test_it_ends_with_status_0_when_it_is_told_to(daemon: OnTerminal) -> None:
    daemon.process.send_signal(signal.SIGTERM)
    daemon.read_until("stopped")
    assert daemon.process.wait(SECONDS) == 0
