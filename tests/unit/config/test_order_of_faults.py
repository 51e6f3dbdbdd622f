"""A cause is told before what follows from it, and what only follows from a list that can't be read is not told."""

from pathlib import Path

import pytest

from tests.unit.conftest import Faults

TABLE = "municipalities/noord-holland.yaml"
HOORN = "municipalities:\n  - name: Hoorn\n    destinations: [{trunk: hoorn, number: 0229000001}]\n"
SCHEDULES = "schedules: {office: {hours: {monday: 09:00-12:00}}}\n"
# Each file that names a trunk, with a trunk that is there.
NAMING_TRUNKS = {
    "operator.yaml": "destinations: [{trunk: operator, number: 0880000014}]\n",
    "routing.yaml": "carrier: backup\n",
    "schedules.yaml": (
        "schedules:\n  office:\n    hours: {monday: 09:00-12:00}\n"
        "    when_closed: {destinations: [{trunk: operator, number: 0880000014}]}\n"
    ),
    TABLE: f"{HOORN}    when_closed: {{destinations: [{{trunk: medemblik, number: 0229000002}}]}}\n",
}
NAMING_SCHEDULES = {TABLE: f"{HOORN}    schedule: office\n"}


@pytest.mark.parametrize("user", NAMING_TRUNKS)
def test_a_fault_in_the_trunks_comes_before_the_names_that_are_missed_elsewhere(faults_in: Faults, user: str) -> None:
    trunks = "trunks:\n  Renamed 1: {endpoint: a, capacity: 5}\n"
    found = faults_in({**NAMING_TRUNKS, "trunks.yaml": trunks})
    codes = [fault.code for fault in found]
    assert (Path(found[0].file).name, codes[0]) == ("trunks.yaml", "TRUNK-KEY")
    follow = [fault for fault in found if fault.code == "UNKNOWN-TRUNK"]
    assert Path(user).name in {Path(fault.file).name for fault in follow}
    assert [Path(fault.file).name for fault in follow][:2] == ["routing.yaml", "schedules.yaml"]


@pytest.mark.parametrize(
    "broken",
    ["trunks: [\n", "trunks: [hoorn, backup]\n", "trunks: hoorn\n", "trunks:\n", "trunk:\n  hoorn: {}\n", None],
)
def test_names_of_trunks_are_not_missed_where_the_trunks_cannot_be_read(faults_in: Faults, broken: str | None) -> None:
    found = faults_in({**NAMING_TRUNKS, "trunks.yaml": broken})
    assert {Path(fault.file).name for fault in found} == {"trunks.yaml"}


@pytest.mark.parametrize(
    "broken", ["schedules: [\n", "schedules: [office]\n", "schedules: office\n", "shedules: {office: {}}\n"]
)
def test_names_of_schedules_are_not_missed_where_the_schedules_cannot_be_read(faults_in: Faults, broken: str) -> None:
    found = faults_in({**NAMING_SCHEDULES, "schedules.yaml": broken})
    assert {Path(fault.file).name for fault in found} == {"schedules.yaml"}


def test_a_fault_in_the_schedules_comes_before_the_names_that_are_missed_elsewhere(faults_in: Faults) -> None:
    found = faults_in({**NAMING_SCHEDULES, "schedules.yaml": "schedules: {kantoor: {hours: {maandag: 09:00-12:00}}}\n"})
    assert [Path(fault.file).name for fault in found][-1] == "noord-holland.yaml"
    assert found[-1].code == "UNKNOWN-SCHEDULE"
    assert len(found) > 1


def test_a_file_under_a_name_that_is_not_read_comes_before_what_is_missed_elsewhere(faults_in: Faults) -> None:
    found = faults_in({**NAMING_SCHEDULES, "schedules.yml": SCHEDULES})
    assert [fault.code for fault in found] == ["FILE-NAME", "UNKNOWN-SCHEDULE"]


def test_without_schedules_a_name_of_one_is_missed(faults_in: Faults) -> None:
    assert [fault.code for fault in faults_in(dict(NAMING_SCHEDULES))] == ["UNKNOWN-SCHEDULE"]


def test_a_national_number_that_is_none_makes_no_loops(faults_in: Faults) -> None:
    operator = "destinations: [{trunk: operator, number: 1400}]\n"
    assert [fault.code for fault in faults_in({"routing.yaml": "national: 14OO\n", "operator.yaml": operator})] == [
        "NATIONAL-NUMBER"
    ]


def test_settings_that_cannot_be_read_are_told_alone_and_choices_may_be_remembered(faults_in: Faults) -> None:
    found = faults_in({"veertien.yaml": "memroy: {}\n", "routing.yaml": "remember: {days: 30}\n"})
    assert {Path(fault.file).name for fault in found} == {"veertien.yaml"}


@pytest.mark.parametrize(
    "table",
    [
        "  - {name: Hoorn, connected: no, until: 2027-13-01}\n  - {name: Hoorn, connected: no, from: 2027-01-01}\n",
        "  - name: Hoorn\n    destinations:\n      - {trunk: hoorn, number: 11, until: 2027-01-01}\n"
        "      - {trunk: hoorn, number: 12, from: 2027-01-32}\n",
        "  - name: Hoorn\n    destinations:\n      - {trunk: hoorn, number: 11, until: 2027-01-32}\n"
        "      - {trunk: hoorn, number: 11, from: 2027-01-01}\n",
        "  - name: Hoorn\n    from: 2027-01-32\n    destinations: [{trunk: hoorn, number: 11, from: 2027-01-01}]\n",
    ],
)
def test_what_follows_from_a_date_that_cannot_be_read_is_not_told(faults_in: Faults, table: str) -> None:
    assert [fault.code for fault in faults_in({TABLE: f"municipalities:\n{table}"})] == ["DATE"]
