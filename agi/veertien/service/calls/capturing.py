"""Which calls are captured, and what is kept of them: the answers to the question, with what became of each."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from veertien.callflow import Interview
from veertien.captures import (
    About,
    Became,
    Capture,
    CapturedAnswer,
    CapturedGuess,
    CaptureKeeper,
    CaptureKey,
    new_id,
    what_became,
)
from veertien.numbering import Caller
from veertien.prompts import Announcement, AnnouncementId
from veertien.routing import AMSTERDAM
from veertien.service.calls.listening import HeardAnswer

CAPTURED = Announcement(AnnouncementId.CAPTURED)
"""What callers are told whose answers may be kept."""
CALLED_AGAIN_SECONDS = 900.0
"""Whose answer was taken, and who calls again within so many seconds, may have got the wrong municipality."""
EXPIRY_SECONDS = 3600.0
"""Seconds between two looks for what is kept no longer."""
_MOST_TAKEN = 10_000


@dataclass(frozen=True, slots=True)
class Captures:
    """Where captures go, and of which calls."""

    keeper: CaptureKeeper
    key: CaptureKey
    share: float
    announce: bool


@dataclass(frozen=True, slots=True)
class HeardBy:
    """What callers are heard by: digests."""

    tables: str
    model: str


@dataclass(slots=True)
class CallCapture:
    """What is kept of one call."""

    keep: Callable[[list[CapturedAnswer], Interview], None]
    announcement: Announcement | None
    """What its caller is told before the question."""
    _answers: list[CapturedAnswer] = field(default_factory=list)

    def heard(self, answer: HeardAnswer) -> None:
        """Take an answer of the caller's."""
        self._answers.append(CapturedAnswer(answer.pcm, answer.listen, answer.recognition.guesses))

    def concluded(self, interview: Interview) -> None:
        """Keep the answers with what became of them; never raises or waits."""
        self.keep(self._answers, interview)


class Capturing:
    """Decides which calls are captured."""

    def __init__(self, captures: Captures, clock: Callable[[], datetime], chance: Callable[[], float]) -> None:
        """`chance` gives a number from 0 to 1 for each call: nothing of the call decides whether it is captured."""
        self._captures = captures
        self._clock = clock
        self._chance = chance
        # The captures whose answers were taken, by caller and area code, with the seconds until which it counts.
        self._taken: dict[tuple[str, str | None], tuple[str, float]] = {}

    def begin(self, caller: Caller, area_code: str | None, heard_by: HeardBy) -> CallCapture | None:
        """Begin with a call whose caller is about to be asked; None where it is not captured.

        Whose number isn't known isn't captured.
        """
        captures, number = self._captures, caller.number_e164
        if number is None:
            return None
        who = captures.key.caller(number)
        capture_id, until = self._taken.pop((who, area_code), ("", 0.0))
        if time.monotonic() < until:
            captures.keeper.called_again(capture_id)
        if self._chance() >= captures.share:
            return None

        def keep(answers: list[CapturedAnswer], interview: Interview) -> None:
            for answer, asked, outcome, chosen in what_became(answers, interview.declined, interview.result):
                guesses = tuple(CapturedGuess(guess.key, guess.confidence, guess.text) for guess in answer.guesses)
                about = About(area_code, who, heard_by.tables, heard_by.model, asked, guesses, outcome, chosen)
                capture = Capture(new_id(self._clock()), about, answer.pcm)
                captures.keeper.keep(capture)
                if outcome is Became.TAKEN:
                    self._note_taken(who, area_code, capture.id)

        return CallCapture(keep, CAPTURED if captures.announce else None)

    def _note_taken(self, who: str, area_code: str | None, capture_id: str) -> None:
        if len(self._taken) >= _MOST_TAKEN:
            del self._taken[next(iter(self._taken))]
        self._taken[who, area_code] = capture_id, time.monotonic() + CALLED_AGAIN_SECONDS


async def keep_captures_tidy(keeper: CaptureKeeper, days: int) -> None:
    """Have deleted what is older than so many days, now and each hour."""
    while True:
        keeper.tidy(datetime.now(AMSTERDAM), days)
        await asyncio.sleep(EXPIRY_SECONDS)
