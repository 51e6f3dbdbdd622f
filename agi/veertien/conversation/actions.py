"""What a conversation wants done. The driver carries these out in the order given."""

from dataclasses import dataclass
from enum import StrEnum

from veertien.conversation.values import Prompt, Result


class Expect(StrEnum):
    """What the caller is likely to say."""

    CHOICE = "choice"
    """The name of a choice."""
    CONFIRMATION = "confirmation"
    """Yes, no, or the name of a choice, with or without a yes or no before it."""


@dataclass(frozen=True, slots=True)
class Play:
    """Play these prompts one after the other, in place of what is playing. `PromptEnded` follows."""

    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class StopPlaying:
    """Stop what is playing. No `PromptEnded` follows."""


@dataclass(frozen=True, slots=True)
class Listen:
    """Recognise the next utterance, prompt or no prompt.

    Speech that began before this is forgotten: no `Heard` comes of it.
    """

    expect: Expect
    exclude: frozenset[str] = frozenset()
    """The keys of names that were declined and should not be recognised."""
    any_name: bool = True
    """Whether it was asked which name is meant. Else it was asked whether one name is meant: names that were on offer
    before are likely, no others."""


@dataclass(frozen=True, slots=True)
class SetDeadline:
    """Report `DeadlinePassed` after this many seconds. Replaces the deadline that is running."""

    seconds: float


@dataclass(frozen=True, slots=True)
class SetTimeLimit:
    """Report `TimeLimitPassed` after this many seconds. Comes once, runs beside the deadlines."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Finish:
    """The conversation is over. Nothing follows."""

    result: Result


Action = Play | StopPlaying | Listen | SetDeadline | SetTimeLimit | Finish
