"""docs/operation.md lists every event of the log, each named in snake_case, and no other."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import veertien

CODE = Path(veertien.__file__).parent
PAGE = Path(__file__).parents[3] / "docs" / "operation.md"
LEVELS = {"info", "warning", "error", "exception", "critical"}
"""What is shown unless somebody asks for more; debug lines are for developers."""

NOT_THE_DAEMON = {CODE / "testcall", CODE / "training", CODE / "cli"}


@cache
def logged() -> tuple[tuple[str, str], ...]:
    return tuple(_logged())


def _logged() -> Iterator[tuple[str, str]]:
    """Yield the place and name of each event that the daemon's code logs."""
    for path in sorted(CODE.rglob("*.py")):
        if NOT_THE_DAEMON & set(path.parents):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=of, attr=level), args=[ast.Constant(str(event)), *_]):
                    if level in LEVELS and re.search(r"\b(_?log|get_logger\(.*\))$", ast.unparse(of)):
                        yield f"{path.relative_to(CODE)}:{node.lineno}", event
                case ast.Dict(keys=[ast.Constant("event"), *_], values=[ast.Constant(str(event)), *_]):
                    yield f"{path.relative_to(CODE)}:{node.lineno}", event


def listed() -> set[str]:
    page = PAGE.read_text(encoding="utf-8")
    tables = page[page.index("### Ordinary events") : page.index("## Ends with a status")]
    rows = [line.split("|")[1:3] for line in tables.splitlines() if line.startswith("| `")]
    names = [*(name for first, _ in rows for name in re.findall(r"`([^`]+)`", first)), "call", "pbx_finding_gone"]
    return set(names)


@pytest.mark.slow
def test_every_event_is_named_in_snake_case() -> None:
    events = logged()
    assert len(events) > 30
    assert [one for one in events if not re.fullmatch(r"[a-z]+(_[a-z]+)*", one[1])] == []


def test_every_event_is_in_the_page() -> None:
    in_page = listed()
    assert [one for one in logged() if one[1] not in in_page] == []


def test_the_page_names_no_event_that_is_gone() -> None:
    assert listed() - {event for _, event in logged()} == set()
