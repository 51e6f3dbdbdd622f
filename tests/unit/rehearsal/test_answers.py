"""Which municipality is meant by what a caller says, in the shipped tables."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.unit.rehearsed import answered
from tests.unit.shipped import NAMES, TABLES
from veertien.config import load_tables
from veertien.numbering import parse_caller
from veertien.rehearsal import match_answer
from veertien.routing import Call, Decision, Outcome


def say(dialled: str, text: str) -> Decision:
    call = Call(dialled, parse_caller(None, None))
    return answered(TABLES, call, text, NAMES, datetime(2026, 11, 23, 14, 30, tzinfo=UTC), {})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hoorn", "Hoorn"),
        ("gemeente Hoorn, alstublieft", "Hoorn"),
        ("ik wil graag naar de gemeente medemblik", "Medemblik"),
        ("wervershoof", "Medemblik"),  # a village, and in another area code at that
        ("Wognum", "Medemblik"),  # a municipality until 2007
        ("Zwaagdijk-West", "Medemblik"),
        ("ik woon in de goorn", "Koggenland"),
        ("ik ben een inwoner van Aartswoud en ik wil een paspoort", "Opmeer"),
        ("Hem in Drechterland", "Drechterland"),
    ],
)
def test_names_with_words_around_them(text: str, name: str) -> None:
    decision = say("140229", text)
    assert (decision.outcome, decision.municipality and decision.municipality.name) == (Outcome.CONNECT, name)
    assert name in decision.reason


@pytest.mark.parametrize(("text", "name"), [("medemblick", "Medemblik"), ("naar wervershof", "Medemblik")])
def test_a_near_miss_is_taken_for_the_name(text: str, name: str) -> None:
    decision = say("140229", text)
    assert decision.municipality is not None
    assert decision.municipality.name == name
    assert "is taken for" in decision.reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Den Hoorn", "means Midden-Delfland, which is not among the candidates"),
        ("nou eens even kijken", "is not among the names of area code 0229"),
        ("", "is not among the names of area code 0229"),
        ("x" * 201, "longer than 200 characters"),
    ],
)
def test_what_names_no_one_candidate_is_asked_again(text: str, reason: str) -> None:
    decision = say("140229", text)
    assert (decision.outcome, decision.municipality) == (Outcome.ASK, None)
    assert reason in decision.reason
    assert decision.reason.endswith("so the caller is asked again.")


def test_what_names_two_candidates_leads_to_the_question_which_of_them() -> None:
    decision = say("140229", "Hoorn of Medemblik")
    assert (decision.outcome, decision.municipality) == (Outcome.ASK, None)
    assert decision.reason.endswith("means Hoorn or Medemblik, so the caller is asked which of them is meant.")


def test_a_listed_municipality_that_is_not_connected_is_understood() -> None:
    decision = say("140228", "Enkhuizen")
    assert decision.outcome is Outcome.NOT_CONNECTED
    assert decision.municipality is not None
    assert decision.municipality.name == "Enkhuizen"


def test_a_name_of_the_tables_own_is_understood(tmp_path: Path) -> None:
    for file in Path("config").glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "municipalities").mkdir()
    (tmp_path / "municipalities" / "a.yaml").write_text(
        "municipalities:\n  - {name: Hoorn, other_names: [De Rode Steen], destinations: [{trunk: hoorn, number: 11}]}\n"
    )
    tables = load_tables(tmp_path, NAMES)
    assert match_answer(tables, "0229", "naar de rode steen", NAMES).codes == ("GM0405",)


def test_who_is_not_asked_is_put_through_whatever_is_said() -> None:
    decision = say("14020", "Hoorn")
    assert decision.municipality is not None
    assert decision.municipality.name == "Amsterdam"


@settings(max_examples=examples(100))
@given(
    text=st.text(max_size=60) | st.lists(st.sampled_from(["de", "Hoorn", "gemeente", "of", "'t", "-"])).map(" ".join)
)
def test_any_text_is_answered_on_one_line(text: str) -> None:
    decision = say("140229", text)
    assert decision.outcome in (Outcome.ASK, Outcome.CONNECT)
    assert decision.reason.isprintable()
