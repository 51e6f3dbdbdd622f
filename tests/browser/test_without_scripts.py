"""With scripts off, the pages say what they say, and Nu is loaded again by itself."""

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.conftest import Site
from tests.browser.visiting import ADDRESSES, requests, wait_until, without_scripts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_there(browser: WebDriver, site: Site, address: str) -> None:
    browser.get(site.address + address)
    heading = browser.find_element(By.TAG_NAME, "h1").text
    with without_scripts(browser):
        browser.get(site.address + address)
        assert browser.find_element(By.TAG_NAME, "h1").text == heading
        asked = requests(browser)
        browser.get(site.address + address)
        assert not [each for each in requests(browser) if each.endswith("/now")], asked


def test_now_is_loaded_again_by_itself(browser: WebDriver, site: Site) -> None:
    with without_scripts(browser):
        browser.get(f"{site.address}/?language=en")
        # Selenium's `text` leaves <noscript> out, whatever is shown.
        shown = browser.find_element(By.TAG_NAME, "main").get_property("innerText")
        assert "loaded again every 10 seconds" in str(shown)
        requests(browser)
        wait_until(lambda: f"{site.address}/?language=en" in requests(browser), "the page is loaded again")


def test_a_report_is_chosen(browser: WebDriver, site: Site) -> None:
    with without_scripts(browser):
        browser.get(f"{site.address}/municipality?month=2026-10")
        Select(browser.find_element(By.ID, "municipality")).select_by_visible_text("Hoorn")
        browser.find_element(By.CSS_SELECTOR, "main form button").click()
        wait_until(lambda: "Hoorn (GM0405), oktober 2026" in browser.title, "the report")
