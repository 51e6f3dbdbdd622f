"""A daemon in the place of another, and one that is drained: what their callers and systemd see of it."""

import json
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.cli.running.served import SECONDS, Served, Start
from tests.unit.cli.running.test_serve_systemd import Manager
from tests.unit.sip_options.test_codec import PING
from veertien.cli import main
from veertien.service.doctor.host import daemons_of
from veertien.service.succession.orders import order_address, takes_orders
from veertien.service.succession.processes import is_there

pytestmark = pytest.mark.slow

TAKES = b"SIP/2.0 200 OK"
COMMAND_SECONDS = 4.0
"""Less than the daemon gives Asterisk for the answer to a command."""


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[Manager]:
    manager = Manager(tmp_path / "notify")
    yield manager
    manager.socket.close()


@pytest.fixture
def config(served_config: Path) -> Iterator[Path]:
    """The folder of a daemon; none is left that serves it."""
    yield served_config
    for pid in daemons_of(served_config):
        subprocess.run(["kill", str(pid)], check=False)


@pytest.fixture
def begin(start: Start, config: Path) -> Start:
    """Starts a daemon that takes orders, as `start` does."""

    def begin(stderr: int | None, **environment: str) -> Served:
        daemon, deadline = start(stderr, **environment), time.monotonic() + SECONDS
        while not takes_orders(config):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return daemon

    return begin


def ordered(order: str, config: Path) -> Result:
    return CliRunner().invoke(main, [order, "--config", str(config)])


def gone(daemon: Served) -> int:
    return daemon.process.wait(SECONDS)


def the_one_in_charge(config: Path) -> int:
    """The process that serves the folder, as soon as there is one alone."""
    deadline = time.monotonic() + SECONDS
    while len(pids := daemons_of(config)) != 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return pids[0]


class SlowCall:
    """A call that Asterisk answers no command of at once, until it is released."""

    def __init__(self, daemon: Served) -> None:
        self._released = threading.Event()
        self._last: list[str] = []
        self._asterisk = socket.create_connection(("127.0.0.1", daemon.fastagi), SECONDS)
        request = b"agi_network_script: route\nagi_uniqueid: 1.1\nagi_extension: 14020\nagi_callerid: 0201234567\n\n"
        self._asterisk.sendall(request)
        self._thread = threading.Thread(target=self._answer)
        self._thread.start()

    def decided(self) -> bool:
        """Release it, and tell whether it was decided."""
        self._released.set()
        self._thread.join(SECONDS)
        return "VEERTIEN_DECIDED" in self._last[-1]

    def _answer(self) -> None:
        with self._asterisk, self._asterisk.makefile("r") as commands:
            for command in commands:
                self._last.append(command)
                self._released.wait(COMMAND_SECONDS)
                self._asterisk.sendall(b"200 result=1\n")


def test_another_daemon_takes_the_place_and_calls_all_the_while_are_answered(begin: Start, config: Path) -> None:
    daemon = begin(subprocess.DEVNULL)
    (old,) = daemons_of(config)
    over = threading.Event()
    answers: list[str] = []

    def call() -> None:
        while not over.is_set():
            answers.append(daemon.call(len(answers)))

    callers = [threading.Thread(target=call) for _ in range(3)]
    for caller in callers:
        caller.start()
    restarted = ordered("restart", config)
    over.set()
    for caller in callers:
        caller.join()
    assert restarted.exit_code == 0, restarted.output
    assert gone(daemon) == 0
    new = the_one_in_charge(config)
    assert new != old and f"Process {new} takes calls" in restarted.output
    assert len(answers) > 10 and {"VEERTIEN_DECIDED" in answer for answer in answers} == {True}
    assert daemon.health()["status"] in {"ok", "degraded"}


def test_a_call_that_is_being_decided_is_decided_by_the_one_before(begin: Start, config: Path) -> None:
    daemon = begin(subprocess.DEVNULL)
    call = SlowCall(daemon)
    assert ordered("restart", config).exit_code == 0
    assert "VEERTIEN_DECIDED" in daemon.call(2)
    assert daemon.process.poll() is None
    assert call.decided()
    assert gone(daemon) == 0


def test_systemd_hears_which_process_is_the_service_and_the_new_one_tells_the_rest(
    begin: Start, config: Path, manager: Manager
) -> None:
    daemon = begin(subprocess.DEVNULL, NOTIFY_SOCKET=str(manager.address), WATCHDOG_USEC="600000")
    manager.until("READY=1")
    restarting = threading.Thread(target=ordered, args=("restart", config))
    restarting.start()
    while not (told := manager.told()).startswith("MAINPID="):
        # Systemd would tell the admin of a process that is not the service and speaks for it.
        assert "Making prompts" not in told
    restarting.join(SECONDS)
    new = the_one_in_charge(config)
    assert told == f"MAINPID={new}"
    assert gone(daemon) == 0
    manager.until("READY=1")
    manager.forget()
    manager.until("WATCHDOG=1")
    subprocess.run(["kill", str(new)], check=True)
    assert "STOPPING=1" in manager.until("STOPPING=1")


