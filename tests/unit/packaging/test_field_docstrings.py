"""What a field or a constant means is said under it; a class's docstring names fields only in a rule for several."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _python_files() -> list[Path]:
    return [path for top in ("agi/veertien", "bench", "demo") for path in sorted((ROOT / top).rglob("*.py"))]


def fields_explained_above(source: str) -> list[str]:
    """Return each sentence of a class's docstring that names exactly one field of the class, in backticks."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            fields = {
                part.target.id
                for part in node.body
                if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)
            }
            for sentence in re.split(r"(?<=[.;:])\s", ast.get_docstring(node) or ""):
                if len(fields.intersection(re.findall(r"`(\w+)`", sentence))) == 1:
                    found.append(f"{node.name}: {' '.join(sentence.split())}")
    return found


@pytest.mark.parametrize("path", _python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_field_is_explained_under_the_field(path: Path) -> None:
    assert fields_explained_above(path.read_text(encoding="utf-8")) == []


def test_a_field_explained_above_is_found_and_a_rule_for_two_is_not() -> None:
    source = '''
@dataclass
class Wait:
    """A wait; `first` is in seconds. It grows from `first` to `last`."""

    first: float
    last: float
'''
    assert fields_explained_above(source) == ["Wait: `first` is in seconds."]


@pytest.mark.parametrize("path", _python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_constant_is_explained_under_it_and_not_in_a_comment_above(path: Path) -> None:
    assert not re.search(r"^\s*#: ", path.read_text(encoding="utf-8"), re.MULTILINE)
