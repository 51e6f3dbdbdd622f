"""A mark that records are being kept: who finds it at a start knows that the process before ended without a close.

Of calls that ended after the mark's time there may be no record, for what waits in memory goes with a process.
"""

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

MARK_FILE = "records.open"
"""Its name in the folder of the records."""


class OpenMark:
    """An empty file, whose time says up to when all that came is kept. No method raises: without it records go on."""

    def __init__(self, file: Path, *, shared: bool = False) -> None:
        """Mark with `file`, which is made at the first `kept_until`.

        `shared` says that the process before goes on beside this one for a while: its mark is not left behind.
        """
        self._file = file
        self._shared = shared

    def left_behind(self) -> datetime | None:
        """Return up to when all is kept that came to an earlier process; None where that closed, or there was none."""
        if self._shared:
            return None
        try:
            return datetime.fromtimestamp(self._file.stat().st_mtime, UTC)
        except OSError:
            return None

    def kept_until(self, at: datetime) -> None:
        """Note that all that came before this moment is kept."""
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Not by `touch`: killed right after it, the time would be too late.
            os.close(os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o600))
            os.utime(self._file, (at.timestamp(), at.timestamp()))

    def close(self) -> None:
        """Take it away: all that came is kept."""
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
