"""What a field or a constant means is said under it; a class's docstring names fields only in a rule for several."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def _sources() -> dict[str, str]:
    """Return the text of every Python file, by its path."""
    files = [path for top in ("agi/veertien", "bench", "demo") for path in sorted((ROOT / top).rglob("*.py"))]
    assert files
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}


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


@pytest.mark.slow
def test_a_field_is_explained_under_the_field() -> None:
    found = {path: fields_explained_above(text) for path, text in _sources().items()}
    assert {path: above for path, above in found.items() if above} == {}


def test_a_field_explained_above_is_found_and_a_rule_for_two_is_not() -> None:
    source = '''
@dataclass
class Wait:
    """A wait; `first` is in seconds. It grows from `first` to `last`."""

    first: float
    last: float
'''
    assert fields_explained_above(source) == ["Wait: `first` is in seconds."]


def test_a_constant_is_explained_under_it_and_not_in_a_comment_above() -> None:
    above = re.compile(r"^\s*#: ", re.MULTILINE)
    assert [path for path, text in _sources().items() if above.search(text)] == []
