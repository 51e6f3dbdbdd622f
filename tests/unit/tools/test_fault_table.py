"""docs/faults.md is made of the tests' marks, and says what they say."""

from pathlib import Path

import pytest

from tools.fault_table import PAGE, TESTS, MarkedFault, marked_faults, table

MARKED = """
import pytest

@pytest.mark.fault("a fuse", caller="darkness", after="at once")
async def test_lamp(): ...

@pytest.mark.parametrize("lamp", [
    pytest.param(1, marks=pytest.mark.fault("one | lamp", caller="half the light", after="4 s")),
    2,
])
def test_lamps(lamp): ...

def test_nothing(): ...
"""


def written(folder: Path, text: str) -> Path:
    tests = folder / "tests"
    tests.mkdir()
    (tests / "test_light.py").write_text(text)
    return tests


def test_the_page_shows_the_marks() -> None:
    """To mend it: make pages."""
    assert table(marked_faults()) in PAGE.read_text(encoding="utf-8")


def test_there_are_marks_and_each_names_a_test_that_is_there() -> None:
    faults = marked_faults()
    assert faults
    for fault in faults:
        assert f"def {fault.test}(" in (TESTS.parent / fault.file).read_text(encoding="utf-8")


def test_marks_of_functions_and_of_single_parameters_are_rows(tmp_path: Path) -> None:
    faults = marked_faults(written(tmp_path, MARKED))
    assert faults == [
        MarkedFault("tests/test_light.py", "test_lamp", "a fuse", "darkness", "at once"),
        MarkedFault("tests/test_light.py", "test_lamps", "one | lamp", "half the light", "4 s"),
    ]
    assert table(faults).splitlines()[2:] == [
        "| a fuse | darkness | at once | [light](../tests/test_light.py): lamp |",
        "| one \\| lamp | half the light | 4 s | [light](../tests/test_light.py): lamps |",
    ]


@pytest.mark.parametrize(
    ("mark", "complaint"),
    [
        ('pytest.mark.fault("a fuse", caller="darkness")', "three texts"),
        ('pytest.mark.fault("a fuse", caller="", after="-")', "not empty"),
        ('pytest.mark.fault(f"a {1}", caller="darkness", after="-")', "written out"),
    ],
)
def test_a_mark_without_its_texts_is_named_by_its_line(tmp_path: Path, mark: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=rf"tests/test_light\.py:1: .*{complaint}"):
        marked_faults(written(tmp_path, f"@{mark}\ndef test_it(): ...\n"))
