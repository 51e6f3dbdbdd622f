"""The version before, made of the code of this one: another number, and tables of the call records a step behind."""

from pathlib import Path

from veertien import __version__

NEW = __version__
OLD = "0.0.9"
_LAST_STEP = "r0007_nodes.py"
"""The migration that it does not have yet."""
NEW_STEP, OLD_STEP = "0007", "0006"


def make_older(package: Path) -> None:
    """Make a copy of the package's folder the version before."""
    init = package / "__init__.py"
    init.write_text(init.read_text().replace(NEW, OLD))
    (package / "archive/migrations/versions" / _LAST_STEP).unlink()
