"""What is no fault in the tables but does nothing: a choice without a carrier, and maintenance that is over."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.unit.conftest import warned_of
from veertien.config import Fault, Severity
from veertien.gazetteer import Gazetteer
from veertien.routing import AMSTERDAM

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
