"""axe-core finds no page that breaks a rule of WCAG 2.2, level A or AA, which EN 301 549 asks for."""

from itertools import pairwise

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver

from tests.browser.conftest import Site
from tests.browser.visiting import ADDRESSES, SIGHTS, Screen, in_language, name_of, show_on, violations, visit

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("language", "screen", "scheme"), SIGHTS, ids=name_of)
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_breaks_a_rule(
    browser: WebDriver, site: Site, axe: str, address: str, language: str, screen: Screen, scheme: str
) -> None:
    show_on(browser, screen, scheme)
    visit(browser, site.address + in_language(address, language))
    assert violations(browser, axe) == []


def test_a_page_that_breaks_rules_is_told_of(browser: WebDriver, axe: str) -> None:
    browser.get("data:text/html,<html><title>x</title><p style='color:%23aaa'>pale</p><input><img src='data:,'></html>")
    rules = {each.partition(":")[0] for each in violations(browser, axe)}
    assert {"color-contrast", "label", "image-alt", "html-has-lang"} <= rules


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_has_its_landmarks_and_one_first_heading(browser: WebDriver, site: Site, address: str) -> None:
    visit(browser, site.address + address)
    counts = "return ['main', 'header', 'h1'].map(name => document.querySelectorAll(name).length)"
    assert browser.execute_script(counts) == [1, 1, 1]
    names = browser.execute_script("return [...document.querySelectorAll('nav')].map(each => each.ariaLabel)")
    assert names
    assert len({name for name in names if name}) == len(names)
    levels = "return [...document.querySelectorAll('h1, h2, h3')].map(each => Number(each.tagName[1]))"
    found = browser.execute_script(levels)
    assert all(after - before <= 1 for before, after in pairwise(found))
