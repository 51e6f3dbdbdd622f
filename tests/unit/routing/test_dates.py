"""What counts from or until a date takes effect by itself: changes of numbers, and mergers of municipalities."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.conftest import Faults
from tests.unit.rehearsed import answered
from veertien.config import load_tables
from veertien.config.models.time_fields import moment_in
from veertien.gazetteer import Gazetteer, NameKind
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Call, Outcome, Tables, chosen, offer
from veertien.routing.dates import Maintenance

FILE = "municipalities/noord-holland.yaml"
BEFORE = datetime(2026, 12, 31, 23, 59, 59, tzinfo=AMSTERDAM)
AFTER = datetime(2027, 1, 1, tzinfo=AMSTERDAM)

MERGER = """\
municipalities:
  - {name: Hoorn, until: 2027-01-01, destinations: [{trunk: hoorn, number: 0229000001}]}
  - {name: Medemblik, until: 2027-01-01, destinations: [{trunk: medemblik, number: 0229000002}]}
  - name: Zuiderkogge
    code: GM1999
    replaces: [Hoorn, Medemblik]
    from: 2027-01-01
    other_names: [De Kogge]
    destinations: [{trunk: hoorn, number: 0229000009}]
  - {name: Opmeer, destinations: [{trunk: backup, number: 0226000005}]}
