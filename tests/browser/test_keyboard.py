"""Everything on the pages is reached with the keyboard, in the order it is read, and one sees where one is."""

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.chrome.webdriver import WebDriver

from tests.browser.conftest import Site
from tests.browser.visiting import ADDRESSES, NARROW, WIDE, Screen, name_of, show_on, visit, wait_until

pytestmark = pytest.mark.slow

REACHABLE = """
const kinds = "a[href], button, select, summary, textarea, input:not([type=hidden]), [tabindex='0']";
const all = [...document.querySelectorAll(kinds)].filter(each => each.checkVisibility());
"""
COUNTED = f"{REACHABLE} return all.length;"
FOCUSED = f"""{REACHABLE}
const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
const seen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
return [all.indexOf(here), style.outlineStyle, parseFloat(style.outlineWidth), seen];
"""


def press(browser: WebDriver, key: str) -> None:
    ActionChains(browser).send_keys(key).perform()


@pytest.mark.parametrize(("screen", "scheme"), [(WIDE, "light"), (NARROW, "dark")], ids=name_of)
@pytest.mark.parametrize("address", ADDRESSES)
def test_tab_reaches_all_in_order_and_shows_where_it_is(
    browser: WebDriver, site: Site, address: str, screen: Screen, scheme: str
) -> None:
    show_on(browser, screen, scheme)
    visit(browser, site.address + address)
    count = browser.execute_script(COUNTED)
    assert count
    reached: list[int] = []
    while reached[-1:] != [count - 1]:
        press(browser, Keys.TAB)
        place, outline, width, seen = browser.execute_script(FOCUSED)
        assert (outline, seen) == ("solid", True), f"{place} of {address}"
        assert width >= 2
        # A date has stops within.
        if reached[-1:] != [place]:
            reached.append(place)
        assert reached == list(range(len(reached)))


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_first_link_leads_past_the_navigation(browser: WebDriver, site: Site, address: str) -> None:
    show_on(browser, WIDE)
    visit(browser, site.address + address)
    press(browser, Keys.TAB)
    assert browser.switch_to.active_element.text == "Naar de inhoud"
    press(browser, Keys.ENTER)
    assert browser.execute_script("return document.activeElement.id") == "main"
    press(browser, Keys.TAB)
    beyond = "return document.activeElement === document.body || !document.activeElement.closest('header')"
    assert browser.execute_script(beyond)


def test_a_report_is_chosen_with_the_keyboard_alone(browser: WebDriver, site: Site) -> None:
    browser.get(f"{site.address}/municipality?month=2026-10")
    for _ in range(100):
        press(browser, Keys.TAB)
        if browser.execute_script("return document.activeElement.id") == "municipality":
            break
    ActionChains(browser).send_keys("Hoorn", Keys.TAB, Keys.TAB, Keys.ENTER).perform()
    wait_until(lambda: "Hoorn (GM0405), oktober 2026" in browser.title, "the report")
