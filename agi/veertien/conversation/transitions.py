"""The transition tables. `machine` runs them, `diagram` draws them; nothing else decides what follows what.

Two small machines turn together:

* `QUESTIONS`: which question is open, and where an answer leads. Its rows are keyed by `Meaning`, what an event
  amounts to in the light of the choices, the thresholds and the keypad list (see `answers`).
* `FLOORS`: who has the floor within one question: the prompt, nobody, or the caller.

Loops in `QUESTIONS` cost something there is only so much of (`Cost`); when it is used up, the transition leads to
`when_spent` instead. That is what makes every conversation end. A transition to `State.KEYPAD` goes straight on to the
list or the spelling.

Rules. A row may be added or led elsewhere here, and nowhere else: the machine has no transition of its own. A loop
has a cost. A new `Meaning` needs its reading in `answers`, its prompt in `script`, and a reason (in `answers`) where it
may lead to a person. Then redraw docs/conversation.md (`python -m veertien.conversation.diagram
docs/conversation.md`) and give the property tests the new event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from veertien.conversation.events import DeadlinePassed, Event, Heard, PromptEnded, SpeechStarted


class State(StrEnum):
    """Which question is open, or how the conversation ended."""

    IDLE = "idle"
    PROPOSING = "proposing"
    """A municipality that something known of the caller points to is asked about, before they have said anything."""
    ASKING = "asking"
    CONFIRMING = "confirming"
    KEYPAD = "keypad"
    """No question of its own: the list where the choices are few enough to be read out, else the spelling."""
    SPELLING = "spelling"
    """The first letters of the name are being given on the keys; names may still be spoken."""
    LISTING = "listing"
    """The keypad list; names may still be spoken."""
    LIST_CONFIRMING = "list_confirming"
    """A name spoken at the list is being confirmed; the keys of the list keep working."""
    CHOSEN = "chosen"
    OPERATOR = "operator"
    ABANDONED = "abandoned"


FINAL = frozenset({State.CHOSEN, State.OPERATOR, State.ABANDONED})
CONFIRMATIONS = frozenset({State.PROPOSING, State.CONFIRMING, State.LIST_CONFIRMING})
OPEN_TO_ANY = frozenset(State) - {State.CONFIRMING, State.LIST_CONFIRMING}
"""The states in which any name may be said: beside "Medemblik? Of zeg een andere gemeente." too."""
LIST_READ = frozenset({State.LISTING, State.LIST_CONFIRMING})
"""The states in which a digit chooses from the list."""
UNHURRIED = LIST_READ | {State.SPELLING}
"""The states in which the caller has the patience of keys."""


class Meaning(StrEnum):
    """What an event amounts to. The values are the labels of the diagram."""

    STARTED = "started"
    STARTED_WITH_HINT = "started with a hint"
    STARTED_BY_KEYS = "started by keys alone"
    NAMED = "a name, sure"
    DOUBTED = "a name, in doubt"
    BETWEEN = "a name of several"
    YES = "yes"
    NO = "no or hash key"
    NO_BUT_SECOND = "no, with a second guess"
    NO_NAME_LEFT = "no to the last name"
    NO_MATCH = "no match"
    DISTURBED = "prompt interrupted by no answer"
    NO_INPUT = "no input"
    DIGIT = "key 1-9"
    CHOICE_KEY = "key of a choice"
    WRONG_KEY = "key of no choice"
    LETTER = "letter key"
    SPELLED = "letters ended"
    NO_SUCH_NAME = "letters of no name"
    SKIP = "hash key"
    REPEAT = "repeat or star key"
    UNSURE = "does not know"
    LANGUAGE = "another language"
    PERSON = "person or key 0"
    DEAF = "recogniser failed"
    TIME_UP = "time limit"
    AUDIO_LOST = "audio lost"
    HUNG_UP = "hung up"


class Cost(StrEnum):
    """What a loop uses up. The values are the labels of the diagram."""

    FAILURE = "failure"
    LIST_FAILURE = "list failure"
    BETWEEN = "choosing"
    LANGUAGE = "language"
    REPEAT = "repeat"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Transition:
    """Where to go from a state, and what that costs."""

    to: State
    """The next state."""
    costs: Cost | None = None
    when_spent: State | None = None
    """The next state where the cost is used up; None where there is no cost."""

    def __post_init__(self) -> None:
        if (self.costs is None) != (self.when_spent is None):
            raise ValueError(f"Transition to {self.to}: costs and when_spent go together")


def _failing(to: State) -> Transition:
    return Transition(to, Cost.FAILURE, State.KEYPAD)


def _failing_in_list(to: State) -> Transition:
    return Transition(to, Cost.LIST_FAILURE, State.OPERATOR)


def _repeating(to: State) -> Mapping[Meaning, Transition]:
    """Ask the same question once more: the caller missed it, wants another language, or a noise broke it off."""
    return {
        Meaning.DISTURBED: Transition(to),
        Meaning.REPEAT: Transition(to, Cost.REPEAT, State.OPERATOR),
        Meaning.LANGUAGE: Transition(to, Cost.LANGUAGE, State.OPERATOR),
    }


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
            Meaning.STARTED_WITH_HINT: Transition(State.PROPOSING),
            Meaning.STARTED_BY_KEYS: Transition(State.KEYPAD),
        },
        State.PROPOSING: {
            Meaning.YES: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.NO: Transition(State.ASKING),
            Meaning.NO_BUT_SECOND: Transition(State.CONFIRMING),
            Meaning.NO_NAME_LEFT: Transition(State.KEYPAD),
            Meaning.DOUBTED: Transition(State.CONFIRMING),
            Meaning.NO_MATCH: _failing(State.ASKING),
            Meaning.NO_INPUT: _failing(State.ASKING),
            Meaning.UNSURE: Transition(State.KEYPAD),
            Meaning.DIGIT: Transition(State.KEYPAD),
            Meaning.DEAF: Transition(State.KEYPAD),
            **_repeating(State.PROPOSING),
        },
        State.ASKING: {
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.DOUBTED: Transition(State.CONFIRMING),
            Meaning.BETWEEN: Transition(State.ASKING, Cost.BETWEEN, State.CONFIRMING),
            Meaning.NO_MATCH: _failing(State.ASKING),
            Meaning.NO_INPUT: _failing(State.ASKING),
            Meaning.UNSURE: Transition(State.KEYPAD),
            Meaning.DIGIT: Transition(State.KEYPAD),
            Meaning.SKIP: Transition(State.KEYPAD),
            Meaning.DEAF: Transition(State.KEYPAD),
            **_repeating(State.ASKING),
        },
        State.CONFIRMING: {
            Meaning.YES: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.NO: _failing(State.ASKING),
            Meaning.NO_BUT_SECOND: _failing(State.CONFIRMING),
            Meaning.NO_NAME_LEFT: Transition(State.KEYPAD),
            Meaning.DOUBTED: _failing(State.CONFIRMING),
            Meaning.NO_MATCH: _failing(State.CONFIRMING),
            Meaning.NO_INPUT: _failing(State.CONFIRMING),
            Meaning.UNSURE: Transition(State.KEYPAD),
            Meaning.DIGIT: Transition(State.KEYPAD),
            Meaning.DEAF: Transition(State.KEYPAD),
            **_repeating(State.CONFIRMING),
        },
        State.SPELLING: {
            Meaning.LETTER: Transition(State.SPELLING),
            Meaning.SPELLED: Transition(State.LISTING),
            Meaning.NO_SUCH_NAME: _failing_in_list(State.SPELLING),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.DOUBTED: _failing_in_list(State.CONFIRMING),
            Meaning.NO_MATCH: _failing_in_list(State.SPELLING),
            Meaning.NO_INPUT: Transition(State.OPERATOR),
            Meaning.UNSURE: Transition(State.OPERATOR),
            Meaning.SKIP: Transition(State.OPERATOR),
            Meaning.DEAF: Transition(State.SPELLING),
            **_repeating(State.SPELLING),
        },
        State.LISTING: {
            Meaning.CHOICE_KEY: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.DOUBTED: Transition(State.LIST_CONFIRMING),
            Meaning.NO_MATCH: _failing_in_list(State.LISTING),
            Meaning.WRONG_KEY: _failing_in_list(State.LISTING),
            Meaning.NO_INPUT: Transition(State.OPERATOR),
            Meaning.UNSURE: Transition(State.OPERATOR),
            Meaning.SKIP: Transition(State.LISTING, Cost.PAGE, State.OPERATOR),
            Meaning.DEAF: Transition(State.LISTING),
            **_repeating(State.LISTING),
        },
        State.LIST_CONFIRMING: {
            Meaning.YES: Transition(State.CHOSEN),
            Meaning.NAMED: Transition(State.CHOSEN),
            Meaning.CHOICE_KEY: Transition(State.CHOSEN),
            Meaning.NO: _failing_in_list(State.LISTING),
            Meaning.NO_BUT_SECOND: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.NO_NAME_LEFT: Transition(State.OPERATOR),
            Meaning.DOUBTED: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.NO_MATCH: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.NO_INPUT: _failing_in_list(State.LIST_CONFIRMING),
            Meaning.UNSURE: Transition(State.OPERATOR),
            Meaning.WRONG_KEY: _failing_in_list(State.LISTING),
            Meaning.DEAF: Transition(State.LISTING),
            **_repeating(State.LIST_CONFIRMING),
        },
    }
)
"""Where an answer leads.

