"""What is faulty in a file is left out of its model, and everything that stands beside it is checked all the same."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.conftest import Faults, Write
from veertien.config import Faulty, TablesFaultyError, check
from veertien.config.faults import FaultLog
from veertien.config.folder import ConfigFolder
from veertien.config.models.file_models import MunicipalitiesFile
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.config.yaml_files.places import Fitted
from veertien.config.yaml_files.validation import fit

TABLE = "municipalities/noord-holland.yaml"
NOW = datetime(2026, 11, 29, tzinfo=UTC)
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


OTHER_FAULTS = {
    "veertien.yaml": "prompt: {}\nfastagi: {port: 4573}\nweb: {port: 4573}\n",
    "operator.yaml": "destinations: [{trunk: horn, number: 11}]\n",
    TABLE: "municipalities: [{name: Horn, conected: no}]\n",
    "conversation.yaml": "question: {accept: 2}\n",
}


@pytest.mark.parametrize("folder", ["data", "acoustic_model", "prompts: {recordings", "second_ear"])
def test_a_folder_that_is_not_there_hides_no_other_fault(write: Write, folder: str) -> None:
    end = "}" if "{" in folder else ""
    settings = f"{folder}: nowhere{end}\n{OTHER_FAULTS['veertien.yaml']}"
    path = write({**OTHER_FAULTS, "veertien.yaml": settings})
    found = check(path, None, NOW)
    assert isinstance(found, Faulty)
    # Without national data nobody can tell that there is no Horn.
    unknown = {("noord-holland.yaml", "UNKNOWN-MUNICIPALITY")} if folder != "data" else set()
    assert {(Path(fault.file).name, fault.code) for fault in found.faults} == {
        ("veertien.yaml", "SECOND-EAR" if folder == "second_ear" else "FOLDER"),
        ("veertien.yaml", "UNKNOWN-KEY"),
        ("veertien.yaml", "PORT-COLLISION"),
        ("operator.yaml", "UNKNOWN-TRUNK"),
        ("noord-holland.yaml", "UNKNOWN-KEY"),
        ("conversation.yaml", "NUMBER"),
        *unknown,
    }
    with pytest.raises(TablesFaultyError) as told:
        ConfigFolder(path).load()
    assert told.value.faults == found.faults


@pytest.mark.parametrize(
    "settings",
    [
        # What stands for a faulty port would be that of another service.
        "fastagi: {port: many}\nweb: {port: 4573}\n",
        "fastaggi: {port: 4574}\nweb: {port: 4573}\n",
        "pages: {host: 0.0.0.0, logn: {}}\n",
        "nodes: [pbx-1]\nnod: pbx-1\n",
        "pages: {host: 0.0.0.0, login: {header: X, from: nowhere, users: {ria: all}}}\n",
        "nodes: [pbx-1, 'pbx 2']\n",
        "nodes: [pbx-1]\nnode: 'pbx 1'\n",
        "memory: {key_file: nowhere}\n",
    ],
)
def test_what_stands_for_a_faulty_setting_is_blamed_for_nothing(write: Write, settings: str) -> None:
    path = write({"veertien.yaml": settings, "routing.yaml": "remember: {days: 30}\n"})
    if not settings.startswith("memory"):
        (path / "routing.yaml").unlink()
    with pytest.raises(TablesFaultyError) as told:
        ConfigFolder(path).load()
    (fault,) = told.value.faults
    assert Path(fault.file).name == "veertien.yaml"


def test_who_sees_which_municipality_is_not_judged_without_national_data(write: Write) -> None:
    users = "pages: {login: {header: X, from: 127.0.0.1, users: {ria: Nowhere}}}\n"
    found = check(write({"veertien.yaml": f"data: nowhere\n{users}"}), None, NOW)
    assert isinstance(found, Faulty)
    assert [fault.code for fault in found.faults] == ["FOLDER"]
