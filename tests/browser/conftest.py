"""The pages in a real browser: `veertien web` in a process of its own, over records of made-up calls."""

import asyncio
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from sqlalchemy.engine import URL

from demo.axe import find_or_fetch_axe
from demo.chromium import Chromium, find_or_fetch_chromium
from demo.ports import Wanted, choose_ports
from tests.browser.visiting import EVIL_CALL, SECONDS, wait_until
from tests.unit.archive.made_calls import asked_call, heard
from tests.unit.reports.conftest import keep
from tests.unit.reports.known_calls import KnownCall, known_calls
from tests.unit.small_config import write_small_config
from tests.unit.web.daemon import OwnDaemon
from veertien.callflow.events import CallEvent
from veertien.wording import Wording

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = REPOSITORY / "build"
NOON = "2026-11-28T12:00:00+00:00"
EVIL = "\"><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
"""A text that does something wherever it isn't shown as text."""


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    return find_or_fetch_chromium(BUILD)


@pytest.fixture(scope="module")
def browser(chromium: Chromium) -> Iterator[WebDriver]:
    """A browser for the tests of a module, one after the other."""
    with chromium.open() as driver:
        yield driver


@pytest.fixture(scope="session")
def axe() -> str:
    return find_or_fetch_axe(BUILD)


@dataclass(frozen=True)
class Site:
    """The pages."""

    address: str
    daemon: OwnDaemon
    _loop: asyncio.AbstractEventLoop

    def publish(self, event: CallEvent) -> None:
        """Have the daemon tell of a call."""
        self._loop.call_soon_threadsafe(self.daemon.stream.publish, event)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    _keep_calls(folder / "records")
    with _own_daemon() as (daemon, loop):
        daemon.troubles["ami"] = Wording(
            f"Geen verbinding met {EVIL}; start Asterisk.", f"No connection to {EVIL}; start Asterisk."
        )
        (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
        settings = (
            f"recognisers: 1\nweb: {{port: {daemon.port}}}\n"
            f"pages: {{port: {port}}}\nrecords: {{dir: {folder / 'records'}}}\n"
        )
        config = write_small_config(folder / "config", settings)
        with _pages(config, f"http://127.0.0.1:{port}") as address:
            yield Site(address, daemon, loop)


def console(browser: WebDriver) -> list[str]:
    """What pages said there since this was last asked, what the browser held against them too."""
    entries: list[dict[str, str]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries]


def _keep_calls(folder: Path) -> None:
    """Have the daemon's writer keep calls of months, of today, and one that is full of markup."""
    now = datetime.now(UTC)
    known = known_calls(400)
    today = [
        replace(call, number=10_000 + place, at=now - timedelta(minutes=place), test=False)
        for place, call in enumerate(known[:60])
    ]
    evil = [
        replace(call, number=20_000 + place, endpoint=EVIL, at=now) for place, call in enumerate(_taken(known)[:20])
    ]

    told = asked_call(EVIL_CALL, now)
    assert told.record is not None
    assert told.arrival is not None
    full = replace(told, record=replace(told.record, reason=EVIL), arrival=replace(told.arrival, sip_call_id=EVIL))
    folder.mkdir()
    url = URL.create("sqlite", database=str(folder / "records.sqlite"))
    keep(url, (*known, *today, *evil), folder, *heard(EVIL_CALL, now), full)


def _taken(calls: Sequence[KnownCall]) -> list[KnownCall]:
    return [call for call in calls if call.endpoint and call.municipality and not call.test]


@contextmanager
def _own_daemon() -> Iterator[tuple[OwnDaemon, asyncio.AbstractEventLoop]]:
    """Run the daemon's server in a thread."""
    ready: list[tuple[OwnDaemon, asyncio.AbstractEventLoop, asyncio.Event]] = []
    started = threading.Event()

    async def run() -> None:
        async with OwnDaemon() as daemon:
            daemon.nodes = [
                {
                    "name": name,
                    "here": name == EVIL,
                    "state": state,
                    "version": "0.1.0",
                    "tables": digest,
                    "tables_since": NOON,
                }
                for name, state, digest in ((EVIL, "serving", "0123456789ab"), ("veertien-2", "silent", EVIL))
            ]
            stop = asyncio.Event()
            ready.append((daemon, asyncio.get_running_loop(), stop))
            started.set()
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(run(),))
    thread.start()
    assert started.wait(SECONDS)
    daemon, loop, stop = ready[0]
    yield daemon, loop
    loop.call_soon_threadsafe(stop.set)
    thread.join()


@contextmanager
def _pages(config: Path, address: str) -> Iterator[str]:
    process = subprocess.Popen([sys.executable, "-m", "veertien.cli", "web", "--config", str(config)])
    try:
        wait_until(lambda: process.poll() is not None or _answers(address), "veertien web")
        assert process.poll() is None
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS) == 0


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/static/style.css"):
            return True
    except OSError:
        return False
