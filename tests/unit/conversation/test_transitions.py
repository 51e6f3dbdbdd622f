"""The transition tables have no holes, and the documentation shows them as they are."""

from pathlib import Path

import pytest

from veertien.conversation.diagram import floors_diagram, questions_diagram, redraw
from veertien.conversation.transitions import (
    ALWAYS,
    CONFIRMATIONS,
    FINAL,
    LIST_READ,
    QUESTIONS,
    UNHURRIED,
    Cost,
    Meaning,
    State,
    Transition,
)
from veertien.conversation.values import How, Reason

PAGE = Path(__file__).parents[3] / "docs" / "conversation.md"
SPOKEN = {Meaning.NAMED, Meaning.DOUBTED, Meaning.NO_MATCH, Meaning.DISTURBED}
CONFIRMED = {Meaning.YES, Meaning.NO, Meaning.NO_BUT_SECOND, Meaning.NO_NAME_LEFT}
SPELT = {Meaning.LETTER, Meaning.SPELLED, Meaning.NO_SUCH_NAME}
QUESTION_STATES = sorted(set(State) - FINAL - {State.IDLE, State.KEYPAD})


@pytest.mark.parametrize("state", QUESTION_STATES)
def test_every_answer_leads_somewhere(state: State) -> None:
    possible = SPOKEN | {Meaning.NO_INPUT, Meaning.DEAF, Meaning.REPEAT, Meaning.UNSURE, Meaning.LANGUAGE}
    possible |= CONFIRMED if state in CONFIRMATIONS else {Meaning.SKIP}
    possible |= {Meaning.BETWEEN} if state is State.ASKING else set()
    possible |= {Meaning.CHOICE_KEY, Meaning.WRONG_KEY} if state in LIST_READ else set()
    possible |= SPELT if state is State.SPELLING else set()
    possible |= set() if state in UNHURRIED else {Meaning.DIGIT}
    assert set(QUESTIONS[state]) == possible


def test_what_holds_always_is_not_said_twice() -> None:
    assert not any(ALWAYS.keys() & answers.keys() for answers in QUESTIONS.values())


def test_nothing_follows_the_end() -> None:
    assert not QUESTIONS.keys() & FINAL


def test_the_caller_is_never_abandoned_by_us() -> None:
    ends = {transition.when_spent for answers in QUESTIONS.values() for transition in answers.values()}
    ends |= {transition.to for answers in QUESTIONS.values() for transition in answers.values()}
    assert State.ABANDONED not in ends


def test_a_cost_says_what_happens_when_it_is_used_up() -> None:
    with pytest.raises(ValueError, match="go together"):
        Transition(State.ASKING, Cost.REPEAT)


def test_the_page_shows_the_tables_as_they_are() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert redraw(page) == page, "run: python -m veertien.conversation.diagram docs/conversation.md"


def test_the_page_on_operation_names_every_way_a_question_ends() -> None:
    page = PAGE.with_name("operation.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith("| `question.how` |")]
    assert [end for end in (*How, *Reason) if f"`{end}`" not in row] == []


def test_the_diagrams_say_where_answers_lead() -> None:
    assert "    confirming --> asking : no or hash key (spends a failure)\n" in questions_diagram()
    assert "    keypad --> spelling : they don't\n" in questions_diagram()
    assert "    always --> abandoned : hung up\n" in questions_diagram()
    assert "    open --> [*] : deadline passed = no input\n" in floors_diagram()


def test_a_page_without_room_for_the_diagrams_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the marks"):
        redraw("# Conversation")
