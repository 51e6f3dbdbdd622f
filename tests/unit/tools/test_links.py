"""Every link from one page to another leads somewhere, to its heading too; so does what a page names of the code."""

import re
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[3]
PAGES = sorted(
    path
    for folder in ("*.md", "docs/**/*.md", "findings/*.md", "agi/**/*.md", "tests/**/*.md")
    for path in REPOSITORY.glob(folder)
)
CODE = re.compile(r"^```.*?^```|^    .*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)


@cache
def headings(page: Path) -> frozenset[str]:
    """Return the anchors of a page: its headings as forges write them, and those it sets itself."""
    text = page.read_text(encoding="utf-8")
    lines = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line).lower() for line in lines)
    return frozenset(
        (*(re.sub(r"[^\w\- ]", "", line).replace(" ", "-") for line in plain), *re.findall(r'<a id="([^"]+)"', text))
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", page.read_text(encoding="utf-8"))):
        if link.startswith("http"):
            continue
        path, _, anchor = link.partition("#")
        to = (page.parent / path).resolve() if path else page
        if not to.exists() or (anchor and anchor not in headings(to)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_files_and_modules_of_ours_that_a_page_names_are_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    files = re.findall(r"`((?:\w+/)+\w+\.py)`", text)
    modules = re.findall(r"`((?:veertien|demo|bench|tools)(?:\.[a-z_0-9]+)+)`", text)
    wanted = (*files, *(name.replace(".", "/") for name in modules if not name.endswith(".yaml")))
    folders = [REPOSITORY / folder for folder in ("", "agi", "agi/veertien", "tests/unit")]
    lost = [name for name in wanted if not any(_is_there(folder / name) for folder in folders)]
    assert lost == []


def _is_there(path: Path) -> bool:
    return path.exists() or path.with_suffix(".py").exists()


def test_there_are_pages() -> None:
    assert REPOSITORY / "README.md" in PAGES
    assert len(PAGES) > 20
