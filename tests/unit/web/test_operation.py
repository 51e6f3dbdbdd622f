"""The page Beheer: what is in force, who changed it, disks and what is wrong."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from tests.unit.web.conftest import Serve
from tests.unit.web.daemon import OwnDaemon
from veertien.archive import Database, change_row
from veertien.config import Fault, LoginSettings
from veertien.doctor.finding import FindingPlace
from veertien.doctor.kinds import endpoint_kinds
from veertien.records import ReloadResult
from veertien.service.editions.reloading import Reload
from veertien.web.daemon import FRESH_SECONDS
from veertien.web.pages.operation import CHANGES_A_PAGE

pytestmark = pytest.mark.slow

START = datetime(2026, 11, 1, 8, tzinfo=UTC)


@pytest.fixture
def changed(tmp_path: Path) -> Path:
    """A folder with records of more changes than a page shows."""
    database = Database(URL.create("sqlite", database=str(tmp_path / "records.sqlite")))
    # The first two came at the same moment.
    database.write(
        [
            change_row(
                f"pbx{number}",
                START + timedelta(minutes=max(number, 1)),
                "reload",
                "0.14",
                "refused",
                f"admin{number}",
                "01ab",
                ("trunks.yaml:3: <fault>", "second line"),
            )
            for number in range(CHANGES_A_PAGE + 2)
        ]
    )
    database.close()
    return tmp_path


async def test_it_shows_what_is_in_force_and_the_versions(serve: Serve, daemon: OwnDaemon) -> None:
    page = (await (await serve(daemon=daemon)).get("/operation")).text
    for shown in (
        "52f23d2cf9c4",
        "0123456789ab",
        "/etc/veertien",
        "ba9876543210",
        "2027-01-01",
        "data-2027",
        "uit het pakket",
        "verbonden",
        "2026-11-25 11:30:00",
    ):
        assert shown in page


async def test_it_shows_why_the_last_reload_was_refused_in_the_pages_language(serve: Serve, daemon: OwnDaemon) -> None:
    fault = Fault("<trunks.yaml>", 3, 1, "YES-NO", 'is "x"; write yes or no', 'is "x"; schrijf yes of no')
    daemon.health["last_reload"] = Reload("SIGHUP", ReloadResult.REFUSED, faults=(fault,), at=START).as_json()
    pages = await serve(daemon=daemon)
    for language, cure in (("nl", "schrijf yes of no"), ("en", "write yes or no")):
        page = (await pages.get(f"/operation?language={language}")).text
        assert f"&lt;trunks.yaml&gt;:3:1: YES-NO is &#34;x&#34;; {cure}" in page


async def test_it_shows_what_the_doctor_found_with_its_place_and_cure_in_the_pages_language(
    serve: Serve, daemon: OwnDaemon
) -> None:
    pages = await serve(daemon=daemon)
    assert "De dokter vond niets." in (await pages.get("/operation")).text
    daemon.rounds.findings = (
        endpoint_kinds.CARRIER_BY_NAME.found(FindingPlace("pjsip.conf", 14), endpoint="<carrier>", ways="username"),
    )
    await asyncio.sleep(FRESH_SECONDS)
    for language, words in (("nl", "wie zijn naam in From schrijft"), ("en", "whoever writes its name into From")):
        page = (await pages.get(f"/operation?language={language}")).text
        for shown in (words, "pjsip.conf:14", "carrier_by_name", "&lt;carrier&gt;", "`identify_by=ip`"):
            assert shown in page


async def test_it_shows_who_changed_what_the_latest_first_and_escaped(serve: Serve, changed: Path) -> None:
    page = (await (await serve(changed)).get("/operation")).text
    assert page.index(f"admin{CHANGES_A_PAGE + 1}<") < page.index("admin5<")
    assert "<td>herlading</td><td>geweigerd</td>" in page
    assert "trunks.yaml:3: &lt;fault&gt;" in page


async def test_each_change_is_on_one_page_also_where_two_came_at_once(serve: Serve, changed: Path) -> None:
    served = await serve(changed)
    first = (await served.get("/operation")).text
    older = first.split('<p><a href="/operation?before=')[1].split('"')[0].replace("&amp;", "&")
    second = (await served.get(f"/operation?before={older}")).text
    for number in range(CHANGES_A_PAGE + 2):
        assert (f"admin{number}<" in first) + (f"admin{number}<" in second) == 1
    assert "?before=" not in second.split("<main")[1]


@pytest.mark.parametrize("before", ["x", "2026-11-01", "2026-11-01T08:00:00_x", "2026-11-01T08:00:00Z", ""])
async def test_another_address_than_its_own_is_refused_by_the_parameters_name(serve: Serve, before: str) -> None:
    answer = await (await serve()).get(f"/operation?before={before}")
    assert (answer.status, "before: " in answer.text) == (400, True)


async def test_it_shows_how_much_is_kept_and_how_full_the_disk_is(serve: Serve, changed: Path) -> None:
    (changed / "records.spool").write_bytes(bytes(3_200_000))
    page = (await (await serve(changed)).get("/operation")).text
    assert "<dt>Wacht op de database</dt><dd>3 MB</dd>" in page
    assert str(changed) in page.split('id="disks-table"')[1].split("</table>")[0]


async def test_it_is_for_who_may_see_all(serve: Serve, daemon: OwnDaemon) -> None:
    users = {"anna": ["Hoorn"], "beheer": "all"}
    login = LoginSettings.model_validate({"header": "X-User", "from": ["127.0.0.1"], "users": users})
    served = await serve(daemon=daemon, login=login)
    assert (await served.get("/operation", X_User="anna")).status == 403
    assert "/operation" not in (await served.get("/", X_User="anna")).text
    assert (await served.get("/operation", X_User="beheer")).status == 200


async def test_without_the_daemon_and_records_it_says_so(serve: Serve) -> None:
    page = (await (await serve()).get("/operation")).text
    assert "niet te bereiken" in page
    assert "geen onderdeel `records`" in page
