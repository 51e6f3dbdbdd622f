"""Nu follows the calls, without being loaded again."""

from datetime import UTC, datetime

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By

from tests.browser.conftest import Site
from tests.browser.visiting import requests, wait_until
from veertien.callflow import CallDialled, CallOffered

pytestmark = pytest.mark.slow


def test_a_call_that_comes_in_and_rings_is_shown(browser: WebDriver, site: Site) -> None:
    def stages() -> str:
        return browser.find_element(By.ID, "stages").text

    browser.get(site.address)
    wait_until(lambda: "houdt zichzelf bij" in browser.find_element(By.ID, "live").text, "the connection")
    requests(browser)
    now = datetime.now(UTC)
    site.publish(CallOffered("live", now))
    site.publish(CallDialled("live", now, "trunk-hoorn", 1))
    wait_until(lambda: "gaat over\n1" in stages(), "the call rings")
    assert [each for each in requests(browser) if each == f"{site.address}/"] == []


def test_a_link_that_has_the_keyboard_keeps_it(browser: WebDriver, site: Site) -> None:
    browser.get(site.address)
    first = "document.querySelectorAll('#stages a')[0]"
    browser.execute_script(f"{first}.focus(); {first}.dataset.old = 'yes'")
    site.publish(CallOffered("kept", datetime.now(UTC)))
    wait_until(lambda: not browser.execute_script(f"return {first}.dataset.old"), "the part is swapped")
    assert browser.execute_script(f"return document.activeElement === {first}")


def test_the_lines_of_the_picture_are_told_apart_without_colour(browser: WebDriver, site: Site) -> None:
    browser.get(site.address)
    wait_until(lambda: len(browser.find_elements(By.CSS_SELECTOR, "#picture .u-marker")) == 4, "the picture")
    looks = """
    return [...document.querySelectorAll("#picture .u-marker")].map(marker => getComputedStyle(marker))
      .map(style => `${style.borderTopWidth} ${style.borderTopStyle}`);
    """
    found = browser.execute_script(looks)
    assert len(set(found)) == 4, found
