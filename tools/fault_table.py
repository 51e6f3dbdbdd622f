"""Write docs/faults.md's table from the tests' marks: which fault, what the caller gets, after how long, which test.

    python -m tools.fault_table

A test that shows what a caller gets when something is broken carries `pytest.mark.fault(broken, caller=, after=)`, with
plain texts. The marks are read from the source, so that nothing has to be run or imported to see them.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.marked_page import put_between

REPOSITORY = Path(__file__).resolve().parent.parent
TESTS = REPOSITORY / "tests"
PAGE = REPOSITORY / "docs" / "faults.md"
BEGIN, END = "<!-- table of the tests' marks -->\n", "<!-- end of the table -->\n"
HEAD = "| broken | the caller gets | after | held by |\n|---|---|---|---|\n"

_ARGUMENTS = ("broken", "caller", "after")


@dataclass(frozen=True, slots=True, order=True)
class MarkedFault:
    """One row: where its test is, as folder, file and function, and the texts of its mark."""

    file: str
    test: str
    broken: str
    caller: str
    after: str

    def row(self) -> str:
        """Return it as a line of the table."""
        where = f"[{self.file.rsplit('/', 1)[-1].removeprefix('test_').removesuffix('.py')}](../{self.file})"
        cells = (self.broken, self.caller, self.after, f"{where}: {self.test.removeprefix('test_').replace('_', ' ')}")
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def marked_faults(tests: Path = TESTS) -> list[MarkedFault]:
    """Return all marks below a folder, ordered by file and test.

    Raises ValueError, naming file and line, for a mark that is no plain texts.
    """
    found: list[MarkedFault] = []
    for path in sorted(tests.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        # Most files have no mark, and to parse all of them takes a second.
        if "mark.fault" not in text:
            continue
        for function in ast.walk(ast.parse(text, path.name)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                name = path.relative_to(tests.parent).as_posix()
                found += (MarkedFault(name, function.name, *texts) for texts in _marks(function, name))
    return sorted(found)


def table(faults: list[MarkedFault]) -> str:
    """Return the table's lines, with its head."""
    return HEAD + "".join(fault.row() for fault in faults)


def _marks(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> Iterator[tuple[str, str, str]]:
    # Those in the decorators, parameters' own marks among them.
    for decorator in function.decorator_list:
        for call in ast.walk(decorator):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.fault":
                given = dict(zip(_ARGUMENTS, call.args, strict=False))
                given |= {keyword.arg or "**": keyword.value for keyword in call.keywords}
                if given.keys() != set(_ARGUMENTS):
                    raise ValueError(f"{name}:{call.lineno}: a mark `fault` has three texts: broken, caller=, after=")
                broken, caller, after = (_text(given[argument], name) for argument in _ARGUMENTS)
                yield broken, caller, after


def _text(node: ast.expr, name: str) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        return node.value
    raise ValueError(f"{name}:{node.lineno}: a text of a mark `fault` is written out, and not empty")


def main() -> None:
    """Put the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(put_between(BEGIN, END, f"\n{table(marked_faults())}\n", text), encoding="utf-8")


if __name__ == "__main__":
    main()
