"""`veertien route` on the shipped tables."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main

KEYS = ["dialled", "area_code", "outcome", "candidates", "municipality", "destinations", "reason", "announced"]


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


@pytest.mark.parametrize("number", ["1400", "14 00", "+31 1400"])
def test_the_national_number_leads_to_any_municipality(number: str) -> None:
    decision = decided(number, "--say", "Amsterdam")
    assert (decision["dialled"], decision["area_code"], decision["outcome"]) == ("1400", None, "connect")
    assert decision["municipality"] == {"code": "GM0363", "name": "Amsterdam"}


def test_a_municipality_of_another_area_code_would_be_asked_about() -> None:
    decision = decided("140229", "--say", "Amsterdam")
    assert (decision["outcome"], decision["destinations"]) == ("ask", [])
    assert decision["reason"].endswith("asked about it; after a yes: Amsterdam, of another area code, was chosen.")


def test_one_candidate_is_connected() -> None:
    decision = decided("14020", "--caller", "0201234567", "--at", "2026-12-25T03:00+01:00")
    assert (decision["outcome"], decision["municipality"]) == ("connect", {"code": "GM0363", "name": "Amsterdam"})


def test_a_municipality_that_is_not_connected() -> None:
    decision = decided("140228", "--say", "Enkhuizen")
    assert (decision["outcome"], decision["municipality"]["name"]) == ("not_connected", "Enkhuizen")
    assert decision["announced"]["kind"] == "not_connected"
    assert decision["announced"]["text"].startswith("Enkhuizen doet nog niet mee aan dit nummer. Het nummer van Enk")


def test_what_is_put_through_without_a_word_announces_nothing() -> None:
    assert decided("14020")["announced"] is None


def test_a_time_tells_who_is_closed_and_is_dutch_time(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "schedules.yaml").write_text("schedules:\n  office: {hours: {monday-friday: 08:30-17:00}}\n")
    table = config / "municipalities/amsterdam.yaml"
    table.write_text(table.read_text().replace("- name: Amsterdam", "- name: Amsterdam\n    schedule: office"))
    command = ["route", "--config", str(config), "--json", "14020", "--at"]
    outcomes = {}
    for time in ("2026-11-26T08:29", "2026-11-26T08:30", "2026-11-26T07:30+00:00", "2026-12-25T10:00"):
        decision = json.loads(CliRunner().invoke(main, [*command, time]).stdout)
        outcomes[time] = (decision["outcome"], decision["announced"] and decision["announced"]["text"])
    assert outcomes == {
        "2026-11-26T08:29": (
            "closed",
            "Gemeente Amsterdam is nu gesloten. U kunt vandaag weer bellen, van half negen tot vijf uur.",
        ),
        "2026-11-26T08:30": ("connect", None),
        "2026-11-26T07:30+00:00": ("connect", None),
        "2026-12-25T10:00": (
            "closed",
            "Gemeente Amsterdam is nu gesloten. U kunt maandag weer bellen, van half negen tot vijf uur.",
        ),
    }
    text = CliRunner().invoke(main, ["route", "--config", str(config), "14020", "--at", "2026-12-25"]).output
    assert "announced     Gemeente Amsterdam is nu gesloten." in text


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


@pytest.mark.parametrize("arguments", [[], ["140229", "--at", "yesterday"], ["140229", "--at", "9999-12-31"]])
def test_an_unusable_call_ends_with_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_faulty_tables_are_named_and_end_with_status_2(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "operator.yaml").write_text("destinations: []\n")
    result = CliRunner().invoke(main, ["route", "--config", str(config), "14020"])
    assert result.exit_code == 2
    assert f"{config}/operator.yaml:1:15: NO-DESTINATIONS" in result.stderr
    assert result.stdout == ""
