"""The browser itself: it takes nothing of the host, and leaves nothing there."""

import re
from pathlib import Path

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from demo.chromium import Chromium
from tests.browser.conftest import BUILD, console
from tests.browser.visiting import wait_until

pytestmark = pytest.mark.slow


def process(browser: WebDriver) -> Path:
    return Path(f"/proc/{browser.capabilities['goog:processID']}")


def maps(browser: WebDriver) -> str:
    return (process(browser) / "maps").read_text()


def profile(browser: WebDriver) -> Path:
    return Path(browser.capabilities["chrome"]["userDataDir"])


def test_its_libraries_and_fonts_are_those_that_were_fetched_with_it(browser: WebDriver) -> None:
    browser.get("data:text/html;charset=utf-8,<p style='font-family: system-ui'>Súdwest-Fryslân")
    files = set(re.findall(r"(/\S+(?:\.so(?:\.[\d.]+)?|\.ttf|\.otf))$", maps(browser), re.MULTILINE))
    assert any("/ld-linux-" in file for file in files)
    assert any(file.endswith(".ttf") for file in files)
    assert {file for file in files if not file.startswith(f"{BUILD.resolve()}/chromium/root/")} == set()


def test_it_says_what_a_page_reports_to_its_console(browser: WebDriver) -> None:
    browser.get("data:text/html,<script>console.error('broken')</script>")
    wait_until(lambda: any("broken" in message for message in console(browser)), "the message")


def test_its_process_and_its_profile_go_with_it(chromium: Chromium) -> None:
    with chromium.open() as browser:
        running, kept = process(browser), profile(browser)
        assert running.exists()
        assert kept.exists()
    assert not running.exists()
    assert not kept.exists()
