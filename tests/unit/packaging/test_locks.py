"""What a PBX, CI and work on Veertien install, the lists in locks/, is what setup.cfg (for the site
pyproject.toml) asks for; if not: `make lock`."""

import configparser
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

REPOSITORY = Path(__file__).resolve().parents[3]
FOR_THE_PBX, FOR_ALL, FOR_THE_SITE = {"pbx.txt"}, {"dev.txt", "lowest.txt"}, {"docs.txt"}
PIN = re.compile(r"^([\w.-]+)==(\S+)(?: ; .*?)?((?: --hash=sha256:[0-9a-f]{64})*)$")


EXTRAS = {"pbx.txt": {"postgresql"}, "lowest.txt": {"dev"}}
"""The extras that a list has; all where nothing is said."""


def requirements(name: str) -> Iterator[Requirement]:
    """What a list is made of."""
    if name in FOR_THE_SITE:
        groups = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
        yield from map(Requirement, groups["docs"])
        return
    package = configparser.ConfigParser()
    package.read(REPOSITORY / "setup.cfg", "utf-8")
    extras = package["options.extras_require"]
    texts = [package["options"]["install_requires"], *(extras[each] for each in EXTRAS.get(name, set(extras)))]
    for line in "\n".join(texts).splitlines():
        if line.strip():
            yield Requirement(line)


def lines(name: str) -> list[str]:
    """The list's lines, those that were broken put together again, without comments."""
    text = (REPOSITORY / "locks" / name).read_text("utf-8")
    whole = re.sub(r"\s*\\\n\s*", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    return whole.splitlines()


def pinned(name: str) -> dict[str, list[Version]]:
    """The versions of each package: one, or one for each of several Pythons."""
    versions: dict[str, list[Version]] = {}
    for line in lines(name):
        pin = PIN.fullmatch(line)
        assert pin, line
        package, version, _ = pin.groups()
        versions.setdefault(canonicalize_name(package), []).append(Version(version))
    return versions


@pytest.mark.parametrize("name", sorted(FOR_THE_PBX | FOR_ALL | FOR_THE_SITE))
def test_each_line_is_a_version_with_hashes_and_names_no_other_place(name: str) -> None:
    assert [line for line in lines(name) if not ((pin := PIN.fullmatch(line)) and pin[3])] == []


@pytest.mark.parametrize("name", sorted(FOR_THE_PBX | FOR_ALL | FOR_THE_SITE))
def test_what_setup_cfg_asks_for_is_there_in_a_version_that_it_allows(name: str) -> None:
    versions = pinned(name)
    for requirement in requirements(name):
        had = versions.get(canonicalize_name(requirement.name), [])
        assert had and all(map(requirement.specifier.contains, had)), f"{name}: {requirement}: has {had}; make lock"


def test_the_lowest_are_those_that_setup_cfg_names() -> None:
    versions = pinned("lowest.txt")
    for requirement in requirements("lowest.txt"):
        (bound,) = requirement.specifier
        assert bound.operator in (">=", "=="), f"{requirement} has no lowest version"
        (lowest,) = versions[canonicalize_name(requirement.name)]
        # The first release of a series may have been withdrawn, or have nothing for the oldest Python.
        assert lowest.release[: len(Version(bound.version).release)] == Version(bound.version).release, requirement


def test_a_pbx_gets_nothing_that_only_work_on_veertien_needs() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & pinned("pbx.txt").keys()
