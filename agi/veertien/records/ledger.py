"""The calls that are under way: each one's decision and its end brought together, into one record of the whole."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum, StrEnum, auto
from functools import partial

from veertien.callflow import (
    Arrival,
    CallAnswered,
    CallDecided,
    CallDialled,
    CallEnd,
    CallEnded,
    CallGivenUp,
    CallOffered,
    CallRecord,
    CallRecorded,
    CallSettled,
    CallTaken,
    CallTimes,
    DialledDestination,
)
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.records.stream import CallStream
from veertien.routing import Outcome

MOST_OPEN = 10_000
"""Calls that are remembered until their end; beyond it the oldest is recorded as far as it is known."""
MOST_RECORDED = 10_000
"""Calls whose record was published that are remembered, lest something heard of them later make another."""
UNKNOWN_RESULT = "unknown"
"""The result of a call whose end nobody reported."""
TAKEN_RESULT = "ANSWER"
"""Asterisk's dial status of a call that was taken."""
LATELY_SECONDS = 600.0
"""Seconds for which a call that fell back counts as lately."""


class CallStage(StrEnum):
    """What a call that is under way is at."""

    OFFERED = "offered"
    """It has come in, and is being decided."""
    ASKING = "asking"
    """It was answered: its caller is being asked which municipality is meant, or is told something."""
    DIALLING = "dialling"
    """A destination is dialled, or rings."""
    TALKING = "talking"
    """A destination has taken it."""


class _Standing(Enum):
    """Which events of Asterisk's count here, while another daemon hears the same."""

    WAITING = auto()
    """None: another is in charge still."""
    IN_CHARGE = auto()
    """All, but those of calls that another has kept."""
    LEAVING = auto()
    """Those of calls that are open here."""


@dataclass(slots=True)
class _Open:
    """What is known of a call so far: the end may be heard of before the decision, when the caller hangs up."""

    call: str
    record: CallRecord | None = None
    given_up: bool = False
    end: CallEnd | None = None
    arrival: Arrival | None = None
    times: CallTimes = field(default_factory=CallTimes)
    stage: CallStage = CallStage.OFFERED
    endpoint: str | None = None
    """What was dialled last."""

    @property
    def is_selftest(self) -> bool:
        """Whether nobody's call is meant."""
        return self.arrival is not None and self.arrival.selftest


@dataclass(frozen=True, slots=True)
class SelfTestResult:
    """What came of a self-test that is over."""

    at: datetime
    good: bool
    """Whether it was put through, and each side heard the other."""
    seconds: float | None
    """From coming in to the decision; None where there was none."""
    outcome: str | None
    """As in its record."""
    how: str | None
    """How its question ended; None where nothing was asked."""


