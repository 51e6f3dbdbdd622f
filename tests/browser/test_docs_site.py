"""The pages as a site: made without a warning, read and searched from its files, in need of nothing from elsewhere."""

import fcntl
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By

from tests.browser.conftest import BUILD, REPOSITORY
from tests.browser.visiting import violations, wait_until

pytestmark = pytest.mark.slow
LOADS = {**dict.fromkeys(("img", "script", "audio", "source", "iframe"), "src"), "link": "href", "form": "action"}
"""What a browser fetches by itself, or sends something to; a link is followed by who clicks it."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made anew."""
    with (BUILD / "sphinx.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "--silent", "build/sphinx/.installed"], cwd=REPOSITORY, check=True, timeout=300)
    folder = tmp_path_factory.mktemp("docs") / "site"
    sounds = folder.with_name("sounds")
    subprocess.run([sys.executable, "-m", "tools.heard_calls", "--sounds", str(sounds)], cwd=REPOSITORY, check=True)
    command = ["build/sphinx/bin/python", "-m", "tools.docs_site", "--to", str(folder), "--sounds", str(sounds)]
    made = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=300)
    assert (made.returncode, made.stderr) == (0, "")
    return folder


class _Loaded(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in LOADS and given.get("rel") not in ("next", "prev"):
            self.addresses.append(given.get(LOADS[tag]) or "")


def loaded(site: Path) -> Iterator[tuple[str, str]]:
    """Each file, and what it has a browser load."""
    for path in site.rglob("*"):
        if path.suffix == ".html":
            parser = _Loaded()
            parser.feed(path.read_text("utf-8"))
            yield from ((path.name, address) for address in parser.addresses)
        elif path.suffix == ".css":
            text = path.read_text("utf-8")
            yield from ((path.name, address) for address in re.findall(r"(?:url\(|@import )['\"]?([^'\")]+)", text))


def test_nothing_in_it_is_loaded_from_elsewhere(site: Path) -> None:
    found = list(loaded(site))
    assert len(found) > 500
    assert [one for one in found if re.match(r"(?!data:)[a-z]+:|//", one[1])] == []


def test_a_search_from_its_files_finds_pages_and_leads_there(site: Path, browser: WebDriver) -> None:
    browser.set_window_size(1300, 900)
    browser.get((site / "index.html").as_uri())
    asked = browser.find_element(By.CSS_SELECTOR, "input[name=q]")
    asked.send_keys("switchboard")
    asked.submit()
    wait_until(lambda: bool(browser.find_elements(By.CSS_SELECTOR, "#search-results li a")), "a result")
    results = browser.find_elements(By.CSS_SELECTOR, "#search-results li a")
    assert "Installation on a PBX" in [result.text for result in results]
    next(result for result in results if result.text == "Installation on a PBX").click()
    wait_until(lambda: browser.title.startswith("Installation on a PBX"), "the page")
    wait_until(lambda: bool(browser.execute_script("return document.readyState === 'complete'")), "the whole page")
    entries: list[dict[str, str]] = browser.get_log("performance")  # type: ignore[no-untyped-call]
    asked_for = [json.loads(entry["message"])["message"] for entry in entries]
    sent = [one["params"]["request"]["url"] for one in asked_for if one["method"] == "Network.requestWillBeSent"]
    assert sent and [address for address in sent if not address.startswith(("file:", "data:"))] == []
    complaints: list[dict[str, str]] = browser.get_log("browser")  # type: ignore[no-untyped-call]
    assert complaints == []


def test_a_page_says_in_which_language_it_is(site: Path, browser: WebDriver) -> None:
    for page, language in (("docs/reports", "en"), ("docs/nl/reports", "nl"), ("README.nl", "nl")):
        browser.get((site / f"{page}.html").as_uri())
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == language


def test_each_call_is_heard(site: Path, browser: WebDriver) -> None:
    browser.get((site / "docs/what-callers-hear.html").as_uri())
    wait_until(lambda: len(browser.find_elements(By.TAG_NAME, "audio")) > 30, "the players")
    players = browser.find_elements(By.TAG_NAME, "audio")
    load = "const [player, done] = arguments; player.onloadedmetadata = player.onerror = () => done(player.duration)"
    seconds = [browser.execute_async_script(f"{load}; player.load()", player) for player in players]
    assert all(0.2 < one < 60 for one in seconds)
    assert sum(seconds) > 60


@pytest.mark.parametrize("page", ["index", "docs/what-callers-hear", "docs/tutorial", "docs/nl/reports", "search"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_breaks_no_rule_of_accessibility(
    site: Path, browser: WebDriver, axe: str, scheme: str, page: str
) -> None:
    wanted = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)
    browser.get((site / f"{page}.html").as_uri())
    assert violations(browser, axe) == []
    spoken = browser.find_element(By.TAG_NAME, "html").get_attribute("lang")
    assert spoken == ("nl" if "/nl/" in page else "en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_follows_the_browsers_scheme(site: Path, browser: WebDriver, scheme: str) -> None:
    wanted = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", wanted)
    browser.get((site / "docs/routing-tables.html").as_uri())
    shown = browser.find_element(By.TAG_NAME, "body").value_of_css_property("background-color")
    levels = [int(level) for level in re.findall(r"\d+", shown)[:3]]
    assert (min(levels) > 200) if scheme == "light" else (max(levels) < 60)


def test_a_telephone_shows_a_page_without_scrolling_aside(site: Path, browser: WebDriver) -> None:
    metrics = {"width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    try:
        browser.get((site / "docs/installation.html").as_uri())
        assert browser.execute_script("return document.documentElement.scrollWidth") <= 390
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
