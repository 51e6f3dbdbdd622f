"""What `veertien check --diff` prints: the numbers that two tables route differently."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from veertien.cli.route import decision_as_json
from veertien.routing import Decision, NumberChange, Outcome, Stage, Way


def as_json(changes: Sequence[NumberChange], now: datetime) -> list[dict[str, Any]]:
    """Return the changes as values for JSON."""
    return [
        {
            "dialled": change.number.dialled,
            "area_code": change.number.area_code,
            "ways": [_way_as_json(way, now) for way in change.ways],
        }
        for change in changes
    ]


def as_lines(changes: Sequence[NumberChange], total: int, now: datetime) -> Iterator[str]:
    """Yield the lines for people: a number, its ways that differ, and the sum at the end, of `total` numbers."""
    for change in changes:
        yield change.number.spoken
        for way in change.ways:
            yield f"  {_title(way)}"
            yield f"    before  {_told(way, way.before)}"
            yield f"    after   {_told(way, way.after)}"
    at = now.isoformat(" ", "minutes")
    if not changes:
        yield f"All {total} numbers are routed as before, at {at}."
    else:
        yield f"{len(changes)} of {total} numbers {'is' if len(changes) == 1 else 'are'} routed differently, at {at}."


def _way_as_json(way: Way, now: datetime) -> dict[str, Any]:
    entry = way.municipality
    return {
        "stage": way.stage,
        "municipality": {"code": entry.code, "name": entry.name} if entry else None,
        "before": decision_as_json(way.before, now) if way.before else None,
        "after": decision_as_json(way.after, now) if way.after else None,
    }


def _title(way: Way) -> str:
    match way.stage:
        case Stage.OFFERED:
            return "the call comes in"
        case Stage.CHOSEN:
            return f"the caller says {way.municipality.name}" if way.municipality else ""
        case Stage.PERSON:
            return "the caller asks for a person"


def _told(way: Way, decision: Decision | None) -> str:
    if decision is None:
        return "not on offer"
    if decision.outcome is Outcome.ASK:
        return f"ask: {', '.join(entry.name for entry in decision.candidates)}"
    places = ", ".join(f"{one.number} on {one.trunk.endpoint}" for one in decision.destinations) or "ends there"
    if decision.notice:
        places = f"announced ({decision.notice.kind}), {places}"
    if way.stage is Stage.OFFERED and decision.municipality:
        return f"{decision.outcome}: {decision.municipality.name}, {places}"
    return f"{decision.outcome}: {places}"
