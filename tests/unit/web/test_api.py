"""The API gives what the records hold, page by page, to who may see it; what can't be asked it names."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from tests.unit.web.conftest import KNOWN, Serve, Served
from tests.unit.web.test_access import login
from veertien.archive import Database, change_row
from veertien.archive.queries.exporting import csv_lines
from veertien.archive.rows import call_id_of, rows_of_call
from veertien.archive.schema import CALL
from veertien.conversation import Language
from veertien.reports import made_report, month_named
from veertien.reports.shown.plain import report_json
from veertien.web.api.endpoints import ENDPOINTS, ONE_CALL, ApiEndpoint

pytestmark = pytest.mark.slow

REAL = [call for call in KNOWN if not call.test]


async def all_calls(served: Served, path: str, **headers: str) -> list[dict[str, Any]]:
    """Follow the links from a page to the next one."""
    found: list[dict[str, Any]] = []
    following: str | None = path
    while following is not None:
        answer = await served.get(following, **headers)
        assert answer.status == 200, answer.text
        page = json.loads(answer.text)
        found += page["calls"]
        following = page["next"]
        assert answer.headers.get("Link") == (following and f'<{following}>; rel="next"')
    return found


async def csv_of(served: Served, query: str, **headers: str) -> list[dict[str, str]]:
    answer = await served.get(f"/api/v1/calls.csv{query}", **headers)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text)))


def export(folder: Path) -> str:
    database = Database(URL.create("sqlite", database=str(folder / "records.sqlite")))
    text = "".join(csv_lines(CALL.columns.keys(), database.rows(CALL, None, None)))
    database.close()
    return text


async def test_following_the_links_gives_each_call_once_the_newest_first(serve: Serve, records: Path) -> None:
    found = await all_calls(await serve(records), "/api/v1/calls?limit=700")
    assert sorted(each["unique_id"] for each in found) == sorted(f"{call.number}.0" for call in REAL)
    places = [(each["started_at"], each["id"]) for each in found]
    assert places == sorted(places, reverse=True)


async def test_the_csv_of_all_calls_is_the_export_of_the_command(serve: Serve, records: Path) -> None:
    answer = await (await serve(records)).get("/api/v1/calls.csv?test=all")
    assert answer.text == export(records)
    assert answer.text.count("\n") == len(KNOWN) + 1


async def test_filters_find_in_json_and_csv_what_they_say(serve: Serve, records: Path) -> None:
    served = await serve(records)
    for query, expected in (
        ("municipality=GM0420", [call for call in REAL if call.municipality == "GM0420"]),
        ("outcome=abandoned", [call for call in REAL if call.way == "given_up"]),
        ("asked=no", [call for call in REAL if call.way in {"none", "skipped", "fallback"}]),
        ("test=yes", [call for call in KNOWN if call.test]),
        ("from=2026-10-25&until=2026-10-25", [call for call in REAL if f"{call.dutch:%m-%d}" == "10-25"]),
        ("from=2026-03-29&until=2026-03-29", [call for call in REAL if f"{call.dutch:%m-%d}" == "03-29"]),
    ):
        names = sorted(f"{call.number}.0" for call in expected)
        assert len(names) > 5
        assert sorted(each["unique_id"] for each in await all_calls(served, f"/api/v1/calls?{query}")) == names
        assert sorted(each["unique_id"] for each in await csv_of(served, f"?{query}")) == names


async def test_a_call_comes_with_its_answers(serve: Serve, tmp_path: Path) -> None:
    database = Database(URL.create("sqlite", database=str(tmp_path / "records.sqlite")))
    database.write((*rows_of_call(NODE, asked_call(), heard()), change_row(NODE, NOON, "start", "0.1.0")))
    database.close()
    served = await serve(tmp_path)
    found = json.loads((await served.get(f"/api/v1/calls/{call_id_of(NODE, asked_call().call)}")).text)
    assert (found["call"]["municipality"], found["call"]["started_at"]) == ("GM0420", "2026-11-28T12:00:00.123Z")
    assert [(each["best"], each["confidence"]) for each in found["answers"]] == [("GM0420", 0.83), ("yes", 0.97)]
    assert (await served.get(f"/api/v1/calls/{call_id_of(NODE, 'other')}")).status == 404
    (change,) = json.loads((await served.get("/api/v1/changes")).text)["changes"]
    assert (change["kind"], change["at"]) == ("start", "2026-11-28T12:00:00.123Z")


@pytest.mark.parametrize("code", [None, "GM0420"])
async def test_the_report_is_that_of_the_command(serve: Serve, records: Path, code: str | None) -> None:
    served = await serve(records)
    answer = await served.get(f"/api/v1/report?month=2026-10&language=en{f'&municipality={code}' if code else ''}")
    database = Database(URL.create("sqlite", database=str(records / "records.sqlite")))
    names = {"GM0420": "Medemblik", "GM0405": "Hoorn", "GM1598": "Koggenland"}
    names |= {"GM0532": "Stede Broec", "GM0498": "Drechterland", "GM0432": "Opmeer"}
    expected = json.loads(report_json(made_report(database, month_named("2026-10"), code, names), Language.ENGLISH))
    database.close()
    assert json.loads(answer.text) == expected


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("calls?limit=0", "limit"),
        ("calls?limit=many", "limit"),
        ("calls?limit=1001", "limit"),
        ("calls?after=x", "after"),
        ("calls?after=2026-13-28T12:00:00.123Z_0d9bfae0-b7a1-5b57-9d0d-3f6d9a1c2e41", "after"),
        ("calls?from=yesterday", "from"),
        ("calls?until=2026-02-31", "until"),
        ("calls?from=2026-02-03&until=2026-02-01", "until"),
        ("calls?outcome=lost", "outcome"),
        ("calls?municipality=Hoorn", "municipality"),
        ("calls?test=maybe", "test"),
        ("calls?node=%00", "node"),
        ("calls?colour=red", "colour"),
        ("calls?asked=yes&asked=no", "asked"),
        ("calls.csv?limit=5", "limit"),
        ("changes?before=x", "before"),
        ("report?month=2026-13", "month"),
        ("report?month=2026-10&from=2026-10-01", "month"),
        ("report?from=2026-10-01", "until"),
        ("openapi.json?x=y", "x"),
    ],
)
async def test_a_parameter_that_is_wrong_is_named(serve: Serve, records: Path, path: str, name: str) -> None:
    answer = await (await serve(records)).get(f"/api/v1/{path}")
    problem = json.loads(answer.text)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert (answer.status, problem["status"], problem["parameter"]) == (400, 400, name)
    assert problem["detail"].startswith(f"{name}: ")


async def test_a_municipalitys_user_gets_its_own_calls_alone(serve: Serve, records: Path) -> None:
    served = await serve(records, login=login(medemblik=["GM0420"]))
    own = {"X_User": "medemblik"}
    mine = sorted(f"{call.number}.0" for call in REAL if call.municipality == "GM0420")
    for query in ("", "?test=no", "?municipality=GM0420"):
        assert sorted(each["unique_id"] for each in await all_calls(served, f"/api/v1/calls{query}", **own)) == mine
        assert sorted(each["unique_id"] for each in await csv_of(served, query, **own)) == mine
    other = next(call for call in REAL if call.municipality == "GM0405")
    for path in ("calls?municipality=GM0405", "calls.csv?municipality=GM0405", "changes", "report"):
        assert (await served.get(f"/api/v1/{path}", **own)).status == 403
    assert (await served.get(f"/api/v1/calls/{call_id_of(NODE, f'{other.number}.0')}", **own)).status == 404
    report = await served.get("/api/v1/report?municipality=GM0420&month=2026-10", **own)
    assert (report.status, '"platform"' in report.text) == (200, False), "nothing of all municipalities"
    assert (await served.get("/api/v1/calls")).status == 403


@pytest.mark.parametrize("query", ["", "?test=all", "?municipality=GM0405", "?call={id}", "?limit=1000"])
@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.path)
async def test_no_address_tells_a_municipalitys_user_of_another(
    serve: Serve, records: Path, endpoint: ApiEndpoint, query: str
) -> None:
    other = next(call for call in REAL if call.municipality == "GM0405")
    path = f"{endpoint.path}{query}".format(id=call_id_of(NODE, f"{other.number}.0"))
    everything = (await (await serve(records)).get(path)).text
    served = await serve(records, login=login(medemblik=["GM0420"]))
    answer = await served.get(path, X_User="medemblik")
    assert answer.status == 200 or answer.text.startswith('{"title":')
    assert "GM0405" not in answer.text
    assert f'"{other.number}.0"' not in answer.text
    if endpoint.platform:
        assert answer.status == 403
    if endpoint is ONE_CALL and not query:
        assert (answer.status, "GM0405" in everything) == (404, True)


async def test_without_records_it_says_so(serve: Serve) -> None:
    served = await serve()
    for path in ("calls", "calls.csv", "changes", "report", f"calls/{call_id_of(NODE, '1.0')}"):
        answer = await served.get(f"/api/v1/{path}")
        assert (answer.status, "records" in json.loads(answer.text)["detail"]) == (503, True)


async def test_head_of_the_csv_reads_no_calls_out(serve: Serve, records: Path) -> None:
    answer = await (await serve(records)).get("/api/v1/calls.csv", method="HEAD")
    assert (answer.status, answer.text) == (200, "")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="calls.csv"'
