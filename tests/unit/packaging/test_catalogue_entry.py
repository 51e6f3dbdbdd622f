"""publiccode.yml, which catalogues of public software read, agrees with the package and has the form they ask for."""

import configparser
from pathlib import Path
from typing import Any

import pytest
import yaml

from veertien import __version__

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def entry() -> dict[str, Any]:
    content = yaml.safe_load((REPOSITORY / "publiccode.yml").read_text("utf-8"))
    assert isinstance(content, dict)
    return content


def test_it_names_the_version_and_the_licence_of_the_package(entry: dict[str, Any]) -> None:
    package = configparser.ConfigParser()
    package.read(REPOSITORY / "setup.cfg", "utf-8")
    assert entry["softwareVersion"] == __version__
    assert entry["legal"]["license"] == package["metadata"]["license"]


def test_it_has_every_key_that_the_standard_demands(entry: dict[str, Any]) -> None:
    assert {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "categories",
        "developmentStatus",
        "softwareType",
    } <= set(entry)
    assert entry["maintenance"]["type"] == "community" and all(
        "name" in one for one in entry["maintenance"]["contacts"]
    )
    assert set(entry["localisation"]) == {"localisationReady", "availableLanguages"}


def test_its_texts_have_the_lengths_that_the_standard_allows(entry: dict[str, Any]) -> None:
    for text in entry["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert all(len(feature) <= 100 for feature in text["features"])
