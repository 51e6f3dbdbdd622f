"""The example folders run as they are, and show what they say they show."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.unit.conftest import faults_of
from tests.unit.shipped import NAMES
from veertien.cli import main

pytestmark = pytest.mark.slow

EXAMPLES = Path("examples")
FOLDERS = sorted(path.name for path in EXAMPLES.iterdir() if path.is_dir())


def route(folder: str, *arguments: str) -> dict[str, Any]:
    result = CliRunner().invoke(main, ["route", "--config", str(EXAMPLES / folder), "--json", *arguments])
    assert result.exit_code == 0, result.output
    decision: dict[str, Any] = json.loads(result.stdout)
    return decision


def numbers(decision: dict[str, Any]) -> list[str]:
    return [each["number"] for each in decision["destinations"]]


def test_each_example_has_no_fault() -> None:
    assert {folder: faults_of(EXAMPLES / folder, NAMES) for folder in FOLDERS} == dict.fromkeys(FOLDERS, ())
    assert FOLDERS == ["area-code", "country", "friesland"]


def test_one_area_code_asks_between_two() -> None:
    decision = route("area-code", "140164", "--say", "putte")
    assert [each["name"] for each in decision["candidates"]] == ["Bergen op Zoom", "Woensdrecht"]
    assert (decision["municipality"]["name"], numbers(decision)[0]) == ("Woensdrecht", "0164000002")


@pytest.mark.parametrize(
    ("arguments", "municipality", "first"),
    [
        (("14058", "--say", "leeuwarden", "--at", "2026-11-26T19:00"), "Leeuwarden", "0580000001"),
        (("140511", "--say", "damwoude", "--at", "2026-11-26T10:00"), "Dantumadiel", "0511000001"),
        (("140511", "--say", "damwoude", "--at", "2030-01-02T10:00"), "Noardeast-Fryslân", "0519000002"),
        (("140511", "--say", "achtkarspelen", "--at", "2026-11-26T10:00"), "Achtkarspelen", "0511000003"),
        (("140512", "--say", "drachten", "--at", "2026-11-26T10:00"), "Smallingerland", "0512000001"),
        (("140515", "--at", "2026-11-26T10:00"), "Súdwest-Fryslân", "0515000001"),
        (("140517", "--say", "harlingen", "--at", "2026-11-26T13:00"), "Harlingen", "0880000016"),
    ],
)
def test_the_region_merges_shares_closes_and_puts_through(
    arguments: tuple[str, ...], municipality: str, first: str
) -> None:
    decision = route("friesland", *arguments)
    assert (decision["municipality"]["name"], numbers(decision)[0]) == (municipality, first)


def test_the_region_shows_weights_and_overflow() -> None:
    shared = route("friesland", "14058", "--say", "leeuwarden", "--at", "2026-11-26T10:00")
    assert [each.get("share") for each in shared["destinations"][:2]] == [0.7, 0.3]
    busy = route("friesland", "140512", "--say", "drachten", "--at", "2026-11-26T10:00")
    assert busy["destinations"][0]["keeps"] == ["busy", "rejected"]


def test_the_whole_country_is_there_and_one_number_leads_to_any() -> None:
    decision = route("country", "1400", "--say", "maastricht")
    assert decision["municipality"]["name"] == "Maastricht"
    assert [each["trunk"] for each in decision["destinations"]] == ["limburg", "carrier", "operator"]
    assert len(decision["candidates"]) == len(NAMES.municipalities)
