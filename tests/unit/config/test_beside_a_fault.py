"""What is faulty in a file is left out of its model, and everything that stands beside it is checked all the same."""

from pathlib import Path

import pytest

from tests.unit.conftest import Faults, Write
from veertien.config.faults import FaultLog
from veertien.config.models.file_models import MunicipalitiesFile
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.config.yaml_files.places import Fitted
from veertien.config.yaml_files.validation import fit

TABLE = "municipalities/noord-holland.yaml"
WITHOUT_A_NAME = "municipalities:\n  - connected: yes\n    destinations: [{trunk: horn, number: 11}]\n"
TRUNK_WITHOUT = (
    "trunks: {hoorn: {endpoint: a, capacity: 1}, medemblik: {endpoint: d, capacity: 1}, "
    "backup: {endpoint: b, capacity: 1}, operator: {endpoint: c, capacity: 1}, 'A B': {endpoint: e}}\n"
)


def fitted(write: Write, text: str) -> Fitted[MunicipalitiesFile]:
    document = read_yaml(write({TABLE: text}) / TABLE, FaultLog())
    assert document
    return fit(MunicipalitiesFile, document, FaultLog())


@pytest.mark.parametrize(
    ("file", "content", "codes"),
    [
        ("operator.yaml", "destinations: [{trunk: horn, number: x}]\n", {"UNKNOWN-TRUNK", "PHONE-NUMBER"}),
        ("operator.yaml", "destinations: [{trunk: horn}]\n", {"UNKNOWN-TRUNK", "MISSING-KEY"}),
        (TABLE, WITHOUT_A_NAME, {"UNKNOWN-TRUNK", "MISSING-KEY"}),
        (
            TABLE,
            "municipalities: [Hoorn, {name: Horn, connected: no}]\n",
            {"WRONG-SHAPE", "UNKNOWN-MUNICIPALITY"},
        ),
        (
            "trunks.yaml",
            "trunks: {hoorn: {endpoint: a}, medemblik: {endpoint: a, capacity: 1}, "
            "backup: {endpoint: b, capacity: 1}, operator: {endpoint: c, capacity: 1}}\n",
            {"MISSING-KEY", "DUPLICATE-ENDPOINT"},
        ),
        (
            "schedules.yaml",
            "schedules: {a: {hours: {maandag: closed}, based_on: b}}\n",
            {"WEEKDAY", "UNKNOWN-SCHEDULE"},
        ),
        (
            "schedules.yaml",
            "schedules: {a: {hours: {monday-friday: 09:00-12:00, friday: 9-12}}}\n",
            {"HOURS", "SCHEDULE-OVERLAP"},
        ),
    ],
)
def test_a_fault_hides_none_that_stands_beside_it(faults_in: Faults, file: str, content: str, codes: set[str]) -> None:
    assert {fault.code for fault in faults_in({file: content})} == codes


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        (TABLE, "municipalities: [{name: Hoorn, destinations: [hoorn]}]\n", "WRONG-SHAPE"),
        (TABLE, "municipalities: [{name: Hoorn, connected: no, area_codes: [[0229]]}]\n", "WRONG-SHAPE"),
        (
            TABLE,
            "municipalities: [{name: Nieuw, connected: no, code: GM1, replaces: [Hoorn]}]\n",
            "MUNICIPALITY-CODE",
        ),
        (
            "operator.yaml",
            "destinations: [{trunk: backup, number: 11, until: x}, {trunk: backup, number: 11, from: 2027-01-01}]\n",
            "DATE",
        ),
        (TABLE, "municipalities: [{name: Hoorn, destination: [{trunk: backup, number: 11}]}]\n", "UNKNOWN-KEY"),
        (TABLE, "municipalities: [{name: Hoorn, conected: no}]\n", "UNKNOWN-KEY"),
        (TABLE, "municipalities: [{name: Hoorn, connected: nee}]\n", "YES-NO"),
        ("operator.yaml", "destination: [{trunk: backup, number: 11}]\n", "UNKNOWN-KEY"),
        (
            "schedules.yaml",
            "schedules: {a: {hours: {monday: 9-12}, when_closed: {announce: no, destinations: [x]}}}\n",
            None,
        ),
    ],
)
def test_what_only_follows_from_a_fault_is_not_told(
    faults_in: Faults, file: str, content: str, code: str | None
) -> None:
    wanted = {code} if code else {"HOURS", "WRONG-SHAPE"}
    assert {fault.code for fault in faults_in({file: content})} == wanted


def test_places_are_those_of_the_file_also_behind_what_was_left_out(write: Write) -> None:
    found = fitted(write, "municipalities:\n  - Hoorn\n  - {name: Medemblik, until: x}\n")
    (medemblik,) = found.value.municipalities
    place = found.at("municipalities", 0)
    assert (medemblik.name, medemblik.until, found.whole) == ("Medemblik", None, False)
    assert (place.at("name").mark.line, place.at("name").mark.column) == (3, 12)
    assert place.at("name").text == "Medemblik"
    assert (place.has_all("name"), place.has_all("until"), found.at("municipalities").has_all()) == (True, False, False)


def test_the_key_that_stands_for_all_of_a_key_may_be_one(faults_in: Faults, tmp_path: Path) -> None:
    found = faults_in({"trunks.yaml": 'trunks: {"A B": {"[key]": x}, "[key]": {"[key]": y}}\n'})
    assert {fault.code for fault in found if fault.file == str(tmp_path / "trunks.yaml")} == {
        "TRUNK-KEY",
        "UNKNOWN-KEY",
        "MISSING-KEY",
    }
