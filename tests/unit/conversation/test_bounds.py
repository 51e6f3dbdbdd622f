"""Every conversation there can be, for a few small policies: all of them end, none with more prompts than promised."""

import copy
from collections.abc import Sequence

import pytest

from veertien.conversation import (
    Action,
    AudioLost,
    Choice,
    Conversation,
    DeadlinePassed,
    Event,
    Finish,
    Guess,
    Heard,
    HungUp,
    KeyPressed,
    Play,
    Policy,
    PromptEnded,
    Reach,
    RecogniserFailed,
    SpeechStarted,
    Started,
    TimeLimitPassed,
    most_prompts,
)

FEW: tuple[Event, ...] = (
    Started(),
    PromptEnded(),
    SpeechStarted(),
    DeadlinePassed(),
    TimeLimitPassed(),
    RecogniserFailed(),
    AudioLost(),
    HungUp(),
    *(KeyPressed(key) for key in "12#*"),
    Heard(),
    *(Heard((Guess(key, 0.6),)) for key in ("A", "no")),
)
EVENTS: tuple[Event, ...] = (
    *FEW,
    KeyPressed("0"),
    KeyPressed("9"),
    *(Heard((Guess(key, confidence),)) for key in ("A", "B", "yes", "no") for confidence in (0.6, 0.9)),
    *(Heard((Guess(key, 0.9),)) for key in ("person", "unsure", "english", "repeat", "Z")),
    Heard((Guess("A", 0.5), Guess("B", 0.5)), alike=2),
)


def prompts_of(actions: tuple[Action, ...]) -> int:
    return sum(len(action.prompts) for action in actions if isinstance(action, Play))


ALL = pytest.mark.slow
"""With every kind of event; `make quick` tries few of them."""

CHANGING = ("_state", "_floor", "_listening", "_interrupted", "_question", "_left")
REMEMBERED = ("pages", "page", "declined", "proposed", "seconds", "between", "letters", "language", "deaf", "disturbed")


def state_of(conversation: Conversation) -> str:
    """All in a conversation that changes, as text."""
    kept, remembered = vars(conversation), vars(vars(conversation)["_memory"])
    return repr([kept[name] for name in CHANGING] + [remembered[name] for name in REMEMBERED])


def copy_of(conversation: Conversation) -> Conversation:
    """A conversation that goes on by itself; copying all that never changes takes most of an exploration's time."""
    copied = copy.copy(conversation)
    vars(copied)["_memory"] = copy.copy(vars(conversation)["_memory"])
    vars(copied)["_left"] = dict(vars(conversation)["_left"])
    return copied


def test_nothing_else_in_a_conversation_changes() -> None:
    conversation = Conversation([Choice("A", "A"), Choice("B", "B")], Policy())
    constant = {"_policy", "_memory", "_hint", "_limit"}
    assert vars(conversation).keys() - constant == set(CHANGING)
    assert vars(vars(conversation)["_memory"]).keys() - {"choices", "_policy", "_read_out"} == set(REMEMBERED)


class Explorer:
    """Follows every event from every state. A conversation that could go round in circles is a RecursionError."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._longest: dict[str, int] = {}
        self._path: dict[str, int] = {}
        self._played = 0
        self.ends = 0

    def longest(self, conversation: Conversation) -> int:
        """Return the most prompts that can still come."""
        here = state_of(conversation)
        if here in self._path:
            assert self._path[here] == self._played, "a loop that plays prompts"
            return 0
        if here not in self._longest:
            self._path[here] = self._played
            self._longest[here] = max(self._after(conversation, event) for event in self._events)
            del self._path[here]
        return self._longest[here]

    def _after(self, conversation: Conversation, event: Event) -> int:
        after = copy_of(conversation)
        actions = after.handle(event)
        if not actions:
            assert state_of(after) == state_of(conversation), f"{event} changed something in silence"
            return 0
        if after.finished:
            assert [type(action) for action in actions] == [Finish]
            self.ends += 1
            return 0
        played = prompts_of(actions)
        self._played += played
        most = played + self.longest(after)
        self._played -= played
        return most


@pytest.mark.parametrize(
    ("policy", "hint", "events"),
    [
        pytest.param(
            Policy(failures_before_list=1, failures_in_list=1, repeats=0, language_switches=0), None, EVENTS, marks=ALL
        ),
        pytest.param(
            Policy(failures_before_list=1, failures_in_list=1, repeats=0, language_switches=1), "B", EVENTS, marks=ALL
        ),
        (Policy(failures_before_list=1, failures_in_list=2, repeats=1, language_switches=0), None, FEW),
        (Policy(failures_before_list=2, failures_in_list=1, repeats=0, language_switches=0, named_choices=0), "A", FEW),
        (Policy(failures_before_list=1, failures_in_list=1, repeats=0, language_switches=0, page_size=1), None, FEW),
    ],
)
def test_every_conversation_ends_within_the_promised_prompts(
    policy: Policy, hint: str | None, events: Sequence[Event]
) -> None:
    explorer = Explorer(events)
    choices = [Choice("A", "A"), Choice("B", "B"), Choice("Z", "Z", Reach.ELSEWHERE)]
    for by_keys in (False, True):
        most = explorer.longest(Conversation(choices, policy, hint, by_keys=by_keys))
        assert explorer.ends > 0
        assert most <= most_prompts(policy, 2)
