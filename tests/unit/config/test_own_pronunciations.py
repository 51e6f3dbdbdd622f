"""config/pronunciations.yaml: what is loaded of it, and what is warned of."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.conftest import warned_of
from veertien.config import Severity, load_tables
from veertien.gazetteer import Gazetteer
from veertien.routing import Tables

Write = Callable[[dict[str, str]], Path]
TABLE = "municipalities/noord-holland.yaml"


@pytest.fixture
def load(write: Write, names: Gazetteer) -> Callable[[str], Tables]:
    return lambda text: load_tables(write({"pronunciations.yaml": text}), names)


def test_a_name_has_one_pronunciation_or_a_list(load: Callable[[str], Tables]) -> None:
    tables = load("pronunciations:\n  Hoorn: hoːrən\n  Den Haag: [ˈdɛn haːx, haːx]\n")
    assert dict(tables.pronunciations) == {
        "Hoorn": ((("h", "ɔː", "r", "ə", "n"),),),
        "Den Haag": ((("d", "ɛ", "n"), ("h", "aː", "x")), (("h", "aː", "x"),)),
    }


def test_most_folders_have_none(write: Write, names: Gazetteer) -> None:
    folder = write({})
    assert load_tables(folder, names).pronunciations == {}
    assert warned_of("UNUSED-PRONUNCIATION", folder, names) == ()


def test_names_villages_and_words_of_names_are_used(write: Write, names: Gazetteer) -> None:
    ipa = "pronunciations: {Wognum: ʋɔxnʏm, Zoom: zoːm, De Stad: də stɑt}\n"
    table = "municipalities:\n  - {name: Hoorn, connected: no, other_names: [De Stad]}\n"
    folder = write({"pronunciations.yaml": ipa, TABLE: table})
    assert warned_of("UNUSED-PRONUNCIATION", folder, names) == ()


def test_a_name_that_nobody_can_say_is_warned_of(write: Write, names: Gazetteer) -> None:
    folder = write({"pronunciations.yaml": "pronunciations:\n  Hoorn: hoːrn\n  Wogrnum: ʋɔxnʏm\n"})
    (warning,) = warned_of("UNUSED-PRONUNCIATION", folder, names)
    assert (warning.line, warning.column, warning.code) == (3, 3, "UNUSED-PRONUNCIATION")
    assert warning.severity is Severity.WARNING
    assert "UNUSED-PRONUNCIATION warning: " in str(warning)
    assert 'did you mean "Wognum"?' in warning.message
