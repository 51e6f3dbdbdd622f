"""One name means one thing in the whole package."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import veertien

PACKAGE = Path(veertien.__file__).parent


def defined_names(source: str) -> Iterator[str]:
    """Yield the public names that a module defines at its top: classes, functions, types and constants."""
    for statement in ast.parse(source).body:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found = [name]
            case ast.Assign(targets=targets):
                found = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
            case ast.AnnAssign(target=ast.Name(id=name)):
                found = [name]
            case _:
                found = []
        yield from (name for name in found if not name.startswith("_"))


def test_no_public_name_is_defined_in_two_rooms() -> None:
    """To mend it: define what is one thing once and import it; call what is another thing by a name of its own."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for module in PACKAGE.rglob("*.py"):
        room = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
        for name in defined_names(module.read_text(encoding="utf-8")):
            rooms[name].add(room)
    assert len(rooms) > 1000, "hardly any names were found: is this the package?"
    assert {name: sorted(where) for name, where in rooms.items() if len(where) > 1} == {}


def test_every_way_to_define_a_name_is_seen() -> None:
    source = "class A: ...\ndef b(): ...\nasync def c(): ...\nD = 1\nE: int = 2\nF, G = 3, 4\n_h = 5\nimport i\n"
    assert list(defined_names(source)) == ["A", "b", "c", "D", "E", "F", "G"]
