"""Made-up calls of which the truth is known: drawn from a seed, kept as plain values, and told to the archive.

Nothing here reads records or uses what reports are made with; Dutch time is worked out by the rule for 2026 itself.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from veertien.callflow import (
    Arrival,
    CallEnd,
    CallRecord,
    CallRecorded,
    CallTimes,
    NameHeard,
    Question,
    QuestionParts,
    TurnedAway,
)

SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)
"""When the clocks change."""
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MUNICIPALITIES = ("GM0405", "GM0420", "GM1598")
"""Hoorn, Medemblik and Koggenland."""
UNCONNECTED = ("GM0532", "GM0498", "GM0432")
"""Stede Broec, Drechterland and Opmeer; the last is asked for hardly ever."""
WAYS = ("none", "skipped", "understood", "hinted", "confirmed", "keys", "person", "given_up", "fallback")

_HOW = {"understood": "speech", "hinted": "proposed", "confirmed": "confirmed", "keys": "keypad", "given_up": "hung up"}
_NO_CHOICE = ("asked for a person", "no answer", "not understood", "none of these", "audio connection lost")
_ENDS = ("busy", "no_answer", "rejected", "congestion", "unavailable", "full")


@dataclass(frozen=True, slots=True)
class KnownAnswer:
    """One answer as it was heard."""

    state: str
    best: str
    confidence: float
    decision: str
    said_as: str | None = None


@dataclass(frozen=True, slots=True)
class KnownCall:
    """One call as it was."""

    number: int
    at: datetime
    test: bool
    way: str
    municipality: str | None
    not_connected: bool
    language: str | None
    parts: tuple[int, ...] | None
    """Of the question, in milliseconds."""
    turned_away: tuple[tuple[str, str], ...]
    endpoint: str | None
    taken_after: int | None
    """Milliseconds until somebody took it."""
    gave_up_ringing: bool

    @property
    def chose_before(self) -> str | None:
        """As of a platform that compared the choices of some of the time; one in seven had chosen another before."""
        if self.parts is None or self.number % 2:
            return None
        return "other" if self.number % 7 == 0 else ""

    @property
    def came_back(self) -> bool:
        return self.number % 89 == 0 and self.way != "fallback"

    @property
    def answers(self) -> tuple[KnownAnswer, ...]:
        """What was heard in the question."""
        chance = random.Random(self.number)
        if self.parts is None or self.way in {"hinted", "keys"}:
            return ()
        if self.way == "understood":
            return (_name(chance, self.municipality or "", 0.9, 1.0, "accept"),)
        wrong = chance.choice((*MUNICIPALITIES, *UNCONNECTED))
        refused = (_name(chance, wrong, 0.4, 0.899, "confirm"), KnownAnswer("confirming", "no", 0.95, "accept"))
        if self.way != "confirmed":
            # Some say nothing to the question, or something that is not understood.
            return refused[: chance.randrange(1, 3)] if chance.random() < 0.7 else ()
        doubt = chance.random() < 0.9
        right = _name(chance, self.municipality or "", *((0.4, 0.899, "confirm") if doubt else (0.9, 1.0, "accept")))
        heard = (right, KnownAnswer("confirming", "yes", 0.95, "accept"))
        return (*refused, *heard) if wrong != self.municipality and chance.random() < 0.3 else heard

    def said(self) -> tuple[NameHeard, ...]:
        """Its answers as the stream has them."""
        return tuple(
            NameHeard(
                f"{self.number}.0",
                self.at,
                each.best,
                each.confidence,
                1.0,
                0.1,
                {},
                state=each.state,
                decision=each.decision,
                said_as=each.said_as,
            )
            for each in self.answers
        )

    @property
    def dutch(self) -> datetime:
        """When it came in, as a Dutch clock showed it."""
        return self.at.replace(tzinfo=None) + timedelta(hours=2 if SPRING <= self.at < AUTUMN else 1)

    @property
    def question_ms(self) -> int | None:
        return None if self.parts is None else sum(self.parts)

    def told(self) -> CallRecorded:
        """The call as the stream has it at its end."""
        decided = self.at + timedelta(milliseconds=self.question_ms or 20)
        ended = decided + timedelta(seconds=40)
        talk = None
        if self.taken_after is not None:
            ended = self.at + timedelta(milliseconds=self.taken_after) + timedelta(seconds=90, milliseconds=345)
            talk = 90.345
        times = CallTimes(self.at, None, decided, decided, ended)
        name = f"{self.number}.0"
        record = None if self.way == "fallback" else self._record(name)
        return CallRecorded(name, ended, record, self._end(name, talk), Arrival(test=self.test), times)

    def _record(self, name: str) -> CallRecord:
        asked = {"none": "not_needed", "skipped": "skipped", "hinted": "proposed"}.get(self.way, "open")
        outcome = "not_connected" if self.not_connected else "connect"
        outcome = {"person": "operator", "given_up": "abandoned"}.get(self.way, outcome)
        question = None
        if self.parts is not None:
            how = _HOW.get(self.way) or _NO_CHOICE[self.number % len(_NO_CHOICE)]
            parts = QuestionParts(*self.parts)
            question = Question(parts.whole / 1000, 2, how, parts=parts, language=self.language or "")
        return CallRecord(
            name,
            "140229",
            "0229",
            None,
            outcome,
            self.municipality,
            (),
            "so",
            0.1,
            question,
            None,
            asked,
            came_back="back" if self.came_back else None,
            chose_before=self.chose_before,
        )

    def _end(self, name: str, talk: float | None) -> CallEnd:
        result = "CANCEL" if self.gave_up_ringing else "ANSWER" if self.endpoint else "BUSY"
        if self.way == "given_up" and not self.gave_up_ringing:
            result = "none"
        away = tuple(TurnedAway(endpoint, end, 17, 486) for endpoint, end in self.turned_away)
        return CallEnd(name, result, self.endpoint or "", 1, self.way == "fallback", 16, away, talk_seconds=talk)


def known_calls(count: int, seed: int = 14) -> Sequence[KnownCall]:
    """Return calls of March, October and November 2026, more of them around both changes of the clocks."""
    return tuple(_drawn(random.Random(seed), count))


def _name(chance: random.Random, code: str, low: float, high: float, decision: str) -> KnownAnswer:
    kind = chance.choices(("municipality", "place", "former", None), (50, 40, 1, 5))[0]
    return KnownAnswer("asking", code, round(chance.uniform(low, high), 3), decision, kind)


def _drawn(chance: random.Random, count: int) -> Iterator[KnownCall]:
    for number in range(count):
        way = chance.choices(WAYS, (10, 12, 20, 5, 10, 6, 4, 5, 1))[0]
        place = chance.choices(MUNICIPALITIES, (10, 5, 1))[0]
        not_connected = way in {"none", "understood", "confirmed"} and chance.random() < 0.05
        if not_connected:
            place = chance.choices(UNCONNECTED, (200, 100, 2))[0]
        asked = way in _HOW or way == "person"
        # Some hang up before they are asked.
        heard = asked and not (way == "given_up" and chance.random() < 0.2)
        parts = tuple(min(60_000, int(chance.lognormvariate(6.2, 1.2))) for _ in range(7)) if heard else None
        away, endpoint, taken, ringing = _ending(chance, way, place, sum(parts or (0,)))
        yield KnownCall(
            number=number,
            at=_moment(chance),
            test=chance.random() < 0.03,
            way=way,
            municipality=None if way in {"person", "given_up", "fallback"} else place,
            not_connected=not_connected,
            language=chance.choices(("nl", "en", "fy"), (4000, 60, 1))[0] if heard else None,
            parts=parts,
            turned_away=away,
            endpoint=endpoint,
            taken_after=taken,
            gave_up_ringing=ringing,
        )


def _ending(
    chance: random.Random, way: str, place: str, asked_ms: int
) -> tuple[tuple[tuple[str, str], ...], str | None, int | None, bool]:
    """Return who turned the call away, who was tried last, when it was taken, and whether the caller hung up then."""
    if way == "given_up":
        return (), None, None, False
    own = f"trunk-{place.lower()}"
    backup = "trunk-rare" if chance.random() < 0.001 else "trunk-operator"
    away = ((own, chance.choice(_ENDS)),) if chance.random() < 0.2 else ()
    last = backup if away else own
    kind = chance.random()
    if kind < 0.05:
        return away, last, None, True
    if kind < 0.07:
        return (*away, (last, chance.choice(_ENDS))), None, None, False
    return away, last, asked_ms + chance.randrange(200, 45_000), False


def _moment(chance: random.Random) -> datetime:
    kind = chance.random()
    if kind < 0.15:
        near = chance.choice((SPRING, AUTUMN))
        return near + timedelta(milliseconds=chance.randrange(-3 * 3_600_000, 3 * 3_600_000))
    first, days = chance.choice(((datetime(2026, 3, 1), 31), (datetime(2026, 10, 1), 61)))
    since = first.replace(tzinfo=UTC) - timedelta(hours=3)
    return since + timedelta(milliseconds=chance.randrange((days * 24 + 3) * 3_600_000))
