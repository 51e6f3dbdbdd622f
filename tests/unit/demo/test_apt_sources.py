"""The Debian mirror comes from the host's own source lists, in either of apt's formats."""

from pathlib import Path

import pytest

from demo import apt_sources
from demo.apt_sources import NoDebianMirrorError, find_mirror


@pytest.fixture(autouse=True)
def keyring(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "keyring.gpg"
    path.touch()
    monkeypatch.setattr(apt_sources, "KEYRING", path)


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_deb822_format(tmp_path: Path) -> None:
    write(
        tmp_path, "sources.list.d/debian.sources", "Types: deb\nURIs: http://mirror.example/debian\nSuites: bookworm\n"
    )
    assert find_mirror(tmp_path).uri == "http://mirror.example/debian"


def test_one_line_format_with_options_and_a_slash(tmp_path: Path) -> None:
    write(
        tmp_path,
        "sources.list",
        "# deb http://old.example/debian x\ndeb [arch=amd64] https://mirror.example/debian/ b main\n",
    )
    assert find_mirror(tmp_path).uri == "https://mirror.example/debian"


def test_security_archives_and_other_vendors_are_passed_over(tmp_path: Path) -> None:
    write(
        tmp_path,
        "sources.list",
        "deb http://mirror.example/debian-security b main\ndeb http://vendor.example/apt b main\n"
        "deb http://mirror.example/debian b main\n",
    )
    assert find_mirror(tmp_path).uri == "http://mirror.example/debian"


def test_a_host_without_one_is_told_the_cure(tmp_path: Path) -> None:
    with pytest.raises(NoDebianMirrorError, match=r"install Asterisk 22\.4 or newer yourself"):
        find_mirror(tmp_path)
