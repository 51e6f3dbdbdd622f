"""Models that were installed in a folder, one of which is in force: a link to it is swapped at one stroke.

Whoever reads the link gets one whole model or the other. Which one was in force before is written in the new one.
"""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

_LINK = "current"
_NOTE = "learned.json"
_KEPT = 3
"""Installed models that are kept, the one in force among them."""


class NothingInstalledError(LookupError):
    """There is no model to go back from, or the one to go back to is gone; says which."""


def installed_model(models: Path) -> Path | None:
    """Return the folder of the model in force; None where none is: the one in the package is, then."""
    link = models / _LINK
    return link.resolve() if link.is_dir() else None


def install(models: Path, fill: Callable[[Path], None], now: datetime, about: dict[str, object]) -> Path:
    """Have `fill` write a model into a new folder, and put that in force; return the folder.

    `about` is written into it, for people. Older ones are deleted, but for the last few. Raises OSError; what was in
    force stays so then.
    """
    models.mkdir(mode=0o755, parents=True, exist_ok=True)
    before = installed_model(models)
    folder = models / f"{now:%Y%m%dT%H%M%S}"
    scratch = models / f".{folder.name}"
    try:
        scratch.mkdir()
        fill(scratch)
        note = {"made": now.isoformat(timespec="seconds"), "before": before and before.name, **about}
        (scratch / _NOTE).write_text(json.dumps(note, indent=1, ensure_ascii=False) + "\n", "utf-8")
        scratch.rename(folder)
    except BaseException:  # a command that is broken off must not leave half a model
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    _link(models, folder.name)
    kept = {folder, before}
    for old in sorted((path for path in models.glob("[0-9]*T*") if path.is_dir()), reverse=True)[_KEPT:]:
        if old not in kept:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def roll_back(models: Path) -> Path | None:
    """Put the model in force that was before the one that is; return its folder, None for the one in the package.

    Raises NothingInstalledError, and OSError.
    """
    current = installed_model(models)
    if current is None:
        raise NothingInstalledError(f"no model is installed in {models}: the one that came with veertien is in force")
    before: str | None = json.loads((current / _NOTE).read_text("utf-8"))["before"]
    if before is None:
        (models / _LINK).unlink()
        return None
    if not (models / before).is_dir():
        raise NothingInstalledError(
            f"{models / before} was in force before and is gone; delete {models / _LINK} by hand"
        )
    _link(models, before)
    return models / before


def _link(models: Path, name: str) -> None:
    new = models / f".{_LINK}"
    new.unlink(missing_ok=True)
    new.symlink_to(name)
    new.replace(models / _LINK)
