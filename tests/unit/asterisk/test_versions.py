"""Which versions of Asterisk pass keys on, and which let headers be inherited."""

import pytest

from veertien.asterisk.versions import inherits_headers, passes_keys_on


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


@pytest.mark.parametrize(
    "version",
    ["20.19.0", "20.20.1", "22.9.0-rc1", "22.10.1+dfsg+~cs6.17.60671434-1", "23.3.0", "24.0.0", "certified-22.9-cert1"],
)
def test_headers_are_inherited(version: str) -> None:
    assert inherits_headers(version)


@pytest.mark.parametrize(
    "version",
    [
        *("20.14.0", "20.18.2", "21.9.0", "21.12.3", "22.4.0", "22.8.2", "23.0.0", "23.2.1", "18.26.4", "19.30.0"),
        *("certified-20.7-cert9", "certified/20.7-cert4", "certified-22.8-cert1"),
        *("GIT-22-5a3f2c1", "GIT-master-1", "", "Asterisk", "22"),
    ],
)
def test_they_are_not_or_nobody_can_tell(version: str) -> None:
    assert not inherits_headers(version)
