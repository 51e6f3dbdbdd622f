"""The dialplan that notes how far a call is: each of its notes has a place, and what they say is read back."""

import pytest

from bench.invite_parts import AGI, BEGINS, DIRECT, PARTS, between, noted, noting, told
from demo.daemon_config import REPOSITORY
from veertien.asterisk.dialplan.check import check_dialplan
from veertien.asterisk.dialplan.lines import dialplan_steps

DIALPLAN = (REPOSITORY / "dialplan/extensions.conf").read_text()


def test_all_steps_stay_in_their_order() -> None:
    before = [(step.context, step.application, step.arguments) for step in dialplan_steps(DIALPLAN)]
    after = [(step.context, step.application, step.arguments) for step in dialplan_steps(noting(DIALPLAN))]
    assert [step for step in after if "BENCH_" not in step[2]] == before
    assert check_dialplan(noting(DIALPLAN), "x.conf") == ()


def test_each_block_begins_with_its_note() -> None:
    first: dict[str, str] = {}
    for step in dialplan_steps(noting(DIALPLAN)):
        first.setdefault(step.context, step.arguments)
    for context, name in BEGINS.items():
        assert first[context].startswith(f"GLOBAL(BENCH_{name})="), context


def test_a_dialplan_without_a_place_for_a_note_is_refused() -> None:
    with pytest.raises(ValueError, match=AGI):
        noting(DIALPLAN.replace("n,AGI(", "n,NoOp("))


def test_what_a_call_took_for_each_part_is_read_from_the_log() -> None:
    log = (
        f'[x] VERBOSE[1][C-1] pbx.c: Executing [s@h:1] Log("PJSIP/x", "{told([DIRECT])[4:-1]}") in new stack\n'
        "[x] NOTICE[1][C-1] Ext. s: noted SENT=1000000 ROUTE=3500000\n"
        "[x] NOTICE[1][C-1] Ext. s: noted DIRECT=1\n"
    )
    calls = noted(log)
    assert calls == [{"SENT": 1.0, "ROUTE": 3.5}, {"DIRECT": 1e-6}]
    assert between(calls[:1], list(PARTS)[:1]) == [(2.5,)]
