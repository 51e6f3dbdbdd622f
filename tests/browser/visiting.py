"""Goes to a page as somebody would: in a language, by day or night, on a wide screen or a small one."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from selenium.webdriver.chrome.webdriver import WebDriver

from tests.unit.archive.made_calls import NODE
from veertien.archive.rows import call_id_of
from veertien.web.rendering import Entry
from veertien.web.server import PAGES

EVIL_CALL = "30000.0"
"""As Asterisk calls the call in whose record markup is."""
ONE_CALL = f"/calls/{call_id_of(NODE, EVIL_CALL)}"
ADDRESSES = (
    *(entry.path for page in PAGES if isinstance(entry := vars(page)["entry"], Entry)),
    "/municipality?municipality=GM0405&month=2026-10",
    "/calls?municipality=GM0405&from=2026-10-01&until=2026-10-31&result=ANSWER",
    ONE_CALL,
    "/nowhere",
)
"""Every page that the navigation lists, a report with all its pictures, a filter, a call, and what there is not."""
SECONDS = 30
"""Whatever is waited for comes long before."""
LANGUAGES = ("nl", "en")
SCHEMES = ("light", "dark")
Screen = tuple[int, int, int]
WIDE, NARROW, ZOOMED = (1280, 900, 1), (320, 640, 1), (640, 450, 2)
"""Width and height in CSS pixels, and device pixels to each: a screen, a telephone, and a screen with 200 % zoom."""

SIGHTS = (("nl", WIDE, "light"), ("nl", NARROW, "dark"), ("en", WIDE, "dark"), ("en", NARROW, "light"))
"""Languages, screens and schemes: each with each of the others."""


_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


def name_of(sight: object) -> str:
    return "narrow" if sight == NARROW else "wide" if sight == WIDE else str(sight)


def in_language(address: str, language: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}language={language}"


def violations(browser: WebDriver, axe: str) -> list[str]:
    """The rules of WCAG 2.2, level A or AA, that the page breaks, with the place and the cure."""
    browser.execute_script(axe)
    found: list[dict[str, Any]] = browser.execute_async_script(
        "axe.run({runOnly: {type: 'tag', values: arguments[0]}}).then(found => arguments[1](found.violations))",
        list(_RULES),
    )
    return [f"{each['id']}: {node['html']}: {node['failureSummary']}" for each in found for node in each["nodes"]]


def wait_until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < deadline, f"{what}: not after {SECONDS} seconds"
        time.sleep(0.05)


def visit(browser: WebDriver, address: str) -> None:
    """Go to a page, and wait until its scripts have drawn what they draw."""
    browser.get(address)
    drawn = "return !document.getElementById('picture') || !!document.querySelector('#picture .u-legend')"
    wait_until(lambda: bool(browser.execute_script(drawn)), "the picture")


def show_on(browser: WebDriver, screen: Screen, scheme: str = "light") -> None:
    width, height, scale = screen
    measures = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", measures)
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})


@contextmanager
def without_scripts(browser: WebDriver) -> Iterator[None]:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        yield
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def requests(browser: WebDriver) -> list[str]:
    """The addresses that pages asked for since this was last asked."""
    return [sent["request"]["url"] for sent in _events(browser, "Network.requestWillBeSent")]


def hosts(addresses: list[str]) -> set[str]:
    return {urlsplit(address).netloc for address in addresses if not address.startswith("data:")}


def _events(browser: WebDriver, method: str) -> Iterator[Mapping[str, Any]]:
    entries: list[dict[str, str]] = browser.get_log("performance")  # type: ignore[no-untyped-call]
    for entry in entries:
        message = json.loads(entry["message"])["message"]
        if message["method"] == method:
            yield message["params"]
