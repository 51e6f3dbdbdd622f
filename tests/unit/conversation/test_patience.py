"""How long a caller gets, and what is listened for meanwhile."""

from collections.abc import Sequence

import pytest

from veertien.conversation import (
    Action,
    Choice,
    Conversation,
    DeadlinePassed,
    Event,
    Expect,
    Guess,
    Heard,
    KeyPressed,
    Listen,
    Play,
    Policy,
    Prompt,
    PromptEnded,
    PromptId,
    RecogniserFailed,
    SetDeadline,
    SetTimeLimit,
    SpeechStarted,
    Started,
    StopPlaying,
    worst_case_seconds,
)

HOORN, OPMEER = Choice("GM0405", "Hoorn"), Choice("GM0432", "Opmeer")
POLICY = Policy()
IN_DOUBT = Heard((Guess("GM0405", 0.6),))
DENIED = Heard((Guess("no", 0.9),))


def answers(*events: Event, choices: Sequence[Choice] = (HOORN, OPMEER)) -> tuple[Action, ...]:
    """Return what the last of these events leads to."""
    conversation = Conversation(choices, POLICY)
    actions: tuple[Action, ...] = ()
    for event in events:
        actions = conversation.handle(event)
    return actions


def test_the_start_sets_the_limit_asks_and_listens() -> None:
    assert answers(Started()) == (
        SetTimeLimit(worst_case_seconds(POLICY, 2)),
        Play((Prompt(PromptId.ASK_BETWEEN, names=("Hoorn", "Opmeer")),)),
        Listen(Expect.CHOICE),
        SetDeadline(POLICY.prompt_seconds),
    )


def test_after_a_spoken_question_comes_five_seconds_of_silence() -> None:
    assert answers(Started(), PromptEnded()) == (SetDeadline(5.0),)


def test_after_the_list_come_ten() -> None:
    assert answers(Started(), KeyPressed("1"), PromptEnded()) == (SetDeadline(10.0),)


def test_a_letter_gives_time_for_the_next() -> None:
    names = [Choice(f"GM{number}", f"Town {number}") for number in range(7)]
    assert answers(Started(), KeyPressed("1"), KeyPressed("8"), choices=names) == (StopPlaying(), SetDeadline(5.0))
    typed = (Started(), KeyPressed("1"), PromptEnded(), KeyPressed("8"))
    assert answers(*typed, KeyPressed("6"), choices=names) == (SetDeadline(5.0),)


def test_speech_stops_the_prompt_and_gets_time_to_end_and_be_recognised() -> None:
    assert answers(Started(), SpeechStarted()) == (StopPlaying(), SetDeadline(POLICY.utterance_seconds))
    assert answers(Started(), PromptEnded(), SpeechStarted()) == (SetDeadline(POLICY.utterance_seconds),)


def test_a_prompt_that_never_ends_is_stopped() -> None:
    assert answers(Started(), DeadlinePassed()) == (StopPlaying(), SetDeadline(POLICY.speech_seconds))


def test_a_confirmation_listens_for_yes_and_no() -> None:
    assert Listen(Expect.CONFIRMATION, any_name=False) in answers(Started(), SpeechStarted(), IN_DOUBT)


def test_a_proposal_listens_for_any_name_too() -> None:
    conversation = Conversation([HOORN, OPMEER], POLICY, HOORN.key)
    assert Listen(Expect.CONFIRMATION, any_name=True) in conversation.handle(Started())


def test_a_declined_name_is_excluded() -> None:
    choices = (HOORN, OPMEER, Choice("GM0420", "Medemblik"))
    actions = answers(Started(), SpeechStarted(), IN_DOUBT, SpeechStarted(), DENIED, choices=choices)
    assert Listen(Expect.CHOICE, frozenset({"GM0405"})) in actions


def test_without_a_recogniser_nothing_is_listened_for() -> None:
    actions = answers(Started(), RecogniserFailed())
    assert not any(isinstance(action, Listen) for action in actions)
    assert answers(Started(), RecogniserFailed(), SpeechStarted()) == ()


def test_with_every_name_declined_nothing_is_listened_for() -> None:
    actions = answers(Started(), SpeechStarted(), IN_DOUBT, SpeechStarted(), DENIED, SpeechStarted(), DENIED)
    assert [type(action) for action in actions] == [Play, SetDeadline]


@pytest.mark.parametrize(
    "stale", [Started(), DeadlinePassed(), SpeechStarted(), Heard(), PromptEnded(), KeyPressed("#")]
)
def test_nothing_goes_on_before_the_start_or_after_the_end(stale: Event) -> None:
    assert answers(Started(), KeyPressed("0"), stale) == ()
    if stale != Started():
        assert answers(stale) == ()


@pytest.mark.parametrize("stale", [Started(), Heard((Guess("GM0405", 0.9),)), KeyPressed("B")])
def test_an_answer_nobody_waits_for_changes_nothing(stale: Event) -> None:
    assert answers(Started(), stale) == ()
    assert answers(Started(), PromptEnded(), stale) == ()


def test_the_limit_grows_with_the_choices() -> None:
    policy = Policy(limit_seconds=60, limit_seconds_per_choice=6)
    assert worst_case_seconds(policy, 5) == 90
    # No more are ever read out than the two pages that follow a spelling.
    assert worst_case_seconds(policy, 11) == worst_case_seconds(policy, 342) == 120


def test_a_conversation_needs_choices_that_can_be_told_apart() -> None:
    with pytest.raises(ValueError, match="at least 2"):
        Conversation([HOORN], POLICY)
    with pytest.raises(ValueError, match="a key of its own"):
        Conversation([HOORN, Choice("GM0405", "Horn")], POLICY)
    with pytest.raises(ValueError, match="a key of its own"):
        Conversation([HOORN, Choice("yes", "Jabeek")], POLICY)
    with pytest.raises(ValueError, match="a key of its own"):
        Conversation([HOORN, Choice("person", "Persingen")], POLICY)
    with pytest.raises(ValueError, match="none of the choices"):
        Conversation([HOORN, OPMEER], POLICY, hint="GM0420")


@pytest.mark.parametrize("confidence", [-0.1, 1.1, float("nan")])
def test_a_confidence_lies_between_0_and_1(confidence: float) -> None:
    with pytest.raises(ValueError, match="not between 0 and 1"):
        Guess("GM0405", confidence)


def test_keys_get_at_least_ten_seconds() -> None:
    with pytest.raises(ValueError, match="at least 10"):
        Policy(key_seconds=9.9)


@pytest.mark.parametrize(
    "faulty",
    [
        {"accept": 0.3},
        {"confirm": 0.0},
        {"confirm_again": 0.5},
        {"yes_no": 1.5},
        {"second": 0.0},
        {"rival": 0.0},
        {"named_choices": -1},
        {"spell_seconds": 0.0},
        {"speech_seconds": 0.0},
        {"limit_seconds_per_choice": -1.0},
        {"failures_in_list": 0},
        {"repeats": -1},
        {"page_size": 10},
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(faulty: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Policy: "):
        Policy(**faulty)  # type: ignore[arg-type]
