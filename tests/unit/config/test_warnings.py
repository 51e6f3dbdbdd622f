"""What is no fault in the tables but does nothing: a choice without a carrier, and maintenance that is over."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.conftest import warned_of
from veertien.config import Fault, Severity
from veertien.gazetteer import Gazetteer
from veertien.routing import AMSTERDAM
from veertien.wording import Language

RULES, MUNICIPALITIES = "routing.yaml", "municipalities/noord-holland.yaml"
SIX = datetime(2026, 12, 1, 6, 0, tzinfo=AMSTERDAM)
CONNECTED = "municipalities:\n  - {name: Hoorn, destinations: [{trunk: hoorn, number: 11}]}\n"

Missing = Callable[..., tuple[Fault, ...]]


@pytest.fixture
def missing(write: Callable[..., Path], names: Gazetteer) -> Missing:
    def missing_under(rules: str, municipalities: str | None = None) -> tuple[Fault, ...]:
        own = {} if municipalities is None else {MUNICIPALITIES: municipalities}
        return warned_of("NO-CARRIER", write({RULES: rules, **own}), names)

    return missing_under


def test_who_is_not_connected_is_no_choice_without_a_carrier(missing: Missing) -> None:
    (warning,) = missing("offer_unconnected: ask\n")
    assert (warning.line, warning.column, warning.severity) == (1, 20, Severity.WARNING)
    assert warning.code == "NO-CARRIER"
    assert "(Enkhuizen)" in warning.message


@pytest.mark.parametrize("rules", ["offer_unconnected: ask\ncarrier: backup\n", "offer_unconnected: forward\n"])
def test_with_a_carrier_or_where_nobody_is_asked_for_their_sake_there_is_no_warning(
    missing: Missing, rules: str
) -> None:
    assert missing(rules) == ()


def test_where_everybody_is_connected_none_is_needed_but_under_the_national_number(missing: Missing) -> None:
    assert missing("offer_unconnected: ask\n", CONNECTED) == ()
    (warning,) = missing("offer_unconnected: ask\nnational: 1400\n", CONNECTED)
    assert "and 336 more)" in warning.message


def test_maintenance_that_is_over_is_named_where_it_stands(write: Callable[..., Path], names: Gazetteer) -> None:
    municipality = CONNECTED.replace("name: Hoorn", "name: Hoorn, maintenance: {until: 2026-12-01T05:59}")
    folder = write({RULES: "maintenance: {until: 2026-12-01T06:00}\n", MUNICIPALITIES: municipality})
    found = warned_of("MAINTENANCE-OVER", folder, names, SIX)
    assert [(Path(one.file).name, one.line, one.code) for one in found] == [
        ("routing.yaml", 1, "MAINTENANCE-OVER"),
        ("noord-holland.yaml", 2, "MAINTENANCE-OVER"),
    ]
    assert {one.severity for one in found} == {Severity.WARNING}


@pytest.mark.parametrize("until", ["2026-12-01T06:01", "2026-12-01T05:01+00:00"])
def test_maintenance_to_come_or_going_on_is_not(write: Callable[..., Path], names: Gazetteer, until: str) -> None:
    folder = write({RULES: f"maintenance: {{until: {until}}}\n"})
    assert warned_of("MAINTENANCE-OVER", folder, names, SIX) == ()


def places(found: tuple[Fault, ...]) -> list[tuple[str, int, int]]:
    return [(Path(one.file).name, one.line, one.column) for one in found]


def test_a_trunk_that_no_call_goes_over_is_named(write: Callable[..., Path], names: Gazetteer) -> None:
    trunks = "trunks:\n" + "".join(
        f"  {key}: {{endpoint: {key}, capacity: 5}}\n"
        for key in ("hoorn", "operator", "late", "closed", "spare", "out")
    )
    municipality = (
        "municipalities:\n  - name: Hoorn\n    destinations: [{trunk: hoorn, number: 11}]\n    schedule: a\n"
        "    when_closed: {destinations: [{trunk: late, number: 11}]}\n"
    )
    schedules = (
        "schedules: {a: {hours: {monday: 09:00-12:00}, when_closed: {destinations: [{trunk: closed, number: 1234}]}}}\n"
    )
    folder = write(
        {
            "trunks.yaml": trunks,
            MUNICIPALITIES: municipality,
            "schedules.yaml": schedules,
            RULES: "carrier: out\n",
        }
    )
    (warning,) = warned_of("UNUSED-TRUNK", folder, names)
    assert places((warning,)) == [("trunks.yaml", 6, 3)]
    assert '"spare"' in warning.message


def test_an_entry_and_a_destination_that_no_longer_count_are_named(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    municipality = (
        "municipalities:\n"
        "  - {name: Hoorn, until: 2026-12-01, destinations: [{trunk: hoorn, number: 11}]}\n"
        "  - {name: Hoorn, from: 2026-12-01, destinations: [{trunk: hoorn, number: 12, until: 2026-12-01},\n"
        "      {trunk: hoorn, number: 13}, {trunk: backup, number: 14, until: 2026-12-02}]}\n"
    )
    folder = write({MUNICIPALITIES: municipality.replace("{trunk: hoorn, number: 12, until: 2026-12-01},", "")})
    found = warned_of("PERIOD-OVER", folder, names, SIX)
    assert [(file, line) for file, line, _ in places(found)] == [("noord-holland.yaml", 2)]
    assert warned_of("PERIOD-OVER", folder, names, datetime(2026, 11, 30, 23, 59, tzinfo=AMSTERDAM)) == ()
    later = warned_of("PERIOD-OVER", folder, names, datetime(2026, 12, 2, tzinfo=AMSTERDAM))
    assert [line for _, line, _ in places(later)] == [2, 4]


@pytest.mark.parametrize(
    ("schedule", "warned"),
    [
        ("hours: {monday: 09:00-17:00}, holidays: {good-friday: 17:00-09:00}", True),
        ("hours: {monday: 09:00-17:00}, exceptions: {12-24: [12:30-08:30]}", True),
        ("hours: {monday: 09:00-17:00}, exceptions: {2026-12-24: 17:00-08:30}", True),
        ("hours: {monday: 17:00-08:30}", True),
        ("hours: {monday: 22:00-06:00}", False),
        ("hours: {monday: 09:00-24:00}, holidays: {good-friday: as-usual, christmas-day: closed}", False),
    ],
)
def test_hours_that_end_before_they_begin_are_taken_for_swapped(
    write: Callable[..., Path], names: Gazetteer, schedule: str, warned: bool
) -> None:
    folder = write({"schedules.yaml": f"schedules: {{a: {{{schedule}}}}}\n"})
    found = warned_of("HOURS-SWAPPED", folder, names)
    assert [one.message.split("; ")[1][:13] for one in found] == (["did you mean "] if warned else [])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Gemeente De Stad", 'write "De Stad"'),
        ("De Stad (NH)", "nobody says the ("),
        ("De Stad a/d IJ", "nobody says the /"),
        ("St. Stad", '"St."'),
        ("HWL", '"HWL"'),
        ("'t Stadje", None),
        ("d'Stad aan 't IJ", None),
        ("Stad-Noord 1", None),
    ],
)
def test_a_name_that_nobody_says_as_it_is_written_is_named(
    write: Callable[..., Path], names: Gazetteer, name: str, said: str | None
) -> None:
    municipality = CONNECTED.replace("name: Hoorn", f'name: Hoorn, other_names: ["{name}"]')
    found = warned_of("NAME-UNSAID", write({MUNICIPALITIES: municipality}), names)
    assert len(found) == (said is not None)
    assert all((said or "") in one.message and places((one,)) == [("noord-holland.yaml", 2, 33)] for one in found)


def _shared(write: Callable[..., Path], names: Gazetteer, *entries: str) -> tuple[Fault, ...]:
    text = "municipalities:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)
    return warned_of("SHARED-NUMBER", write({MUNICIPALITIES: text}), names)


SAME = "destinations: [{trunk: hoorn, number: 11}]"


def test_a_number_copied_from_another_municipality_is_told_once_with_where_the_other_stands(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    (warning,) = _shared(
        write,
        names,
        f"name: Hoorn, {SAME}",
        f"name: Opmeer, {SAME}",
        f"name: Medemblik, {SAME}",
        "name: GM0388, " + SAME,
    )
    assert (warning.line, warning.severity) == (3, Severity.WARNING)
    assert warning.message.startswith("Opmeer has the same trunk and number as Hoorn (")
    assert f"{MUNICIPALITIES}:2), as have 2 more; correct it" in warning.message
    assert "als Hoorn (" in warning.message_nl


@pytest.mark.parametrize(
    "other",
    [
        "name: Opmeer, destinations: [{trunk: hoorn, number: 12}]",
        "name: Opmeer, destinations: [{trunk: backup, number: 11}]",
        "name: Opmeer, destinations: [{trunk: backup, number: 12}, {trunk: hoorn, number: 11}]",
        f"name: Opmeer, connected: no, {SAME}",
        f"name: Opmeer, until: 2027-01-01, {SAME}",
        f"name: Hoorn, until: 2027-01-01, {SAME}",
    ],
)
def test_another_number_trunk_time_or_a_shared_last_resort_is_no_copy(
    write: Callable[..., Path], names: Gazetteer, other: str
) -> None:
    assert _shared(write, names, f"name: Hoorn, from: 2027-01-01, {SAME}", other) == ()


def elsewhere(entry: str, write: Callable[..., Path], names: Gazetteer) -> tuple[Fault, ...]:
    text = f"municipalities:\n  - {{{entry}, destinations: [{{trunk: hoorn, number: 11}}]}}\n"
    return warned_of("AREA-CODE-ELSEWHERE", write({MUNICIPALITIES: text}), names)


def test_area_codes_in_which_a_municipality_does_not_lie_are_named_with_its_own(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    (warning,) = elsewhere('name: Opsterland, area_codes: ["0512", "020", "0229"]', write, names)
    assert places((warning,)) == [("noord-holland.yaml", 2, 45)]
    assert warning.severity is Severity.WARNING
    assert "Opsterland doesn't lie in 020, 0229 by the national data, but in 0512, 0513, 0516; " in warning.message
    assert warning.message.endswith("or leave it where callers of 14 020 or 14 0229 are to reach it")
    assert "niet in 020, 0229, wel in 0512, 0513, 0516; verbeter dat" in warning.in_language(Language.DUTCH)


@pytest.mark.parametrize(
    "entry",
    [
        "name: Opsterland",
        'name: Opsterland, area_codes: ["0513"]',
        # A stray number says so: nothing sure, but no slip either.
        'name: Haaksbergen, area_codes: ["053", "074"]',
        # Those of who goes into it, by the tables or by an announced change.
        'name: Hoorn, replaces: [Opsterland], area_codes: ["0229", "0512"]',
        'name: Hilversum, from: 2027-01-01, area_codes: ["035", "0294"]',
        'name: Nieuwland, code: GM9999, replaces: [Opsterland, Hoorn], area_codes: ["0229", "0516"]',
    ],
)
def test_area_codes_that_are_its_own_or_may_be_are_not_warned_of(
    write: Callable[..., Path], names: Gazetteer, entry: str
) -> None:
    assert elsewhere(entry, write, names) == ()
