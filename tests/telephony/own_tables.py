"""Tables of a scenario's own: the example tables with some of them changed."""

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from demo.daemon_config import TABLES
from demo.stage import Stage
from veertien.numbering import parse_caller
from veertien.prompts import Announcement, announcements_of
from veertien.routing import AMSTERDAM, Call, Decision, offer

CARRIER = "  carrier: {endpoint: trunk-carrier, capacity: 5}\n"


def changed(folder: Path, files: Mapping[str, str], keys: Mapping[str, str]) -> Path:
    """Copy the example tables, write `files`, and put a line of `keys` under each municipality it names."""
    tables = Path(shutil.copytree(TABLES, folder / "tables"))
    for name, content in files.items():
        (tables / name).write_text(content)
    for table in (tables / "municipalities").iterdir():
        text = table.read_text()
        for municipality, line in keys.items():
            text = text.replace(f"  - name: {municipality}\n", f"  - name: {municipality}\n    {line}\n")
        table.write_text(text)
    return tables


def closed_now(days: int = 2) -> str:
    """A schedule `office` that is closed by exceptions, from today on for so many days; a run may pass midnight."""
    today = datetime.now(AMSTERDAM).date()
    exceptions = "".join(f"      {today + timedelta(day)}: closed\n" for day in range(days))
    return f"schedules:\n  office:\n    hours: {{monday-sunday: 09:00-17:00}}\n    exceptions:\n{exceptions}"


def a_local_holiday() -> str:
    """A schedule `office` that is closed on this day of every year, and on the next, and open at all other times."""
    today = datetime.now(AMSTERDAM).date()
    exceptions = "".join(f"      {today + timedelta(day):%m-%d}: closed\n" for day in range(2))
    return (
        "schedules:\n  office:\n    hours: {monday-sunday: 00:00-24:00}\n    holidays: as-usual\n"
        f"    exceptions:\n{exceptions}"
    )


def expected(stage: Stage, number: str) -> tuple[Decision, tuple[Announcement, ...]]:
    """What is decided for a call without a question at this moment, and what the caller should hear."""
    now = datetime.now(AMSTERDAM)
    decision = offer(stage.tables, Call(number, parse_caller(None, None)), now, {})
    assert decision.notice is not None
    return decision, announcements_of(decision.notice, now)
