"""Reads from and until when something counts, and checks that it counts at all."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from typing import TypeVar

from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.times import PeriodNeverCounts
from veertien.config.faults.definitions.warnings import MaintenanceOver
from veertien.config.models.time_fields import date_in, moment_in
from veertien.config.yaml_files.tree import Document, Node, child, scalar
from veertien.routing.dates import Period

When = TypeVar("When", date, datetime)


def period_of(node: Node) -> Period:
    """Return the period written in an entry, without what can't be read in it."""
    return Period(_read(node, "from", date_in), _read(node, "until", date_in))


def is_readable(node: Node) -> bool:
    """Tell whether both ends of an entry's period can be read, where they are written."""
    return all(child(node, key) is None or _read(node, key, date_in) for key in ("from", "until"))


def check_period(document: Document, node: Node, faults: FaultLog) -> None:
    """Note a period that is over before it begins."""
    _check_order(document, node, date_in, faults)


def check_maintenance(document: Document, node: Node | None, faults: FaultLog) -> None:
    """Note maintenance that is over before it begins."""
    if node:
        _check_order(document, node, moment_in, faults)


def warn_of_past_maintenance(document: Document, node: Node | None, now: datetime, faults: FaultLog) -> None:
    """Note maintenance that is over by now and is still written down."""
    until = _read(node, "until", moment_in) if node else None
    mark = scalar(child(node, "until")) if node else None
    if mark and until and until <= now:
        faults.add(document.file, mark.mark, MaintenanceOver.since(mark.text))


def _check_order(document: Document, node: Node, read: Callable[[str], When], faults: FaultLog) -> None:
    first, until = _read(node, "from", read), _read(node, "until", read)
    mark = scalar(child(node, "until"))
    if mark and first and until and until <= first:
        faults.add(document.file, mark.mark, PeriodNeverCounts.over_before(first, until))


def _read(node: Node, key: str, read: Callable[[str], When]) -> When | None:
    text = scalar(child(node, key))
    if text:
        # What can't be read is named by validation.
        with suppress(ValueError):
            return read(text.text)
    return None
