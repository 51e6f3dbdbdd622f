"""What can happen to a conversation. The driver makes these and gives them to `Conversation.handle`."""

from dataclasses import dataclass

from veertien.conversation.values import Guess


@dataclass(frozen=True, slots=True)
class Started:
    """The caller can hear and be heard."""


@dataclass(frozen=True, slots=True)
class PromptEnded:
    """All that the last `Play` asked for has been played."""


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """The caller has begun to speak; `Heard` or `RecogniserFailed` follows."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The caller has spoken."""

    guesses: tuple[Guess, ...] = ()
    """The best first; none means that nothing was understood."""
    alike: int = 1
    """So many of the first guesses sound the same: a village that lies in two municipalities, or "Hoorn of
    Medemblik"."""


@dataclass(frozen=True, slots=True)
class KeyPressed:
    """A key of the telephone: one of 0-9, * and #. Any other text does nothing."""

    key: str


@dataclass(frozen=True, slots=True)
class DeadlinePassed:
    """The seconds of the last `SetDeadline` are over."""


@dataclass(frozen=True, slots=True)
class TimeLimitPassed:
    """The seconds of `SetTimeLimit` are over."""


@dataclass(frozen=True, slots=True)
class RecogniserFailed:
    """No speech can be recognised any more in this call."""


@dataclass(frozen=True, slots=True)
class AudioLost:
    """The audio connection is gone, the caller is not."""


@dataclass(frozen=True, slots=True)
class HungUp:
    """The caller is gone."""


Event = (
    Started
    | PromptEnded
    | SpeechStarted
    | Heard
    | KeyPressed
    | DeadlinePassed
    | TimeLimitPassed
    | RecogniserFailed
    | AudioLost
    | HungUp
)
