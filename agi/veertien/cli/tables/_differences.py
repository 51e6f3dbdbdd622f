"""What `veertien check --diff` prints: numbers that are routed, and what callers are asked, differently."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from veertien.cli.tables._destinations import described
from veertien.cli.tables.route import decision_as_json
from veertien.config import Asking, asking_changes
from veertien.routing import (
    Branch,
    Decision,
    KeyChange,
    NoticeKind,
    NumberChange,
    Outcome,
    Stage,
    Tables,
    renamed_endpoints,
)
from veertien.wording import Wording, unworded

_MOST_SHOWN = 20
"""Municipalities that a caller can choose from; under one area code there are 11 at most."""
_OUTCOMES: Mapping[Outcome, Wording] = MappingProxyType(
    {
        Outcome.CONNECT: Wording("doorverbonden", "connect"),
        Outcome.ASK: Wording("vraag", "ask"),
        Outcome.CLOSED: Wording("gesloten", "closed"),
        Outcome.NOT_CONNECTED: Wording("niet aangesloten", "not_connected"),
        Outcome.OPERATOR: Wording("medewerker", "operator"),
        Outcome.REFUSED: Wording("geweigerd", "refused"),
    }
)
_NOTICES: Mapping[NoticeKind, Wording] = MappingProxyType(
    {
        NoticeKind.CLOSED: Wording("gesloten", "closed"),
        NoticeKind.NOT_CONNECTED: Wording("niet aangesloten", "not_connected"),
        NoticeKind.MAINTENANCE: Wording("onderhoud", "maintenance"),
    }
)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is otherwise by new tables than by old ones, of so many numbers, and how callers are asked by either."""

    numbers: tuple[NumberChange, ...]
    compared: int
    rules: tuple[KeyChange, ...]
    old: tuple[Tables, Asking]
    new: tuple[Tables, Asking]


@dataclass(frozen=True, slots=True)
class RenamedEndpoint:
    """An endpoint that trunks have under another name now, and the numbers that are dialled over it."""

    before: str
    after: str
    numbers: tuple[str, ...]


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
        "renamed": [asdict(one) for one in _renamed(difference)],
        "rules": [asdict(change) for change in difference.rules],
        "asking": [asdict(change) for change in _asking(difference)],
    }


def as_lines(difference: Difference, now: datetime) -> Iterator[Wording]:
    """Yield the lines for people: a number, its ways that differ, their sum, other rules, what is asked otherwise."""
    renamed = _renamed(difference)
    for one in renamed:
        count = len(one.numbers)
        yield Wording(
            f"endpoint {one.before} heet nu {one.after}, op de weg van {count} nummer{'' if count == 1 else 's'}",
            f"endpoint {one.before} is now {one.after}, on the way of {count} number{'' if count == 1 else 's'}",
        )
    names = {one.before: one.after for one in renamed}
    for change in difference.numbers:
        ways = [way for way in change.ways if way.differs_beside(names)]
        if ways:
            yield unworded(change.number.spoken)
        for way in ways:
            title, offered = _title(way), way.stage is Stage.OFFERED
            yield Wording(f"  {title.dutch}", f"  {title.english}")
            yield before_line(told(way.before, offered=offered))
            yield after_line(told(way.after, offered=offered))
    total, changed, at = difference.compared, len(difference.numbers), now.isoformat(" ", "minutes")
    if not changed:
        yield Wording(
            f"Alle {total} nummers houden hun weg, op {at}.", f"All {total} numbers are routed as before, at {at}."
        )
    elif changed == 1:
        yield Wording(
            f"1 van {total} nummers krijgt een andere weg, op {at}.",
            f"1 of {total} numbers is routed differently, at {at}.",
        )
    else:
        yield Wording(
            f"{changed} van {total} nummers krijgen een andere weg, op {at}.",
            f"{changed} of {total} numbers are routed differently, at {at}.",
        )
    yield from _keys(Wording("Regels zijn anders:", "Rules are otherwise:"), difference.rules)
    yield from _keys(Wording("Bellers krijgen een andere vraag:", "Callers are asked otherwise:"), _asking(difference))


def _renamed(difference: Difference) -> tuple[RenamedEndpoint, ...]:
    names = renamed_endpoints(difference.old[0], difference.new[0])
    found: dict[str, list[str]] = {}
    for change in difference.numbers:
        dialled = {
            destination.trunk.endpoint
            for way in change.ways
            for destination in (way.before.destinations if way.before else ())
        }
        for name in names.keys() & dialled:
            found.setdefault(name, []).append(change.number.dialled)
    return tuple(RenamedEndpoint(name, names[name], tuple(found[name])) for name in sorted(found))


def before_line(text: Wording, indent: str = "    ") -> Wording:
    """Return the line of what was."""
    return Wording(f"{indent}ervoor  {text.dutch}", f"{indent}before  {text.english}")


def after_line(text: Wording, indent: str = "    ") -> Wording:
    """Return the line of what is."""
    return Wording(f"{indent}erna    {text.dutch}", f"{indent}after   {text.english}")


def _keys(title: Wording, changes: Sequence[KeyChange]) -> Iterator[Wording]:
    if changes:
        yield title
    for one in changes:
        yield unworded(f"  {one.file}: {one.key}")
        yield before_line(unworded(one.before))
        yield after_line(unworded(one.after))


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


def _title(way: Branch) -> Wording:
    match way.stage:
        case Stage.OFFERED:
            return Wording("de oproep komt binnen", "the call comes in")
        case Stage.CHOSEN:
            name = way.municipality.name if way.municipality else ""
            return Wording(f"de beller zegt {name}", f"the caller says {name}")
        case Stage.PERSON:
            return Wording("de beller vraagt om een medewerker", "the caller asks for a person")


def told(decision: Decision | None, *, offered: bool = False) -> Wording:
    """Return a decision in one line: the one that is `offered`, or the one after an answer; None: not on offer."""
    if decision is None:
        return Wording("niet aangeboden", "not on offer")
    outcome = _OUTCOMES[decision.outcome]
    if decision.outcome is Outcome.ASK:
        # Under the national number they are hundreds; who is on offer no more has a way of its own.
        shown = ", ".join(entry.name for entry in decision.candidates[:_MOST_SHOWN])
        left = len(decision.candidates) - _MOST_SHOWN
        dutch, english = (f" en nog {left}", f" and {left} more") if left > 0 else ("", "")
        return Wording(f"{outcome.dutch}: {shown}{dutch}", f"{outcome.english}: {shown}{english}")
    ways = list(described(decision.destinations, by_endpoint=True)) or [Wording("eindigt daar", "ends there")]
    dutch, english = ", ".join(way.dutch for way in ways), ", ".join(way.english for way in ways)
    if decision.notice:
        notice = _NOTICES[decision.notice.kind]
        dutch, english = f"gemeld ({notice.dutch}), {dutch}", f"announced ({notice.english}), {english}"
    if offered and decision.municipality:
        name = decision.municipality.name
        dutch, english = f"{name}, {dutch}", f"{name}, {english}"
    return Wording(f"{outcome.dutch}: {dutch}", f"{outcome.english}: {english}")
