"""What systemd is told, on a socket of the test's own."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from veertien.service.systemd import Systemd


@pytest.fixture(params=["file", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    """A socket as systemd has it, and its address as it is written in NOTIFY_SOCKET."""
    name = str(tmp_path / "notify") if request.param == "file" else f"@veertien-test-{uuid4()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(name.replace("@", "\0"))
        receiver.settimeout(10.0)
        yield receiver, name


def test_a_life_from_start_to_stop(manager: tuple[socket.socket, str]) -> None:
    receiver, name = manager
    systemd = Systemd.taken_from({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "10000000"}, 1)
    systemd.status("Making prompts and\nrecognisers ready.")
    systemd.ready()
    systemd.alive()
    with systemd.reload():
        systemd.status("Serving; degraded: ami.")
        systemd.status("Serving; degraded: ami.")
    systemd.stopping()
    systemd.status("Serving.")
    systemd.alive()
    told = [receiver.recv(4096).decode() for _ in range(8)]
    assert [re.sub(r"\d+", "N", one) for one in told] == [
        "STATUS=Making prompts and recognisers ready.",
        "READY=N",
        "WATCHDOG=N",
        "RELOADING=N\nMONOTONIC_USEC=N",
        "STATUS=Serving; degraded: ami.",
        "READY=N",
        "STOPPING=N\nSTATUS=Callers in the question are finishing.",
        "WATCHDOG=N",
    ]


def test_a_reload_that_fails_ends_too(manager: tuple[socket.socket, str]) -> None:
    receiver, name = manager
    systemd = Systemd(name)
    with pytest.raises(ValueError, match="broken"), systemd.reload():
        raise ValueError("broken")
    assert [receiver.recv(4096).split(b"\n")[0] for _ in range(2)] == [b"RELOADING=1", b"READY=1"]


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"WATCHDOG_USEC": "10000000"}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "7"}, 10.0),
        ({"WATCHDOG_USEC": "10000000", "WATCHDOG_PID": "8"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_signs_of_life_are_given_where_this_process_is_to_give_them(
    given: dict[str, str], seconds: float | None
) -> None:
    environment = {"PATH": "/bin", "NOTIFY_SOCKET": "/nowhere", **given}
    assert Systemd.taken_from(environment, 7).watchdog_seconds == seconds
    assert environment == {"PATH": "/bin"}, "what starts child processes finds nothing of it"


def test_nobody_to_tell_is_no_fault(tmp_path: Path) -> None:
    for systemd in (Systemd(), Systemd(str(tmp_path / "gone")), Systemd("vsock:2:1234")):
        systemd.ready()
        systemd.stopping()


def test_a_systemd_that_reads_nothing_holds_nothing_up(manager: tuple[socket.socket, str]) -> None:
    systemd = Systemd(manager[1], watchdog_seconds=10.0)
    for _ in range(10_000):
        systemd.alive()
