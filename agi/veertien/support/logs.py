"""The daemon's log, from a file or from the journal: its last lines, within limits of size and time."""

import json
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from veertien.wording import Wording, unworded

_MOST_BYTES = 8 * 1024 * 1024
"""Of a log that are read, the last ones: some 40,000 lines."""
_MOST_SECONDS = 10
"""How long the journal may take."""
_UNIT = "veertien"


class LogUnreadableError(Exception):
    """There is no log to read. Says why."""

    def __init__(self, why: Wording) -> None:
        super().__init__(why.english)
        self.why = why


def log_text(file: Path | None, since: datetime, until: datetime) -> str:
    """Return the end of a log: of this file as a whole, else what the journal has of a period. Blocking.

    Raises LogUnreadableError.
    """
    return _from_journal(since, until) if file is None else _from_file(file)


def parsed_lines(text: str) -> Iterator[Mapping[str, Any]]:
    """Give the lines of a log that are JSON objects."""
    for line in text.splitlines():
        try:
            found = json.loads(line)
        except ValueError:
            continue
        if isinstance(found, dict):
            yield found


def _from_file(file: Path) -> str:
    try:
        with file.open("rb") as log:
            size = log.seek(0, 2)
            log.seek(max(0, size - _MOST_BYTES))
            return _whole_lines(log.read(_MOST_BYTES), cut=size > _MOST_BYTES)
    except OSError as error:
        raise LogUnreadableError(unworded(f"{file}: {error.strerror or error}")) from error


def _from_journal(since: datetime, until: datetime) -> str:
    period = [f"--since=@{int(since.timestamp())}", f"--until=@{int(until.timestamp()) + 1}"]
    command = ["journalctl", f"--unit={_UNIT}", "--output=cat", "--quiet", "--no-pager", *period]
    try:
        # The oldest lines come first, so all of them are read, and the last are kept.
        found = subprocess.run(command, capture_output=True, timeout=_MOST_SECONDS, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise LogUnreadableError(Wording("hier is geen journalctl", "there is no journalctl here")) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LogUnreadableError(unworded(f"journalctl: {error}")) from error
    if found.returncode:
        said = found.stderr.decode(errors="replace").strip().splitlines()
        raise LogUnreadableError(unworded(f"journalctl: {said[-1] if said else found.returncode}"))
    if not found.stdout:
        raise LogUnreadableError(
            Wording(
                f"het journal heeft niets van de unit {_UNIT} van die tijd",
                f"the journal has nothing of the unit {_UNIT} of that time",
            )
        )
    return _whole_lines(found.stdout[-_MOST_BYTES:], cut=len(found.stdout) > _MOST_BYTES)


def _whole_lines(end: bytes, *, cut: bool) -> str:
    if cut:
        end = end.partition(b"\n")[2]
    return end.decode(errors="replace")
