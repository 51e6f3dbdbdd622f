"""What `veertien check --diff --calls` prints: recorded calls by other tables and thresholds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from veertien.cli.tables._differences import after_line, before_line, told
from veertien.rehearsal.replay import ReplayedCall, ReplayVerdict
from veertien.rehearsal.replayed import Change, ReplaySum
from veertien.wording import Wording, unworded

_MOST_ROWS = 20
"""Of whom is affected, as text."""
_NO_MUNICIPALITY = Wording("geen gemeente", "no municipality")
_CHANGES: Mapping[Change, Wording] = MappingProxyType(
    {
        Change.FEWER: Wording("geen vraag meer", "no longer asked"),
        Change.MORE: Wording("nu wel een vraag", "asked now"),
        Change.PROPOSED: Wording("eerst naar een andere gemeente gevraagd", "asked about another municipality first"),
        Change.ELSEWHERE: Wording("gaat ergens anders heen", "goes elsewhere"),
        Change.JUDGED: Wording("een antwoord anders beoordeeld", "an answer judged otherwise"),
    }
)
_VERDICTS: Mapping[ReplayVerdict, Wording] = MappingProxyType(
    {
        ReplayVerdict.TAKEN: Wording("aangenomen", "taken"),
        ReplayVerdict.CONFIRMED: Wording("bevestigd", "confirmed"),
        ReplayVerdict.ASKED_AGAIN: Wording("opnieuw gevraagd", "asked again"),
        ReplayVerdict.PERSON: Wording("medewerker", "person"),
    }
)


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


def as_lines(replayed: Replayed) -> Iterator[Wording]:
    """Yield the replay as lines for people."""
    found = replayed.found
    since, until, calls = f"{replayed.since:%Y-%m-%d %H:%M}", f"{replayed.until:%Y-%m-%d %H:%M}", _calls(found.calls)
    yield Wording(
        f"{calls.dutch} van {since} tot {until}, met de oude en de nieuwe:",
        f"{calls.english} from {since} to {until}, by either:",
    )
    yield Wording(
        f"  gevraagd: {found.asked_before} ervoor, {found.asked_after} erna",
        f"  asked: {found.asked_before} before, {found.asked_after} after",
    )
    if not found.changes:
        yield Wording("  Er zou niets anders zijn gegaan.", "  Nothing would have been otherwise.")
    for change in Change:
        if count := found.changes[change]:
            calls, seconds = _calls(count), _seconds(change, found)
            yield Wording(
                f"  {_CHANGES[change].dutch}: {calls.dutch}{seconds.dutch}",
                f"  {_CHANGES[change].english}: {calls.english}{seconds.english}",
            )
    yield from _answers(found)
    yield from _affected(replayed)
    for change, examples in found.examples.items():
        yield Wording(f"  Bijvoorbeeld, {_CHANGES[change].dutch}:", f"  For example, {_CHANGES[change].english}:")
        for call in examples:
            yield from _example(call, change)
    for why, count in _unknown(found):
        calls = _calls(count)
        yield Wording(
            f"  Van {calls.dutch} is het niet te zeggen: {why.value.dutch}.",
            f"  Can't be told of {calls.english}: {why.value.english}.",
        )


def _seconds(change: Change, found: ReplaySum) -> Wording:
    match change:
        case Change.FEWER:
            seconds = f"{found.saved_ms / 1000:.1f} s"
            unmeasured = Wording("", "")
            if found.unmeasured:
                unmeasured = Wording(
                    f", zonder {found.unmeasured} die niet gemeten zijn",
                    f", without {found.unmeasured} that weren't measured",
                )
            return Wording(
                f", waarvan de vraag {seconds} duurde{unmeasured.dutch}",
                f", whose questions lasted {seconds}{unmeasured.english}",
            )
        case Change.MORE if found.questions:
            seconds = f"{found.more_ms / 1000:.1f} s"
            return Wording(
                f", ongeveer {seconds} bij het gemiddelde van de gestelde vragen",
                f", about {seconds} at the mean of the questions that were asked",
            )
    return Wording("", "")


def _answers(found: ReplaySum) -> Iterator[Wording]:
    for each, count in sorted(found.judged.items(), key=lambda item: -item[1]):
        before, after = _VERDICTS[each.before], _VERDICTS[each.after]
        yield Wording(
            f"    {before.dutch} ervoor, {after.dutch} erna: {count}",
            f"    {before.english} before, {after.english} after: {count}",
        )
    if found.right or found.wrong:
        yield Wording(
            f"    Van wat nu pas aangenomen wordt kozen er toen {found.right} precies dat, en {found.wrong} iets "
            "anders.",
            f"    Of those taken only now, {found.right} chose just that then, and {found.wrong} something else.",
        )
    if found.judged:
        yield Wording(
            "    Alleen het eerste zulke antwoord van een oproep telt: wat de beller daarna gezegd zou hebben is niet "
            "te "
            "weten.",
            "    Only the first such answer of a call counts: what callers would have said next can't be known.",
        )


def _affected(replayed: Replayed) -> Iterator[Wording]:
    rows = list(_most_first(replayed.found))
    if rows:
        yield Wording("  Wie het raakt:", "  Who is affected:")
    for (area_code, code), counts in rows[:_MOST_ROWS]:
        name = unworded(replayed.names.get(code, code)) if code else _NO_MUNICIPALITY
        calls = _calls(replayed.found.of_whom[area_code, code])
        changes = [(_CHANGES[change], counts[change]) for change in Change if counts[change]]
        dutch = ", ".join(f"{change.dutch}: {count}" for change, count in changes)
        english = ", ".join(f"{change.english}: {count}" for change, count in changes)
        yield Wording(
            f"    {area_code or 'landelijk'}, {name.dutch}, van {calls.dutch}: {dutch}",
            f"    {area_code or 'national'}, {name.english}, of {calls.english}: {english}",
        )
    if (more := len(rows) - _MOST_ROWS) > 0:
        yield Wording(f"    en nog {more}, die --json noemt", f"    and {more} more, which --json lists")


def _example(call: ReplayedCall, change: Change) -> Iterator[Wording]:
    yield unworded(f"    {call.call.id}")
    if change is Change.ELSEWHERE and call.ways:
        before, after = call.ways
        yield before_line(told(before), "      ")
        yield after_line(told(after), "      ")


def _most_first(found: ReplaySum) -> Any:
    return sorted(found.who.items(), key=lambda item: (-item[1].total(), item[0][0] or "", item[0][1] or ""))


def _unknown(found: ReplaySum) -> Any:
    return sorted(found.unknown.items(), key=lambda item: -item[1])


def _calls(count: int) -> Wording:
    if count == 1:
        return Wording("1 oproep", "1 call")
    return Wording(f"{count} oproepen", f"{count} calls")
