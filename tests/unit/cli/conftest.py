"""Daemons as processes, each with the example tables on free ports."""

import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo.ports import Wanted, choose_ports
from tests.unit.cli.running.served import Ports, Served, Start


@pytest.fixture
def ports() -> Ports:
    return Ports(*choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * 3))


@pytest.fixture
def served_config(tmp_path: Path, ports: Ports) -> Path:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "veertien.yaml").write_text(
        "".join(f"{service}: {{port: {port}}}\n" for service, port in ports._asdict().items())
        + f"prompts: {{cache: {tmp_path / 'prompts'}}}\n"
    )
    return config


@pytest.fixture
def start(served_config: Path, ports: Ports) -> Iterator[Start]:
    started: list[Served] = []

    def start(stderr: int | None, **environment: str) -> Served:
        started.append(Served(served_config, ports, stderr, **environment))
        return started[-1]

    yield start
    for served in started:
        served.process.kill()
        served.process.wait()
