"""What `veertien check` says of an announced change: to whom, what their tables will do on the day, what to write."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.unit.conftest import Faults, warned_of
from veertien.config import Fault, Severity
from veertien.gazetteer import Gazetteer

FILE, RULES = "municipalities/noord-holland.yaml", "routing.yaml"
MIDNIGHT = datetime(2026, 12, 31, 23, tzinfo=UTC)
BEFORE, AFTER = MIDNIGHT - timedelta(seconds=1), MIDNIGHT

DESTINATION = "destinations: [{trunk: hoorn, number: 0350000001}]"
CONNECTED = f"  - {{name: Hilversum, {DESTINATION}}}\n"
UNCONNECTED = "  - {name: Hilversum, connected: no}\n"
NARROW = f"  - {{name: Hilversum, area_codes: [035], {DESTINATION}}}\n"
ENDS = f"  - {{name: Wijdemeren, {DESTINATION.replace('0001', '0002')}}}\n"
ENDED = f"  - {{name: Wijdemeren, until: 2027-01-01, {DESTINATION.replace('0001', '0002')}}}\n"
REPLACING = f"  - {{name: Hilversum, from: 2027-01-01, replaces: [Wijdemeren], {DESTINATION}}}\n"
HOORN = f"  - {{name: Hoorn, {DESTINATION.replace('0001', '0003')}}}\n"

Warned = Callable[..., tuple[Fault, ...]]


@pytest.fixture
def warned(write: Callable[..., Path], names: Gazetteer) -> Warned:
    def warned_with(*rows: str, now: datetime, certain: bool) -> tuple[Fault, ...]:
        rules = "certain_changes: [Wijdemeren]\n" if certain else None
        folder = write({FILE: "municipalities:\n" + "".join(rows), RULES: rules})
        return warned_of("CHANGE-ANNOUNCED", folder, names, now)

    return warned_with


CERTAIN_LINE = "write `certain_changes: [Wijdemeren]` in routing.yaml"

ROWS = [
    # rows, certain, line, before, what it says then; after: None for nothing
    pytest.param([CONNECTED, ENDS], False, 3, ["go on leading to Wijdemeren", CERTAIN_LINE], ["still lead"], id="both"),
    pytest.param(
        [CONNECTED, ENDS],
        True,
        3,
        ["counts no more from then on", "its callers get Hilversum", "take it out after that day"],
        ["went into Hilversum", "take it out"],
        id="both, certain",
    ),
    pytest.param(
        [CONNECTED], False, 2, ["says Wijdemeren to Hilversum", CERTAIN_LINE], ["if it took place"], id="heir"
    ),
    pytest.param(
        [CONNECTED],
        True,
        2,
        ["dial 14 035 or 14 0294, are led here too", "nothing needs to change"],
        None,
        id="heir, certain",
    ),
    pytest.param(
        [ENDS],
        False,
        2,
        [CERTAIN_LINE, "and write an entry for Hilversum, `from: 2027-01-01`"],
        ["and write an entry for Hilversum"],
        id="the one that ends",
    ),
    pytest.param(
        [ENDS],
        True,
        2,
        ["told that Hilversum is not connected", "write an entry for Hilversum, `from: 2027-01-01`"],
        ["write an entry for Hilversum"],
        id="the one that ends, certain",
    ),
    pytest.param(
        [UNCONNECTED, ENDS], True, 3, ["connect Hilversum, `from"], ["connect Hilversum"], id="heir not connected"
    ),
    pytest.param(
        [ENDED], False, 2, ["lead nobody who says Wijdemeren to Hilversum", CERTAIN_LINE], ["if it took"], id="ended"
    ),
    pytest.param(
        [ENDED],
        True,
        2,
        ["told that Hilversum is not connected", "write an entry for"],
        ["write an entry for"],
        id="ended, certain",
    ),
]


@pytest.mark.parametrize(("rows", "certain", "line", "before", "after"), ROWS)
def test_it_tells_whom_it_concerns_what_happens_and_what_to_write(
    warned: Warned, rows: list[str], certain: bool, line: int, before: list[str], after: list[str] | None
) -> None:
    for now, expected in ((BEFORE, before), (AFTER, after)):
        found = warned(*rows, now=now, certain=certain)
        if expected is None:
            assert found == ()
            continue
        (warning,) = found
        assert (warning.line, warning.severity) == (line, Severity.WARNING)
        assert all(part in warning.message for part in expected), warning.message
        assert ("not certain" in warning.message) is not certain


@pytest.mark.parametrize("certain", [False, True])
@pytest.mark.parametrize(
    "rows",
    [[HOORN], [CONNECTED.replace("{name: Hilversum,", "{name: Hilversum, until: 2027-01-01,"), ENDED, REPLACING]],
)
def test_whom_it_does_not_concern_and_who_has_written_it_already_is_told_nothing(
    warned: Warned, rows: list[str], certain: bool
) -> None:
    assert warned(*rows, now=BEFORE, certain=certain) == warned(*rows, now=AFTER, certain=certain) == ()


def test_area_codes_that_leave_out_what_the_heir_gets_are_named_where_they_stand(warned: Warned) -> None:
    before = warned(NARROW, ENDS, now=BEFORE, certain=True)
    after = warned(NARROW, ENDS, now=AFTER, certain=True)
    for found, cure in ((before, "write a second entry that has it"), (after, "add it here")):
        (at,) = (one for one in found if "lies in 0294 too" in one.message)
        assert (at.line, at.column) == (2, 35)
        assert cure in at.message


def test_a_change_that_nobody_announced_can_not_be_certain(faults_in: Faults) -> None:
    (fault,) = faults_in({RULES: "certain_changes: [Wijdemeren, Hilversum, Wijdemeer]\n"})[:1]
    assert (fault.code, fault.line, fault.column) == ("UNKNOWN-CHANGE", 1, 31)
    assert "announced of Wijdemeren" in fault.message
    assert len(faults_in({RULES: "certain_changes: [Hilversum, Wijdemeer]\n"})) == 2


def test_one_that_the_data_know_as_former_does_nothing_and_is_told_so(
    write: Callable[..., Path], names: Gazetteer
) -> None:
    (warning,) = warned_of("CHANGE-DONE", write({RULES: "certain_changes: [Loosdrecht]\n"}), names, BEFORE)
    assert (warning.line, warning.column) == (1, 19)
