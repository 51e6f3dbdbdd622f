"""What became of answers, as the conversation itself goes on after them."""

import pytest

from tests.unit.captures.conftest import made
from veertien.captures import AskedWhen, Became, CapturedAnswer, said_in, what_became
from veertien.conversation import (
    NO,
    YES,
    Choice,
    Conversation,
    Event,
    Finish,
    Guess,
    Heard,
    HungUp,
    KeyPressed,
    Listen,
    Policy,
    PromptEnded,
    Result,
    SpeechStarted,
    Started,
)

HOORN, MEDEMBLIK, OPMEER = (Choice(f"GM000{i}", name) for i, name in enumerate(("Hoorn", "Medemblik", "Opmeer")))
SURE = Heard((Guess("GM0000", 0.97),))
DOUBTED, OTHER_DOUBTED = Heard((Guess("GM0000", 0.6),)), Heard((Guess("GM0001", 0.6),))
SAID_YES, SAID_NO, NOTHING = Heard((Guess(YES, 0.95),)), Heard((Guess(NO, 0.95),)), Heard()
WHO_KNOWS = Heard((Guess("unsure", 0.95),))


def told(*said: Heard | str) -> list[tuple[AskedWhen, Became, str | None]]:
    """Hold a conversation in which this is said, or pressed where it is a text, and tell what became of it."""
    conversation = Conversation((HOORN, MEDEMBLIK, OPMEER), Policy())
    answers: list[CapturedAnswer] = []
    result: list[Result] = []
    listen: list[Listen] = []

    def happens(event: Event) -> None:
        for action in conversation.handle(event):
            if isinstance(action, Listen):
                listen[:] = [action]
            elif isinstance(action, Finish):
                result.append(action.result)

    happens(Started())
    for each in said:
        if isinstance(each, str):
            happens(KeyPressed(each))
        else:
            answers.append(CapturedAnswer(b"", listen[0], each.guesses))
            happens(PromptEnded())
            happens(SpeechStarted())
            happens(each)
    if not result:
        happens(HungUp())
    found = what_became(answers, conversation.declined, result[0])
    return [(asked, outcome, chosen) for _, asked, outcome, chosen in found]


@pytest.mark.parametrize(
    ("said", "became"),
    [
        ([SURE], [(AskedWhen.FIRST, Became.TAKEN, "GM0000")]),
        ([DOUBTED, SAID_YES], [(AskedWhen.FIRST, Became.CONFIRMED, "GM0000")]),
        (
            [DOUBTED, SURE],
            [(AskedWhen.FIRST, Became.CONFIRMED, "GM0000"), (AskedWhen.CONFIRM, Became.CONFIRMED, "GM0000")],
        ),
        (
            [DOUBTED, OTHER_DOUBTED, SAID_YES],
            [(AskedWhen.FIRST, Became.SAID_AGAIN, "GM0001"), (AskedWhen.CONFIRM, Became.CONFIRMED, "GM0001")],
        ),
        (
            [DOUBTED, SAID_NO, OTHER_DOUBTED, SAID_YES],
            [(AskedWhen.FIRST, Became.SAID_AGAIN, "GM0001"), (AskedWhen.AGAIN, Became.CONFIRMED, "GM0001")],
        ),
        ([DOUBTED, SAID_NO], [(AskedWhen.FIRST, Became.DECLINED, None)]),
        ([DOUBTED, "#"], [(AskedWhen.FIRST, Became.DECLINED, None)]),
        ([DOUBTED, SAID_NO, "1", "2"], [(AskedWhen.FIRST, Became.KEYED, "GM0001")]),
        (
            [NOTHING, NOTHING, "3"],
            [(AskedWhen.FIRST, Became.KEYED, "GM0002"), (AskedWhen.AGAIN, Became.KEYED, "GM0002")],
        ),
        ([DOUBTED], [(AskedWhen.FIRST, Became.GIVEN_UP, None)]),
        ([DOUBTED, "0"], [(AskedWhen.FIRST, Became.GIVEN_UP, None)]),
        # Neither who doesn't know nor what was no yes, most likely, is a name.
        ([WHO_KNOWS, "1"], []),
        ([DOUBTED, NOTHING, SAID_YES], [(AskedWhen.FIRST, Became.CONFIRMED, "GM0000")]),
    ],
)
def test_what_became_of_answers(said: list[Heard | str], became: list[tuple[AskedWhen, Became, str | None]]) -> None:
    assert told(*said) == became


def test_a_label_comes_from_the_outcome_as_far_as_it_can_be_trusted() -> None:
    trust = {outcome: said.trust for outcome in Became if (said := said_in(made(outcome=outcome)))}
    assert set(trust) == {Became.CONFIRMED, Became.KEYED, Became.TAKEN, Became.SAID_AGAIN}
    assert trust[Became.CONFIRMED] > trust[Became.KEYED] > trust[Became.TAKEN] > trust[Became.SAID_AGAIN]
    assert max(trust.values()) < 1
