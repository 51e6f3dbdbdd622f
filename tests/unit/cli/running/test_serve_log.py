"""The daemon with a log that can't be written serves its calls, and says so."""

import asyncio
import contextlib
import os
from pathlib import Path

import pytest

from tests.unit.asterisk.fake_ami import FakeAmi
from tests.unit.cli.running.served import SECONDS, Served, Start, serve
from veertien.asterisk.dialplan.contract import CONNECT

pytestmark = pytest.mark.slow

CALLS = 200


def serves_all(daemon: Served) -> None:
    for number in range(CALLS):
        assert daemon.call(number).endswith(f'{CONNECT}"\n')


def tells(daemon: Served) -> None:
    assert "stderr" in daemon.until_degraded("log")["why"]["log"]


def lost_lines(daemon: Served) -> float:
    lines = daemon.page("/metrics").splitlines()
    (count,) = (line.split()[1] for line in lines if line.startswith("veertien_log_lines_lost_total"))
    return float(count)


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
    daemon.ends_well()
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
    daemon.ends_well()
    os.close(writing)


@pytest.mark.fault("the disk that the log goes to is full", caller="nothing; the call goes on", after="-")
def test_a_full_disk_fails_no_call(start: Start) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full:
        daemon = start(full.fileno())
    serves_all(daemon)
    tells(daemon)
    assert lost_lines(daemon) > CALLS
    daemon.ends_well()


def test_a_closed_stderr_fails_no_call(start: Start) -> None:
    daemon = start(None)
    serves_all(daemon)
    tells(daemon)
    daemon.ends_well()


async def test_a_full_disk_costs_no_connection_to_asterisk(start: Start, served_config: Path) -> None:
    async with FakeAmi({"trunk-hoorn": "Not in use"}) as ami:
        settings = served_config / "veertien.yaml"
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


def test_faulty_tables_end_the_start_though_nobody_reads_why(served_config: Path) -> None:
    (served_config / "trunks.yaml").write_text("trunks: many\n")
    reading, writing = full_pipe()
    process = serve(served_config, writing)
    try:
        assert process.wait(SECONDS) == 2
    finally:
        process.kill()
        process.wait()
        os.close(reading)
        os.close(writing)
