"""A page runs nothing but its own scripts, asks no other host, and shows whatever it is given as text."""

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By

from tests.browser.conftest import EVIL, Site, console
from tests.browser.visiting import ADDRESSES, ONE_CALL, SCHEMES, WIDE, hosts, requests, show_on, wait_until

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("address", [each for each in ADDRESSES if each != "/nowhere"])
def test_no_page_breaks_its_own_rules_or_has_errors(browser: WebDriver, site: Site, address: str, scheme: str) -> None:
    console(browser)
    show_on(browser, WIDE, scheme)
    browser.get(site.address + address)
    browser.execute_async_script("setTimeout(arguments[0], 700)")
    assert console(browser) == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_asks_another_host(browser: WebDriver, site: Site, address: str) -> None:
    requests(browser)
    browser.get(site.address + address)
    browser.execute_async_script("setTimeout(arguments[0], 700)")
    asked = requests(browser)
    assert any(each.endswith(address) for each in asked)
    assert hosts(asked) == {site.address.removeprefix("http://")}


def test_the_rules_hold_back_what_a_page_would_run(browser: WebDriver, site: Site) -> None:
    console(browser)
    browser.get(site.address)
    browser.execute_script(
        "const evil = document.createElement('div'); evil.innerHTML = arguments[0]; document.body.append(evil)", EVIL
    )
    wait_until(lambda: any("Content Security Policy" in message for message in console(browser)), "the rule")
    assert browser.title != "run"


@pytest.mark.parametrize("address", ["/", "/municipality", "/calls", ONE_CALL])
def test_names_and_values_with_markup_are_shown_as_text(browser: WebDriver, site: Site, address: str) -> None:
    console(browser)
    browser.get(site.address + address)
    assert EVIL in browser.find_element(By.TAG_NAME, "main").text
    assert browser.find_elements(By.CSS_SELECTOR, "main script, main img") == []
    assert browser.title != "run"
    assert console(browser) == []
