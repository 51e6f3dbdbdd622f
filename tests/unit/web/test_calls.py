"""The page Gesprekken shows the calls of the filter that stands in its address."""

import csv
import html
import io
import re
from datetime import timedelta
from itertools import chain
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NOON, asked_call
from tests.unit.reports.known_calls import AUTUMN, KnownCall
from tests.unit.reports.read_page import ReadPage, read_page
from tests.unit.web.conftest import KNOWN, Serve, Served
from tests.unit.web.test_access import login
from veertien.archive import Database
from veertien.archive.rows import rows_of_call

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
EVIL = '"><script>alert(1)</script>'
REAL = [call for call in KNOWN if not call.test]
FILTERS = {
    "": REAL,
    "municipality=GM0420": [call for call in REAL if call.municipality == "GM0420"],
    "outcome=abandoned": [call for call in REAL if call.way == "given_up"],
    "outcome=fallback&asked=no": [call for call in REAL if call.way == "fallback"],
    "question_end=keypad": [call for call in REAL if call.way == "keys"],
    "result=CANCEL": [call for call in REAL if call.gave_up_ringing],
    "endpoint=trunk-gm0420&result=ANSWER": [
        call for call in REAL if call.endpoint == "trunk-gm0420" and not call.gave_up_ringing
    ],
    "test=yes": [call for call in KNOWN if call.test],
    "test=all": list(KNOWN),
    "from=2026-10-25&until=2026-10-25": [call for call in REAL if f"{call.dutch:%m-%d}" == "10-25"],
    "from=2026-03-29&until=2026-03-29&test=all": [call for call in KNOWN if f"{call.dutch:%m-%d}" == "03-29"],
    "call=17.0&test=all": [KNOWN[17]],
    "node=elsewhere": [],
}


def count(page: ReadPage) -> int:
    (found,) = (match for text in page.texts if (match := re.match(r"([\d.]+) gesprek", text)))
    return int(found[1].replace(".", ""))


def links(page: ReadPage) -> dict[str, str]:
    """Addresses by what the link says."""
    found = [attributes for tag, attributes in page.elements if tag == "a"]
    return {attributes.get("rel") or attributes["href"] or "": attributes["href"] or "" for attributes in found}


def shown(page: ReadPage) -> list[str]:
    """When the calls of a page began."""
    return [row[0].removesuffix(" proef") for row in page.tables[0][1:]] if page.tables else []


def times(calls: list[KnownCall]) -> list[str]:
    return sorted((clock(call) for call in calls), reverse=True)


def clock(call: KnownCall) -> str:
    """When a call began, by a Dutch clock; in the hour that comes twice, with its time zone."""
    zone = " CEST" if AUTUMN - HOUR <= call.at < AUTUMN else " CET" if AUTUMN <= call.at < AUTUMN + HOUR else ""
    return f"{call.dutch:%Y-%m-%d %H:%M:%S}{zone}"


async def page_of(served: Served, path: str, **headers: str) -> ReadPage:
    answer = await served.get(path, **headers)
    assert answer.status == 200, answer.text
    return read_page(answer.text)


@pytest.mark.parametrize("query", FILTERS)
async def test_its_count_and_its_csv_are_those_of_the_filter(serve: Serve, records: Path, query: str) -> None:
    served, expected = await serve(records), FILTERS[query]
    page = await page_of(served, f"/calls?{query}")
    assert count(page) == len(expected)
    assert len(shown(page)) == min(50, len(expected))
    if not expected:
        assert "Er zijn geen gesprekken zoals u zoekt." in page.texts
        return
    (address,) = (each for each in links(page).values() if each.startswith("/api/v1/calls.csv"))
    rows = csv.DictReader(io.StringIO((await served.get(address)).text))
    assert sorted(row["unique_id"] for row in rows) == sorted(f"{call.number}.0" for call in expected)


async def test_paging_to_the_oldest_and_back_shows_each_call_once_each_way(serve: Serve, records: Path) -> None:
    served, query = await serve(records), "municipality=GM1598"
    expected = [call for call in REAL if call.municipality == "GM1598"]
    assert len(expected) > 100
    page = await page_of(served, f"/calls?{query}")
    there = [shown(page)]
    while "next" in links(page):
        assert "municipality=GM1598" in links(page)["next"]
        page = await page_of(served, links(page)["next"])
        there.append(shown(page))
        assert count(page) == len(expected)
    assert sorted(chain(*there), reverse=True) == times(expected)
    back = [shown(page)]
    while "prev" in links(page):
        page = await page_of(served, links(page)["prev"])
        back.insert(0, shown(page))
    assert list(chain(*back)) == list(chain(*there))


