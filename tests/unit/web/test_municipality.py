"""The page Gemeente is the report, of whoever looks may see."""

import asyncio
import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.engine import URL

from tests.unit.reports.conftest import keep
from tests.unit.reports.known_calls import KnownCall, known_calls
from tests.unit.reports.read_page import ReadPage, read_page
from tests.unit.web.conftest import Serve
from tests.unit.web.test_access import login
from veertien.archive import Database
from veertien.conversation import Language
from veertien.reports import made_report, month_named
from veertien.reports.shown.page import report_html

pytestmark = pytest.mark.slow

NAMES = {"GM0405": "Hoorn", "GM0420": "Medemblik", "GM1598": "Koggenland"}


@pytest.fixture(scope="session")
def calls() -> Sequence[KnownCall]:
    return known_calls(600)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, calls: Sequence[KnownCall]) -> Path:
    folder = tmp_path_factory.mktemp("records")
    keep(URL.create("sqlite", database=str(folder / "records.sqlite")), calls, folder)
    return folder


def links(page: ReadPage) -> list[str]:
    return [address for tag, attributes in page.elements if tag == "a" and (address := attributes["href"])]


def chosen(page: ReadPage) -> list[str | None]:
    return [attributes["value"] for tag, attributes in page.elements if tag == "option" and "selected" in attributes]


def offered(page: ReadPage) -> list[str | None]:
    return [attributes["value"] for tag, attributes in page.elements if tag == "option"]


@pytest.mark.parametrize("code", [None, "GM0420"])
@pytest.mark.parametrize("language", [Language.DUTCH, Language.ENGLISH])
async def test_it_says_what_the_report_says(serve: Serve, folder: Path, code: str | None, language: Language) -> None:
    database = Database(URL.create("sqlite", database=str(folder / "records.sqlite")))
    names = {**NAMES, "GM0532": "Stede Broec", "GM0498": "Drechterland", "GM0432": "Opmeer"}
    report = read_page(report_html(made_report(database, month_named("2026-10"), code, names), language))
    database.close()
    asked = f"/municipality?month=2026-10&municipality={code or ''}&language={language.value}"
    page = read_page((await (await serve(folder)).get(asked)).text)
    assert (page.headings, page.tables) == (report.headings, report.tables)


async def test_it_begins_with_this_month_and_offers_all_that_have_calls(serve: Serve, folder: Path) -> None:
    page = read_page((await (await serve(folder)).get("/municipality")).text)
    assert page.headings[0] == "Wat de vraag kost: alle gemeenten, november 2026"
    assert offered(page)[-10:] == [f"2026-{month:02}" for month in range(11, 1, -1)]
    assert {"", "GM0405", "GM0420", "GM1598"} <= set(offered(page))


async def test_it_keeps_what_was_chosen(serve: Serve, folder: Path) -> None:
    served = await serve(folder)
    page = read_page((await served.get("/municipality?municipality=GM1598&month=2026-03")).text)
    assert chosen(page) == ["GM1598", "2026-03"]


async def test_its_figures_lead_to_their_calls(serve: Serve, folder: Path, calls: Sequence[KnownCall]) -> None:
    served = await serve(folder)
    text = (await served.get("/municipality?municipality=GM0405&month=2026-10&language=en")).text
    page = read_page(text)
    found = [parse_qs(urlsplit(address).query) for address in links(page) if address.startswith("/calls?from")]
    october = {"from": ["2026-10-01"], "until": ["2026-10-31"], "language": ["en"]}
    here = {**october, "municipality": ["GM0405"]}
    before = {**here, "from": ["2026-09-01"], "until": ["2026-09-30"]}
    assert found[:3] == [here, before, october]
    assert here | {"asked": ["yes"]} in found
    assert here | {"endpoint": ["trunk-gm0405"], "result": ["ANSWER"]} in found
    assert not re.search(r">[*-]</a>", text), "what is withheld leads nowhere"


@pytest.mark.parametrize("of", ["", "municipality=GM0405&"])
async def test_behind_each_number_of_calls_are_as_many(serve: Serve, folder: Path, of: str) -> None:
    served = await serve(folder)
    text = (await served.get(f"/municipality?{of}month=2026-10")).text
    numbers = re.findall(r'<a href="(/calls\?[^"]*)">([\d.]+)</a>', text)
    assert len(numbers) > 5
    for address, number in numbers:
        page = (await served.get(unescape(address))).text
        (count,) = re.findall(r'<p id="count">([\d.]+) gesprek', page)
        assert count == number, address


async def test_a_municipalitys_user_sees_its_own_report_and_no_other(serve: Serve, folder: Path) -> None:
    served = await serve(folder, login=login(jan=["GM0420", "GM0405"]))
    page = read_page((await served.get("/municipality?month=2026-10", X_User="jan")).text)
    assert page.headings[0] == "Wat de vraag kost: Hoorn (GM0405), oktober 2026"
    assert page.tables[0][0] == ["cijfer", "oktober 2026", "september 2026", "norm"], "nothing of all municipalities"
    assert [each for each in offered(page) if not re.match(r"\d", each or "")] == ["GM0405", "GM0420"]
    assert all("GM0405" in address for address in links(page) if address.startswith("/calls?"))
    for other in ("GM1598", "GM0001"):
        assert (await served.get(f"/municipality?municipality={other}", X_User="jan")).status in {400, 403}


async def test_who_may_see_no_municipality_sees_no_report(serve: Serve, folder: Path) -> None:
    served = await serve(folder, login=login(jan=[]))
    assert (await served.get("/municipality", X_User="jan")).status == 403


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("municipality=Hoorn", "municipality"),
        ("municipality=%3Cscript%3E", "municipality"),
        ("month=2026", "month"),
        ("month=2026-13", "month"),
        ("month=9999-01", "month"),
        ("day=1", "day"),
    ],
)
async def test_what_is_malformed_is_refused_by_its_name(serve: Serve, folder: Path, asked: str, named: str) -> None:
    answer = await (await serve(folder)).get(f"/municipality?{asked}")
    assert (answer.status, f"<p>{named}: " in answer.text) == (400, True)


async def test_far_months_are_not_all_offered(serve: Serve, folder: Path) -> None:
    page = read_page((await (await serve(folder)).get("/municipality?month=9990-12")).text)
    assert offered(page).count("9990-12") == 1
    assert len(offered(page)) < 30


async def test_of_few_calls_nothing_is_told(serve: Serve, tmp_path: Path, calls: Sequence[KnownCall]) -> None:
    october = [call for call in calls if call.dutch.month == 10 and not call.test]
    url = URL.create("sqlite", database=str(tmp_path / "records.sqlite"))
    await asyncio.to_thread(keep, url, october[:4], tmp_path)
    page = read_page((await (await serve(tmp_path)).get("/municipality?month=2026-10")).text)
    assert ("Minder dan 5 oproepen: over zo weinig wordt niets gezegd." in page.texts, page.tables) == (True, [])


async def test_without_records_it_says_so(serve: Serve) -> None:
    answer = await (await serve()).get("/municipality")
    assert (answer.status, "geen onderdeel `records`" in answer.text) == (503, True)
