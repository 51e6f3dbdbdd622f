"""Each page has its place in the contents of the site. That the site can be made, tests/browser shows."""

import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
CONTENTS = REPOSITORY / "tools/site/index.md"


def test_each_page_stands_in_the_contents_once() -> None:
    blocks = re.findall(r"^```\{toctree\}\n(.*?)^```", CONTENTS.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    listed = [line for block in blocks for line in block.splitlines() if line and not line.startswith(":")]
    pages = [path.relative_to(REPOSITORY) for path in (REPOSITORY / "docs").rglob("*.md")]
    assert sorted(entry for entry in listed if entry.startswith("docs/")) == sorted(
        path.with_suffix("").as_posix() for path in pages
    )
