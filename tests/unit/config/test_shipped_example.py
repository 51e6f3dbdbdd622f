"""The tables in config/ run as they are."""

from pathlib import Path

from tests.unit.conftest import faults_of
from tests.unit.shipped import NAMES, TABLES
from veertien.config import load_settings
from veertien.routing import Tables

CONFIG = Path("config")


def tables() -> Tables:
    return TABLES


def candidates(area_code: str) -> set[str]:
    return {entry.name for entry in tables().candidates(area_code)}


def test_it_has_no_faults_and_no_secrets() -> None:
    assert faults_of(CONFIG, NAMES) == ()
    settings = load_settings(CONFIG)
    assert (settings.ami, settings.ari) == (None, None)


def test_five_municipalities_share_0229() -> None:
    assert candidates("0229") == {"Hoorn", "Medemblik", "Drechterland", "Opmeer", "Koggenland"}
    assert len({entry.destinations[0].trunk.endpoint for entry in tables().candidates("0229")}) == 5


def test_medemblik_answers_in_its_three_area_codes() -> None:
    assert sorted(tables().municipalities["GM0420"].area_codes) == ["0227", "0228", "0229"]
    assert candidates("0227") == {"Medemblik"}


def test_amsterdam_is_alone_in_020() -> None:
    assert candidates("020") == {"Amsterdam"}


def test_enkhuizen_is_known_but_not_connected() -> None:
    assert [entry.name for entry in tables().listed("0228") if not entry.connected] == ["Enkhuizen"]


def test_some_municipalities_have_a_second_trunk() -> None:
    entries = tables().municipalities.values()
    assert {entry.name for entry in entries if len(entry.destinations) > 1} == {"Hoorn", "Medemblik"}


def test_names_of_0229_lead_to_listed_municipalities_only() -> None:
    names = tables().names("0229")
    assert {name.municipality for name in names} == {entry.code for entry in tables().listed("0229")}
    assert {"Wognum", "Wervershoof", "Andijk"} <= {name.text for name in names if name.municipality == "GM0420"}
