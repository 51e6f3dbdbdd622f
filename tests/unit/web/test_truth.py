"""Of 10,000 known calls each figure of the pages and of the API is that of who counts, in both databases."""

import csv
import io
import json
import random
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

import pytest
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE
from tests.unit.reports.conftest import known, postgresql, records, sqlite_records
from tests.unit.reports.known_calls import KnownCall
from tests.unit.reports.read_page import read_page
from tests.unit.reports.truth import Truth
from tests.unit.web.conftest import Serve, Served
from tests.unit.web.test_api import all_calls
from tests.unit.web.test_calls import count
from veertien.archive.rows import call_id_of

__all__ = ["known", "postgresql", "records", "sqlite_records"]

pytestmark = pytest.mark.slow

FILTERS: dict[str, dict[str, str]] = {
    "all but tests": {},
    "all": {"test": "all"},
    "test calls": {"test": "yes"},
    "the day of 23 hours": {"from": "2026-03-29", "until": "2026-03-29"},
    "the day of 25 hours": {"from": "2026-10-25", "until": "2026-10-25"},
    "a municipality's month": {"municipality": "GM0420", "from": "2026-11-01", "until": "2026-11-30"},
    "given up": {"outcome": "abandoned"},
    "not connected": {"outcome": "not_connected"},
    "asked": {"asked": "yes"},
    "taken by who stands in": {"endpoint": "trunk-operator", "result": "ANSWER"},
}
CASES = {
    "a month with a day of 23 hours": (date(2026, 3, 1), date(2026, 3, 31), None),
    "a month with a day of 25 hours": (date(2026, 10, 1), date(2026, 10, 31), None),
    "a municipality's month": (date(2026, 11, 1), date(2026, 11, 30), "GM0420"),
    "the day of 25 hours": (date(2026, 10, 25), date(2026, 10, 25), "GM0405"),
}


def meant(call: KnownCall, wanted: dict[str, str]) -> bool:
    """Return whether a filter means a call, by what the call was."""
    asked = call.way not in {"none", "skipped", "fallback"}
    return (
        (wanted.get("test", "no") in {"all", "yes" if call.test else "no"})
        and wanted.get("from", "") <= str(call.dutch.date()) <= wanted.get("until", "9")
        and wanted.get("municipality") in {None, call.municipality}
        and wanted.get("outcome") in {None, outcome(call)}
        and wanted.get("asked") in {None, "yes" if asked else "no"}
        and wanted.get("endpoint") in {None, call.endpoint}
        and ("result" not in wanted or call.taken_after is not None)
    )


def outcome(call: KnownCall) -> str:
    if call.not_connected:
        return "not_connected"
    return {"person": "operator", "given_up": "abandoned", "fallback": "fallback"}.get(call.way, "connect")


async def got(served: Served, path: str, **parameters: str) -> str:
    answer = await served.get(f"{path}?{urlencode(parameters)}")
    assert answer.status == 200, answer.text
    return answer.text


@pytest.mark.parametrize("wanted", FILTERS.values(), ids=FILTERS)
async def test_page_json_and_csv_have_the_calls_that_a_filter_means(
    serve: Serve, records: URL, known: Sequence[KnownCall], wanted: dict[str, str]
) -> None:
    served = await serve(records)
    expected = sorted(f"{call.number}.0" for call in known if meant(call, wanted))
    assert len(expected) > 50
    assert count(read_page(await got(served, "/calls", **wanted))) == len(expected)
    rows = csv.DictReader(io.StringIO(await got(served, "/api/v1/calls.csv", **wanted)))
    assert sorted(row["unique_id"] for row in rows) == expected
    pages = await all_calls(served, f"/api/v1/calls?{urlencode({**wanted, 'limit': '1000'})}")
    assert sorted(row["unique_id"] for row in pages) == expected


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_the_reports_numbers_are_right(
    serve: Serve, records: URL, known: Sequence[KnownCall], case: tuple[date, date, str | None]
) -> None:
    first, last, municipality = case
    parameters = {"from": str(first), "until": str(last), **({"municipality": municipality} if municipality else {})}
    found = json.loads(await got(await serve(records), "/api/v1/report", **parameters))
    expected = Truth(known, first, last, municipality).measures()
    assert found["calls"] == expected["calls"]
    values = {each["key"]: each["value"] for each in found["figures"]}
    assert values.keys() >= expected.keys()
    for key, value in expected.items():
        assert values[key] == pytest.approx(value, abs=0.0006), key


async def test_single_calls_come_with_the_answers_that_were_heard(
    serve: Serve, records: URL, known: Sequence[KnownCall]
) -> None:
    served = await serve(records)
    for call in random.Random(14).sample(known, 100):
        found = json.loads(await got(served, f"/api/v1/calls/{call_id_of(NODE, f'{call.number}.0')}"))
        assert found["call"]["question_ms"] == call.question_ms
        heard = [
            (each["state"], each["best"], each["confidence"], each["decision"], each["said_as"])
            for each in found["answers"]
        ]
        assert heard == [(each.state, each.best, each.confidence, each.decision, each.said_as) for each in call.answers]


@pytest.mark.parametrize("records", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    "path", ["/api/v1/calls.csv?test=all", "/api/v1/calls?limit=1000", "/api/v1/report?month=2026-10"]
)
async def test_both_databases_give_the_same_bytes(serve: Serve, records: URL, sqlite_records: URL, path: str) -> None:
    one, other = await serve(records), await serve(sqlite_records)
    assert (await one.get(path)).text == (await other.get(path)).text
