"""Every conversation there can be, for a few small policies: all of them end, none with more prompts than promised."""

import copy

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
    RecogniserFailed,
    SpeechStarted,
    Started,
    TimeLimitPassed,
    most_prompts,
)

EVENTS: tuple[Event, ...] = (
    Started(),
    PromptEnded(),
    SpeechStarted(),
    DeadlinePassed(),
    TimeLimitPassed(),
    RecogniserFailed(),
    AudioLost(),
    HungUp(),
    *(KeyPressed(key) for key in "019#*"),
    Heard(),
    *(Heard((Guess(key, confidence),)) for key in ("A", "B", "yes", "no") for confidence in (0.6, 0.9)),
)


def prompts_of(actions: tuple[Action, ...]) -> int:
    return sum(len(action.prompts) for action in actions if isinstance(action, Play))


class Explorer:
    """Follows every event from every state. A conversation that could go round in circles is a RecursionError."""

    def __init__(self) -> None:
        self._longest: dict[str, int] = {}
        self.ends = 0

    def longest(self, conversation: Conversation) -> int:
        """Return the most prompts that can still come."""
        here = repr(sorted(vars(conversation).items()))
        if here not in self._longest:
            self._longest[here] = max(self._after(conversation, event) for event in EVENTS)
        return self._longest[here]

    def _after(self, conversation: Conversation, event: Event) -> int:
        after = copy.deepcopy(conversation)
        actions = after.handle(event)
        if not actions:
            assert vars(after) == vars(conversation), f"{event} changed something in silence"
            return 0
        if after.finished:
            assert [type(action) for action in actions] == [Finish]
            self.ends += 1
            return 0
        return prompts_of(actions) + self.longest(after)


@pytest.mark.parametrize(
    "policy",
    [
        Policy(failures_before_list=1, failures_in_list=1, repeats=0),
        Policy(failures_before_list=1, failures_in_list=2, repeats=1),
        Policy(failures_before_list=2, failures_in_list=1, repeats=0, page_size=1),
    ],
)
def test_every_conversation_ends_within_the_promised_prompts(policy: Policy) -> None:
    explorer = Explorer()
    most = explorer.longest(Conversation([Choice("A", "A"), Choice("B", "B")], policy))
    assert explorer.ends > 0
    assert most <= most_prompts(policy, 2)
