"""The page of a report stands alone, says what its pictures show, and lets no name do anything but be read."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as Xml

import pytest
from sqlalchemy.engine import URL

from tests.unit.reports.known_calls import KnownCall
from tests.unit.reports.read_page import read_page
from veertien.archive import Database
from veertien.conversation import Language
from veertien.reports import REPORT_LANGUAGES, made_report, month_named
from veertien.reports.figures.breakdowns import BREAKDOWNS
from veertien.reports.figures.ways import CallWay
from veertien.reports.shown.page import report_html

pytestmark = pytest.mark.slow

OCTOBER = month_named("2026-10")
NAMES = {"GM0405": "Hoorn", "GM0532": "Stede Broec"}


@pytest.fixture
def database(sqlite_records: URL) -> Iterator[Database]:
    database = Database(sqlite_records)
    yield database
    database.close()


@pytest.fixture(params=REPORT_LANGUAGES)
def html(database: Database, request: pytest.FixtureRequest) -> str:
    return report_html(made_report(database, OCTOBER, None, NAMES), request.param)


def pictures(html: str) -> list[Xml.Element]:
    return [Xml.fromstring(found) for found in re.findall(r"<svg viewBox.*?</svg>", html, re.DOTALL)]


def test_the_same_records_give_the_same_bytes(database: Database, sqlite_records: URL) -> None:
    again = Database(sqlite_records)
    one, other = (
        report_html(made_report(each, OCTOBER, "GM0405", NAMES), Language.DUTCH) for each in (database, again)
    )
    again.close()
    assert one == other


def test_nothing_is_fetched_and_nothing_runs(html: str) -> None:
    page = read_page(html)
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {"src", "href", "onload", "onclick", "action"} & names
    assert not {"script", "link", "iframe", "img", "object"} & {tag for tag, _ in page.elements}
    assert set(re.findall(r"url\((.)", html)) == {"#"}
    policy = next(each["content"] for tag, each in page.elements if "http-equiv" in each)
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_beneath_each_picture_is_its_table(html: str) -> None:
    order = [tag for tag, attributes in read_page(html).elements if tag == "table" or "viewbox" in attributes]
    assert order == ["table", *["svg", "table"] * len(BREAKDOWNS)]


def test_each_picture_says_what_it_is(html: str) -> None:
    titles = [picture.findtext("title") for picture in pictures(html)]
    assert titles == read_page(html).headings[1:]
    for picture in pictures(html):
        title = picture.find("title")
        assert title is not None
        assert (picture.get("role"), picture.get("aria-labelledby")) == ("img", title.get("id"))


def test_no_id_is_there_twice_and_each_that_is_used_is_there(html: str) -> None:
    ids = re.findall(r' id="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    used = {*re.findall(r"url\(#([^)]*)\)", html), *re.findall(r'aria-labelledby="([^"]*)"', html)}
    assert used <= set(ids)


def test_parts_of_a_bar_are_told_apart_without_colour(html: str) -> None:
    hatches = dict(re.findall(r'<pattern id="(\w+)"[^>]*>(.*?)</pattern>', html))
    assert len(set(hatches.values())) == len(hatches)
    boxes = pictures(html)[0].iter("rect")
    legend = [box.get("fill") for box in boxes if box.get("width") == box.get("height")]
    assert len(set(legend)) == len(legend) == len(CallWay)
    plain = [brightness(fill) for fill in legend if fill and fill.startswith("#")]
    assert all(abs(one - other) > 0.25 for one, other in combinations(plain, 2))


def brightness(colour: str) -> float:
    """How bright a colour is on a printer that has none, from 0 to 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    red, green, blue = bytes.fromhex(digits)
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def test_the_darkest_field_of_the_week_lets_its_number_be_read(html: str) -> None:
    shades = [float(box.get("fill-opacity") or 1) for box in pictures(html)[5].iter("rect")]
    assert max(shades) == 0.6
    assert {box.get("fill") for box in pictures(html)[5].iter("rect")} == {"#154273"}


def test_columns_are_as_high_as_their_numbers(html: str) -> None:
    heights = [float(box.get("height") or 0) for box in pictures(html)[1].iter("rect")]
    counts = [int(row[1].replace(".", "").replace(",", "")) for row in read_page(html).tables[2][1:]]
    scale = max(heights) / max(counts)
    assert heights == pytest.approx([count * scale for count in counts], abs=0.11)


def test_the_curve_rises_through_the_shares(html: str) -> None:
    (line,) = pictures(html)[2].iter("polyline")
    points = [tuple(map(float, point.split(","))) for point in (line.get("points") or "").split()]
    shares = [row[1].rstrip(" %").replace(",", ".") for row in read_page(html).tables[3][1:]]
    bottom, top = points[0][1], points[-1][1]
    assert [(bottom - y) / (bottom - top) for _, y in points[1:]] == pytest.approx(
        [float(share) / 100 for share in shares], abs=0.002
    )


def test_all_of_a_picture_lies_within_it(html: str) -> None:
    for picture in pictures(html):
        _, _, width, height = map(float, (picture.get("viewBox") or "").split())
        for box in picture.iter("rect"):
            x, y, wide, tall = (float(box.get(name) or 0) for name in ("x", "y", "width", "height"))
            assert x >= 0
            assert y >= 0
            assert x + wide <= width + 0.5
            assert y + tall <= height + 0.5
        for label in picture.iter("text"):
            assert 0 <= float(label.get("x") or 0) <= width
            assert 0 <= float(label.get("y") or 0) <= height


def test_names_are_read_and_do_nothing(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    evil = '"><script>alert(1)</script>'
    calls = [replace(call, endpoint=call.endpoint and evil, turned_away=()) for call in known]
    names = dict.fromkeys(("GM0405", "GM0420", "GM0532", "GM0498"), "</title><b onload=x>&amp;")
    for municipality in (None, "GM0405"):
        html = report_html(made_report(new_database(calls), OCTOBER, municipality, names), Language.DUTCH)
        page = read_page(html)
        assert evil in [row[0] for table in page.tables for row in table]
        assert not {"script", "b"} & {tag for tag, _ in page.elements}
        if municipality:
            assert page.headings[0] == "Wat de vraag kost: </title><b onload=x>&amp; (GM0405), oktober 2026"
        else:
            place = page.headings.index("Gevraagde gemeenten die niet zijn aangesloten")
            assert "</title><b onload=x>&amp;" in [row[0] for row in page.tables[place]]


def test_the_page_of_no_calls_or_few_says_so(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    october = [call for call in known if call.dutch.month == 10 and not call.test]
    for count, said in ((0, "Geen oproepen."), (4, "Minder dan 5 oproepen: over zo weinig wordt niets gezegd.")):
        page = read_page(report_html(made_report(new_database(october[:count]), OCTOBER, None, NAMES), Language.DUTCH))
        assert (page.texts[-1], page.tables) == (said, [])
