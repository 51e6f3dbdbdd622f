"""deploy/cluster/check-lists: what Kamailio takes without a word, told with its line."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from demo.daemon_config import REPOSITORY

SHIPPED = REPOSITORY / "deploy/cluster"
NODE = "1 sip:192.0.2.11:5060 0 0 obproxy=sip:192.0.2.11:5066\n2 sip:192.0.2.11:5060\n"
CARRIER = "1 198.51.100.10 32\n"
LENGTH = "the length of the network is a whole number from 1 to 32"
FIRST = "a line begins with 1 or 2; the comments above say what for"
ASKED = "0 0 obproxy=sip:192.0.2.11:5066 comes next; Asterisk alone says yes while its daemon is dead"


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    return shutil.copytree(SHIPPED, tmp_path / "kamailio")


def check(folder: Path) -> tuple[int, list[str]]:
    """Return its exit status and what it said."""
    done = subprocess.run([SHIPPED / "check-lists", folder], capture_output=True, text=True, timeout=20, check=False)
    return done.returncode, (done.stdout + done.stderr).splitlines()


def test_the_shipped_lists_have_no_fault(lists: Path) -> None:
    assert check(lists) == (0, ["no faults: 3 nodes; 2 lines of who may call"])


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("1 198.51.100.12/32", "the length of the network stands apart: 198.51.100.10 32"),
        ("1 carrier.example.nl 32", '"carrier.example.nl" is no address, as 198.51.100.10'),
        ("1 198.51.100.300 32", '"198.51.100.300" is no address, as 198.51.100.10'),
        ("1", "an address is missing, as 198.51.100.10"),
        ("1 198.51.100.12 33", LENGTH),
        ("1 0.0.0.0 0", LENGTH),
        ("198.51.100.12 32", FIRST),
        ("3 198.51.100.12 32", FIRST),
    ],
)
def test_a_line_of_carriers_that_would_let_nobody_or_others_in_is_told(lists: Path, line: str, what: str) -> None:
    (lists / "carriers.list").write_text(f"# ours\n{CARRIER}{line}\n")
    assert check(lists) == (1, [f'carriers.list:3: "{line}": {what}'])


@pytest.mark.parametrize(
    "line", ["1 198.51.100.12", "1 198.51.100.0 24", "2 203.0.113.20 32 5060", "1 2001:db8::1 128"]
)
def test_what_kamailio_reads_as_it_is_meant_is_no_fault(lists: Path, line: str) -> None:
    (lists / "carriers.list").write_text(f"{CARRIER}{line}\n")
    assert check(lists)[0] == 0


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("1 sip:192.0.2.12:5060", ASKED),
        ("1 sip:192.0.2.12:5060 obproxy=sip:192.0.2.12:5066", ASKED),
        ("1 sip:192.0.2.12:5060 0 0 outproxy=sip:192.0.2.12:5066", ASKED),
    ],
)
def test_a_node_of_which_asterisk_alone_would_be_asked_is_told(lists: Path, line: str, what: str) -> None:
    (lists / "nodes.list").write_text(f"{NODE}{line}\n2 sip:192.0.2.12:5060\n")
    assert check(lists) == (1, [f'nodes.list:3: "{line}": {what}'])


def test_a_node_that_is_written_otherwise_twice_or_one_way_alone_is_told(lists: Path) -> None:
    twice = NODE.splitlines()[0]
    (lists / "nodes.list").write_text(
        f"{NODE}1 192.0.2.12:5060\n2 sip:192.0.2.12\n{twice}\n{twice.replace('.11', '.13')}\n"
    )
    assert check(lists) == (
        1,
        [
            'nodes.list:3: "1 192.0.2.12:5060": a node is written as sip:192.0.2.11:5060',
            'nodes.list:4: "2 sip:192.0.2.12": a node is written as sip:192.0.2.11:5060',
            f'nodes.list:5: "{twice}": this node stands in line 1 already',
            "nodes.list:6: sip:192.0.2.13:5060 has a line with 1 and none with 2",
        ],
    )


def test_a_node_that_is_being_taken_out_is_no_fault(lists: Path) -> None:
    (lists / "nodes.list").write_text(f"{NODE}2 sip:192.0.2.12:5060\n")
    assert check(lists) == (0, ["no faults: 1 nodes; 2 lines of who may call"])


def test_lists_without_any_line_are_told(lists: Path) -> None:
    for name in ("nodes.list", "carriers.list"):
        (lists / name).write_text("# none yet\n")
    assert check(lists) == (1, ["nodes.list: names no node", "carriers.list: lets nobody call"])


@pytest.mark.parametrize("limit", ["many", "0", ""])
def test_a_limit_that_is_no_number_of_calls_is_told(lists: Path, limit: str) -> None:
    site = lists / "site.cfg"
    site.write_text(site.read_text().replace("!CALLS_A_SECOND!100!", f"!CALLS_A_SECOND!{limit}!"))
    status, (said,) = check(lists)
    assert status == 1
    assert said.endswith("the calls a second are a whole number from 1 on")
