"""What `veertien check --diff --calls` prints: recorded calls by other tables and thresholds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from veertien.cli._differences import told
from veertien.rehearsal.replay import ReplayedCall
from veertien.rehearsal.replayed import Change, ReplaySum

_MOST_ROWS = 20
"""Of whom is affected, as text."""
_NO_MUNICIPALITY = "no municipality"


@dataclass(frozen=True, slots=True)
class Replayed:
    """The calls from a moment on and before another, by both sides."""

    since: datetime
    until: datetime
    found: ReplaySum
    names: Mapping[str, str]
    """Municipalities' by their CBS codes."""


def as_json(replayed: Replayed) -> dict[str, Any]:
    """Return the replay as values for JSON."""
    found = replayed.found
    return {
        "from": replayed.since.isoformat(timespec="seconds"),
        "until": replayed.until.isoformat(timespec="seconds"),
        "calls": found.calls,
        "asked": {"before": found.asked_before, "after": found.asked_after},
        "changes": {change.name.lower(): found.changes[change] for change in Change},
        "saved_seconds": found.saved_ms / 1000,
        "saved_unmeasured": found.unmeasured,
        "more_seconds_estimated": found.more_ms / 1000,
        "answers": [
            {"before": each.before, "after": each.after, "answers": count}
            for each, count in sorted(found.judged.items(), key=lambda item: (item[0].before, item[0].after))
        ],
        "taken_now": {"right": found.right, "wrong": found.wrong},
        "affected": [
            {
                "area_code": area_code,
                "municipality": code and {"code": code, "name": replayed.names.get(code, code)},
                "calls": found.of_whom[area_code, code],
                **{change.name.lower(): counts[change] for change in Change},
            }
            for (area_code, code), counts in _most_first(found)
        ],
        "unknown": {why.key: count for why, count in _unknown(found)},
        "examples": {
            change.name.lower(): [call.call.id for call in found.examples.get(change, [])] for change in Change
        },
    }


def as_lines(replayed: Replayed) -> Iterator[str]:
    """Yield the replay as lines for people."""
    found = replayed.found
    yield f"{_calls(found.calls)} from {replayed.since:%Y-%m-%d %H:%M} to {replayed.until:%Y-%m-%d %H:%M}, by either:"
    yield f"  asked: {found.asked_before} before, {found.asked_after} after"
    if not found.changes:
        yield "  Nothing would have been otherwise."
    for change in Change:
        if count := found.changes[change]:
            yield f"  {change}: {_calls(count)}{_seconds(change, found)}"
    yield from _answers(found)
    yield from _affected(replayed)
    for change, calls in found.examples.items():
        yield f"  For example, {change}:"
        yield from (f"    {line}" for call in calls for line in _example(call, change))
    for why, count in _unknown(found):
        yield f"  Can't be told of {_calls(count)}: {why.value}."


def _seconds(change: Change, found: ReplaySum) -> str:
    match change:
        case Change.FEWER:
            unmeasured = f", without {found.unmeasured} that weren't measured" if found.unmeasured else ""
            return f", whose questions lasted {found.saved_ms / 1000:.1f} s{unmeasured}"
        case Change.MORE if found.questions:
            return f", about {found.more_ms / 1000:.1f} s at the mean of the questions that were asked"
    return ""


def _answers(found: ReplaySum) -> Iterator[str]:
    for each, count in sorted(found.judged.items(), key=lambda item: -item[1]):
        yield f"    {each.before} before, {each.after} after: {count}"
    if found.right or found.wrong:
        yield f"    Of those taken only now, {found.right} chose just that then, and {found.wrong} something else."
    if found.judged:
        yield "    Only the first such answer of a call counts: what callers would have said next can't be known."


def _affected(replayed: Replayed) -> Iterator[str]:
    rows = list(_most_first(replayed.found))
    if rows:
        yield "  Who is affected:"
    for (area_code, code), counts in rows[:_MOST_ROWS]:
        name = replayed.names.get(code, code) if code else _NO_MUNICIPALITY
        told_of = ", ".join(f"{change}: {counts[change]}" for change in Change if counts[change])
        all_of = _calls(replayed.found.of_whom[area_code, code])
        yield f"    {area_code or 'national'}, {name}, of {all_of}: {told_of}"
    if len(rows) > _MOST_ROWS:
        yield f"    and {len(rows) - _MOST_ROWS} more, which --json lists"


def _example(call: ReplayedCall, change: Change) -> Iterator[str]:
    yield call.call.id
    if change is Change.ELSEWHERE and call.ways:
        for side, decision in zip(("before", "after"), call.ways, strict=True):
            yield f"  {side.ljust(6)}  {told(decision)}"


def _most_first(found: ReplaySum) -> Any:
    return sorted(found.who.items(), key=lambda item: (-item[1].total(), item[0][0] or "", item[0][1] or ""))


def _unknown(found: ReplaySum) -> Any:
    return sorted(found.unknown.items(), key=lambda item: -item[1])


def _calls(count: int) -> str:
    return f"{count} call{'' if count == 1 else 's'}"
