"""veertien web as a process: it starts, says where, and ends when it is told to."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo.ports import Wanted, choose_ports

pytestmark = pytest.mark.slow
SECONDS = 60.0


@pytest.fixture
def port() -> int:
    (found,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
    return found


@contextmanager
def started(folder: Path, settings: str) -> Iterator["subprocess.Popen[str]"]:
    (folder / "veertien.yaml").write_text(settings)
    command = [sys.executable, "-m", "veertien.cli", "web", "--config", str(folder)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def first_line(process: "subprocess.Popen[str]") -> dict[str, str]:
    assert process.stderr
    found: dict[str, str] = json.loads(process.stderr.readline())
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_serves_and_ends_well_when_told_to(tmp_path: Path, port: int, number: signal.Signals) -> None:
    with started(tmp_path, f"pages: {{port: {port}}}\n") as process:
        line = first_line(process)
        assert (line["event"], line["address"]) == ("serving_pages", f"http://127.0.0.1:{port}/")
        with urllib.request.urlopen(line["address"], timeout=SECONDS) as answer:
            assert answer.status == 200
        process.send_signal(number)
        assert process.wait(SECONDS) == 0


def test_an_open_page_does_not_keep_it_from_ending(tmp_path: Path, port: int) -> None:
    with started(tmp_path, f"pages: {{port: {port}}}\n") as process:
        address = first_line(process)["address"]
        with urllib.request.urlopen(f"{address}now", timeout=SECONDS) as page:
            assert page.readline()
            process.terminate()
            assert process.wait(SECONDS) == 0


def test_a_port_that_is_taken_is_said_in_one_line(tmp_path: Path, port: int) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        with started(tmp_path, f"pages: {{port: {port}}}\n") as process:
            _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 1
    assert f"{port}" in said
    assert "Traceback" not in said


def test_faulty_settings_are_told_with_their_line_and_status_2(tmp_path: Path) -> None:
    with started(tmp_path, "pages: {host: 0.0.0.0}\n") as process:
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 2
    assert "veertien.yaml:1:15" in said
    assert "PAGES" in said
