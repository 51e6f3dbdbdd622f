"""What `veertien check --diff` prints: numbers that are routed, and what callers are asked, differently."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from veertien.cli._destinations import described
from veertien.cli.route import decision_as_json
from veertien.config import Asking, asking_changes
from veertien.routing import Branch, Decision, KeyChange, NumberChange, Outcome, Stage, Tables


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise by new tables than by old ones, of so many numbers, and how callers are asked by either."""

    numbers: tuple[NumberChange, ...]
    compared: int
    rules: tuple[KeyChange, ...]
    old: tuple[Tables, Asking]
    new: tuple[Tables, Asking]


def as_json(difference: Difference, now: datetime) -> dict[str, Any]:
    """Return the differences as values for JSON."""
    numbers = [
        {
            "dialled": change.number.dialled,
            "area_code": change.number.area_code,
            "ways": [_way_as_json(way, now, difference) for way in change.ways],
        }
        for change in difference.numbers
    ]
    return {
        "differences": numbers,
        "rules": [asdict(change) for change in difference.rules],
        "asking": [asdict(change) for change in _asking(difference)],
    }


def as_lines(difference: Difference, now: datetime) -> Iterator[str]:
    """Yield the lines for people: a number, its ways that differ, their sum, other rules, what is asked otherwise."""
    for change in difference.numbers:
        yield change.number.spoken
        for way in change.ways:
            yield f"  {_title(way)}"
            offered = way.stage is Stage.OFFERED
            yield f"    before  {told(way.before, offered=offered)}"
            yield f"    after   {told(way.after, offered=offered)}"
    total, changed = difference.compared, len(difference.numbers)
    at = now.isoformat(" ", "minutes")
    if not changed:
        yield f"All {total} numbers are routed as before, at {at}."
    else:
        yield f"{changed} of {total} numbers {'is' if changed == 1 else 'are'} routed differently, at {at}."
    yield from _keys("Rules are otherwise:", difference.rules)
    yield from _keys("Callers are asked otherwise:", _asking(difference))


def _keys(title: str, changes: Sequence[KeyChange]) -> Iterator[str]:
    if changes:
        yield title
    for one in changes:
        yield f"  {one.file}: {one.key}"
        yield f"    before  {one.before}"
        yield f"    after   {one.after}"


def _asking(difference: Difference) -> tuple[KeyChange, ...]:
    return asking_changes(difference.old[1], difference.new[1])


def _way_as_json(way: Branch, now: datetime, difference: Difference) -> dict[str, Any]:
    entry = way.municipality
    return {
        "stage": way.stage,
        "municipality": {"code": entry.code, "name": entry.name} if entry else None,
        "before": decision_as_json(way.before, now, difference.old[1]) if way.before else None,
        "after": decision_as_json(way.after, now, difference.new[1]) if way.after else None,
    }


def _title(way: Branch) -> str:
    match way.stage:
        case Stage.OFFERED:
            return "the call comes in"
        case Stage.CHOSEN:
            return f"the caller says {way.municipality.name}" if way.municipality else ""
        case Stage.PERSON:
            return "the caller asks for a person"


def told(decision: Decision | None, *, offered: bool = False) -> str:
    """Return a decision in one line: the one that is `offered`, or the one after an answer; None: not on offer."""
    if decision is None:
        return "not on offer"
    if decision.outcome is Outcome.ASK:
        return f"ask: {', '.join(entry.name for entry in decision.candidates)}"
    places = ", ".join(described(decision.destinations, by_endpoint=True)) or "ends there"
    if decision.notice:
        places = f"announced ({decision.notice.kind}), {places}"
    if offered and decision.municipality:
        return f"{decision.outcome}: {decision.municipality.name}, {places}"
    return f"{decision.outcome}: {places}"