def test_where_none_can_be_made_ready_the_daemon_goes_on_and_the_next_try_may_succeed(
    begin: Start, config: Path
) -> None:
    daemon = begin(subprocess.DEVNULL)
    settings = config / "veertien.yaml"
    sound = settings.read_text()
    settings.write_text(f"{sound}recognisers: none\n")
    refused = ordered("restart", config)
    assert refused.exit_code == 1 and "ended before it was ready" in refused.output
    assert "VEERTIEN_DECIDED" in daemon.call(1)
    settings.write_text(sound)
    assert ordered("restart", config).exit_code == 0
    assert gone(daemon) == 0


def test_a_setting_that_needs_a_restart_counts_and_another_address_is_listened_on(begin: Start, config: Path) -> None:
    daemon = begin(subprocess.DEVNULL)
    settings = config / "veertien.yaml"
    settings.write_text(settings.read_text().replace(f"port: {daemon.fastagi}", f"port: {daemon.fastagi + 1}"))
    assert ordered("restart", config).exit_code == 0
    assert gone(daemon) == 0
    socket.create_connection(("127.0.0.1", daemon.fastagi + 1), SECONDS).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", daemon.fastagi), SECONDS)


def test_a_new_daemon_that_is_told_to_end_takes_the_one_before_along(begin: Start, config: Path) -> None:
    daemon = begin(subprocess.DEVNULL)
    call = SlowCall(daemon)
    assert ordered("restart", config).exit_code == 0
    new = the_one_in_charge(config)
    subprocess.run(["kill", str(new)], check=True)
    assert call.decided()
    assert gone(daemon) == 0
    deadline = time.monotonic() + SECONDS
    while is_there(new):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_daemon_ends_well_long_after_the_one_whose_place_it_took(begin: Start, config: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as file:
        daemon = begin(file.fileno())
    assert ordered("restart", config).exit_code == 0
    assert gone(daemon) == 0
    new = the_one_in_charge(config)
    subprocess.run(["kill", str(new)], check=True)
    deadline = time.monotonic() + SECONDS
    while is_there(new):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    events = [json.loads(line)["event"] for line in log.read_text().splitlines()]
    assert events.count("stopped") == 2 and "uncaught_exception" not in events


def test_a_drained_daemon_takes_no_calls_finishes_those_there_are_and_ends_with_a_status_of_its_own(
    begin: Start, config: Path
) -> None:
    daemon = begin(subprocess.DEVNULL)
    call = SlowCall(daemon)
    drained: list[Result] = []
    draining = threading.Thread(target=lambda: drained.append(ordered("drain", config)))
    draining.start()
    deadline = time.monotonic() + SECONDS
    while daemon.answers():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert call.decided()
    draining.join(SECONDS)
    assert drained[0].exit_code == 0
    assert "who finish: 1" in drained[0].output and "It has ended." in drained[0].output
    assert gone(daemon) == 3


def test_a_proxy_hears_whether_calls_are_taken_from_one_daemon_and_the_next_and_that_a_drained_one_takes_none(
    begin: Start, config: Path
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as proxy:
        proxy.bind(("127.0.0.1", 0))
        proxy.settimeout(SECONDS)
        asked = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        with asked:
            asked.bind(("127.0.0.1", 0))
            address = asked.getsockname()
        settings = config / "veertien.yaml"
        settings.write_text(f"{settings.read_text()}sip_options: {{host: 127.0.0.1, port: {address[1]}}}\n")

        def said() -> bytes:
            proxy.sendto(PING, address)
            return proxy.recv(4096).partition(b"\r\n")[0]

        first = begin(subprocess.DEVNULL)
        assert said() == TAKES
        restarting = threading.Thread(target=ordered, args=("restart", config))
        restarting.start()
        answers = 0
        while restarting.is_alive():
            assert said() == TAKES
            answers += 1
        assert answers > 10 and gone(first) == 0
        new = the_one_in_charge(config)
        call = SlowCall(first)
        draining = threading.Thread(target=ordered, args=("drain", config))
        draining.start()
        while said() == TAKES:
            pass
        assert said() == b"SIP/2.0 503 Service Unavailable"
        assert call.decided()
        draining.join(SECONDS)
        assert not is_there(new)


@pytest.mark.parametrize("order", ["restart", "drain"])
def test_without_a_daemon_an_order_says_so(order: str, config: Path) -> None:
    refused = ordered(order, config)
    assert refused.exit_code == 2 and "no daemon serves" in refused.output


def test_what_is_no_order_gets_no_answer_and_changes_nothing(begin: Start, config: Path) -> None:
    daemon = begin(subprocess.DEVNULL)
    for nonsense in (b"end\n", b"\xff" * 10_000 + b"\n", b"\n"):
        with socket.socket(socket.AF_UNIX) as asked:
            asked.settimeout(SECONDS)
            asked.connect(order_address(config))
            asked.sendall(nonsense)
            assert asked.recv(100) == b""
    assert "VEERTIEN_DECIDED" in daemon.call(1)
    daemon.ends_well()


def test_the_unit_starts_none_again_that_was_drained() -> None:
    unit = Path("deploy/veertien.service").read_text().splitlines()
    assert "RestartPreventExitStatus=2 3" in unit and "SuccessExitStatus=3" in unit
