"""What is made once for all calls under the same tables, and that a call makes none of it again."""

import builtins
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

import veertien
from tests.unit.shipped import TABLES
from tools.tracer import Function, Tracer
from veertien.conversation import Chosen, Expect, Finish, Guess, Heard, How, Policy, PromptEnded, SpeechStarted, Started
from veertien.inquiry import Inquiries, farewell_of, inquiries_of
from veertien.numbering import parse_caller
from veertien.routing import AMSTERDAM, Call, OfferUnconnected, Outcome, Tables, chosen, likelier, offer
from veertien.routing.comparison import every_number

NOON = datetime(2026, 11, 26, 12, tzinfo=AMSTERDAM)
NEW_YEAR = datetime(2027, 1, 1, tzinfo=AMSTERDAM)
HOORN, OF_ANOTHER_AREA_CODE = "GM0405", "GM0363"


def under(tables: Tables) -> Inquiries:
    (inquiries,) = inquiries_of(tables, Policy())
    return inquiries


def asked_call(inquiries: Inquiries) -> None:
    """Take a call to 140229 from its request to the decision, but for its audio."""
    tables, call = inquiries.tables.at(NOON), Call("140229", parse_caller("0612345678", None))
    decision = offer(tables, call, NOON, {})
    assert decision.outcome is Outcome.ASK
    inquiry = inquiries.of(decision.area_code)
    understands = inquiry.understanding(likelier(tables, call, decision.area_code))
    assert understands.grammars is inquiry.grammars
    assert inquiry.longest_seconds > 0
    conversation = inquiry.conversation(decision.proposed)
    for event in (Started(), PromptEnded(), SpeechStarted()):
        conversation.handle(event)
    said = Heard((Guess(HOORN, 1.0),))
    (result,) = (action.result for action in conversation.handle(said) if isinstance(action, Finish))
    assert result == Chosen(HOORN, How.SPEECH)
    assert farewell_of(result, chosen(tables, call, HOORN, NOON, {}), NOON) == ()
    assert chosen(tables, call, OF_ANOTHER_AREA_CODE, NOON, {}).outcome is Outcome.CONNECT


def functions_run(inquiries: Inquiries) -> Counter[Function]:
    tracer = Tracer(Path(veertien.__file__).parent)
    with tracer.installed():
        tracer.begin_with_all()
        asked_call(inquiries)
        return tracer.end().calls


def test_an_asked_call_takes_as_many_steps_however_many_municipalities_the_country_has() -> None:
    alone = under(replace(TABLES, unlisted=MappingProxyType({})))
    country = under(TABLES)
    assert len(country.of("0229").choices) > 10 * len(alone.of("0229").choices)
    assert functions_run(country) == functions_run(alone)


def test_an_asked_call_makes_no_grammar_and_sorts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    inquiries = under(TABLES)
    sort, sorts = builtins.sorted, []

    def counted(values: Iterable[Any], **how: Any) -> list[Any]:
        sorts.append(found := sort(values, **how))
        return found

    monkeypatch.setattr(builtins, "sorted", counted)
    under(TABLES)
    assert sorts
    sorts.clear()
    asked_call(inquiries)
    assert sorts == []
    assert not [function for function in functions_run(inquiries) if function.file.startswith(("speech", "gazetteer"))]


def test_whoever_is_asked_has_a_question_ready_for_them() -> None:
    for how in OfferUnconnected:
        tables = replace(TABLES, rules=replace(TABLES.rules, offer_unconnected=how))
        inquiries = under(tables)
        asked = [
            number.area_code
            for number in every_number(tables)
            if offer(tables, Call(number.dialled, parse_caller(None, None)), NOON, {}).outcome is Outcome.ASK
        ]
        assert None in asked
        for area_code in asked:
            assert inquiries.of(area_code).area_code == area_code


def test_an_area_code_in_which_nobody_is_asked_has_no_question() -> None:
    with pytest.raises(KeyError):
        under(TABLES).of("020")


def test_all_that_questions_listen_for_and_say_is_made_ready_once() -> None:
    inquiries = under(TABLES)
    questions = inquiries.by_area_code.values()
    listened = {*chain.from_iterable((*one.grammars.values(), one.country, one.left_out) for one in questions)} - {None}
    assert set(inquiries.grammars) == listened
    assert set(inquiries.prompts) == {prompt for one in questions for prompt in one.prompts}
    for made in (inquiries.grammars, inquiries.prompts):
        assert len(made) == len(set(made))


def test_area_codes_share_what_they_have_of_the_country() -> None:
    inquiries = under(TABLES)
    one, other = inquiries.of("0228"), inquiries.of("0229")
    assert one.country is other.country is inquiries.of(None).grammars[Expect.CHOICE]
    assert {id(choice) for choice in one.choices} & {id(choice) for choice in other.choices}


def test_a_day_of_change_makes_anew_only_what_differs_from_then() -> None:
    left = {code: entry for code, entry in TABLES.municipalities.items() if code != HOORN}
    later = replace(TABLES, municipalities=MappingProxyType(left))
    before, after = inquiries_of(replace(TABLES, later=((NEW_YEAR.date(), later),)), Policy())
    assert before.of("0229").grammars[Expect.CHOICE] is not after.of("0229").grammars[Expect.CHOICE]
    assert before.of("0228").grammars[Expect.CHOICE] is after.of("0228").grammars[Expect.CHOICE]
    assert HOORN not in {entry.code for entry in after.of("0229").here}