class Ledger:
    """Listens to the stream, and publishes CallEnded and CallRecorded to it: each once a call.

    Without AMI no ends arrive: then a call is recorded at the decision; `close_all` and the bound on open calls record
    what is left. An end that is reported after that is published, and makes no second record.
    """

    def __init__(
        self,
        stream: CallStream,
        now: Callable[[], datetime],
        most_open: int = MOST_OPEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`now` gives the time of what Asterisk reports; `clock` gives seconds and doesn't go back."""
        self._stream = stream
        self._most_open = most_open
        self._open: OrderedDict[str, _Open] = OrderedDict()
        self._fell_back: OrderedDict[str, float] = OrderedDict()
        # Whether the record has the end in it.
        self._recorded: OrderedDict[str, bool] = OrderedDict()
        self._now, self._clock = now, clock
        self._good_test: datetime | None = None
        self.last_self_test: SelfTestResult | None = None
        self.last_good_self_test: SelfTestResult | None = None
        self._heard_through: str | None = None
        self._standing = _Standing.IN_CHARGE
        self._of_another: frozenset[str] = frozenset()
        stream.listen(CallOffered, self._offered)
        stream.listen(CallAnswered, partial(self._note_first, "answered"))
        stream.listen(CallDecided, partial(self._note_first, "decided"))
        stream.listen(CallDialled, partial(self._note_first, "dialled"))
        stream.listen(CallSettled, self._settled)
        stream.listen(CallGivenUp, self._given_up)
        stream.listen(CallEnded, self._ended)

    @property
    def open_calls(self) -> int:
        """How many calls have come in and not ended yet."""
        return len(self._open)

    @property
    def awaiting_end(self) -> frozenset[str]:
        """The calls that have come in and whose end has not been heard of."""
        return frozenset(call for call, known in self._open.items() if known.end is None)

    @property
    def last_good_test(self) -> datetime | None:
        """When the last test call ended that a municipality took, as far as that is known here."""
        return self._good_test

    def stages(self) -> Mapping[CallStage, int]:
        """Return how many calls are at each stage; without AMI a decided call is at none, as nothing is heard of it."""
        found = Counter(known.stage for known in self._callers())
        return {stage: found[stage] for stage in CallStage}

    @property
    def self_tests(self) -> int:
        """How many self-tests are under way; they are at no stage, and no trunk carries them."""
        return sum(known.is_selftest for known in self._open.values() if known.end is None)

    def carried(self) -> Mapping[str, int]:
        """Return how many calls each trunk's endpoint carries, ringing ones too; 0 where it isn't in there."""
        return Counter(known.endpoint for known in self._callers() if known.endpoint)

    @property
    def fell_back_lately(self) -> int:
        """How many calls the dialplan's fallback took in the last LATELY_SECONDS, as far as that is known here."""
        since = self._clock() - LATELY_SECONDS
        return sum(at > since for at in self._fell_back.values())

    @property
    def in_charge(self) -> bool:
        """Whether calls that nobody has open are this ledger's."""
        return self._standing is _Standing.IN_CHARGE

    def wait(self) -> None:
        """Take no reports until `take_over`: another daemon is in charge, and hears them too."""
        self._standing = _Standing.WAITING

    def take_over(self, of_another: frozenset[str]) -> None:
        """Be in charge of all calls from now on, but for those."""
        self._standing, self._of_another = _Standing.IN_CHARGE, of_another

    def leave(self) -> frozenset[str]:
        """Keep the calls whose end has not been heard of, take reports of no others, and return them."""
        self._standing = _Standing.LEAVING
        return self.awaiting_end

    def dialled(self, destination: DialledDestination) -> None:
        """Take the report that the dialplan dials a destination, and publish it."""
        call, endpoint, attempt = destination.call, destination.endpoint, destination.attempt
        if not self._ours(call):
            return
        self._stream.publish(CallDialled(call, self._now(), endpoint, attempt))

    def taken(self, call: str) -> None:
        """Take the report that a destination took a call, and publish it."""
        if not self._ours(call):
            return
        if known := self._open.get(call):
            known.stage = CallStage.TALKING
        self._stream.publish(CallTaken(call, self._now()))

    def heard_through(self, call: str) -> None:
        """Take the report that each side of a self-test has heard the other; it comes before the call's end."""
        self._heard_through = call

    def ended(self, end: CallEnd) -> None:
        """Take the report of a call's end, of which there may be several, and publish the first."""
        if not self._ours(end.call):
            return
        known = self._open.get(end.call)
        if not self._recorded.get(end.call) and (known is None or known.end is None):
            self._stream.publish(CallEnded(end.call, self._now(), end))

    def ended_unheard(self, call: str) -> None:
        """Take the report that a call is over, nobody knows how; should its end come later, it no longer counts."""
        if call in self.awaiting_end:
            self.ended(CallEnd(call, UNKNOWN_RESULT, endpoint="", attempt=0, fell_back=False, cause=0))

    def close_all(self) -> None:
        """Record all calls whose end will not be heard of any more."""
        while self._open:
            self._publish(self._open.popitem(last=False)[1], self._now())

    def _callers(self) -> Iterator[_Open]:
        """Yield the calls of real callers that are not over."""
        return (known for known in self._open.values() if known.end is None and not known.is_selftest)

    def _ours(self, call: str) -> bool:
        match self._standing:
            case _Standing.IN_CHARGE:
                return call not in self._of_another
            case _Standing.LEAVING:
                return call in self._open
            case _Standing.WAITING:
                return False

    def _offered(self, event: CallOffered) -> None:
        self._open[event.call] = _Open(event.call, arrival=event.arrival, times=CallTimes(started=event.at))
        while len(self._open) > self._most_open:
            self._publish(self._open.popitem(last=False)[1], event.at)

    def _note_first(self, what: str, event: CallAnswered | CallDecided | CallDialled) -> None:
        known = self._open.get(event.call)
        if known is None:
            return
        if getattr(known.times, what) is None:
            known.times = replace(known.times, **{what: event.at})
        if isinstance(event, CallDialled):
            known.stage, known.endpoint = CallStage.DIALLING, event.endpoint
        elif isinstance(event, CallAnswered):
            known.stage = CallStage.ASKING

    def _settled(self, event: CallSettled) -> None:
        known = self._open.setdefault(event.call, _Open(event.call))
        known.record = event.record
        self._close_if_over(known, event)

    def _given_up(self, event: CallGivenUp) -> None:
        self._note_fallback(event.call)
        known = self._open.setdefault(event.call, _Open(event.call))
        known.given_up = True
        self._close_if_over(known, event)

    def _ended(self, event: CallEnded) -> None:
        if event.end.fell_back:
            self._note_fallback(event.call)
        if event.call in self._recorded:
            self._recorded[event.call] = True
            return
        known = self._open.get(event.call, _Open(event.call))
        known.end = event.end
        known.times = replace(known.times, ended=event.at)
        if known.record is not None or known.given_up or event.call not in self._open:
            self._open.pop(event.call, None)
            self._publish(known, event.at)

    def _note_fallback(self, call: str) -> None:
        known = self._open.get(call)
        if known is not None and known.is_selftest:
            return
        # The daemon that gave a call up and Asterisk that reports its end mean the same one.
        self._fell_back[call] = self._clock()
        while len(self._fell_back) > self._most_open:
            self._fell_back.popitem(last=False)

    def _close_if_over(self, known: _Open, event: CallSettled | CallGivenUp) -> None:
        if self._recorded.get(known.call):
            # Its end was heard of before the call itself.
            del self._open[known.call]
        elif known.end is not None or not event.end_expected:
            self._open.pop(event.call, None)
            self._publish(known, event.at)

    def _publish(self, known: _Open, at: datetime) -> None:
        if known.record is None and known.end is None and not known.given_up:
            return
        record = known.record
        if record is not None and known.end is not None and known.end.fell_back:
            # Seen from here the channel went away; it was the dialplan's deadline that took it.
            record = replace(record, outcome=FALLBACK_OUTCOME)
        test = known.arrival is not None and known.arrival.test and not known.arrival.selftest
        if test and record and record.outcome == Outcome.CONNECT and known.end:
            self._good_test = known.times.ended if known.end.result == TAKEN_RESULT else self._good_test
        if known.is_selftest:
            self._note_self_test(known, record, at)
        self._recorded[known.call] = known.end is not None
        while len(self._recorded) > MOST_RECORDED:
            self._recorded.popitem(last=False)
        self._stream.publish(CallRecorded(known.call, at, record, known.end, known.arrival, known.times))

    def _note_self_test(self, known: _Open, record: CallRecord | None, at: datetime) -> None:
        seconds, outcome = (record.decided_seconds, record.outcome) if record else (None, None)
        how = record.question.how if record and record.question else None
        good = known.call == self._heard_through
        self.last_self_test = SelfTestResult(at, good, seconds, outcome, how)
        if good:
            self.last_good_self_test = self.last_self_test
