"""Which Asterisk will do: one that runs, is new enough, and has every module that Veertien needs."""

from pathlib import Path

import pytest

from demo.installation import MODULES_LOOKED_FOR, Installation, check_installation


def asterisk(folder: Path, says: str, without: str = "") -> Installation | None:
    modules = folder / "modules"
    modules.mkdir()
    for name in MODULES_LOOKED_FOR:
        if name != without:
            (modules / f"{name}.so").touch()
    binary = folder / "asterisk"
    binary.write_text(f"#!/bin/sh\necho '{says}'\n")
    binary.chmod(0o755)
    return check_installation(binary, modules, folder, fetched=False)


@pytest.mark.parametrize("says", ["Asterisk 20.14.0", "Asterisk 22.10.1+dfsg+~cs6.17", "Asterisk certified/22.8-cert1"])
def test_new_enough(tmp_path: Path, says: str) -> None:
    found = asterisk(tmp_path, says)
    assert found is not None
    assert found.version == says


@pytest.mark.parametrize("says", ["Asterisk 16.28.0~dfsg", "Asterisk 18.9.1", "something else", "", "22.10.1"])
def test_too_old_or_no_asterisk(tmp_path: Path, says: str) -> None:
    assert asterisk(tmp_path, says) is None


@pytest.mark.parametrize("says", ["Asterisk 20.13.0", "Asterisk 22.3.0", "Asterisk certified/20.7-cert3"])
def test_one_that_passes_no_keys_on_is_not_taken(tmp_path: Path, says: str) -> None:
    assert asterisk(tmp_path, says) is None


@pytest.mark.parametrize("missing", ["app_audiosocket", "res_agi", "chan_pjsip"])
def test_lacking_a_module(tmp_path: Path, missing: str) -> None:
    assert asterisk(tmp_path, "Asterisk 22.10.1", without=missing) is None


def test_one_that_does_not_start(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    assert check_installation(tmp_path / "absent", tmp_path / "modules", tmp_path, fetched=False) is None
