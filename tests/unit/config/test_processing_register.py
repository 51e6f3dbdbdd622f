"""The processing register names settings that there are, and has each section that keeps something of callers."""

import re
from pathlib import Path

import pytest

from veertien.config import load_settings

PAGES = {
    name: Path("docs", name).read_text("utf-8") for name in ("processing-register.md", "nl/processing-register.md")
}
REFERENCE = Path("docs/config-reference.md").read_text(encoding="utf-8")
"""Made from the models of the files."""
KEEPING = {"records", "memory", "capture"}
"""Sections of veertien.yaml without which nothing of a caller is kept, but for the log."""


@pytest.mark.parametrize("page", PAGES)
def test_each_setting_that_it_names_is_there(page: str) -> None:
    named = re.findall(r"`([a-z_.]+)`(?= in (\w+\.yaml))", PAGES[page])
    assert len(named) > 15
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL))
    unknown = [
        (key, file) for key, file in named if not re.search(rf"\| `(?:\w+\.KEY\.)?{re.escape(key)}` \|", sections[file])
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("page", "begins"), [*zip(PAGES, ("Off, unless you set it:", "Uit, tot u het instelt:"), strict=True)]
)
def test_what_it_calls_off_is_off_until_it_is_set(page: str, begins: str) -> None:
    _, _, off = PAGES[page].partition(begins)
    assert {f"`{section}`" for section in KEEPING} <= set(re.findall(r"`\w+`(?= in veertien\.yaml)", off))
    shipped = load_settings(Path("config"))
    assert [section for section in KEEPING if getattr(shipped, section) is not None] == []
    assert shipped.second_ear is None
