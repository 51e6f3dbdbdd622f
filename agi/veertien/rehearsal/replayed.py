"""What past calls sent through other tables and thresholds come to, all together."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from veertien.rehearsal.replay import ReplayedCall, ReplayVerdict, Unknown

EXAMPLES = 3
"""Calls that are named for each kind of difference."""


class Change(StrEnum):
    """What may be otherwise for a call."""

    FEWER = "no longer asked"
    MORE = "asked now"
    PROPOSED = "asked about another municipality first"
    ELSEWHERE = "goes elsewhere"
    JUDGED = "an answer judged otherwise"


@dataclass(frozen=True, slots=True)
class Judged:
    """How many answers are judged in one way by the old thresholds and in another by the new."""

    before: ReplayVerdict
    after: ReplayVerdict


@dataclass
class ReplaySum:
    """Counts calls as they come."""

    calls: int = 0
    asked_before: int = 0
    asked_after: int = 0
    changes: Counter[Change] = field(default_factory=Counter)
    saved_ms: int = 0
    """What the questions lasted that would not be asked."""
    unmeasured: int = 0
    """How many of these were not asked then either, or broke off before they could be measured."""
    questions: int = 0
    question_ms: int = 0
    """All questions that were asked then, and what they lasted."""
    judged: Counter[Judged] = field(default_factory=Counter)
    right: int = 0
    """How many callers whose answer would be taken unasked chose just that in the end."""
    wrong: int = 0
    """How many chose something else."""
    who: dict[tuple[str | None, str | None], Counter[Change]] = field(default_factory=dict)
    """The changes by area code, None for the national number, and by municipality, None where none was meant."""
    of_whom: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)
    """How many calls each of them had."""
    unknown: Counter[Unknown] = field(default_factory=Counter)
    examples: dict[Change, list[ReplayedCall]] = field(default_factory=dict)
    """The first calls of each kind."""

    @property
    def more_ms(self) -> int:
        """An estimate: what the questions would last that were not asked, at the mean of those that were."""
        return round(self.changes[Change.MORE] * self.question_ms / self.questions) if self.questions else 0

    def add(self, call: ReplayedCall) -> None:
        """Count one call."""
        self.calls += 1
        self.asked_before += call.asked_before
        self.asked_after += call.asked_after
        if call.unknown is not None:
            self.unknown[call.unknown] += 1
        if call.call.question_ms is not None:
            self.questions += 1
            self.question_ms += call.call.question_ms
        who = (call.area_code, call.municipality)
        self.of_whom[who] += 1
        for change in _changes(call):
            self.changes[change] += 1
            self.who.setdefault(who, Counter())[change] += 1
            named = self.examples.setdefault(change, [])
            if len(named) < EXAMPLES:
                named.append(call)
        if call.asked_before and not call.asked_after:
            self.saved_ms += call.call.question_ms or 0
            self.unmeasured += call.call.question_ms is None
        if call.judged:
            self.judged[Judged(call.judged.before, call.judged.after)] += 1
            self.right += call.judged.right is True
            self.wrong += call.judged.right is False


def summed(calls: Iterable[ReplayedCall]) -> ReplaySum:
    """Return what calls come to together."""
    found = ReplaySum()
    for call in calls:
        found.add(call)
    return found


def _changes(call: ReplayedCall) -> Iterable[Change]:
    if call.asked_before and not call.asked_after:
        yield Change.FEWER
    if call.asked_after and not call.asked_before:
        yield Change.MORE
    if call.proposed_otherwise:
        yield Change.PROPOSED
    if call.ways:
        yield Change.ELSEWHERE
    if call.judged:
        yield Change.JUDGED
