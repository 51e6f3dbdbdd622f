"""What a report must say of known calls, counted in plain Python from what they were."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from tests.unit.reports.known_calls import WAYS, WEEKDAYS, KnownAnswer, KnownCall

PARTS = ("connecting", "prompt", "thinking", "speaking", "silence", "recognising", "confirming")
ENDS = ("taken", "busy", "no_answer", "given_up", "other")
ASKED = {"understood", "hinted", "confirmed", "keys", "person", "given_up"}

Row = tuple[str, list[Any]]


@dataclass(frozen=True)
class Truth:
    """The calls of some days, those of a municipality or all."""

    calls: Sequence[KnownCall]
    first: date
    last: date
    municipality: str | None = None

    @cached_property
    def these(self) -> list[KnownCall]:
        found = [call for call in self.calls if not call.test and self.first <= call.dutch.date() <= self.last]
        return [call for call in found if self.municipality in (None, call.municipality)]

    def measures(self) -> dict[str, float | None]:
        these = self.these
        questions = [call.question_ms for call in these if call.question_ms is not None]
        cut = sorted(ms // 100 for ms in questions)
        longest = cut[-math.ceil(len(cut) / 10) :]
        mean = sum(questions) / len(questions) / 1000 if questions else None
        waits = sorted(call.taken_after // 100 for call in these if call.taken_after is not None)
        skipped = sum(call.way == "skipped" for call in these)
        return {
            "calls": len(these),
            "asked": share(sum(call.way in ASKED for call in these), len(these)),
            "skipped": share(skipped, len(these)),
            "saved": None if mean is None else skipped * mean,
            "question_mean": mean,
            "question_median": nth(cut, 0.5),
            "question_p95": nth(cut, 0.95),
            "question_longest": sum(longest) / len(longest) / 10 if longest else None,
            "person_median": nth(waits, 0.5),
            "person_within_25": share(sum(wait < 250 for wait in waits), len(waits)),
            "person_within_30": share(sum(wait < 300 for wait in waits), len(waits)),
            "given_up": share(sum(call.way == "given_up" or call.gave_up_ringing for call in these), len(these)),
        }

    def histogram(self) -> list[Row]:
        whole = Counter(min(call.question_ms // 1000, 60) for call in self.these if call.question_ms is not None)
        return [(str(second), [whole[second]]) for second in range(max(whole, default=-1) + 1)]

    def curve(self) -> list[Row]:
        times = [call.question_ms for call in self.these if call.question_ms is not None]
        most = min(max(times) // 1000 + 1, 60)
        return [(str(s), [share(sum(ms < s * 1000 for ms in times), len(times))]) for s in range(1, most + 1)]

    def parts(self) -> list[Row]:
        asked = [call.parts for call in self.these if call.parts is not None]
        sums = [sum(column) for column in zip(*asked, strict=True)]
        return [(part, [spent / len(asked) / 1000, spent / sum(sums)]) for part, spent in zip(PARTS, sums, strict=True)]

    def until_taken(self) -> list[Row]:
        taken = [call for call in self.these if call.taken_after is not None]
        asked = sum(call.question_ms or 0 for call in taken) / len(taken) / 1000
        whole = sum(call.taken_after or 0 for call in taken) / len(taken) / 1000
        return [("question", [asked]), ("ringing", [whole - asked]), ("together", [whole])]

    def months(self) -> list[Row]:
        """For a period of one month: the month before, and it."""
        eve = self.first - timedelta(days=1)
        found = []
        for month in (eve, self.first):
            those = Truth(self.calls, month.replace(day=1), last_of(month), self.municipality).these
            ways = Counter(call.way for call in those)
            few = 0 < len(those) < 5
            found.append((f"{month:%Y-%m}", [None if few else ways[way] for way in WAYS]))
        return found

    def weekly(self) -> Counter[tuple[int, str]]:
        return Counter((call.dutch.hour, WEEKDAYS[call.dutch.weekday()]) for call in self.these)

    def destinations(self) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for call in self.these:
            for endpoint, end in call.turned_away:
                found.setdefault(endpoint, Counter())[end if end in ENDS else "other"] += 1
            if call.endpoint and call.gave_up_ringing:
                found.setdefault(call.endpoint, Counter())["given_up"] += 1
            elif call.endpoint and call.taken_after is not None:
                found.setdefault(call.endpoint, Counter())["taken"] += 1
        return found

    def not_connected(self) -> Counter[str]:
        return Counter(call.municipality or "" for call in self.these if call.not_connected)

    def languages(self) -> Counter[str]:
        return Counter(call.language for call in self.these if call.language)

    def replies(self) -> list[tuple[KnownCall, KnownAnswer, str]]:
        """Each name that was asked about, with the yes or no that it got at once."""
        found = []
        for call in self.these:
            for name, reply in zip(call.answers, call.answers[1:], strict=False):
                if name.state == "asking" and reply.best in {"yes", "no"}:
                    found.append((call, name, reply.best))
        return found

    def confirmations(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for _, name, reply in self.replies():
            found.setdefault(name.best, [0, 0])[reply == "no"] += 1
        return found

    def confusions(self) -> Counter[str]:
        return Counter(
            f"{name.best} {call.municipality}"
            for call, name, reply in self.replies()
            if reply == "no" and call.municipality not in (None, name.best)
        )

    def said_as(self) -> Counter[str]:
        these = [(call, name) for call in self.these for name in call.answers if name.state == "asking"]
        return Counter(name.said_as for call, name in these if name.said_as and name.best == call.municipality)

    def doubted(self, low: float, high: float) -> tuple[int, int]:
        """How many said yes, and no, to names that were heard with a confidence from `low` on and below `high`."""
        doubted = [(name.confidence, reply) for _, name, reply in self.replies() if name.decision == "confirm"]
        those = [reply for sure, reply in doubted if low <= sure < high]
        return those.count("yes"), those.count("no")

    def unasked(self, low: float, high: float) -> int:
        """How many names of such a confidence were taken without confirmation."""
        return sum(
            call.way == "understood" and low <= name.confidence < high for call in self.these for name in call.answers
        )


def last_of(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def nth(ordered: Sequence[int], quantile: float) -> float | None:
    return ordered[math.ceil(len(ordered) * quantile) - 1] / 10 if ordered else None
