"""The files that come with Veertien for a PBX: dialplan, tables, units. In the repository they are links."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_FOLDER = Path(__file__).parent / "shipped"


def shipped_dialplan() -> Mapping[str, str]:
    """Return the text of each file of the dialplan by its name. Raises OSError."""
    return _texts("dialplan")


def shipped_tables() -> Mapping[str, str]:
    """Return the text of each file of the example's tables by its path below their folder. Raises OSError."""
    return _texts("config")


def shipped_unit() -> str:
    """Return the text of the daemon's unit. Raises OSError."""
    return (_FOLDER / "units/veertien.service").read_text("utf-8")


def shipped_self_test_units() -> Mapping[str, str]:
    """Return the text of each unit of the self-test by its name. Raises OSError."""
    units = sorted((_FOLDER / "units").glob("veertien-selftest.*"))
    return {unit.name: unit.read_text("utf-8") for unit in units}


def _texts(part: str) -> Mapping[str, str]:
    folder = (_FOLDER / part).resolve(strict=True)
    paths = sorted(path for path in folder.rglob("*") if path.suffix in {".conf", ".yaml"})
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in paths}