Three loops have no cost: `Meaning.DEAF` and `Meaning.DISTURBED` are read once in a conversation, `Meaning.LETTER` as
often as names have letters.
"""


class Floor(StrEnum):
    """Who has the floor. The values are the labels of the diagram."""

    PROMPT = "prompt"
    OPEN = "open"
    """Nobody: the caller may speak or press a key."""
    CALLER = "caller"
    """The caller speaks, or what was said is being recognised."""
    HELD = "held prompt"
    """A prompt that no sound breaks off, but an answer does."""
    BOTH = "both"
    """The held prompt, over which the caller speaks or something sounds, or is being recognised."""


PLAYING = frozenset({Floor.PROMPT, Floor.HELD, Floor.BOTH})
HELD_PROMPT = frozenset({Floor.HELD, Floor.BOTH})
SPEAKING = frozenset({Floor.CALLER, Floor.BOTH, Floor.HELD})
"""Who may be heard: over a held prompt also what was begun before it."""


FLOORS: Mapping[tuple[Floor, type[Event]], Floor | Meaning | None] = MappingProxyType(
    {
        (Floor.PROMPT, PromptEnded): Floor.OPEN,
        (Floor.PROMPT, DeadlinePassed): Floor.OPEN,
        (Floor.PROMPT, SpeechStarted): Floor.CALLER,
        (Floor.OPEN, SpeechStarted): Floor.CALLER,
        (Floor.OPEN, DeadlinePassed): Meaning.NO_INPUT,
        (Floor.CALLER, DeadlinePassed): Meaning.NO_MATCH,
        (Floor.CALLER, Heard): None,
        (Floor.HELD, PromptEnded): Floor.OPEN,
        (Floor.HELD, DeadlinePassed): Floor.OPEN,
        (Floor.HELD, SpeechStarted): Floor.BOTH,
        (Floor.HELD, Heard): None,
        (Floor.BOTH, PromptEnded): Floor.CALLER,
        (Floor.BOTH, DeadlinePassed): Floor.HELD,
        (Floor.BOTH, Heard): None,
    }
)
"""Who has the floor next, or what the event means to the question; None: that depends on what was heard. What was not
understood while both had the floor gives it back to the held prompt.

Whatever is not in the table changes nothing: an answer that comes when nobody waits for it is stale. Keys, failures
and the end of the call don't wait for the floor.
"""
