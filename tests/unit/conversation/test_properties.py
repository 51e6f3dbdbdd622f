"""Whatever happens, in whatever order, a conversation ends, and ends properly."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, product

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.examples import examples
from veertien.conversation import (
    Abandoned,
    Action,
    AudioLost,
    Choice,
    Chosen,
    Command,
    Conversation,
    DeadlinePassed,
    Event,
    Finish,
    Guess,
    Heard,
    How,
    HungUp,
    KeyPressed,
    Listen,
    Operator,
    Play,
    Policy,
    Prompt,
    PromptEnded,
    PromptId,
    Reach,
    RecogniserFailed,
    Result,
    SetDeadline,
    SetTimeLimit,
    SpeechStarted,
    Started,
    StopPlaying,
    TimeLimitPassed,
    most_prompts,
    worst_case_seconds,
)

policies = st.builds(
    Policy,
    failures_before_list=st.integers(1, 4),
    failures_in_list=st.integers(1, 4),
    repeats=st.integers(0, 4),
    language_switches=st.integers(0, 2),
    named_choices=st.integers(0, 3),
    page_size=st.integers(1, 9),
    limit_seconds=st.sampled_from([60.0, 1e9]),
)
keys = st.sampled_from("0123456789*#") | st.text(max_size=3)
names = st.lists(st.text("adgjmptw", min_size=1, max_size=5), min_size=2, max_size=40, unique=True)
confidences = st.floats(0, 1)
CONFIRMS = (PromptId.PROPOSE, PromptId.CONFIRM, PromptId.CONFIRM_AGAIN, PromptId.CONFIRM_ELSEWHERE)


@dataclass
class Driver:
    """Does what a conversation asks for, with a clock of its own, and notes what it should not ask for."""

    conversation: Conversation
    now: float = 0.0
    playing: bool = False
    deadline: float | None = None
    limit: float | None = None
    prompts: list[Prompt] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    declined: set[str] = field(default_factory=set)
    """Names, each of one choice."""

    def give(self, event: Event) -> None:
        for action in self.conversation.handle(event):
            assert not self.results, f"{action} after the end"
            match action:
                case Play(prompts):
                    assert prompts
                    self.playing = True
                    self.prompts.extend(prompts)
                    self.asks_about_no_declined_name(prompts)
                case StopPlaying():
                    assert self.playing, "nothing is playing"
                    self.playing = False
                case Listen(_, exclude):
                    assert {key.removeprefix("GM") for key in exclude} == self.declined
                case SetDeadline(seconds):
                    assert seconds > 0
                    self.deadline = self.now + seconds
                case SetTimeLimit(seconds):
                    assert self.limit is None
                    self.limit = self.now + seconds
                case Finish(result):
                    self.results.append(result)

    def press(self, key: str) -> None:
        if key == "#":
            self.decline()
        self.give(KeyPressed(key))

    def decline(self) -> None:
        """Note that a no is about to be given, where there is something to say it to."""
        if self.asked_to_confirm and not self.results:
            self.declined.add(self.prompts[-1].name or "")

    @property
    def asked_to_confirm(self) -> bool:
        return self.prompts[-1].id in CONFIRMS

    def asks_about_no_declined_name(self, prompts: Iterable[Prompt]) -> None:
        asked = {prompt.name for prompt in prompts if prompt.id in CONFIRMS}
        assert not asked & self.declined

    def pass_time(self, seconds: float) -> None:
        """Let the clock run and report every timer on its way, as often as it is set anew."""
        until = self.now + seconds
        while not self.results:
            timers: Iterable[tuple[float, Event]] = [
                (at, event)
                for at, event in ((self.limit, TimeLimitPassed()), (self.deadline, DeadlinePassed()))
                if at is not None and at <= until
            ]
            if not timers:
                break
            self.now, event = min(timers, key=lambda timer: timer[0])
            if isinstance(event, DeadlinePassed):
                self.deadline = None
            else:
                self.limit = None
            self.give(event)
        else:
            return
        self.now = until


class AnyConversation(RuleBasedStateMachine):
    """Random callers, drivers and disasters."""

    @initialize(
        policy=policies,
        names=names,
        hinted=st.booleans(),
        others=st.lists(st.sampled_from([Reach.LEFT_OUT, Reach.ELSEWHERE, Reach.OUT_OF_REACH]), max_size=3),
    )
    def start(self, policy: Policy, names: list[str], hinted: bool, others: list[Reach]) -> None:
        self.policy = policy
        self.listed = len(names)
        self.choices = [Choice(f"GM{name}", name) for name in names]
        self.choices += [Choice(f"GM{number}", str(number), place) for number, place in enumerate(others)]
        self.driver = Driver(Conversation(self.choices, policy, self.choices[1].key if hinted else None))
        self.driver.give(Started())

    @rule(seconds=st.floats(0, 30))
    def time_passes(self, seconds: float) -> None:
        self.driver.pass_time(seconds)

    @rule()
    def playback_ends(self) -> None:
        self.driver.playing = False
        self.driver.give(PromptEnded())

    @rule(pressed=st.lists(keys, min_size=1, max_size=6))
    def keys_are_pressed(self, pressed: list[str]) -> None:
        for key in pressed:
            self.driver.press(key)

    @rule(data=st.data(), confidence=confidences)
    def a_name_is_heard(self, data: st.DataObject, confidence: float) -> None:
        choice = data.draw(st.sampled_from(self.choices))
        self.driver.give(SpeechStarted())
        self.driver.give(Heard((Guess(choice.key, confidence),)))

    @rule()
    def no_is_heard(self) -> None:
        self.driver.decline()
        self.driver.give(SpeechStarted())
        self.driver.give(Heard((Guess("no", 0.9),)))

    @rule(data=st.data(), alike=st.integers(1, 3))
    def anything_is_heard(self, data: st.DataObject, alike: int) -> None:
        meant = st.sampled_from(["yes", *(choice.key for choice in self.choices[:2]), "?", *Command])
        guesses = data.draw(st.lists(st.builds(Guess, meant, confidences)))
        self.driver.give(Heard(tuple(guesses), alike))

    @rule(event=st.sampled_from([Started(), SpeechStarted(), DeadlinePassed(), RecogniserFailed()]))
    def something_comes_unasked(self, event: Event) -> None:
        self.driver.give(event)

    @rule(event=st.sampled_from([AudioLost(), HungUp()]))
    @precondition(lambda self: len(self.driver.prompts) > 3)
    def the_connection_goes(self, event: Event) -> None:
        before = len(self.driver.results)
        self.driver.give(event)
        if not before:
            expected = Operator if isinstance(event, AudioLost) else Abandoned
            assert isinstance(self.driver.results[0], expected)

    @invariant()
    def a_deadline_runs_until_the_one_end(self) -> None:
        assert len(self.driver.results) <= 1
        assert self.driver.conversation.finished == bool(self.driver.results)
        assert self.driver.results or self.driver.deadline is not None

    @invariant()
    def prompts_and_seconds_are_bounded(self) -> None:
        assert len(self.driver.prompts) <= most_prompts(self.policy, self.listed)
        assert self.driver.now <= worst_case_seconds(self.policy, self.listed)

    @invariant()
    def a_declined_name_is_not_chosen_by_speech(self) -> None:
        for result in self.driver.results:
            if isinstance(result, Chosen) and result.how is not How.KEYPAD:
                assert result.key.removeprefix("GM") not in self.driver.declined

    @invariant()
    def another_area_code_is_offered_where_that_can_be_kept(self) -> None:
        reach = {choice.key: choice.reach for choice in self.choices}
        named = {choice.name: choice.reach for choice in self.choices}
        for result in self.driver.results:
            if isinstance(result, Chosen) and result.how is How.SPEECH:
                assert reach[result.key] not in (Reach.LEFT_OUT, Reach.ELSEWHERE)
        for prompt in self.driver.prompts:
            if prompt.id is PromptId.CONFIRM_ELSEWHERE and prompt.name:
                assert named[prompt.name] is Reach.ELSEWHERE

    def teardown(self) -> None:
        """Left alone, it ends: its deadlines are enough, without the time limit."""
        if not hasattr(self, "driver"):
            return
        self.driver.limit = None
        self.driver.pass_time(1e8)
        assert len(self.driver.results) == 1


@pytest.mark.slow
@pytest.mark.parametrize("page_size", [1, 2, 3, 9])
def test_every_key_and_a_doubtful_name_at_every_place_of_the_keypad_lists_leads_on(page_size: int) -> None:
    names = ("Alkmaar", "Bergen", "Heiloo", "Haarlem")
    doubted = (SpeechStarted(), Heard((Guess("Heiloo", 0.6),)))
    acts: list[tuple[Event, ...]] = [*((KeyPressed(key),) for key in "12490*#"), doubted, (DeadlinePassed(),)]
    for answers in product(acts, repeat=4):
        conversation = Conversation([Choice(name, name) for name in names], Policy(page_size=page_size))
        actions: tuple[Action, ...] = ()
        for event in (Started(), KeyPressed("5"), *chain(*answers), PromptEnded(), *[DeadlinePassed()] * 20):
            actions = conversation.handle(event) or actions
        assert isinstance(actions[-1], Finish), answers


AnyConversation.TestCase.settings = settings(max_examples=examples(60), stateful_step_count=30)
TestAnyConversation = AnyConversation.TestCase
