"""Where the seconds of a question go."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from veertien.callflow import QuestionClock, QuestionPart, QuestionParts, parts_of

MOMENTS = st.floats(-10, 400, allow_nan=False)
TURNS = st.lists(st.tuples(MOMENTS, st.sampled_from(QuestionPart)), max_size=40)


class Question:
    """A question whose clock the test sets."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.clock = QuestionClock(lambda: self.seconds)

    def goes(self, *steps: tuple[float, Callable[[], None]]) -> None:
        """Have things happen at these seconds."""
        for seconds, happens in steps:
            self.seconds = seconds
            happens()

    def parts(self) -> QuestionParts:
        return parts_of(0.0, self.clock.turns, self.seconds)


@given(began=MOMENTS, turns=TURNS, lasted=st.floats(0, 400))
def test_the_parts_add_up_to_the_whole_whatever_comes_in_whatever_order(
    began: float, turns: list[tuple[float, QuestionPart]], lasted: float
) -> None:
    parts = parts_of(began, turns, began + lasted)
    assert parts.whole == round((began + lasted - began) * 1000)
    assert all(getattr(parts, part) >= 0 for part in QuestionPart)


@given(steps=st.lists(st.tuples(st.sampled_from(range(8)), st.floats(0, 20)), max_size=60))
def test_whatever_a_caller_does_the_parts_add_up(steps: list[tuple[int, float]]) -> None:
    question = Question()
    clock = question.clock
    happens = (
        lambda: clock.plays(confirming=False),
        lambda: clock.plays(confirming=True),
        clock.breaks_off,
        clock.played,
        clock.speaks,
        lambda: clock.paused(0.16),
        clock.finished,
        clock.understood,
    )
    for step, seconds in steps:
        question.seconds += seconds
        happens[step]()
    assert question.parts().whole == round(question.seconds * 1000)


def test_a_question_that_is_answered_at_once() -> None:
    question = Question()
    question.goes(
        (0.2, lambda: question.clock.plays(confirming=False)),
        (1.2, question.clock.played),
        (2.0, question.clock.speaks),
        (2.96, lambda: question.clock.paused(0.16)),
        (3.3, question.clock.finished),
        (3.35, question.clock.understood),
        (3.35, question.clock.closes),
    )
    question.seconds = 3.4
    parts = question.parts()
    assert (parts.connecting, parts.prompt, parts.thinking) == (250, 1000, 800)
    assert (parts.speaking, parts.silence, parts.recognising) == (800, 500, 50)
    assert question.clock.barge_ins == 0


def test_all_of_a_confirmation_counts_as_confirming() -> None:
    question = Question()
    question.clock.plays(confirming=True)
    question.goes((1.0, question.clock.played), (1.5, question.clock.speaks), (2.0, question.clock.finished))
    question.seconds = 2.1
    assert question.parts() == QuestionParts(confirming=2100)


def test_who_speaks_over_a_prompt_speaks_and_breaks_it_off() -> None:
    question = Question()
    question.clock.plays(confirming=False)
    question.seconds = 0.5
    question.clock.speaks()
    question.clock.breaks_off()
    question.seconds = 1.0
    assert question.parts() == QuestionParts(prompt=500, speaking=500)
    assert (question.clock.barge_ins, question.clock.over_prompt) == (1, True)


def test_who_speaks_after_a_prompt_does_not() -> None:
    question = Question()
    question.clock.plays(confirming=False)
    question.clock.played()
    question.clock.speaks()
    question.clock.breaks_off()
    assert (question.clock.barge_ins, question.clock.over_prompt) == (0, False)
