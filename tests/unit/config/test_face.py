"""Other rooms, the demo and the tools come to the configuration through its three doors, and no further in."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import veertien.config

pytestmark = pytest.mark.slow

ROOM = "veertien.config"
DOORS = {ROOM, f"{ROOM}.folder", f"{ROOM}.schemas"}
# They make docs/table-faults.md from the definitions themselves, the schemas from the models, docs/country-data.md from
# the layout.
INSIDE = {
    Path("agi/veertien/config"),
    Path("tools/fault_codes.py"),
    Path("tools/config_schemas.py"),
    Path("tools/data_layout.py"),
}
OUTSIDE = sorted(
    file
    for folder in ("agi", "bench", "demo", "tools")
    for file in Path(folder).rglob("*.py")
    if not INSIDE & {file, *file.parents}
)


@cache
def imports_of(file: Path) -> frozenset[tuple[str, str]]:
    """Return each module of the room that a file imports from, wherever in it, with the name."""
    return frozenset(_imports_of(file))


def _imports_of(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name.startswith(ROOM))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(ROOM):
            yield from ((node.module or "", alias.name) for alias in node.names)


@pytest.mark.slow
def test_nobody_imports_what_is_the_rooms_own() -> None:
    found = {file: {module for module, _ in imports_of(file)} for file in OUTSIDE}
    assert {file: modules - DOORS for file, modules in found.items() if modules - DOORS} == {}


@pytest.mark.parametrize("name", veertien.config.__all__)
def test_somebody_needs_what_the_face_shows(name: str) -> None:
    assert any((ROOM, name) in imports_of(file) for file in (*OUTSIDE, *Path("tests").rglob("*.py")))
