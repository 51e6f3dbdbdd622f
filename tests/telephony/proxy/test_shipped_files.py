"""The files of deploy/cluster as they are shipped, but for the folder: Kamailio takes them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from demo.kamailio import CONFIG, find_or_fetch_kamailio
from tests.telephony.conftest import BUILD


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Have Kamailio check the files, as an admin does."""
    installed = find_or_fetch_kamailio(BUILD)
    (modules,) = installed.glob("root/usr/lib/*/kamailio/modules")
    site = folder / "site.cfg"
    site.write_text(f'mpath="{modules}/"\n{site.read_text().replace("!/etc/kamailio!", f"!{folder}!")}')
    command = [str(installed / "bin/kamailio"), "-c", "-f", str(folder / "kamailio.cfg"), "-Y", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def shipped(folder: Path) -> Path:
    return shutil.copytree(CONFIG, folder / "kamailio")


def test_they_are_accepted(shipped: Path) -> None:
    done = checked(shipped)
    assert done.returncode == 0, done.stderr
    assert "udp: 192.0.2.1" in done.stdout + done.stderr


def test_they_are_accepted_with_tls_switched_on_as_the_comment_says(shipped: Path) -> None:
    site = shipped / "site.cfg"
    site.write_text(site.read_text().replace("##!define", "#!define").replace("#listen=tls", "listen=tls"))
    done = checked(shipped)
    assert done.returncode == 0, done.stderr
    assert "tls: 192.0.2.1" in done.stdout + done.stderr


def test_the_nodes_are_listed_both_ways() -> None:
    lines = [line.split() for line in (CONFIG / "nodes.list").read_text().splitlines() if not line.startswith("#")]
    assert [line[1] for line in lines if line[0] == "1"] == [line[1] for line in lines if line[0] == "2"]
    for line in lines:
        if line[0] == "1":
            assert line[4] == f"obproxy={line[1].replace(':5060', ':5066')}"
