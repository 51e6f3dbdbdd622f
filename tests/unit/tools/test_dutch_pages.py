"""Each page in Dutch has what its English page has: the same sections, examples, tables and lists, in that order."""

import re
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
DUTCH = (REPOSITORY / "README.nl.md", *sorted((REPOSITORY / "docs/nl").glob("*.md")))
PAGES = pytest.mark.parametrize("page", DUTCH, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
CODE = re.compile(r"`([^`]+)`")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)\s#]+)")
REMARK = re.compile(r" +# .*$", re.MULTILINE)
"""What an example says of itself, which may be in the page's language."""


def english_of(page: Path) -> Path:
    """Return the English page that a Dutch one names at its top."""
    named = re.search(r"^\*\[English\]\(([^)]+)\)\*$", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert named, "a line *[English](PAGE)* stands below the heading"
    return (page.parent / named[1]).resolve()


def parts(page: Path) -> list[str]:
    """Return what a page is made of, but for its words: levels of headings, examples, rows of tables, items."""
    found: list[str] = []
    fenced = example = False
    before = ""
    for line in REMARK.sub("", page.read_text(encoding="utf-8")).splitlines():
        fenced ^= line.startswith("```")
        if line:
            # What goes on with an item of a list stands as far to the right, but no empty line before it.
            example = line.startswith("    ") and (example or not before)
        if fenced or (line and example):
            found.append(line)
        elif heading := re.match("#+ ", line):
            found.append(heading[0])
        elif line.startswith("|"):
            found.append(f"a row of {line.count('|')} bars")
        elif item := re.match(r" *(?:-|[0-9]+\.) ", line):
            found.append(item[0])
        before = line
    return found


def named_in(page: Path) -> set[str]:
    """Return what stands between backquotes."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    return {" ".join(found.split()) for found in CODE.findall(text)}


def led_to(page: Path) -> set[Path]:
    """Return the pages and folders that a page leads to."""
    links = LINK.findall(page.read_text(encoding="utf-8"))
    return {(page.parent / link).resolve() for link in links if not link.startswith("http")}


@PAGES
def test_a_dutch_page_has_the_sections_examples_tables_and_lists_of_its_english_page(page: Path) -> None:
    assert parts(page) == parts(english_of(page))


@PAGES
def test_a_dutch_page_names_each_key_command_and_file_of_its_english_page(page: Path) -> None:
    assert named_in(english_of(page)) - named_in(page) == set()


@PAGES
def test_both_pages_name_each_other_at_the_top(page: Path) -> None:
    english = english_of(page)
    assert english.name == page.name.replace(".nl.", ".")
    top = "\n".join(english.read_text(encoding="utf-8").splitlines()[:4])
    assert f"*[Nederlands]({page.relative_to(english.parent).as_posix()})*" in top


@PAGES
def test_a_dutch_page_leads_where_its_english_page_leads_in_dutch_where_that_is_to_be_had(page: Path) -> None:
    in_dutch = {english_of(each): each for each in DUTCH}
    english, dutch = led_to(english_of(page)) - {page}, led_to(page) - {english_of(page)}
    assert {in_dutch.get(to, to) for to in english} == dutch


def test_a_changed_example_is_noticed(tmp_path: Path) -> None:
    english, dutch = tmp_path / "page.md", tmp_path / "page.nl.md"
    english.write_text("# Title\n\n    $ veertien area 0512   # who shares it\n")
    dutch.write_text("# Titel\n\n    $ veertien area 0512   # wie het delen\n")
    assert parts(dutch) == parts(english) == ["# ", "    $ veertien area 0512"]
    dutch.write_text("# Titel\n\n    $ veertien area 0513\n")
    assert parts(dutch) != parts(english)
