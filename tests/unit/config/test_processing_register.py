"""The processing register names settings that there are, and has each section that keeps something of callers."""

import re
from pathlib import Path

from veertien.config import load_settings

PAGE = Path("docs/processing-register.md").read_text(encoding="utf-8")
REFERENCE = Path("docs/config-reference.md").read_text(encoding="utf-8")
"""Made from the models of the files."""
KEEPING = {"records", "memory", "capture"}
"""Sections of veertien.yaml without which nothing of a caller is kept, but for the log."""


def test_each_setting_that_it_names_is_there() -> None:
    named = re.findall(r"`([a-z_.]+)`(?= in (\w+\.yaml))", PAGE)
    assert len(named) > 15
    sections = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", REFERENCE, re.MULTILINE | re.DOTALL))
    assert [
        (key, file) for key, file in named if not re.search(rf"\| `(?:\w+\.KEY\.)?{re.escape(key)}` \|", sections[file])
    ] == []


def test_what_it_calls_off_is_off_until_it_is_set() -> None:
    _, _, off = PAGE.partition("Off, unless you set it:")
    assert {f"`{section}`" for section in KEEPING} <= set(re.findall(r"`\w+`(?= in veertien\.yaml)", off))
    shipped = load_settings(Path("config"))
    assert [section for section in KEEPING if getattr(shipped, section) is not None] == []
    assert shipped.second_ear is None
