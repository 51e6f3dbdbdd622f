"""`veertien route` on the shipped tables."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main

KEYS = ["dialled", "area_code", "outcome", "candidates", "municipality", "destinations", "reason"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["route", "--config", "config", *arguments])


def decided(*arguments: str) -> dict[str, Any]:
    result = run("--json", *arguments)
    assert result.exit_code == 0
    decision: dict[str, Any] = json.loads(result.stdout)
    assert list(decision) == KEYS
    return decision


def test_the_village_of_wervershoof_is_medemblik() -> None:
    decision = decided("140229", "--say", "wervershoof")
    assert (decision["dialled"], decision["area_code"], decision["outcome"]) == ("140229", "0229", "connect")
    assert decision["municipality"] == {"code": "GM0420", "name": "Medemblik"}
    assert decision["destinations"][0] == {"trunk": "medemblik", "number": "0229000002"}
    assert decision["destinations"][-1] == {"trunk": "operator", "number": "0880000014"}


def test_several_candidates_are_asked() -> None:
    decision = decided("14 0229")
    assert (decision["outcome"], decision["municipality"], decision["destinations"]) == ("ask", None, [])
    assert {"code": "GM0405", "name": "Hoorn"} in decision["candidates"]
    assert len(decision["candidates"]) == 5


def test_one_candidate_is_connected() -> None:
    decision = decided("14020", "--caller", "0201234567", "--at", "2026-12-25T03:00+01:00")
    assert (decision["outcome"], decision["municipality"]) == ("connect", {"code": "GM0363", "name": "Amsterdam"})


def test_a_municipality_that_is_not_connected() -> None:
    decision = decided("140228", "--say", "Enkhuizen")
    assert (decision["outcome"], decision["municipality"]["name"]) == ("not_connected", "Enkhuizen")


@pytest.mark.parametrize("number", ["14999", "0229000001", "nonsense", "140229;rm", "\udcff"])
def test_a_refused_number_ends_with_status_1_and_a_reason(number: str) -> None:
    result = run("--json", number)
    decision = json.loads(result.stdout)
    assert (result.exit_code, decision["outcome"], decision["area_code"]) == (1, "refused", None)
    assert decision["reason"]
    assert decision["reason"] in run(number).output


def test_people_read_the_same_decision_as_text() -> None:
    lines = run("140229", "--say", "wervershoof").output.splitlines()
    assert lines[:3] == [
        "dialled       140229",
        "outcome       connect",
        'reason        "wervershoof" means Medemblik; Medemblik was chosen.',
    ]
    assert "1.            0229000002 on trunk medemblik" in lines


@pytest.mark.parametrize("arguments", [[], ["140229", "--at", "yesterday"]])
def test_an_unusable_call_ends_with_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_faulty_tables_are_named_and_end_with_status_2(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "operator.yaml").write_text("destinations: []\n")
    result = CliRunner().invoke(main, ["route", "--config", str(config), "14020"])
    assert result.exit_code == 2
    assert f"{config}/operator.yaml:1:15: NO-DESTINATIONS" in result.stderr
    assert result.stdout == ""
