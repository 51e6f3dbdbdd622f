"""What the daemon logs while it is measured: one JSON object a line."""

from __future__ import annotations

import json
from typing import Any


def log_lines(log: str, event: str) -> list[dict[str, Any]]:
    """Return the lines of one kind of event, in order."""
    lines = (json.loads(line) for line in log.splitlines() if line.startswith("{"))
    return [line for line in lines if line.get("event") == event]