async def test_the_filter_stands_in_the_form_again(serve: Serve, records: Path) -> None:
    page = await page_of(await serve(records), "/calls?municipality=GM0420&asked=yes&from=2026-10-01&node=&endpoint=")
    chosen = [attributes["value"] for tag, attributes in page.elements if tag == "option" and "selected" in attributes]
    assert set(chosen) == {"GM0420", "yes", ""}
    written = {
        attributes["name"]: attributes["value"]
        for tag, attributes in page.elements
        if tag == "input" and attributes["value"]
    }
    assert written == {"from": "2026-10-01"}


async def test_the_hour_that_comes_twice_is_told_apart(serve: Serve, records: Path) -> None:
    night = [call for call in REAL if AUTUMN - HOUR <= call.at < AUTUMN + HOUR]
    assert {clock(call)[-4:] for call in night} == {"CEST", " CET"}
    latest_first = sorted(night, key=lambda call: call.at, reverse=True)
    query = "/calls?from=2026-10-25&until=2026-10-25"
    served, found = await serve(records), list[str]()
    page = await page_of(served, query)
    found += shown(page)
    while "next" in links(page):
        page = await page_of(served, links(page)["next"])
        found += shown(page)
    assert [each for each in found if each.endswith("T")] == [clock(call) for call in latest_first]


async def test_links_keep_the_language(serve: Serve, records: Path) -> None:
    page = await page_of(await serve(records), "/calls?municipality=GM0420&language=en")
    assert "language=en" in links(page)["next"]
    assert all("language=en" in each for each in links(page).values() if re.match(r"/calls/", each))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("from=x", "from"),
        ("colour=red", "colour"),
        ("after=x", "after"),
        ("outcome=x", "outcome"),
        ("limit=5", "limit"),
    ],
)
async def test_what_can_not_be_asked_is_named(serve: Serve, records: Path, query: str, name: str) -> None:
    answer = await (await serve(records)).get(f"/calls?{query}")
    assert (answer.status, f"<p>{name}: " in answer.text) == (400, True)


async def test_a_municipalitys_user_finds_its_own_calls_alone(serve: Serve, records: Path) -> None:
    served = await serve(records, login=login(hoorn=["GM0405"]))
    page = await page_of(served, "/calls?test=all", X_User="hoorn")
    assert count(page) == sum(call.municipality == "GM0405" for call in KNOWN)
    assert {row[2] for row in page.tables[0][1:]} == {"Hoorn"}
    assert (await served.get("/calls?municipality=GM0420", X_User="hoorn")).status == 403


async def test_every_figure_of_the_other_pages_leads_to_as_many_calls(serve: Serve, records: Path) -> None:
    served = await serve(records)
    figures: dict[str, str] = {}
    for path in ("/", "/municipality", "/municipality?month=2026-10&municipality=GM0405"):
        text = (await served.get(path)).text
        figures.update(re.findall(r'<a href="(/calls\?[^"]+)">([^<]+)</a>', text))
    counts = {address: figure for address, figure in figures.items() if re.fullmatch("[0-9.]+", figure)}
    assert len(counts) > 10
    for written in figures:
        page = await page_of(served, html.unescape(written))
        if written in counts:
            assert count(page) == int(counts[written].replace(".", "")), written


async def test_every_field_of_the_form_is_read_and_has_a_label(serve: Serve, records: Path) -> None:
    served = await serve(records)
    page = await page_of(served, "/calls")
    names = [attributes["name"] for tag, attributes in page.elements if tag in {"input", "select"}]
    assert (await served.get(f"/calls?{'&'.join(f'{name}=' for name in names)}")).status == 200
    assert {attributes["for"] for tag, attributes in page.elements if tag == "label"} == set(names)


async def test_names_from_tables_and_sip_are_shown_as_text(serve: Serve, tmp_path: Path) -> None:
    database = Database(URL.create("sqlite", database=str(tmp_path / "records.sqlite")))
    database.write(rows_of_call(EVIL, asked_call(EVIL, NOON, outcome=EVIL), ()))
    database.close()
    text = (await (await serve(tmp_path)).get("/calls")).text
    assert ("<script>alert" in text, "&lt;script&gt;alert" in text) == (False, True)


async def test_without_records_it_says_so(serve: Serve) -> None:
    answer = await (await serve()).get("/calls")
    assert (answer.status, "geen onderdeel `records`" in answer.text) == (503, True)
