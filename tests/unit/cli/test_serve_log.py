"""The daemon with a log that can't be written serves its calls, and says so."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demo.ports import Wanted, choose_ports
from tests.unit.asterisk.fake_ami import FakeAmi
from veertien.service.channel_variables import CONNECT

SECONDS = 60.0
CALLS = 200

Ports = tuple[int, int]
Start = Callable[[int | None], "Served"]


def serve(config: Path, stderr: int | None) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "veertien.cli", "serve", "--config", str(config)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        preexec_fn=(lambda: os.close(2)) if stderr is None else None,
    )


class Served:
    """A daemon of which stderr leads to `stderr`; None has it closed."""

    def __init__(self, config: Path, ports: Ports, stderr: int | None) -> None:
        self.fastagi, self.web = ports
        self.process = serve(config, stderr)
        deadline = time.monotonic() + SECONDS
        while not self._answers():
            assert time.monotonic() < deadline
            assert self.process.poll() is None
            time.sleep(0.1)

    def call(self, number: int) -> str:
        """Place a call as Asterisk does and return the last command that comes for it."""
        request = {"network_script": "route", "request": "agi://127.0.0.1/route", "channel": f"PJSIP/carrier-{number}"}
        request |= {"uniqueid": f"{number}.1", "extension": "14020", "callerid": "0201234567", "callingpres": "0"}
        last = ""
        with socket.create_connection(("127.0.0.1", self.fastagi), 5.0) as asterisk:
            asterisk.sendall("".join(f"agi_{name}: {value}\n" for name, value in request.items()).encode() + b"\n")
            with asterisk.makefile("r") as commands:
                for command in commands:
                    last = command
                    asterisk.sendall(b"200 result=1\n")
        return last

    def page(self, name: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.web}{name}", timeout=5.0) as answer:
            return str(answer.read().decode())

    def health(self) -> Any:
        return json.loads(self.page("/healthz"))

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.fastagi), 1.0).close()
        except OSError:
            return False
        return True


@pytest.fixture
def ports() -> Ports:
    fastagi, web = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * 2)
    return fastagi, web


@pytest.fixture
def config(tmp_path: Path, ports: Ports) -> Path:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "veertien.yaml").write_text(
        f"fastagi: {{port: {ports[0]}}}\n"
        f"web: {{port: {ports[1]}}}\n"
        f"audiosocket: {{port: {choose_ports([Wanted(socket.SOCK_STREAM, ('127.0.0.1',))])[0]}}}\n"
        f"prompts: {{cache: {tmp_path / 'prompts'}}}\n"
    )
    return config


@pytest.fixture
def start(config: Path, ports: Ports) -> Iterator[Start]:
    started: list[Served] = []

    def start(stderr: int | None) -> Served:
        started.append(Served(config, ports, stderr))
        return started[-1]

    yield start
    for served in started:
        served.process.kill()
        served.process.wait()


def serves_all(daemon: Served) -> None:
    for number in range(CALLS):
        assert daemon.call(number).endswith(f'{CONNECT}"\n')


def tells(daemon: Served) -> Any:
    deadline = time.monotonic() + SECONDS
    while "log" not in (health := daemon.health())["degraded"]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "stderr" in health["why"]["log"]
    return health


def lost_lines(daemon: Served) -> float:
    lines = daemon.page("/metrics").splitlines()
    (count,) = (line.split()[1] for line in lines if line.startswith("veertien_log_lines_lost_total"))
    return float(count)


def ends_well(daemon: Served) -> None:
    daemon.process.send_signal(signal.SIGTERM)
    assert daemon.process.wait(SECONDS) == 0


def full_pipe() -> tuple[int, int]:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with contextlib.suppress(BlockingIOError):
        while os.write(writing, b"x" * 4096):
            pass
    os.set_blocking(writing, True)
    return reading, writing


@pytest.mark.fault("the log goes into a pipe that nobody reads", caller="nothing; the call goes on", after="-")
def test_a_pipe_that_nobody_reads_stops_no_call(start: Start) -> None:
    reading, writing = full_pipe()
    daemon = start(writing)
    serves_all(daemon)
    tells(daemon)
    ends_well(daemon)
    os.close(reading)
    os.close(writing)


@pytest.mark.fault("the reader of the log is gone", caller="nothing; the call goes on", after="-")
def test_a_reader_that_is_gone_fails_no_call(start: Start) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    daemon = start(writing)
    serves_all(daemon)
    tells(daemon)
    assert lost_lines(daemon) > CALLS
    ends_well(daemon)
    os.close(writing)


@pytest.mark.fault("the disk that the log goes to is full", caller="nothing; the call goes on", after="-")
def test_a_full_disk_fails_no_call(start: Start) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        daemon = start(full.fileno())
    serves_all(daemon)
    tells(daemon)
    assert lost_lines(daemon) > CALLS
    ends_well(daemon)


def test_a_closed_stderr_fails_no_call(start: Start) -> None:
    daemon = start(None)
    serves_all(daemon)
    tells(daemon)
    ends_well(daemon)


async def test_a_full_disk_costs_no_connection_to_asterisk(start: Start, config: Path) -> None:
    async with FakeAmi({"trunk-hoorn": "Not in use"}) as ami:
        settings = config / "veertien.yaml"
        settings.write_text(f"{settings.read_text()}ami: {{port: {ami.port}, username: veertien, secret: geheim}}\n")
        full = os.open("/dev/full", os.O_WRONLY)
        daemon = await asyncio.to_thread(start, full)
        os.close(full)
        await _until_ami_is(daemon, "connected")
        await ami.die()
        await _until_ami_is(daemon, "down")
        await ami.listen()
        await _until_ami_is(daemon, "connected")


async def _until_ami_is(daemon: Served, state: str) -> None:
    async with asyncio.timeout(SECONDS):
        while not (await asyncio.to_thread(daemon.health))["ami"].startswith(state):
            await asyncio.sleep(0.1)


def test_faulty_tables_end_the_start_though_nobody_reads_why(config: Path) -> None:
    (config / "trunks.yaml").write_text("trunks: many\n")
    reading, writing = full_pipe()
    process = serve(config, writing)
    try:
        assert process.wait(SECONDS) == 2
    finally:
        process.kill()
        process.wait()
        os.close(reading)
        os.close(writing)
