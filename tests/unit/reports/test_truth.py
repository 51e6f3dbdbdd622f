"""Every figure of a report equals what is counted in plain Python from what the calls were."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, update
from sqlalchemy.engine import URL

from tests.unit.reports.known_calls import AUTUMN, MUNICIPALITIES, SPRING, WEEKDAYS, KnownCall
from tests.unit.reports.read_page import read_page
from tests.unit.reports.truth import ENDS, Row, Truth, last_of
from veertien.archive import Database
from veertien.archive.schema import CALL_HOUR, TAKEN_HOUR, TRIED_HOUR
from veertien.conversation import Language
from veertien.reports import CallReport, ReportPeriod, made_report, month_named
from veertien.reports.shown.page import report_html
from veertien.reports.shown.plain import report_csv, report_json, report_text

pytestmark = pytest.mark.slow

NAMES = {"GM0405": "Hoorn", "GM0420": "Medemblik", "GM0532": "Stede Broec", "GM0498": "=Drechterland"}
FEW = 5
SOME = 3000
"""Calls that are written anew for one test."""

Cases = Mapping[str, tuple[date, date, str | None]]
CASES: Cases = {
    "a month with a day of 23 hours": (date(2026, 3, 1), date(2026, 3, 31), None),
    "a month with a day of 25 hours": (date(2026, 10, 1), date(2026, 10, 31), None),
    "a municipality's month": (date(2026, 11, 1), date(2026, 11, 30), "GM0420"),
    "the day of 23 hours": (date(2026, 3, 29), date(2026, 3, 29), None),
    "the day of 25 hours": (date(2026, 10, 25), date(2026, 10, 25), "GM0405"),
    "days from spring to autumn": (date(2026, 3, 10), date(2026, 10, 25), None),
    "a small municipality": (date(2026, 10, 1), date(2026, 10, 31), "GM1598"),
}


def report_of(database: Database, truth: Truth) -> CallReport:
    return made_report(database, ReportPeriod(truth.first, truth.last), truth.municipality, NAMES)


def said(report: CallReport) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report_json(report, Language.DUTCH))
    return found


def table(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    only: dict[str, Any]
    (only,) = (each for each in found["tables"] if each["key"] == key)
    return only


def rows(found: Mapping[str, Any], key: str) -> list[Row]:
    return [(row["key"], row["values"]) for row in table(found, key)["rows"]]


def same(found: Sequence[Row], true: Sequence[Row]) -> bool:
    return [key for key, _ in found] == [key for key, _ in true] and all(
        mine == pytest.approx(right, abs=0.0006) for (_, mine), (_, right) in zip(found, true, strict=True)
    )


@pytest.fixture(params=CASES, ids=str, scope="module")
def truth(request: pytest.FixtureRequest, known: Sequence[KnownCall]) -> Truth:
    return Truth(known, *CASES[request.param])


@pytest.fixture(scope="module")
def report(records: URL, truth: Truth) -> Iterator[CallReport]:
    database = Database(records)
    yield report_of(database, truth)
    database.close()


def test_the_calls_have_all_that_figures_must_be_right_about(known: Sequence[KnownCall]) -> None:
    hour = timedelta(hours=1)
    for change in (SPRING, AUTUMN):
        assert sum(change - hour <= call.at < change for call in known) > FEW
        assert sum(change <= call.at < change + hour for call in known) > FEW
    assert sum(call.test for call in known) > FEW
    assert all(call.dutch.hour != 2 for call in known if call.dutch.date() == date(2026, 3, 29))


def test_numbers_are_right(report: CallReport, truth: Truth) -> None:
    found = said(report)
    expected = truth.measures()
    assert found["calls"] == expected["calls"]
    assert [each["key"] for each in found["figures"]] == list(expected)
    for each in found["figures"]:
        assert each["value"] == pytest.approx(expected[each["key"]], abs=0.0006), each["key"]


def test_numbers_of_all_municipalities_stand_beside_those_of_one(
    database: Database, known: Sequence[KnownCall]
) -> None:
    first, last, municipality = CASES["a municipality's month"]
    found = said(report_of(database, Truth(known, first, last, municipality)))
    expected = Truth(known, first, last).measures()
    for each in found["figures"]:
        assert each["platform"] == pytest.approx(expected[each["key"]], abs=0.0006), each["key"]


def test_numbers_of_the_month_before_stand_beside_them(database: Database, known: Sequence[KnownCall]) -> None:
    first, last, municipality = CASES["a municipality's month"]
    found = said(report_of(database, Truth(known, first, last, municipality)))
    expected = Truth(known, date(2026, 10, 1), date(2026, 10, 31), municipality).measures()
    for each in found["figures"]:
        assert each["before"] == pytest.approx(expected[each["key"]], abs=0.0006), each["key"]


def test_histogram_curve_and_parts_are_right(report: CallReport, truth: Truth) -> None:
    found = said(report)
    assert same(rows(found, "question_histogram"), truth.histogram())
    assert same(rows(found, "question_curve"), truth.curve())
    assert same(rows(found, "question_parts"), truth.parts())
    assert same(rows(found, "until_taken"), truth.until_taken())


def test_months_tell_the_way_of_each_call(report: CallReport, truth: Truth) -> None:
    if truth.last != last_of(truth.first):
        pytest.skip("this period is no whole month, and has no ways by month")
    assert same(rows(said(report), "ways"), truth.months())


def test_weeks_are_in_dutch_hours_and_hide_small_cells(report: CallReport, truth: Truth) -> None:
    found = said(report)
    true = truth.weekly()
    small = {cell for cell, count in true.items() if 0 < count < FEW}
    hidden: Counter[tuple[int, str]] = Counter()
    for hour, values in rows(found, "weekly"):
        for day, value in zip(WEEKDAYS, values, strict=True):
            cell = int(hour), day
            assert value in (None, true[cell])
            if value is None:
                hidden[cell] = true[cell]
    assert small <= hidden.keys()
    assert len(hidden.keys() - small) <= 1
    assert table(found, "weekly")["withheld_together"] == hidden.total()
    assert hidden.total() == 0 or hidden.total() >= FEW


def listed_right(found: Sequence[Row], true: Mapping[str, Sequence[int]]) -> None:
    """See that rows are right, and that small ones, and no more of them than must be, are in the last."""
    shown = dict(found)
    rest = shown.pop("rest", None)
    assert all(sum(values) >= FEW and values == true[key] for key, values in shown.items())
    left = [values for key, values in true.items() if key not in shown]
    together = [sum(column) for column in zip(*left, strict=True)] if left else None
    few = together is not None and sum(together) < FEW
    assert rest == ([None] * len(rest or ()) if few else together)
    assert sum(sum(values) >= FEW for values in left) <= 1


def test_destinations_are_right(report: CallReport, truth: Truth) -> None:
    true = {endpoint: [ends[end] for end in ENDS] for endpoint, ends in truth.destinations().items()}
    listed_right(rows(said(report), "destinations"), true)


def test_languages_are_right(report: CallReport, truth: Truth) -> None:
    true = {language: [count] for language, count in truth.languages().items()}
    listed_right(rows(said(report), "languages"), true)


def test_names_that_are_not_connected_are_told_of_the_whole_platform_only(report: CallReport, truth: Truth) -> None:
    found = said(report)
    if truth.municipality:
        assert "not_connected" not in {each["key"] for each in found["tables"]}
    else:
        true = {code: [count] for code, count in truth.not_connected().items()}
        listed_right(rows(found, "not_connected"), true)


def test_what_callers_say_to_confirmations_and_which_names_are_confused(database: Database, truth: Truth) -> None:
    found = said(report_of(database, truth))
    listed_right(rows(found, "confirmations"), truth.confirmations())
    listed_right(rows(found, "confusions"), {key: [count] for key, count in truth.confusions().items()})
    listed_right(rows(found, "said_as"), {kind: [count] for kind, count in truth.said_as().items()})


def test_the_share_of_yes_is_right_in_bands_that_leave_nobody_out(
    database: Database, known: Sequence[KnownCall]
) -> None:
    truth = Truth(known, date(2026, 10, 1), date(2026, 10, 31))
    found = rows(said(report_of(database, truth)), "reliability")
    assert len(found) > FEW
    for key, (share, low, high, asked) in found:
        yes, no = truth.doubted(*map(float, key.split("-")))
        assert (asked, share) == (yes + no, pytest.approx(yes / (yes + no), abs=0.0001))
        assert asked >= FEW
        assert low < share < high or (share in (0, 1) and low <= share <= high)
    assert sum(asked for _, (*_, asked) in found) == sum(truth.doubted(0, 1))


def test_what_another_threshold_would_have_cost_is_right(database: Database, known: Sequence[KnownCall]) -> None:
    truth = Truth(known, date(2026, 10, 1), date(2026, 10, 31))
    found = rows(said(report_of(database, truth)), "accept")
    assert {float(key) >= 0.9 for key, _ in found} == {True, False}
    for key, (fewer, wrong, low, high, more) in found:
        yes, no = truth.doubted(float(key), 2)
        assert (fewer, wrong, more) == (yes + no, no, truth.unasked(0, float(key)))
        assert low <= wrong <= high


def test_the_estimate_of_wrong_routing_says_from_how_many_calls_it_is(
    database: Database, known: Sequence[KnownCall]
) -> None:
    truth = Truth(known, date(2026, 10, 1), date(2026, 10, 31))
    found = dict(rows(said(report_of(database, truth)), "wrong"))
    yes, no = truth.doubted(0, 2)
    assert found["declined"][3:] == [no, yes + no]
    assert found["came_back"][3:] == [sum(call.came_back for call in truth.these), len(truth.these)]
    compared = [call.chose_before for call in truth.these if call.chose_before is not None]
    assert found["chose_other"][3:] == [sum(map(bool, compared)), len(compared)]
    share, low, high, wrong, taken = found["unasked"]
    assert taken == truth.unasked(0, 2)
    assert low < share < high
    assert wrong == round(share * taken)


def test_test_calls_count_nowhere(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    period = month_named("2026-10")
    with_tests, without = new_database(known[:SOME]), new_database([call for call in known[:SOME] if not call.test])
    found = [report_json(made_report(each, period, None, NAMES), Language.DUTCH) for each in (with_tests, without)]
    assert found[0] == found[1]


def test_what_has_expired_is_still_counted_where_its_counts_are_kept(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    known = known[:SOME]
    database, expired = new_database(known), datetime(2026, 10, 24, 22, tzinfo=UTC)
    truth = Truth(known, *CASES["a month with a day of 25 hours"])
    before = said(report_of(database, truth))
    while database.expire(expired):
        pass
    after = said(report_of(database, truth))
    gone = [call for call in truth.these if call.at < expired]
    assert (before["expired"], after["expired"]) == (0, len(gone))
    for kind in ("figures", "tables"):
        for mine, then in zip(after[kind], before[kind], strict=True):
            if not mine["single_calls_only"]:
                assert {**mine, "before": 0} == {**then, "before": 0}
            assert mine["calls_left_out"] == (len(gone) if mine["single_calls_only"] else 0)


def test_what_an_earlier_version_let_expire_is_told_to_be_missing(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    known = known[:SOME]
    database, expired = new_database(known), datetime(2026, 10, 24, 22, tzinfo=UTC)
    truth = Truth(known, *CASES["a month with a day of 25 hours"])
    while database.expire(expired):
        pass
    early = (update(CALL_HOUR).values(node=""), delete(TAKEN_HOUR), delete(TRIED_HOUR))
    with create_engine(f"sqlite:///{database.address.removeprefix('sqlite:///')}").begin() as connection:
        for statement in early:
            connection.execute(statement)
    after = said(report_of(database, truth))
    gone = [call for call in truth.these if call.at < expired]
    missing = {each["key"] for each in (*after["figures"], *after["tables"]) if each["calls_left_out"] == len(gone)}
    lately = {"person_median", "person_within_25", "person_within_30", "until_taken", "destinations", "languages"}
    assert missing >= lately
    kept = Truth([call for call in known if call.at >= expired], truth.first, truth.last).measures()
    numbers = {each["key"]: each["value"] for each in after["figures"]}
    assert numbers["person_median"] == pytest.approx(kept["person_median"])
    note = f"Van {len(gone):,} van de ".replace(",", ".")
    assert note in " ".join(report_text(report_of(database, truth), Language.DUTCH).split())


def test_csv_has_the_same_numbers_as_json(report: CallReport, truth: Truth) -> None:
    found, lines = said(report), list(csv.DictReader(io.StringIO("".join(report_csv(report, Language.DUTCH)))))
    expected = []
    for each in found["figures"]:
        expected += [(each["key"], "", key, each[kind]) for key, kind in CSV_COLUMNS if kind in each]
    for each in found["tables"]:
        for row in each["rows"]:
            name = f"'{row['name']}" if row["name"].startswith("=") else row["name"]
            columns = (column["name"] for column in each["columns"])
            expected += [
                (each["key"], name, column, value) for column, value in zip(columns, row["values"], strict=True)
            ]
    mine = [
        (line["figure"], line["row"], line["column"], float(line["value"]) if line["value"] else None) for line in lines
    ]
    assert mine == expected
    definitions = {line["figure"]: line["definition"] for line in lines if line["definition"]}
    assert definitions == {each["key"]: each["definition"] for each in (*found["figures"], *found["tables"])}


CSV_COLUMNS = (("now", "value"), ("before", "before"), ("platform", "platform"))


@pytest.mark.parametrize("language", [Language.DUTCH, Language.ENGLISH])
def test_text_has_the_same_numbers_as_json(report: CallReport, truth: Truth, language: Language) -> None:
    found = json.loads(report_json(report, language))
    text = report_text(report, language)
    lines = [re.split(r"\s{2,}", line) for line in text.splitlines()]
    for each in found["figures"]:
        shown = next(line for line in lines if line[0] == each["name"] and len(line) > 1)
        assert close(shown[1], each["value"], each["unit"], language)
        assert close(shown[2], each["before"], each["unit"], language)
    for each in found["tables"]:
        top = next(place for place, line in enumerate(lines) if line == [each["name"]])
        body = iter(lines[top:])
        for row in each["rows"]:
            shown = next(line for line in body if line[0] == row["name"] and len(line) > 1)
            for text_cell, value, column in zip(shown[1:], row["values"], each["columns"], strict=True):
                assert close(text_cell, value, column["unit"], language)


def test_the_page_has_the_same_numbers_as_json(report: CallReport, truth: Truth) -> None:
    found, page = said(report), read_page(report_html(report, Language.DUTCH))
    numbers, *tables = page.tables
    for each, (name, *cells) in zip(found["figures"], numbers[1:], strict=True):
        assert name.startswith(f"{each['name']}{each['definition']}")
        for cell, kind in zip(cells, ("value", "before", "platform"), strict=False):
            assert kind not in each or close(cell, each[kind], each["unit"], Language.DUTCH)
    assert page.headings[1:] == [each["name"] for each in found["tables"]]
    for each, shown in zip(found["tables"], tables, strict=True):
        assert each["definition"] in page.texts
        assert shown[0][1:] == [column["name"] for column in each["columns"]]
        for row, (name, *cells) in zip(each["rows"], shown[1:], strict=True):
            assert name == row["name"]
            for cell, value, column in zip(cells, row["values"], each["columns"], strict=True):
                assert close(cell, value, column["unit"], Language.DUTCH)


def close(text: str, value: float | None, unit: str, language: Language) -> bool:
    """Return whether a number as a person reads it is this one, to its last figure."""
    if value is None:
        return text in {"*", "-"}
    if language is Language.DUTCH:
        text = text.translate({ord("."): ",", ord(","): "."})
    number = float(text.replace(",", "").rstrip("% abcdefghijklmnopqrstuvwxyz"))
    scale = {"uur": 3600, "hours": 3600, "minuten": 60, "minutes": 60, "%": 0.01}
    factor = next((factor for word, factor in scale.items() if text.endswith(word)), 1)
    return abs(number * factor - value) <= (0.0 if unit == "calls" else 0.0501 * factor + 0.001)


def test_both_databases_give_the_same_bytes(records: Any, sqlite_records: Any) -> None:
    found = []
    for url in (records, sqlite_records):
        database = Database(url)
        for municipality in (None, *MUNICIPALITIES):
            report = made_report(database, month_named("2026-10"), municipality, NAMES)
            found.append("".join(report_csv(report, Language.DUTCH)))
        database.close()
    half = len(found) // 2
    assert found[:half] == found[half:]


def test_of_fewer_than_five_questions_nothing_is_told(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    october = [call for call in known if call.dutch.month == 10 and not call.test]
    asked = [call for call in october if call.parts and call.taken_after is not None]
    unasked = [call for call in october if call.way == "skipped" and call.taken_after is None][:10]
    for count in (4, 5):
        report = made_report(new_database([*asked[:count], *unasked]), month_named("2026-10"), None, NAMES)
        found, told = said(report), count == FEW
        about = {"question_histogram", "question_curve", "question_parts", "until_taken"}
        assert {each["key"] for each in found["tables"] if each["rows"] and each["key"] in about} == (
            about if told else set()
        )
        numbers = {each["key"]: each["value"] for each in found["figures"]}
        withheld = {key for key, value in numbers.items() if value is None}
        questions = {"question_mean", "question_median", "question_p95", "question_longest", "saved"}
        persons = {"person_median", "person_within_25", "person_within_30"}
        assert withheld == (set() if told else questions | persons)
        assert {each["key"] for each in found["figures"] if "value" in each["withheld"]} == withheld
        assert told or "wordt niets gezegd.\n" in report_text(report, Language.DUTCH).replace("; - is", "")


def test_of_fewer_than_five_calls_nothing_is_told(
    new_database: Callable[[Sequence[KnownCall]], Database], known: Sequence[KnownCall]
) -> None:
    october = [call for call in known if call.dutch.month == 10 and not call.test]
    for count, told in ((4, False), (5, True)):
        report = made_report(new_database(october[:count]), month_named("2026-10"), None, NAMES)
        assert bool(report.measures) is told
        assert said(report)["calls"] == (count if told else None)
        assert report_text(report, Language.DUTCH).splitlines()[2].startswith("Minder dan 5 oproepen:") is not told
    assert (
        "".join(
            report_csv(made_report(new_database(october[:4]), month_named("2026-10"), None, {}), Language.DUTCH)
        ).count("\n")
        == 1
    )
