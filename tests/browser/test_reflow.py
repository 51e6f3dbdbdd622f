"""A small screen and large letters need no scrolling sideways: only wide tables scroll, each in a region of its own."""

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from tests.browser.conftest import Site
from tests.browser.visiting import ADDRESSES, LANGUAGES, NARROW, ZOOMED, Screen, in_language, show_on, visit

pytestmark = pytest.mark.slow

TOO_WIDE = """
const scrolls = each => each.closest(".wide") !== null;
return [...document.body.querySelectorAll("*")]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(each) && each.checkVisibility())
  .map(each => each.outerHTML.slice(0, 120));
"""


@pytest.mark.parametrize("screen", [NARROW, ZOOMED], ids=["320 px", "200 %"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_is_wider_than_its_screen(
    browser: WebDriver, site: Site, address: str, language: str, screen: Screen
) -> None:
    show_on(browser, screen)
    visit(browser, site.address + in_language(address, language))
    assert browser.execute_script("return innerWidth") == screen[0]
    assert browser.execute_script(TOO_WIDE) == []
    assert browser.execute_script("return document.documentElement.scrollWidth") <= screen[0]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_scrolls_has_a_name_and_is_reached_with_the_keyboard(browser: WebDriver, site: Site, address: str) -> None:
    show_on(browser, NARROW)
    visit(browser, site.address + address)
    scrolling = """
    return [...document.querySelectorAll("main *")].filter(each => each.scrollWidth > each.clientWidth + 1
        && ["auto", "scroll"].includes(getComputedStyle(each).overflowX))
      .map(each => [each.tabIndex, each.getAttribute("role"),
        document.getElementById(each.getAttribute("aria-labelledby"))?.textContent ?? each.ariaLabel]);
    """
    for place, role, name in browser.execute_script(scrolling):
        assert (place, role) == (0, "region")
        assert name
