"""The daemon and dialplan/extensions.conf mean the same names: variables, events, their fields, and values."""

import re
from pathlib import Path

import veertien
from veertien.asterisk.dialplan import contract
from veertien.asterisk.dialplan.lines import assignments, dialplan_steps

REPOSITORY = Path(__file__).resolve().parents[3]
PLACE = "${VEERTIEN_TRY}"
NAME = r"VEERTIEN_[A-Z0-9_]*(?:\$\{VEERTIEN_TRY\})?"


def _code(name: str) -> str:
    lines = (REPOSITORY / "dialplan" / name).read_text().splitlines()
    return "\n".join(line for line in lines if not line.lstrip().startswith(";"))


DIALPLAN, GLOBALS = _code("extensions.conf"), _code("globals.conf")
SET_THERE = {
    found[1]
    for step in dialplan_steps(DIALPLAN)
    for assignment in assignments(step)
    if (found := re.match(rf"(?:__|GLOBAL\()?({NAME})\)?=", assignment))
}
READ_THERE = set(re.findall(r"\$\{(VEERTIEN_[A-Z0-9_]+)", DIALPLAN.replace(PLACE, "0"))) | set(
    re.findall(r"FIELDQTY\((VEERTIEN_[A-Z_]+)", DIALPLAN)
)
OF_A_DESTINATION = {
    contract.ENDPOINT_OF,
    contract.NUMBER_OF,
    contract.CAPACITY_OF,
    contract.ANONYMOUS_OF,
    contract.DIVERSION_OF,
    contract.HEADER_OF,
    contract.RING_OF,
    contract.KEEPS_OF,
}
SET_HERE = {contract.INHERITS, contract.COUNT, contract.CAUSE, contract.DECIDED, contract.DIALLED}
FOR_OTHERS = {
    contract.VERSION,
    contract.OUTCOME,
    contract.MUNICIPALITY,
    contract.HOW,
    contract.ASKED,
    contract.HEARD,
}
"""Set for dialplans and records of the integrator's own, and for test calls."""


def test_the_dialplan_reads_what_is_set_here() -> None:
    for name in OF_A_DESTINATION:
        assert f"${{{name.format(PLACE)}}}" in DIALPLAN, name
    for name in SET_HERE:
        assert name in READ_THERE, name
    assert not FOR_OTHERS & READ_THERE


def test_all_that_the_dialplan_reads_and_never_sets_is_set_here_or_by_who_installs() -> None:
    of_one = {name.format(0) for name in OF_A_DESTINATION}
    assert of_one | set(contract.SETTINGS) == READ_THERE - SET_THERE


def test_what_who_installs_has_to_set_stands_in_globals_conf() -> None:
    assert set(re.findall(r"^(VEERTIEN_[A-Z_]+)", GLOBALS, re.MULTILINE)) == set(contract.SETTINGS)


def test_what_is_read_here_is_set_there() -> None:
    assert {contract.FELL_BACK, contract.ENDPOINT, contract.NUMBER} <= SET_THERE
    place = re.search(r"GLOBAL\(VEERTIEN_KEPT_\$\{VEERTIEN_PLACE\}\)", DIALPLAN)
    assert place
    assert f"% {len(contract.KEPT_ENDS)}]" in DIALPLAN
    assert contract.KEPT_ENDS[0] == "VEERTIEN_KEPT_0"


def test_self_tests_come_in_and_are_taken_where_they_are_said_to_be() -> None:
    assert f"[{contract.SELFTEST_CONTEXT}]" in DIALPLAN
    for name in (contract.TEST_EAR, contract.TEST_AT):
        assert f"AudioSocket(${{{contract.TEST_EAR}}},${{{contract.TEST_AT}}})" in DIALPLAN, name


def test_no_context_leads_to_the_entrance_of_self_tests() -> None:
    assert not re.search(rf"(include|Goto\w*|Gosub)\W.*{contract.SELFTEST_CONTEXT}", DIALPLAN)


def test_whoever_is_dialled_is_replaced_in_a_self_test() -> None:
    dials = re.findall(r"Dial\((.*)\)$", DIALPLAN, re.MULTILINE)
    assert set(dials) == {"${VEERTIEN_WAY}", "${VEERTIEN_LEG}"}
    ways = re.findall(r"Set\((?:__)?VEERTIEN_(?:WAY|LEG)=([A-Za-z]*)", DIALPLAN)
    assert sorted(ways) == ["", "Local", "Local", "PJSIP"]
    way = DIALPLAN[DIALPLAN.index("[veertien-way]") : DIALPLAN.index("[veertien-leg]")]
    by_sip, guard, replaced = (
        way.index(text) for text in ("=PJSIP/", '"${VEERTIEN_SELFTEST}" != "yes"', "@veertien-test")
    )
    assert by_sip < guard < replaced < way.index("Set(__VEERTIEN_LEG=")


def test_what_decided_may_say_is_what_the_dialplan_compares_it_with() -> None:
    compared = set(re.findall(r'"\$\{VEERTIEN_DECIDED\}" = "([a-z]+)"', DIALPLAN))
    assert compared == {contract.CONNECT, contract.REFUSE, contract.END}


def test_the_events_and_their_fields_are_those_that_are_sent() -> None:
    sent = dict(re.findall(r"UserEvent\((\w+),(.*)\)$", DIALPLAN, re.MULTILINE))
    report = re.search(r"Set\(VEERTIEN_REPORT=(.*)\)$", DIALPLAN, re.MULTILINE)
    assert report
    assert sent.pop(contract.END_EVENT) == "${VEERTIEN_REPORT}"
    assert _fields(report[1]) == contract.END_FIELDS
    assert _fields(sent.pop(contract.DIALLED_EVENT)) == contract.DIALLED_FIELDS
    assert _fields(sent.pop(contract.TAKEN_EVENT)) == contract.TAKEN_FIELDS
    assert _fields(sent.pop(contract.TESTED_EVENT)) == contract.TESTED_FIELDS
    assert _fields(sent.pop(contract.UNMATCHED_EVENT)) == contract.UNMATCHED_FIELDS
    assert not sent


def _fields(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"(?:^|,)([A-Z][a-z]+): ", text))


def test_no_other_module_knows_a_name() -> None:
    package = Path(veertien.__file__).parent
    others = (file for file in package.rglob("*.py") if file.name != "contract.py")
    known = re.compile(r"VEERTIEN_[A-Z]|Veertien(Outcome|Dialled|Taken|Tested|Unmatched)")
    assert [str(file) for file in others if known.search(file.read_text())] == []
