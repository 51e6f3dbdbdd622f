"""Where the time of a question goes: at each moment of it the caller is in exactly one part.

So the parts add up to the whole, to the millisecond. What is said or heard changes the part (`QuestionClock`); how long
each one lasted follows from these changes alone (`parts_of`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum


class QuestionPart(StrEnum):
    """What a caller who is being asked waits for, or does."""

    CONNECTING = "connecting"
    """The audio is being opened or closed."""
    PROMPT = "prompt"
    """Something is said to the caller."""
    THINKING = "thinking"
    """It is the caller's turn, by voice or keys, and nothing comes yet."""
    SPEAKING = "speaking"
    """The caller speaks."""
    SILENCE = "silence"
    """The caller has stopped, and it is waited whether they go on."""
    RECOGNISING = "recognising"
    """The caller has finished, and is being recognised."""
    CONFIRMING = "confirming"
    """All of a question whether what was understood is right: prompt, answer and recognition."""


PartSince = tuple[float, QuestionPart]
"""Since when, in seconds of the clock that the question is measured by, and in which part."""


@dataclass(frozen=True, slots=True)
class QuestionParts:
    """How long each part lasted in all, in milliseconds."""

    connecting: int = 0
    prompt: int = 0
    thinking: int = 0
    speaking: int = 0
    silence: int = 0
    recognising: int = 0
    confirming: int = 0

    @property
    def whole(self) -> int:
        """How long the question lasted."""
        return sum(getattr(self, part.name) for part in fields(self))


def parts_of(began: float, turns: Sequence[PartSince], ended: float) -> QuestionParts:
    """Return the parts of a question that began and ended at these seconds.

    It begins with CONNECTING. A turn from before the one ahead of it, or beyond the end, counts from there on.
    """
    whole = max(0, round((ended - began) * 1000))
    lasted = dict.fromkeys(QuestionPart, 0)
    since, part = 0, QuestionPart.CONNECTING
    for at, following in turns:
        until = min(max(since, round((at - began) * 1000)), whole)
        lasted[part] += until - since
        since, part = until, following
    lasted[part] += whole - since
    return QuestionParts(**{each.value: milliseconds for each, milliseconds in lasted.items()})


@dataclass(frozen=True, slots=True)
class ExchangeTimes:
    """When the caller was spoken to, and when each answer was recognised: in seconds, one for each."""

    asked: tuple[float, ...] = ()
    heard: tuple[float, ...] = ()

    def since(self, began: float) -> "ExchangeTimes":
        """Return them in seconds since a moment of the same clock."""
        return ExchangeTimes(tuple(at - began for at in self.asked), tuple(at - began for at in self.heard))


@dataclass(slots=True)
class QuestionClock:
    """Notes the turns of one question, from what is done and heard in it."""

    now: Callable[[], float]
    """Gives seconds of a clock that doesn't go back."""
    turns: list[PartSince] = field(default_factory=list)
    barge_ins: int = 0
    """How often the caller broke a prompt off, by voice or a key."""
    over_prompt: bool = False
    """Whether what was said last began over a prompt."""
    _playing: bool = False
    _confirming: bool = False
    _spoken: QuestionPart | None = None

    def plays(self, *, confirming: bool) -> None:
        """Note that a prompt begins, in place of one that still plays; `confirming`: of a question that confirms."""
        self.barge_ins += self._playing
        self._playing, self._confirming = True, confirming
        self._note()

    def breaks_off(self) -> None:
        """Note that the prompt stops for the caller."""
        self.barge_ins += self._playing
        self.played()

    def played(self) -> None:
        """Note that the prompt is over."""
        self._playing = False
        self._note()

    def speaks(self) -> None:
        """Note that the caller begins to speak, or goes on after a pause."""
        if self._spoken is None:
            self.over_prompt = self._playing
        self._spoken = QuestionPart.SPEAKING
        self._note()

    def paused(self, seconds: float) -> None:
        """Note that the caller has been silent for so many seconds."""
        self._spoken = QuestionPart.SILENCE
        self._note(seconds)

    def finished(self) -> None:
        """Note that the caller's answer is over."""
        self._spoken = QuestionPart.RECOGNISING
        self._note()

    def understood(self) -> None:
        """Note that what was said is known, or no longer of interest."""
        self._spoken = None
        self._note()

    def closes(self) -> None:
        """Note that the audio is being closed."""
        self.turns.append((self.now(), QuestionPart.CONNECTING))

    def _note(self, ago: float = 0.0) -> None:
        if self._confirming:
            part = QuestionPart.CONFIRMING
        elif self._spoken is not None:
            part = self._spoken
        else:
            part = QuestionPart.PROMPT if self._playing else QuestionPart.THINKING
        if not self.turns or self.turns[-1][1] is not part:
            self.turns.append((self.now() - ago, part))
