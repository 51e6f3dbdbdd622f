"""docs/table-faults.md has each code as its definition has it."""

import pytest

from tools.fault_codes import PAGE, redraw
from veertien.config.faults import Severity
from veertien.config.faults.definitions import DEFINITIONS


def test_the_page_is_as_the_definitions_have_it() -> None:
    """To mend it: make pages."""
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page) == page


def test_each_code_has_one_heading_and_its_explanation() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for code, definition in DEFINITIONS.items():
        assert page.count(f"\n### {code}\n{definition.explanation()}\n\n") == 1


def test_warnings_and_notes_stand_in_sections_of_their_own() -> None:
    page = PAGE.read_text(encoding="utf-8")
    faults, _, others = page.partition("\n## Warnings\n")
    warnings, _, notes = others.partition("\n## Notes\n")
    shown = {Severity.FAULT: faults, Severity.WARNING: warnings, Severity.NOTE: notes}
    assert [one.code for one in DEFINITIONS.values() if f"### {one.code}\n" not in shown[one.section.severity]] == []


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        redraw("# Faults\n")
