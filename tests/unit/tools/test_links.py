"""Every link from one page to another leads somewhere, to its heading too."""

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


def test_there_are_pages() -> None:
    assert REPOSITORY / "README.md" in PAGES
    assert len(PAGES) > 20
