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

    Speech that began before this is forgotten: no `Heard` comes of it. Names whose keys are in
    `exclude` were declined and should not be recognised. Without `any_name` it was asked whether one name is meant, not
    which: names are likely that were on offer before, no others.
    """

    expect: Expect
    exclude: frozenset[str] = frozenset()
    any_name: bool = True


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
