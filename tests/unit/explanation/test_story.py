"""The story of a call, sentence by sentence, from its record."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.archive.made_calls import NODE, asked_call, heard
from veertien.archive.rows import AnswerRow, CallRow, rows_of_call
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.conversation import How, Language, Policy, Reason
from veertien.explanation import Again, CallFacts, LogLine, headline, story_of
from veertien.explanation.dialling import status_in_words
from veertien.routing import Asked, Outcome, ReasonCode

CALL, *ANSWERS = rows_of_call(NODE, asked_call(), heard())
assert isinstance(CALL, CallRow)
FACTS = CallFacts(
    CALL,
    tuple(answer for answer in ANSWERS if isinstance(answer, AnswerRow)),
    {"GM0420": "Medemblik", "GM0405": "Hoorn"},
    Policy(),
    CALL.tables,
    {"trunk-medemblik": "trunks.yaml:21"},
)


def told(facts: CallFacts = FACTS, language: Language = Language.ENGLISH, **changes: object) -> list[str]:
    """The sentences, each with its cure, of the call with changes in its record."""
    facts = replace(facts, call=replace(facts.call, **changes))  # type: ignore[arg-type]
    return [
        sentence.text.of(language) + (f" -> {sentence.cure.of(language)}" if sentence.cure else "")
        for sentence in story_of(facts)
    ]


def test_a_confirmed_call_is_told_from_the_first_ring_to_the_end() -> None:
    assert told() == [
        "A caller with a fixed number (0229) dialled 140229.",
        "By the tables of then (52f23d2cf9c4) several municipalities could get this call, so it was asked which one is "
        "meant.",
        "Veertien answered the call and asked the caller.",
        "Answer 1 to the question which municipality: 1.1 s of speech, recognised in 0.09 s as Medemblik (83 %), then "
        "Hoorn (20 %). That does not reach `accept` (90 %). The second ear heard the same (0.31 s). So the caller was "
        "asked whether it is Medemblik.",
        "Answer 2 to the question whether that is right, over the prompt: 0.50 s of speech, recognised in 0.05 s as "
        "yes (97 %). That reaches `yes_no` (50 %).",
        "The caller confirmed Medemblik; the question took 6.0 s (connecting 0.12 s, prompts 2.0 s, thinking 0.70 s, "
        "speaking 0.90 s, waiting for more 0.41 s, recognising 0.09 s, confirming 1.8 s); 1 prompt broken off.",
        "Decision: to the municipality Medemblik; to be tried in order: medemblik, operator. In the record's words: "
        "Medemblik was chosen.",
        "trunk-medemblik was busy (SIP 486, busy; Q.850 17).",
        "trunk-operator took the call, 12.2 s after the first was dialled.",
        "The caller hung up after 21.5 s of talk.",
    ]


def test_it_is_told_in_dutch_too() -> None:
    dutch = told(language=Language.DUTCH)
    assert dutch[0] == "Een beller met een vast nummer (0229) koos 140229."
    assert "Dat haalt niet `accept` (90 %)." in dutch[3]
    assert dutch[-1] == "De beller hing op na 21,5 s gesprek."


@pytest.mark.parametrize(
    ("away", "sentence", "cure"),
    [
        ("trunk-medemblik/rejected/21/603", "refused the call (SIP 603, declined; Q.850 21)", "trunks.yaml:21"),
        ("trunk-medemblik/rejected/1/404", "(SIP 404, does not know the number; Q.850 1)", "Compare `number`"),
        ("trunk-medemblik/unavailable/57/401", "(SIP 401, wants a password; Q.850 57)", "outbound_auth"),
        ("trunk-medemblik/unavailable/127/488", "(SIP 488, no codec in common; Q.850 127)", "allow=alaw"),
        ("trunk-medemblik/unavailable/18/", "could not be reached (no SIP answer; Q.850 18)", "pjsip show contacts"),
        ("trunk-medemblik/unavailable/25/482", "(SIP 482, the call turns round; Q.850 25)", "no longer forward"),
        ("trunk-medemblik/congestion/34/503", "had no line free (SIP 503", "how many lines there are"),
        ("trunk-medemblik/full/34/", "trunk-medemblik was full.", "Raise `capacity` in trunks.yaml:21"),
        ("trunk-medemblik/no_answer/19/480", "was not answered (SIP 480", "ring_seconds"),
        ("unheard-of/rejected/21/603", "unheard-of refused", "trunks.yaml."),
    ],
)
def test_a_trunk_that_turned_the_call_away_has_its_cure(away: str, sentence: str, cure: str) -> None:
    (found,) = [one for one in told(turned_away=away) if sentence in one]
    assert cure in found.partition(" -> ")[2]


UNHEARD = replace(
    FACTS.answers[0], best="person", confidence=0.0, second=None, second_confidence=None, decision="reject"
)
HEAR_IT = "Hear the question by telephone; `veertien call 140229 --say NAME` tells whether a name is understood."


def test_an_answer_below_the_thresholds_was_not_understood_and_is_not_told_as_what_it_was_guessed_to_be() -> None:
    found = told(replace(FACTS, answers=(UNHEARD,)), question_end=Reason.NO_INPUT)
    assert "1.1 s of speech, not understood after 0.09 s (best guess: a request for a person, 0 %)." in found[3]
    assert found[4].startswith("One answer was not understood, then nothing more was heard; the question took")
    assert found[4].endswith(f" -> {HEAR_IT}")


def test_several_answers_of_which_none_was_understood_are_counted() -> None:
    found = told(
        replace(FACTS, answers=(UNHEARD, replace(UNHEARD, place=2))), Language.DUTCH, question_end=Reason.NO_INPUT
    )
    assert found[5].startswith("2 antwoorden zijn niet verstaan, daarna is niets meer gehoord; ")
    assert "`veertien call 140229 --say NAAM`" in found[5]


def test_silence_behind_an_answer_that_was_understood_is_no_call_without_an_answer() -> None:
    assert told(question_end=Reason.NO_INPUT)[5].startswith("Then nothing more was heard; ")
    silent = told(replace(FACTS, answers=()), question_end=Reason.NO_INPUT)
    assert silent[3].startswith("The caller gave no answer; ")
    assert silent[3].endswith(f" -> Did this caller say something? {HEAR_IT}")


def test_of_tables_that_have_a_fault_it_says_that_today_can_not_be_told() -> None:
    facts = replace(FACTS, policy=None, tables=None, tables_unusable=True)
    assert told(facts)[-1] == "Today: can't be told, the tables have a fault (`veertien check`)."


def test_thresholds_of_other_tables_are_not_told_as_those_that_held() -> None:
    assert "accept" not in " ".join(told(replace(FACTS, tables="another")))


def test_a_rival_is_told_as_the_reason() -> None:
    first, *others = FACTS.answers
    sure = replace(first, confidence=0.95, decision="accept", second_confidence=0.5)
    assert (
        "There is a rival: the next guess reaches `rival` (40 %)." in told(replace(FACTS, answers=(sure, *others)))[3]
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"outcome": "abandoned", "question_end": Reason.HUNG_UP}, "Hung up before there was a choice"),
        ({"outcome": FALLBACK_OUTCOME, "fell_back": True}, "To the fallback"),
        ({"outcome": Outcome.REFUSED, "result": "none"}, "Refused"),
        ({"result": "announced"}, "Ended after an announcement"),
        ({"result": "CANCEL"}, "Hung up while it rang"),
        ({"outcome": Outcome.OPERATOR}, "Taken by trunk-operator"),
        ({"result": "BUSY"}, "Taken by nobody"),
        ({}, "Put through to Medemblik"),
    ],
)
def test_the_headline_says_how_it_went(changes: dict[str, object], expected: str) -> None:
    assert headline(replace(FACTS, call=replace(FACTS.call, **changes))).english == expected  # type: ignore[arg-type]


def test_a_blocked_caller_is_told_what_lets_them_through() -> None:
    found = told(reason_code=ReasonCode.BLOCKED, asked=Asked.NOT_NEEDED, outcome=Outcome.REFUSED)
    assert "on the blocking list. -> Should this caller get through? Take the number out of `blocked`" in found[1]


def test_a_call_that_veertien_never_had_is_the_fallbacks() -> None:
    call = CallRow(id="x", node=NODE, unique_id="1.2", started_at=FACTS.call.started_at, fell_back=True)
    found = told(CallFacts(call))
    assert any("Veertien decided nothing about it." in one for one in found)
    assert any("How the call ended was not heard" in one for one in found)


def test_warnings_of_the_log_stand_at_their_time() -> None:
    line = LogLine(FACTS.call.started_at + timedelta(seconds=4), "recogniser_died", "signal 9")
    assert told(replace(FACTS, log=(line,)))[4].startswith(
        "The log warns: recogniser_died: signal 9. -> docs/operation.md"
    )


AGAIN = Again("newer", Policy(), asked=True, outcome="connect", municipality="GM0420", trunks=("operator", "medemblik"))


@pytest.mark.parametrize(
    ("again", "expected"),
    [
        (AGAIN, ["Today: the tables are others, but the same would become of such a call."]),
        (replace(AGAIN, asked=False), ["Today: the caller would not be asked which municipality is meant."]),
        (
            replace(AGAIN, trunks=("hoorn",)),
            ["Today, with all trunks up: to the municipality Medemblik; to be tried in order: hoorn."],
        ),
        (
            replace(AGAIN, policy=Policy(accept=0.8)),
            [
                "Today: answer 1 would be judged otherwise (confirm then, accept now; `accept` is 80 % now, `confirm` "
                "40 %)."
            ],
        ),
    ],
)
def test_what_would_be_otherwise_today_comes_last(again: Again, expected: list[str]) -> None:
    found = [one for one in told(replace(FACTS, tables="newer", again=again)) if one.startswith("Today")]
    assert found == expected


def _column(name: str) -> st.SearchStrategy[object]:
    known = {
        "outcome": [*Outcome, "abandoned", FALLBACK_OUTCOME, "later"],
        "reason_code": [*ReasonCode, "later"],
        "asked": [*Asked, "later"],
        "question_end": [*How, *Reason, "later"],
        "result": ["ANSWER", "BUSY", "CANCEL", "none", "announced", "unknown", "later"],
        "turned_away": ["", "a/busy/17/486", "a", "a/b/c/d/e", "//// x"],
        "ended_by": ["caller", "destination", "us", "later"],
        "municipality": ["GM0420", "GM9999"],
        "trunks": ["", "hoorn operator"],
    }
    values = st.sampled_from(known[name])
    return values if name in ("outcome", "turned_away", "trunks") else st.none() | values


@settings(max_examples=examples(200))
@given(st.data())
def test_every_record_has_a_story_in_both_languages(data: st.DataObject) -> None:
    names = ("outcome", "reason_code", "asked", "question_end", "result", "turned_away", "ended_by", "municipality")
    changes = {name: data.draw(_column(name)) for name in (*names, "trunks")}
    for name in ("answered_at", "decided_at", "dialled_at", "ended_at", "question_ms", "reason", "dialled", "cause"):
        if data.draw(st.booleans()):
            changes[name] = None
    for language in (Language.ENGLISH, Language.DUTCH):
        found = told(FACTS, language, **changes)
        assert found
        assert all(sentence and "{" not in sentence and "None" not in sentence for sentence in found)


def test_a_call_that_nobody_took_ends_where_nobody_was_left() -> None:
    found = told(result="BUSY", turned_away="a/busy/17/486 b/busy/17/486", talk_ms=None, taken_at=None, sip_status=486)
    assert found[-2:] == ["Nobody was left to try.", "The caller hung up; the caller's network got SIP 486."]


def test_nothing_of_a_sentence_moves_a_terminals_cursor() -> None:
    line = LogLine(FACTS.call.started_at, "x", "\x1b[2J\nbegun")
    found = told(replace(FACTS, log=(line,)), dialled="1\x1b]0;x", reason="a\x07")
    assert all(character.isprintable() for one in found for character in one)
    assert any("\\x1b[2J\\nbegun" in one for one in found)


def test_what_is_rare_is_told_where_it_happened() -> None:
    (ended,) = [one for one in told(replace(FACTS, call=replace(FACTS.call, language="en"))) if "confirmed" in one]
    assert ended.endswith("1 prompt broken off; in English at the end.")
    assert "The same caller chose another municipality in the ten minutes before." in told(chose_before="other")


def test_a_rare_answer_is_told_by_its_number() -> None:
    assert status_in_words("699").english == "SIP 699"
