"""However much is wrong in a folder, no more is told than somebody can read, and reading ends there."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.unit.conftest import Faults, Write
from veertien.cli import main
from veertien.config import TablesFaultyError
from veertien.config.asking import load_folder
from veertien.config.checks.pronunciation_checks import warn_of_unused
from veertien.config.checks.schedule_checks import MOST_SCHEDULES
from veertien.config.faults import MOST_FAULTS, MOST_IN_BRIEF, FaultLog
from veertien.config.models.file_models import PronunciationsFile
from veertien.config.yaml_files.marked_yaml import read_yaml
from veertien.config.yaml_files.places import note
from veertien.config.yaml_files.validation import fit
from veertien.gazetteer import Gazetteer
from veertien.service.editions.reloading import not_loaded

pytestmark = pytest.mark.slow

MANY = range(MOST_FAULTS + 500)
TABLE = "municipalities/noord-holland.yaml"
FLOODS = {
    "keys that are not known": {TABLE: "municipalities:\n  - name: Hoorn\n" + "".join(f"    k{n}: x\n" for n in MANY)},
    "trunks that are not there": {
        "operator.yaml": "destinations:\n" + "".join(f"  - {{trunk: x{n}, number: 0880000014}}\n" for n in MANY)
    },
    "anchors": {TABLE: "municipalities:\n  - name: Hoorn\n    other_names:\n" + "      - *x\n" * len(MANY)},
    "one municipality": {TABLE: "municipalities:\n" + "  - {name: Hoorn, connected: no}\n" * 100},
    "settings": {"veertien.yaml": "".join(f"k{n}: x\n" for n in MANY)},
    "prompts": {"prompts.yaml": "".join(f"k{n}: {{nl: x}}\n" for n in MANY)},
    "callers": {"callers.yaml": "blocked:\n" + "".join(f"  - '{n}'\n" for n in MANY)},
    "schedules": {
        "schedules.yaml": "schedules:\n" + "".join(f"  s{n}: {{hours: {{x: '', y: ''}}}}\n" for n in range(900))
    },
    "names of files": {f"{n}.yml": "" for n in MANY},
    "some in each": {
        "veertien.yaml": "".join(f"k{n}: x\n" for n in range(700)),
        "prompts.yaml": "".join(f"k{n}: {{nl: x}}\n" for n in range(700)),
    },
}


@pytest.mark.parametrize("flood", FLOODS)
def test_check_and_a_refused_reload_tell_so_many_faults_and_that_there_are_more(
    write: Write, names: Gazetteer, flood: str
) -> None:
    folder = write(dict(FLOODS[flood]))
    lines = CliRunner().invoke(main, ["check", "--config", str(folder)]).output.splitlines()
    listed = json.loads(CliRunner().invoke(main, ["check", "--json", "--config", str(folder)]).output)
    with pytest.raises(TablesFaultyError) as refused:
        load_folder(folder, names)
    reload = not_loaded("a test", refused.value)
    assert len(lines) == len(listed) == len(reload.faults) == MOST_FAULTS + 1
    assert " AND-MORE note: 1000 are listed, and there are more; mend these first" in lines[-1]
    assert (listed[-1]["code"], listed[-1]["severity"]) == ("AND-MORE", "note")
    assert len(reload.in_words().splitlines()) == MOST_IN_BRIEF + 2
    assert len(str(refused.value).splitlines()) == MOST_IN_BRIEF + 1


def test_as_many_faults_as_are_told_get_no_last_line(faults_in: Faults) -> None:
    found = faults_in({"veertien.yaml": "".join(f"k{n}: x\n" for n in range(MOST_FAULTS))})
    assert {fault.code for fault in found} == {"UNKNOWN-KEY"}
    assert len(found) == MOST_FAULTS


def test_a_flood_hides_no_cause(faults_in: Faults) -> None:
    found = faults_in({**FLOODS["keys that are not known"], "trunks.yaml": "trunks: {Hoorn 1: {}}\n", "x.yml": ""})
    assert [fault.code for fault in found[:2]] == ["FILE-NAME", "TRUNK-KEY"]


def test_many_warnings_refuse_no_folder(write: Write) -> None:
    numbers = "".join(f"  - {{trunk: operator, number: {880000000 + n}}}\n" for n in MANY)
    folder = write({"operator.yaml": f"destinations:\n{numbers}"})
    result = CliRunner().invoke(main, ["check", "--config", str(folder)])
    assert result.exit_code == 0
    *told, more, last = result.output.splitlines()
    assert len(told) == MOST_FAULTS
    assert " AND-MORE note: " in more
    assert last == f"{folder}: no faults, {MOST_FAULTS} warnings."


def test_pronunciations_are_compared_with_all_names_until_there_are_more_than_are_told(write: Write) -> None:
    unused = "".join(f"  Xq{n}: aː\n" for n in MANY)
    document = read_yaml(write({"p.yaml": f"pronunciations:\n{unused}"}) / "p.yaml", FaultLog())
    assert document
    file = fit(PronunciationsFile, document, FaultLog())
    warnings = FaultLog()
    note(warn_of_unused(file, ["Hoorn"]), warnings)
    assert len(warnings) == MOST_FAULTS + 1
    assert list(warnings)[-1].code == "AND-MORE"


def test_more_schedules_than_any_country_needs_are_a_fault(faults_in: Faults) -> None:
    chain = "".join(f"  s{n}: {{based_on: s{n + 1}}}\n" for n in range(MOST_SCHEDULES + 1))
    assert [fault.code for fault in faults_in({"schedules.yaml": f"schedules:\n{chain}"})] == ["TOO-MANY-SCHEDULES"]


def test_a_long_way_round_is_told_in_a_short_line(faults_in: Faults) -> None:
    ring = "".join(f"  s{n}: {{based_on: s{(n + 1) % 900}}}\n" for n in range(900))
    found = faults_in({"schedules.yaml": f"schedules:\n{ring}"})
    assert {fault.code for fault in found} == {"SCHEDULE-LOOP"}
    assert max(len(fault.message) for fault in found) < 200
    assert Path(found[0].file).name == "schedules.yaml"
