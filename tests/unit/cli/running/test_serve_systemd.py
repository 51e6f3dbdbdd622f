"""The daemon under systemd: what it tells from its start to its end, and the unit that starts it."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.cli.running.served import SECONDS, Served, Start
from veertien.asterisk.agi.limits import AgiLimits
from veertien.asterisk.audiosocket.server import AudioSocketLimits

pytestmark = pytest.mark.slow

UNIT = Path("deploy/veertien.service")
WATCHDOG_SECONDS = 0.6


class Manager:
    """The socket of a service manager."""

    def __init__(self, address: Path) -> None:
        self.address = address
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(str(address))
        self.socket.settimeout(SECONDS)

    def told(self) -> str:
        return self.socket.recv(4096).decode()

    def until(self, line: str) -> list[str]:
        """Return what is told up to a line, and that; signs of life alone must not keep the wait up."""
        told: list[str] = []
        deadline = time.monotonic() + SECONDS
        while line not in told:
            assert time.monotonic() < deadline, f"{line!r} was not told, but {set(told)}"
            told += self.told().split("\n")
        return told

    def forget(self) -> None:
        """Drop what has been told."""
        self.socket.setblocking(False)
        while True:
            try:
                self.told()
            except BlockingIOError:
                break
        self.socket.settimeout(SECONDS)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(tmp_path / "notify")
    yield manager
    manager.socket.close()


@pytest.fixture
def supervised(start: Start, manager: Manager) -> Served:
    return start(
        subprocess.DEVNULL, NOTIFY_SOCKET=str(manager.address), WATCHDOG_USEC=str(int(WATCHDOG_SECONDS * 1_000_000))
    )


def test_it_is_ready_when_calls_are_served_and_stopping_when_told_to(supervised: Served, manager: Manager) -> None:
    assert manager.told() == "STATUS=Making prompts and recognisers ready."
    manager.until("READY=1")
    assert "connect" in supervised.call(1)
    # This daemon has no AMI.
    manager.until("STATUS=Serving; degraded: ami.")
    supervised.process.send_signal(signal.SIGTERM)
    assert "READY=1" not in manager.until("STOPPING=1")
    assert supervised.process.wait(SECONDS) == 0


def test_a_reload_is_told_from_its_begin_to_its_end(supervised: Served, manager: Manager) -> None:
    manager.until("READY=1")
    supervised.process.send_signal(signal.SIGHUP)
    assert "READY=1" not in manager.until("RELOADING=1")
    manager.until("READY=1")


def test_a_frozen_daemon_gives_no_sign_of_life(supervised: Served, manager: Manager) -> None:
    manager.until("READY=1")
    for _ in range(3):
        manager.until("WATCHDOG=1")
    supervised.process.send_signal(signal.SIGSTOP)
    try:
        time.sleep(WATCHDOG_SECONDS)
        manager.forget()
        time.sleep(2 * WATCHDOG_SECONDS)
        manager.socket.setblocking(False)
        with pytest.raises(BlockingIOError):
            manager.told()
    finally:
        supervised.process.send_signal(signal.SIGCONT)
        manager.socket.settimeout(SECONDS)
    manager.until("WATCHDOG=1")


def test_recognisers_are_to_die_before_the_daemon_when_memory_is_short(supervised: Served) -> None:
    own = _badness(supervised.process.pid)
    worse = [pid for pid in _children(supervised.process.pid) if _badness(pid) == min(own + 500, 1000)]
    assert len(worse) == supervised.health()["recognisers"]


def _badness(pid: int) -> int:
    return int(Path(f"/proc/{pid}/oom_score_adj").read_text())


def _children(pid: int) -> list[int]:
    return [int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in _read(task / "children").split()]


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except FileNotFoundError:
        return ""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")
@pytest.mark.parametrize("shipped", sorted(Path("deploy").glob("*.service")), ids=lambda file: file.name)
def test_each_unit_is_one_that_systemd_understands_whole(shipped: Path, tmp_path: Path) -> None:
    # This machine has neither the user nor the program.
    unit = tmp_path / shipped.name
    unit.write_text(shipped.read_text().replace("/opt/veertien/bin/veertien", "/bin/true"))
    said = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, timeout=SECONDS)
    assert [line for line in said.stderr.splitlines() if shipped.name in line] == []
    assert said.returncode == 0


def test_the_unit_gives_what_the_daemon_counts_on() -> None:
    lines = UNIT.read_text().splitlines()
    settings = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    assert settings["Type"] == "notify"
    assert float(settings["WatchdogSec"]) > 0
    assert settings["OOMPolicy"] == "continue"
    most_recognisers, files_each, own = 64, 10, 200
    callers = AgiLimits().connections
    needed = 2 * callers + AudioSocketLimits().most_unidentified + most_recognisers * files_each + own
    assert int(settings["LimitNOFILE"]) >= needed
