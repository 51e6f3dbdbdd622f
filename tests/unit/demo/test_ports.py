"""Ports chosen for servers that start later: nobody has them, and nobody is given them before the servers start."""

import re
import resource
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from demo import ports
from demo.network import PBX_RTP_PORTS, WORLD_RTP_PORTS, Network, lay_out
from demo.ports import NoFreePortError, Wanted, choose_ports, outside_ephemeral

TCP = Wanted(socket.SOCK_STREAM, ("127.0.0.1",))
UDP_BLOCK = Wanted(socket.SOCK_DGRAM, ("127.0.0.1", "127.0.0.2"), 20)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Leave a handful of ports to choose from, all free a moment ago."""
    first = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",), 8)])[0]
    left = list(range(first, first + 8))
    monkeypatch.setattr(ports, "outside_ephemeral", lambda: left)
    return left


def ephemeral(monkeypatch: pytest.MonkeyPatch, path: Path, text: str | None) -> None:
    if text is not None:
        path.write_text(text)
    monkeypatch.setattr(ports, "EPHEMERAL", path)


def test_all_are_different_and_none_is_the_kernels_to_give_away() -> None:
    chosen = choose_ports([TCP] * 30 + [UDP_BLOCK] * 5)
    numbers = [*chosen[:30], *(port for first in chosen[30:] for port in range(first, first + UDP_BLOCK.count))]
    assert len(set(numbers)) == 30 + 5 * UDP_BLOCK.count
    assert set(numbers) <= set(outside_ephemeral())


def test_processes_side_by_side_are_given_different_ports() -> None:
    code = (
        "import socket, sys; from demo.ports import Wanted, choose_ports; "
        "print(*(choose_ports([Wanted(socket.SOCK_STREAM, ('127.0.0.1',))] * 7) for _ in range(40)), flush=True); "
        "sys.stdin.read()"
    )
    with ExitStack() as stack:
        others = [
            stack.enter_context(Popen([sys.executable, "-c", code], stdin=PIPE, stdout=PIPE, text=True))
            for _ in range(4)
        ]
        given = [set(re.findall(r"\d+", (other.stdout or sys.stdin).readline())) for other in others]
        for other in others:
            other.communicate()
    assert all(given)
    assert len(set.union(*given)) == sum(map(len, given))


def test_a_port_is_never_given_twice(few: list[int]) -> None:
    assert sorted(choose_ports([TCP] * 4)) == few[::2]
    with pytest.raises(NoFreePortError, match=r"127\.0\.0\.1"):
        choose_ports([TCP] * 5)


def test_a_port_in_use_is_passed_over_whoever_listens(few: list[int]) -> None:
    with ExitStack() as stack:
        for port, address in ((few[0], "127.0.0.1"), (few[2], "0.0.0.0")):
            server = stack.enter_context(socket.socket())
            server.bind((address, port))
            server.listen()
        for _ in range(20):
            assert sorted(choose_ports([TCP] * 2)) == [few[4], few[6]]


def test_a_row_with_one_port_in_use_at_one_address_is_passed_over(few: list[int]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.2", few[3]))
        row = Wanted(socket.SOCK_DGRAM, ("127.0.0.1", "127.0.0.2"), 4)
        assert {choose_ports([row])[0] for _ in range(20)} == {few[4]}


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("40000\t50000\n", {10000, 39999, 50001, 65535}),
        # Linux as it comes.
        (None, {10000, 32767, 61000, 65535}),
        ("nonsense", {10000, 32767, 61000, 65535}),
        # A host that gives everything away: then the choice is as wide as ever.
        ("1024\t65535\n", {10000, 40000, 65535}),
    ],
)
def test_the_range_is_the_hosts_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None, outside: set[int]
) -> None:
    ephemeral(monkeypatch, tmp_path / "range", text)
    found = outside_ephemeral()
    assert outside <= set(found)
    assert (45000 in found) == (text == "1024\t65535\n")


def test_no_two_servers_of_a_network_can_meet() -> None:
    network = lay_out(["trunk-hoorn"], "secret")
    values = (getattr(network, name) for name in Network.__slots__)
    # 0 is none.
    numbers = [value for value in values if isinstance(value, int) and value]
    rows = (network.pbx_rtp, PBX_RTP_PORTS), (network.world_rtp, WORLD_RTP_PORTS)
    rtp = [port for first, count in rows for port in range(first + 1, first + count)]
    assert len({*numbers, *rtp}) == 11 + (PBX_RTP_PORTS - 1) + (WORLD_RTP_PORTS - 1)


def test_a_row_may_have_more_ports_than_a_process_may_have_open() -> None:
    few = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (100, few[1]))
    try:
        assert choose_ports([Wanted(socket.SOCK_DGRAM, ("127.0.0.1",), 400)])
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, few)
