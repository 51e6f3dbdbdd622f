"""The pages in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from demo.chromium import Chromium, find_or_fetch_chromium

REPOSITORY = Path(__file__).resolve().parents[2]
BUILD = REPOSITORY / "build"


@pytest.fixture(scope="session")
def chromium() -> Chromium:
    return find_or_fetch_chromium(BUILD)


@pytest.fixture(scope="module")
def browser(chromium: Chromium) -> Iterator[WebDriver]:
    """A browser for the tests of a module, one after the other."""
    with chromium.open() as driver:
        yield driver


def console(browser: WebDriver) -> list[str]:
    """What pages said there since this was last asked, what the browser held against them too."""
    entries: list[dict[str, str]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    return [entry["message"] for entry in entries]
