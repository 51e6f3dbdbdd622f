"""Asterisk's files of configuration that matter to Veertien, with those that they include."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from veertien.asterisk.config_text import config_lines

_FILES = (
    "asterisk.conf",
    "extensions.conf",
    "pjsip.conf",
    "manager.conf",
    "modules.conf",
    "ari.conf",
    "http.conf",
    "rtp.conf",
    "logger.conf",
    "cdr.conf",
    "indications.conf",
)
_ENDING = ".conf"
_MOST_FILES = 200
_LARGEST_FILE = 512 * 1024
_DEEPEST = 5


def asterisk_files(folder: Path) -> dict[str, str]:
    """Return the texts of the files, by their paths below Asterisk's folder, or their whole paths elsewhere.

    What can't be read is left out. Raises OSError when the folder can't be listed.
    """
    present = {path.name for path in folder.iterdir()}
    found: dict[str, str] = {}
    for name in _FILES:
        if name in present:
            for file, text in _with_included(folder, folder / name, _DEEPEST):
                if len(found) < _MOST_FILES:
                    found[_name(folder, file)] = text
    return found


def _with_included(folder: Path, file: Path, deepest: int) -> Iterator[tuple[Path, str]]:
    text = None
    with suppress(OSError):
        # A named pipe would block for ever.
        if file.is_file() and file.suffix == _ENDING:
            with file.open("rb") as opened:
                text = opened.read(_LARGEST_FILE).decode(errors="replace")
    if text is None:
        return
    yield file, text
    if not deepest:
        return
    for line in config_lines(text):
        if line.include is not None:
            # Without `..`, which a name in a bundle must not have.
            pattern = Path(os.path.normpath(folder / line.include))
            for included in sorted(pattern.parent.glob(pattern.name))[:_MOST_FILES]:
                yield from _with_included(folder, included, deepest - 1)


def _name(folder: Path, file: Path) -> str:
    return str(file.relative_to(folder) if file.is_relative_to(folder) else file)
