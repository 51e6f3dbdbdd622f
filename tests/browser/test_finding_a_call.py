"""From a figure to its calls, to fewer of them, to one: by links and the form alone, with scripts and without."""

import re
from collections.abc import Callable, Iterator
from contextlib import nullcontext

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.expected_conditions import staleness_of
from selenium.webdriver.support.select import Select

from tests.browser.conftest import Site
from tests.browser.visiting import WIDE, show_on, wait_until, without_scripts

pytestmark = pytest.mark.slow


@pytest.fixture(params=["with scripts", "without scripts"])
def reader(request: pytest.FixtureRequest, browser: WebDriver) -> Iterator[WebDriver]:
    show_on(browser, WIDE)
    with without_scripts(browser) if request.param == "without scripts" else nullcontext():
        yield browser


def onward(browser: WebDriver, go: Callable[[], None]) -> None:
    """Go to another page, and wait until it has taken the place of this one."""
    left = staleness_of(browser.find_element(By.TAG_NAME, "html"))
    go()
    wait_until(lambda: bool(left(browser)), "the next page")


def count(browser: WebDriver) -> int:
    found = re.match(r"[\d,]+", browser.find_element(By.ID, "count").text)
    assert found
    return int(found[0].replace(",", ""))


def test_a_figure_leads_to_its_calls_and_the_form_to_fewer_and_to_one(reader: WebDriver, site: Site) -> None:
    reader.get(f"{site.address}/municipality?municipality=GM0405&month=2026-10&language=en")
    figure = reader.find_element(By.CSS_SELECTOR, "#calls a")
    calls = int(figure.text)
    onward(reader, figure.click)
    assert count(reader) == calls > 1
    Select(reader.find_element(By.ID, "result")).select_by_visible_text("taken")
    onward(reader, reader.find_element(By.CSS_SELECTOR, ".filters button").click)
    taken = count(reader)
    assert 0 < taken < calls
    assert Select(reader.find_element(By.ID, "municipality")).first_selected_option.text == "Hoorn"
    when = reader.find_element(By.CSS_SELECTOR, "tbody th a")
    began = when.text
    onward(reader, when.click)
    assert began in reader.find_element(By.TAG_NAME, "h1").text
    assert reader.find_element(By.ID, "route").text.startswith("veertien route 140229 ")
    assert reader.find_element(By.TAG_NAME, "html").get_attribute("lang") == "en"
    onward(reader, reader.back)
    assert count(reader) == taken


def test_what_can_not_be_asked_says_so_and_the_way_back_is_there(reader: WebDriver, site: Site) -> None:
    reader.get(f"{site.address}/calls?language=en")
    reader.find_element(By.ID, "area_code").send_keys("229")
    onward(reader, reader.find_element(By.CSS_SELECTOR, ".filters button").click)
    assert "area_code: write an area code like 0229" in reader.find_element(By.TAG_NAME, "main").text
    onward(reader, reader.back)
    assert count(reader) > 1


def test_paging_goes_to_the_oldest_call_and_back(reader: WebDriver, site: Site) -> None:
    reader.get(f"{site.address}/calls?municipality=GM0405&language=en")
    seen = 0
    pages = []
    while True:
        rows = [each.text for each in reader.find_elements(By.CSS_SELECTOR, "tbody th")]
        pages.append(rows)
        seen += len(rows)
        older = reader.find_elements(By.CSS_SELECTOR, "a[rel=next]")
        if not older:
            break
        onward(reader, older[0].click)
    assert seen == count(reader)
    for expected in reversed(pages[:-1]):
        onward(reader, reader.find_element(By.CSS_SELECTOR, "a[rel=prev]").click)
        assert [each.text for each in reader.find_elements(By.CSS_SELECTOR, "tbody th")] == expected
    assert len(pages) > 2
