"""What the daemon understands and decides, read off its log while a call is going on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

LOOK_SECONDS = 0.05


class DaemonView:
    """Follows the daemon's log from where it stands now."""

    def __init__(self, log: Path, tell: Callable[[str, str], None], name_of: Callable[[str], str]) -> None:
        """Tell (what, detail) of everything understood or decided; `name_of` makes a CBS code a name."""
        self._log = log
        self._tell = tell
        self._name_of = name_of
        self._read = log.stat().st_size if log.exists() else 0

    async def follow(self) -> None:
        """Look at what is written until cancelled."""
        while True:
            self._look()
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        with self._log.open("rb") as log:
            log.seek(self._read)
            written = log.read()
        whole, _, _ = written.rpartition(b"\n")
        if whole:
            self._read += len(whole) + 1
        for line in whole.splitlines():
            if line.startswith(b"{"):
                self._tell_entry(json.loads(line))

    def _tell_entry(self, entry: dict[str, object]) -> None:
        if entry["event"] == "heard":
            best = entry["best"]
            self._tell("understood", f"{self._name_of(str(best))} ({entry['confidence']:.2f})" if best else "nothing")
        elif entry["event"] == "decided":
            self._tell("decided", str(entry["reason"]))
