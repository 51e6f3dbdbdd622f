"""No call of the log can collide with a name that structlog takes itself: such a call raises, each time."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TAKEN = {"event", "self", "level", "timestamp", "exception", "method_name"}
"""Parameters of structlog's methods (`event`), and keys that our own processors set."""
METHODS = {"debug", "info", "warning", "warn", "error", "critical", "exception", "bind", "bound_contextvars"}


def _collisions(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in METHODS:
            yield from (node.lineno for keyword in node.keywords if keyword.arg in TAKEN)


def test_a_collision_is_found() -> None:
    assert list(_collisions("log.info('x', a=1)\nlog.exception('listener failed', event=name)")) == [2]


@pytest.mark.slow
def test_no_log_call_collides() -> None:
    found = [f"{file}:{line}" for file in Path("agi").rglob("*.py") for line in _collisions(file.read_text())]
    assert found == []
