"""The doctor's rounds in the daemon."""

import asyncio
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, Mock

import pytest

from tests.unit.doctor.sound import DETAILS, PBX, SOUND
from tests.unit.small_config import write_small_config
from veertien.asterisk.manager.connection import AmiUnavailableError
from veertien.asterisk.manager.link import ManagerLink
from veertien.config import Settings, packaged_data
from veertien.release import Release
from veertien.service.doctor.watch import DoctorRounds

SETTINGS = Settings.model_validate({"ami": {"username": "veertien", "secret": "0123456789abcdef"}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_config(tmp_path / "config")


async def after_one_round(folder: Path, examined: object) -> DoctorRounds:
    manager = Mock(ManagerLink, logins=1, connected=True, examine=AsyncMock(side_effect=[examined]))
    loaded = SimpleNamespace(folder=folder, settings=SETTINGS, data=packaged_data())
    in_force: Any = SimpleNamespace(edition=SimpleNamespace(loaded=loaded, tables=SOUND.tables))
    doctor = DoctorRounds(manager, in_force, Release("0.14", "52f23d2cf9c4"))
    going = asyncio.create_task(doctor.keep_looking())
    async with asyncio.timeout(20):
        while not doctor.findings:
            await asyncio.sleep(0.01)
    going.cancel()
    return doctor


async def test_what_is_critical_is_degraded_with_its_cure_and_a_warning_is_not(folder: Path) -> None:
    found = replace(DETAILS, refused_numbers=("140229",), unwanted_modules=("func_shell",))
    doctor = await after_one_round(folder, replace(PBX, details=found))
    assert {"numbers_not_let_in", "func_shell"} <= {finding.code for finding in doctor.findings}
    assert set(doctor.troubles()) == {"numbers_not_let_in"}
    assert "Copy dialplan/ of this version" in doctor.troubles()["numbers_not_let_in"].english


async def test_what_is_compared_more_often_is_left_to_that(folder: Path) -> None:
    doctor = await after_one_round(folder, replace(PBX, facts=replace(PBX.facts, dialplan="0.0.9")))
    assert "dialplan_version" in {finding.code for finding in doctor.findings}
    assert doctor.troubles() == {}


async def test_a_lost_connection_is_left_to_the_word_that_there_is_for_it(folder: Path) -> None:
    doctor = await after_one_round(folder, AmiUnavailableError("closed"))
    assert "ami_unreachable" in {finding.code for finding in doctor.findings}
    assert doctor.troubles() == {}
