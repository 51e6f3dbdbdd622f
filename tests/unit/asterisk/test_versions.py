"""Which versions of Asterisk pass keys on."""

import pytest

from veertien.asterisk.manager.versions import passes_keys_on


@pytest.mark.parametrize(
    "version",
    ["20.14.0", "20.20.1", "21.9.0", "22.4.0", "22.10.1+dfsg+~cs6.17.60671434-1", "23.0.0", "certified-22.8-cert1"],
)
def test_new_enough(version: str) -> None:
    assert passes_keys_on(version) is True


@pytest.mark.parametrize(
    "version",
    ["20.13.0", "20.9.3~dfsg-1", "21.8.0", "22.3.9", "18.26.4", "16.28.0~dfsg-0", "certified-20.7-cert9", "19.8.1"],
)
def test_too_old(version: str) -> None:
    assert passes_keys_on(version) is False


@pytest.mark.parametrize("version", ["GIT-22-5a3f2c1", "GIT-master-1", "", "Asterisk", "22"])
def test_a_version_that_does_not_tell_is_not_blamed(version: str) -> None:
    assert passes_keys_on(version) is None
