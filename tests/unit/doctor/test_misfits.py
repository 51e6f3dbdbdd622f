"""What is found when Asterisk and the tables don't fit each other."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.doctor.sound import FACTS as SOUND
from tests.unit.doctor.sound import RIGHTS, VARIABLES
from tests.unit.shipped import TABLES
from veertien import __version__
from veertien.asterisk.manager.pbx_facts import (
    NEEDED_MODULES,
    VERSION_CONTEXT,
    VERSION_DEVICE,
    VERSION_EXTENSION,
    PbxFacts,
)
from veertien.asterisk.manager.rights import AmiRights
from veertien.doctor.finding import DoctorFinding, FindingPlace
from veertien.doctor.rows.misfits import MISFITS, endpoint_misfits, misfits
from veertien.routing import Tables

REPOSITORY = Path(__file__).parents[3]


def found(facts: PbxFacts, tables: Tables = TABLES, host: str = "127.0.0.1") -> dict[str, DoctorFinding]:
    return {finding.code: finding for finding in misfits(facts, tables, (host, 4573))}


def with_variables(**changed: str) -> PbxFacts:
    return replace(SOUND, variables={**VARIABLES, **changed})


def test_a_sound_asterisk_has_no_findings() -> None:
    assert found(SOUND) == {}


MISTAKES = (
    (replace(SOUND, asterisk="20.9.3"), "asterisk_too_old"),
    (replace(SOUND, missing_modules=("app_audiosocket",)), "modules_missing"),
    (replace(SOUND, rights=AmiRights(reads_variables=True)), "ami_write_call"),
    (replace(SOUND, rights=replace(RIGHTS, reads=frozenset({"system"}))), "ami_read_user"),
    (replace(SOUND, endpoints=SOUND.endpoints - {"trunk-hoorn"}), "endpoint_unknown"),
    (replace(SOUND, dialplan=""), "dialplan_version"),
    (replace(SOUND, dialplan="0.0.9"), "dialplan_version"),
    (with_variables(VEERTIEN_AGI="agi://127.0.0.1:4574/route"), "agi_address"),
    (with_variables(VEERTIEN_AGI="agi://127.0.0.9:4573/route"), "agi_address"),
    (with_variables(VEERTIEN_AGI="agi://127.0.0.1:4573/"), "agi_address"),
    (with_variables(VEERTIEN_AGI="hagi://127.0.0.1:4573/route"), "agi_address"),
    (with_variables(VEERTIEN_AGI="agi://127.0.0.1:99999/route"), "agi_address"),
    (with_variables(VEERTIEN_AGI="agi://[::1"), "agi_address"),
    (with_variables(VEERTIEN_AGI=""), "agi_address"),
    (with_variables(VEERTIEN_PATIENCE="four"), "veertien_patience"),
    (with_variables(VEERTIEN_RING_SECONDS="0"), "veertien_ring_seconds"),
    (with_variables(VEERTIEN_NATIONAL="1401"), "national_number"),
    (with_variables(VEERTIEN_FALLBACK_ENDPOINT=""), "fallback_missing"),
    (with_variables(VEERTIEN_FALLBACK_NUMBER="nobody"), "fallback_missing"),
    (with_variables(VEERTIEN_FALLBACK_ENDPOINT="switchbord"), "fallback_unknown"),
    (with_variables(VEERTIEN_FALLBACK_NUMBER="14020"), "fallback_comes_back"),
    (with_variables(VEERTIEN_FALLBACK_NUMBER="1400"), "fallback_comes_back"),
)


@pytest.mark.parametrize(("facts", "code"), MISTAKES)
def test_each_mistake_is_one_finding_with_its_cure(facts: PbxFacts, code: str) -> None:
    (finding,) = found(facts).values()
    assert finding.code == code
    assert finding.cure().endswith(".")


def test_all_kinds_that_are_found_here_are_listed() -> None:
    nothing = replace(SOUND, endpoints=frozenset())
    unincluded = replace(SOUND, variables=dict.fromkeys(VARIABLES, ""))
    planted = {code for _, code in MISTAKES} | set(found(nothing)) | set(found(unincluded))
    assert planted == {kind.code for kind in MISFITS}


def test_an_asterisk_without_endpoints_is_told_once_and_not_trunk_by_trunk() -> None:
    assert set(found(replace(SOUND, endpoints=frozenset()))) == {"no_endpoints", "fallback_unknown"}


def test_settings_that_are_not_included_are_told_once_and_not_one_by_one() -> None:
    nothing = replace(SOUND, variables=dict.fromkeys(VARIABLES, ""))
    assert set(found(nothing)) == {"globals_missing", "fallback_missing"}


def test_a_misspelt_endpoint_names_the_near_one() -> None:
    facts = replace(SOUND, endpoints=SOUND.endpoints - {"trunk-hoorn"} | {"trunk-horn"})
    assert "trunk-horn" in found(facts)["endpoint_unknown"].sentence().split("→")[1]


def test_of_the_trunks_alone_each_is_told_at_its_own_place() -> None:
    places = {key: FindingPlace("trunks.yaml", line) for line, key in enumerate(TABLES.trunks, 7)}
    assert endpoint_misfits(SOUND.endpoints, TABLES, places) == ()
    findings = endpoint_misfits(SOUND.endpoints - {"trunk-hoorn", "trunk-opmeer"}, TABLES, places)
    assert [finding.place for finding in findings] == [places["hoorn"], places["opmeer"]]
    assert "trunk-opmeer (trunk opmeer)" in findings[1].sentence()
    (none,) = endpoint_misfits(frozenset(), TABLES, places)
    assert none.code == "no_endpoints"


@pytest.mark.parametrize(
    ("asked", "host"),
    [
        ("agi://127.0.0.1/route", "127.0.0.1"),
        ("agi://192.0.2.7:4573/route", "0.0.0.0"),
        ("agi://[::1]:4573/route", "::1"),
        ("agi://veertien.example:4573/route", "192.0.2.7"),
    ],
)
def test_an_address_that_may_be_ours_is_not_blamed(asked: str, host: str) -> None:
    assert found(with_variables(VEERTIEN_AGI=asked), host=host) == {}


def test_what_the_ami_user_may_not_ask_is_not_blamed() -> None:
    blind = replace(SOUND, rights=AmiRights(sets_variables=True), variables=None, dialplan=None)
    assert found(blind) == {}


def test_the_shipped_dialplan_tells_the_version_of_the_package() -> None:
    dialplan = (REPOSITORY / "dialplan/extensions.conf").read_text()
    section = dialplan.split(f"[{VERSION_CONTEXT}]")[1]
    hint = re.search(rf"exten => {VERSION_EXTENSION},hint,{VERSION_DEVICE}(\S+)", section)
    assert hint and hint[1] == __version__


def test_the_installation_page_lists_each_module_that_is_looked_for() -> None:
    listed = set((REPOSITORY / "docs/installation.md").read_text().split())
    assert [name for name in NEEDED_MODULES if name not in listed] == []