"""

LoadTables = Callable[[dict[str, str | bytes | None]], Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> LoadTables:
    return lambda changes: load_tables(write(changes), names)


def call(dialled: str) -> Call:
    return Call(dialled, parse_caller(None, None))


def first_number(tables: Tables, code: str, now: datetime) -> str:
    return chosen(tables, call("140229"), code, now, {}).destinations[0].number


def test_a_new_number_counts_from_midnight_dutch_time(load: LoadTables) -> None:
    change = (
        "municipalities:\n  - name: Hoorn\n    destinations:\n"
        "      - {trunk: hoorn, number: 0229000001, until: 2027-07-01}\n"
        "      - {trunk: hoorn, number: 0229000002, from: 2027-07-01}\n"
        "      - {trunk: backup, number: 0229000003}\n"
    )
    tables = load({FILE: change})
    last = datetime(2027, 6, 30, 21, 59, 59, tzinfo=UTC)
    assert first_number(tables, "GM0405", last) == "0229000001"
    assert first_number(tables, "GM0405", datetime(2027, 6, 30, 22, tzinfo=UTC)) == "0229000002"
    assert [len(stage.municipalities["GM0405"].destinations) for stage in tables.stages] == [2, 2]


def test_the_operator_may_move_too(load: LoadTables) -> None:
    operator = (
        "destinations:\n  - {trunk: operator, number: 11, until: 2027-01-01}\n"
        "  - {trunk: operator, number: 12, from: 2027-01-01}\n"
    )
    tables = load({"operator.yaml": operator})
    assert [offer(tables, call("14020"), now, {}).destinations[0].number for now in (BEFORE, AFTER)] == ["11", "12"]


def test_a_merger_takes_effect_by_itself(load: LoadTables) -> None:
    tables = load({FILE: MERGER})
    assert [entry.name for entry in offer(tables, call("140229"), BEFORE, {}).candidates] == [
        "Hoorn",
        "Medemblik",
        "Opmeer",
    ]
    after = offer(tables, call("140229"), AFTER, {})
    assert [entry.name for entry in after.candidates] == ["Zuiderkogge", "Opmeer"]
    # Medemblik lies in 0227 as well, and so does what replaces it.
    assert offer(tables, call("140227"), AFTER, {}).destinations[0].number == "0229000009"


@pytest.mark.parametrize("said", ["Zuiderkogge", "de kogge", "Hoorn", "Medemblik", "Wognum", "Wervershoof"])
def test_who_replaces_municipalities_has_their_names_and_villages(
    load: LoadTables, names: Gazetteer, said: str
) -> None:
    decision = answered(load({FILE: MERGER}), call("140229"), said, names, AFTER, {})
    assert decision.municipality is not None
    assert (decision.municipality.code, decision.destinations[0].number) == ("GM1999", "0229000009")


def test_a_new_municipality_is_as_large_as_what_it_replaces_and_says_its_own_name_first(
    load: LoadTables, names: Gazetteer
) -> None:
    merged = load({FILE: MERGER}).at(AFTER).municipalities["GM1999"]
    parts = names.municipalities["GM0405"], names.municipalities["GM0420"]
    assert merged.municipality.population == sum(part.population for part in parts)
    assert (merged.municipality.spoken_name, merged.names[0].text) == ("Zuiderkogge", "Zuiderkogge")
    assert [name.text for name in merged.names if name.kind is NameKind.MUNICIPALITY] == ["Zuiderkogge"]


def test_a_municipality_that_goes_on_may_take_over_another(load: LoadTables, names: Gazetteer) -> None:
    """As when Hoorn keeps its name and code, and Medemblik goes into it."""
    absorbed = (
        "municipalities:\n"
        "  - {name: Medemblik, until: 2027-01-01, destinations: [{trunk: medemblik, number: 0229000002}]}\n"
        "  - {name: Hoorn, until: 2027-01-01, destinations: [{trunk: hoorn, number: 0229000001}]}\n"
        "  - {name: Hoorn, from: 2027-01-01, replaces: [Medemblik],"
        " destinations: [{trunk: hoorn, number: 0229000001}]}\n"
    )
    tables = load({FILE: absorbed})
    assert answered(tables, call("140229"), "Wognum", names, BEFORE, {}).destinations[0].number == "0229000002"
    assert offer(tables, call("140229"), AFTER, {}).outcome is Outcome.CONNECT
    assert offer(tables, call("140227"), AFTER, {}).destinations[0].number == "0229000001"


def test_a_call_is_decided_by_the_tables_under_which_it_came_in(load: LoadTables) -> None:
    """Who is asked just before midnight may still choose what ends then."""
    came_in = load({FILE: MERGER}).at(BEFORE)
    assert chosen(came_in, call("140229"), "GM0420", AFTER, {}).destinations[0].number == "0229000002"


def test_tables_without_dates_are_the_same_at_all_times(load: LoadTables) -> None:
    tables = load({})
    assert tables.stages == (tables,)
    assert tables.at(AFTER) is tables


def test_tables_with_dates_are_made_once_for_each_stretch_of_time(load: LoadTables) -> None:
    tables = load({FILE: MERGER})
    assert [tables.stage_at(now) for now in (BEFORE, AFTER)] == [0, 1]
    for number, now in enumerate((BEFORE, AFTER)):
        assert tables.at(now) is tables.at(now) is tables.stages[number]
        assert tables.at(now).stages == (tables.at(now),)


def test_a_clock_without_time_zone_is_refused(load: LoadTables) -> None:
    with pytest.raises(ValueError, match="time zone"):
        load({}).at(datetime(2027, 1, 1))


def entry(keys: str) -> str:
    return f"  - {{{keys}, destinations: [{{trunk: hoorn, number: 0229000001}}]}}\n"


@pytest.mark.parametrize(
    ("entries", "code", "line", "says"),
    [
        (entry("name: Hoorn, from: 2027-01-01, until: 2027-01-01"), "PERIOD", 2, "not after"),
        (entry("name: Hoorn, from: 1-1-2027"), "DATE", 2, "2027-01-01"),
        (
            entry("name: Hoorn, until: 2027-01-02") + entry("name: Hoorn, from: 2027-01-01"),
            "PERIOD-OVERLAP", 3, "counts from 2027-01-01 here and until 2027-01-02 at",
        ),
        (
            entry("name: Hoorn, until: 2026-12-31") + entry("name: Hoorn, from: 2027-01-01"),
            "PERIOD-GAP", 3, "write the same date in both",
        ),
        (entry("name: Hoorn") + entry("name: GM0405"), "DUPLICATE-MUNICIPALITY", 3, "keep one of the two"),
        (
            entry("name: Hoorn") + entry("name: Nieuw, code: GM1999, replaces: [Hoorn], from: 2027-01-01"),
            "PERIOD-OVERLAP", 2, "write `until: 2027-01-01` here",
        ),
        (
            entry("name: Hoorn, until: 2026-12-31")
            + entry("name: Nieuw, code: GM1999, replaces: [Hoorn], from: 2027-01-01"),
            "PERIOD-GAP", 2, "replaces it from 2027-01-01",
        ),
        (entry("name: Nieuw"), "UNKNOWN-MUNICIPALITY", 2, "Nieuw"),
        (entry("name: Nieuw, code: GM1999"), "NEW-MUNICIPALITY", 2, "which municipalities it `replaces`"),
        (entry("name: Nieuw, replaces: [Hoorn]"), "NEW-MUNICIPALITY", 2, "write its `code` too"),
        (entry("name: Nieuw, code: GM0363, replaces: [Hoorn]"), "NEW-MUNICIPALITY", 2, "the code of Amsterdam"),
        (entry("name: Nieuw, code: 1999, replaces: [Hoorn]"), "MUNICIPALITY-CODE", 2, "GM1992"),
        (entry("name: Nieuw, code: GM1999, replaces: [Hooorn]"), "UNKNOWN-MUNICIPALITY", 2, "Hoorn"),
        (entry("name: Hoorn, code: GM1999"), "NEW-MUNICIPALITY", 2, "take `code` out"),
        (
            entry("name: Nieuw, code: GM1999, replaces: [Hoorn]")
            + entry("name: Ander, code: GM1999, replaces: [Medemblik]"),
            "DUPLICATE-MUNICIPALITY", 3, "already stands",
        ),
        (
            "  - name: Hoorn\n    destinations: [{trunk: hoorn, number: 0229000001, until: 2027-01-01}]\n",
            "PERIOD-GAP", 3, "from 2027-01-01 on none of these destinations counts",
        ),
        (
            "  - name: Hoorn\n    destinations: [{trunk: hoorn, number: 0229000001, from: 2027-01-01}]\n",
            "PERIOD-GAP", 3, "at first none",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_with_dates_is_named(faults_in: Faults, entries: str, code: str, line: int, says: str) -> None:
    faults = faults_in({FILE: f"municipalities:\n{entries}"})
    assert [(fault.code, fault.line) for fault in faults] == [(code, line)]
    assert says in faults[0].message


def test_a_list_need_only_cover_the_time_in_which_its_municipality_counts(faults_in: Faults) -> None:
    entries = (
        "municipalities:\n  - name: Hoorn\n    until: 2027-01-01\n"
        "    destinations: [{trunk: hoorn, number: 0229000001, until: 2027-01-01}]\n"
    )
    assert faults_in({FILE: entries}) == []


def test_a_name_may_move_to_another_municipality_on_a_day(faults_in: Faults) -> None:
    """Other names clash only where both count at one time."""
    entries = entry("name: Hoorn, until: 2027-01-01, other_names: [Kogge]")
    entries += entry("name: Medemblik, until: 2027-01-01")
    entries += entry("name: Zuiderkogge, code: GM1999, replaces: [Hoorn, Medemblik], from: 2027-01-01")
    entries += entry("name: Opmeer, other_names: [Zuiderkogge]")
    faults = faults_in({FILE: f"municipalities:\n{entries}"})
    assert [(fault.code, fault.line) for fault in faults] == [("NAME-CLASH", 5)]
    assert faults_in({FILE: f"municipalities:\n{entries.replace('[Zuiderkogge]', '[Kogge2]')}"}) == []


@pytest.mark.parametrize(
    ("now", "active"),
    [
        ("2026-10-25T02:29:00+02:00", True),
        ("2026-10-25T02:31:00+02:00", False),
        # An hour later the clock shows 02:10 once more.
        ("2026-10-25T02:10:00+01:00", False),
    ],
)
def test_maintenance_that_ends_in_the_doubled_hour_does_not_begin_anew_in_it(now: str, active: bool) -> None:
    maintenance = Maintenance(None, moment_in("2026-10-25T02:30"), None)
    assert maintenance.active(datetime.fromisoformat(now).astimezone(AMSTERDAM)) is active
