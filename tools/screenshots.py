"""Makes the screenshots in the documentation: of the real pages, with made-up calls that are the same each time.

    python -m tools.screenshots [FOLDER]

Without a folder they go to docs/screenshots. The calls are drawn from a fixed seed; it is noon on 25 November 2026.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from selenium.webdriver.chrome.webdriver import WebDriver

from demo.chromium import find_or_fetch_chromium
from tests.unit.archive.made_calls import NODE, asked_call, heard
from tests.unit.reports.conftest import keep
from tests.unit.reports.known_calls import known_calls
from tests.unit.web.daemon import OwnDaemon
from veertien.archive import database_url
from veertien.archive.rows import call_id_of
from veertien.callflow import CallAnswered, CallEnd, CallOffered, DialledDestination
from veertien.config import PagesSettings, RecordsSettings, Settings, WebSettings
from veertien.web.server import serving_pages

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / "docs" / "screenshots"
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
"""Noon in Amsterdam."""
CALLS, SEED = 6000, 14
CAPACITIES = {"hoorn": 12, "medemblik": 8, "koggenland": 4, "operator": 10}
_TIMES_FASTER = 30
"""Of the clock: the picture of the last minutes is there in seconds."""
_LOOKS_SECONDS = 10.0
_CALLS_UNDER_WAY, _SECONDS_BETWEEN_CALLS = 400, 5.0
_WIDTH = 1100
_CALL = "1795445830.0"
"""As Asterisk calls the one that is shown."""


@dataclass(frozen=True, slots=True)
class Shot:
    """A page to be shown."""

    name: str
    """Of the file, without its ending."""
    address: str
    height: int
    """Pixels of it that are shown."""
    seconds: float = 0.0
    """For how long it is open before."""
    scheme: str = "light"
    """Or dark, which the browser asks for."""


SHOTS = (
    Shot("nu", "/", 1500, _LOOKS_SECONDS),
    Shot("nu-dark", "/", 1500, _LOOKS_SECONDS, "dark"),
    Shot("gesprekken", "/calls?municipality=GM0420&asked=yes", 760),
    Shot("gesprek", f"/calls/{call_id_of(NODE, _CALL)}", 1180),
    Shot("gemeente", "/municipality?municipality=GM0420&month=2026-10", 760),
)


async def make(folder: Path) -> None:
    """Make all of them, in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    chromium = find_or_fetch_chromium(REPOSITORY / "build")
    async with _pages() as address:
        with chromium.open() as browser:
            for shot in SHOTS:
                await asyncio.to_thread(_shoot, browser, address, shot, folder / f"{shot.name}.png")


def _shoot(browser: WebDriver, address: str, shot: Shot, file: Path) -> None:
    measures = {"width": _WIDTH, "height": shot.height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", measures)
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    browser.execute_cdp_cmd("Emulation.setTimezoneOverride", {"timezoneId": "Europe/Amsterdam"})
    scheme = {"name": "prefers-color-scheme", "value": shot.scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme]})
    browser.get(address + shot.address)
    time.sleep(shot.seconds)
    file.write_bytes(browser.get_screenshot_as_png())


@asynccontextmanager
async def _pages() -> AsyncIterator[str]:
    """Serve the pages over made-up calls, some of them under way."""
    began = time.monotonic()

    def clock() -> datetime:
        return NOON + timedelta(seconds=_TIMES_FASTER * (time.monotonic() - began))

    with tempfile.TemporaryDirectory(prefix="veertien-screenshots-") as temporary:
        records = Path(temporary)
        await asyncio.to_thread(_keep_calls, records)
        async with OwnDaemon(clock, CAPACITIES) as daemon:
            daemon.pool.waiting = 1
            settings = Settings.model_construct(
                pages=PagesSettings.model_construct(port=0),
                records=RecordsSettings.model_construct(folder=records),
                web=WebSettings.model_construct(port=daemon.port),
            )
            calls = asyncio.create_task(_calls_under_way(daemon, clock))
            async with serving_pages(settings, lambda: NOON) as server:
                yield f"http://127.0.0.1:{server.port}"
            calls.cancel()


def _keep_calls(folder: Path) -> None:
    at = NOON - timedelta(minutes=2)
    calls = [call for call in known_calls(CALLS, SEED) if call.at < at]
    keep(database_url(folder, None), calls, folder, *heard(_CALL, at), asked_call(_CALL, at))


async def _calls_under_way(daemon: OwnDaemon, clock: Callable[[], datetime]) -> None:
    for at, step in sorted(_steps(daemon), key=lambda each: each[0]):
        await asyncio.sleep(max(0.0, (at - clock()).total_seconds() / _TIMES_FASTER))
        step()


def _steps(daemon: OwnDaemon) -> Iterator[tuple[datetime, Callable[[], None]]]:
    """Yield what happens to calls, and when."""
    chance = random.Random(SEED)  # noqa: S311 - a draw that can be repeated
    publish, ledger = daemon.stream.publish, daemon.ledger
    for place in range(_CALLS_UNDER_WAY):
        name, endpoint = f"{place}.0", f"trunk-{chance.choices(list(CAPACITIES), (6, 4, 1, 1))[0]}"
        at = NOON + timedelta(seconds=place * _SECONDS_BETWEEN_CALLS)
        yield at, partial(publish, CallOffered(name, at))
        at += timedelta(seconds=1)
        yield at, partial(publish, CallAnswered(name, at))
        at += timedelta(seconds=chance.uniform(2, 20))
        yield at, partial(ledger.dialled, DialledDestination(name, endpoint, 1))
        at += timedelta(seconds=chance.uniform(3, 25))
        yield at, partial(ledger.taken, name)
        at += timedelta(seconds=chance.uniform(20, 150))
        yield at, partial(ledger.ended, CallEnd(name, "ANSWER", endpoint, 1, False, 16))


if __name__ == "__main__":
    asyncio.run(make(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))
