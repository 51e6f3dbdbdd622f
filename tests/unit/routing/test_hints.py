"""What the caller's own area code points to, and what the rules let it be used for."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Call, Decision, Outcome, Tables, likelier, offer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
MEDEMBLIK = "GM0420"

Load = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    def load_with(rule: str | None = None, **files: str) -> Tables:
        rules = {} if rule is None else {"routing.yaml": f"caller_area: {rule}\n"}
        return load_tables(write({**rules, **files}), names)

    return load_with


def offered(tables: Tables, caller: str | None, dialled: str = "140229") -> Decision:
    return offer(tables, Call(dialled, parse_caller(caller, None if caller else "prohib")), NOON, {})


def test_who_calls_from_an_area_code_of_one_candidate_is_asked_about_it_first(load: Load) -> None:
    decision = offered(load(), "0228123456")
    assert decision.outcome is Outcome.ASK
    assert decision.proposed is not None
    assert decision.proposed.code == MEDEMBLIK
    assert decision.reason.endswith(": Medemblik first, as it also lies in 0228, which the caller calls from.")


@pytest.mark.parametrize("caller", ["0229123456", "0201234567", "0612345678", "+32123456789", None])
def test_other_numbers_give_no_hint(load: Load, caller: str | None) -> None:
    assert offered(load(), caller).proposed is None


def test_a_hint_that_fits_several_candidates_proposes_none(load: Load) -> None:
    both = "municipalities:\n  - name: Drechterland\n    destinations: [{trunk: backup, number: 0228000004}]\n"
    tables = load(**{"municipalities/more.yaml": both})
    decision = offered(tables, "0228123456")
    assert decision.proposed is None
    assert decision.reason.endswith(
        "; none is asked about first, as several fit: Medemblik and Drechterland are likelier to be meant, as they "
        "also lie in 0228, which the caller calls from."
    )
    call = Call("140229", parse_caller("0228123456", None))
    assert likelier(tables, call, "0229") == {MEDEMBLIK, "GM0498"}


def test_a_municipality_that_is_not_connected_is_not_proposed(load: Load) -> None:
    out = "municipalities:\n  - name: Drechterland\n    connected: no\n"
    decision = offered(load(**{"municipalities/more.yaml": out}), "0228123456")
    assert decision.proposed is not None
    assert decision.proposed.code == MEDEMBLIK


def test_the_rules_may_let_a_hint_only_prefer_or_do_nothing(load: Load) -> None:
    call = Call("140229", parse_caller("0228123456", None))
    prefer, ignore = load("prefer"), load("ignore")
    assert offered(prefer, "0228123456").proposed is None
    assert likelier(prefer, call, "0229") == {MEDEMBLIK}
    why = "; Medemblik is likelier to be meant, as it also lies in 0228, which the caller calls from."
    assert offered(prefer, "0228123456").reason.endswith(why)
    assert offered(ignore, "0228123456").proposed is None
    assert likelier(ignore, call, "0229") == frozenset()
    assert offered(ignore, "0228123456").reason == offered(prefer, None).reason


def test_of_many_that_fit_the_reason_names_the_largest(load: Load) -> None:
    decision = offered(load(**{"routing.yaml": "national: 1400\n"}), "0299123456", "1400")
    named = (
        "Alkmaar, Purmerend, Edam-Volendam, Waterland, Wormerland and 1 more are likelier to be meant, as they lie in"
    )
    assert f"; {named} 0299, which" in decision.reason


def test_one_candidate_is_connected_without_a_word(load: Load) -> None:
    decision = offered(load(), "0229123456", "140228")
    assert decision.outcome is Outcome.CONNECT
    assert decision.proposed is None
