"""The transition tables. `machine` runs them, `diagram` draws them; nothing else decides what follows what.

Two small machines turn together:

* `QUESTIONS`: which question is open, and where an answer leads. Its rows are keyed by `Meaning`, what an event
  amounts to in the light of the choices, the thresholds and the keypad list (see `meaning`).
* `FLOORS`: who has the floor within one question: the prompt, nobody, or the caller.

Loops in `QUESTIONS` cost something there is only so much of (`Cost`); when it is used up, the transition leads to
`when_spent` instead. That is what makes every conversation end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from veertien.conversation.events import DeadlinePassed, Event, Heard, PromptEnded, SpeechStarted


class State(StrEnum):
    """Which question is open, or how the conversation ended."""

    IDLE = "idle"
    ASKING = "asking"
    CONFIRMING = "confirming"
    LISTING = "listing"
    """The keypad list; names may still be spoken."""
    LIST_CONFIRMING = "list_confirming"
    """A name spoken at the list is being confirmed; the keys of the list keep working."""
    CHOSEN = "chosen"
    OPERATOR = "operator"
    ABANDONED = "abandoned"


FINAL = frozenset({State.CHOSEN, State.OPERATOR, State.ABANDONED})
CONFIRMATIONS = frozenset({State.CONFIRMING, State.LIST_CONFIRMING})
LIST_READ = frozenset({State.LISTING, State.LIST_CONFIRMING})
"""The states in which a digit chooses from the list."""


class Meaning(StrEnum):
    """What an event amounts to. The values are the labels of the diagram."""

    STARTED = "started"
    NAMED = "a name, sure"
    DOUBTED = "a name, in doubt"
    YES = "yes"
    NO = "no or hash key"
    NO_NAME_LEFT = "no to the last name"
    UNCLEAR = "not understood"
    SILENCE = "silence"
    DIGIT = "key 1-9"
    CHOICE_KEY = "key of a choice"
    WRONG_KEY = "key of no choice"
    SKIP = "hash key"
    REPEAT = "star key"
    PERSON = "key 0"
    DEAF = "recogniser failed"
    TIME_UP = "time limit"
    AUDIO_LOST = "audio lost"
    HUNG_UP = "hung up"


class Cost(StrEnum):
    """What a loop uses up. The values are the labels of the diagram."""

    FAILURE = "failure"
    LIST_FAILURE = "list failure"
    REPEAT = "repeat"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Transition:
    """To a state; where it has a cost and that is used up, to `when_spent`."""

    to: State
    costs: Cost | None = None
    when_spent: State | None = None

    def __post_init__(self) -> None:
        if (self.costs is None) != (self.when_spent is None):
            raise ValueError(f"Transition to {self.to}: costs and when_spent go together")


def _failing(to: State) -> Transition:
    return Transition(to, Cost.FAILURE, State.LISTING)


def _failing_in_list(to: State) -> Transition:
    return Transition(to, Cost.LIST_FAILURE, State.OPERATOR)


def _repeating(to: State) -> Transition:
    return Transition(to, Cost.REPEAT, State.OPERATOR)


ALWAYS: Mapping[Meaning, Transition] = MappingProxyType(
    {
        Meaning.PERSON: Transition(State.OPERATOR),
        Meaning.TIME_UP: Transition(State.OPERATOR),
        Meaning.AUDIO_LOST: Transition(State.OPERATOR),
        Meaning.HUNG_UP: Transition(State.ABANDONED),
    }
)
"""Holds in every state that is not final."""

QUESTIONS: Mapping[State, Mapping[Meaning, Transition]] = MappingProxyType(
    {
        State.IDLE: {
            Meaning.STARTED: Transition(State.ASKING),
        },
        State.ASKING: {
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.DOUBTED: Transition(State.CONFIRMING),
            Meaning.UNCLEAR: _failing(State.ASKING),
            Meaning.SILENCE: _failing(State.ASKING),
            Meaning.DIGIT: Transition(State.LISTING),
            Meaning.SKIP: Transition(State.LISTING),
            Meaning.DEAF: Transition(State.LISTING),
            Meaning.REPEAT: _repeating(State.ASKING),
        },
        State.CONFIRMING: {
            Meaning.YES: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.NO: _failing(State.ASKING),
            Meaning.NO_NAME_LEFT: Transition(State.LISTING),
            Meaning.DOUBTED: _failing(State.CONFIRMING),
            Meaning.UNCLEAR: _failing(State.CONFIRMING),
            Meaning.SILENCE: _failing(State.CONFIRMING),
            Meaning.DIGIT: Transition(State.LISTING),
            Meaning.DEAF: Transition(State.LISTING),
            Meaning.REPEAT: _repeating(State.CONFIRMING),
        },
        State.LISTING: {
            Meaning.CHOICE_KEY: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.DOUBTED: Transition(State.LIST_CONFIRMING),
            Meaning.UNCLEAR: _failing_in_list(State.LISTING),
            Meaning.WRONG_KEY: _failing_in_list(State.LISTING),
            Meaning.SILENCE: Transition(State.OPERATOR),
            Meaning.SKIP: Transition(State.LISTING, Cost.PAGE, State.OPERATOR),
            Meaning.DEAF: Transition(State.LISTING),
            Meaning.REPEAT: _repeating(State.LISTING),
        },
        State.LIST_CONFIRMING: {
            Meaning.YES: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.CHOICE_KEY: Transition(State.CHOSEN),
            Meaning.NO: _failing_in_list(State.LISTING),
            Meaning.NO_NAME_LEFT: Transition(State.OPERATOR),
            Meaning.DOUBTED: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.UNCLEAR: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.SILENCE: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.WRONG_KEY: _failing_in_list(State.LISTING),
            Meaning.DEAF: Transition(State.LISTING),
            Meaning.REPEAT: _repeating(State.LIST_CONFIRMING),
        },
    }
)
"""Where an answer leads. `Meaning.DEAF` loops without a cost: it is read once in a conversation."""


class Floor(StrEnum):
    """Who has the floor. The values are the labels of the diagram."""

    PROMPT = "prompt"
    OPEN = "open"
    """Nobody: the caller may speak or press a key."""
    CALLER = "caller"
    """The caller speaks, or what was said is being recognised."""


FLOORS: Mapping[tuple[Floor, type[Event]], Floor | Meaning | None] = MappingProxyType(
    {
        (Floor.PROMPT, PromptEnded): Floor.OPEN,
        (Floor.PROMPT, DeadlinePassed): Floor.OPEN,
        (Floor.PROMPT, SpeechStarted): Floor.CALLER,
        (Floor.OPEN, SpeechStarted): Floor.CALLER,
        (Floor.OPEN, DeadlinePassed): Meaning.SILENCE,
        (Floor.CALLER, DeadlinePassed): Meaning.UNCLEAR,
        (Floor.CALLER, Heard): None,
    }
)
"""Who has the floor next, or what the event means to the question; None: that depends on what was heard.

Whatever is not in the table changes nothing: an answer that comes when nobody waits for it is stale. Keys, failures
and the end of the call don't wait for the floor.
"""
