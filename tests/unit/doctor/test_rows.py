"""Each fault, planted in what was found out, is one finding."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.unit.doctor.sound import CARRIER, DETAILS, FACTS, PBX, SOUND, VARIABLES, trunk
from veertien.asterisk.manager.pbx_details import ConfFile, EndpointSettings, contexts_leading_in
from veertien.config import Fault
from veertien.doctor.examining import findings_of
from veertien.doctor.facts import AmiTrouble, InstallationFacts, UnseenPbx
from veertien.doctor.finding import Urgency
from veertien.routing import TrunkState


def codes(facts: InstallationFacts) -> list[str]:
    return [finding.code for finding in findings_of(facts)]


def with_details(**changed: Any) -> InstallationFacts:
    return replace(SOUND, pbx=replace(PBX, details=replace(DETAILS, **changed)))


def with_endpoints(*endpoints: EndpointSettings) -> InstallationFacts:
    return with_details(endpoints={**DETAILS.endpoints, **{one.name: one for one in endpoints}})


def with_file(name: str, file: ConfFile) -> InstallationFacts:
    return with_details(files={**DETAILS.files, name: file})


def with_states(**states: TrunkState) -> InstallationFacts:
    by_name = {name.replace("_", "-"): state for name, state in states.items()}
    return replace(SOUND, pbx=replace(PBX, states={**PBX.states, **by_name}))


def with_facts(**changed: Any) -> InstallationFacts:
    return replace(SOUND, pbx=replace(PBX, facts=replace(FACTS, **changed)))


def unseen(trouble: AmiTrouble) -> InstallationFacts:
    settings = SOUND.settings
    ami = {"username": "veertien", "secret": "0123456789abcdef"}
    given = settings.model_validate({"ami": ami} if trouble is not AmiTrouble.NOT_CONFIGURED else {})
    return replace(SOUND, settings=given, pbx=UnseenPbx(trouble, "so it is"))


PLANTED: Mapping[str, tuple[InstallationFacts, Iterable[str]]] = {
    "a fault in a file": (replace(SOUND, faults=(Fault("trunks.yaml", 3, 1, "KEY", "..."),)), ["tables_faulty"]),
    "no fallback": (with_facts(variables={**VARIABLES, "VEERTIEN_FALLBACK_NUMBER": ""}), ["fallback_missing"]),
    "the fallback is down": (with_states(switchboard=TrunkState.DOWN), ["fallback_down"]),
    "a trunk is down": (with_states(trunk_hoorn=TrunkState.DOWN), ["trunks_down"]),
    "the carrier's context": (with_endpoints(replace(CARRIER, context="from-carrier")), ["no_carrier"]),
    "a trunk that calls come in on": (
        with_endpoints(replace(trunk("trunk-hoorn"), context="veertien-carrier")),
        ["trunk_comes_in"],
    ),
    "a carrier without identify": (with_endpoints(replace(CARRIER, matches=())), ["carrier_unidentified"]),
    "a carrier by name": (with_endpoints(replace(CARRIER, identify_by=("username", "ip"))), ["carrier_by_name"]),
    "a number that no pattern lets in": (with_details(refused_numbers=("140229",)), ["numbers_not_let_in"]),
    "another dialplan": (with_facts(dialplan="0.0.9"), ["dialplan_version"]),
    "an old Asterisk": (with_facts(asterisk="20.9.3"), ["asterisk_too_old"]),
    "Debian's Asterisk": (with_facts(asterisk="22.10.1+dfsg+~cs6.17.60671434-1"), ["asterisk_goes_deaf"]),
    "a module missing": (with_facts(missing_modules=("res_agi",)), ["modules_missing"]),
    "bridge_native_rtp": (with_details(unwanted_modules=("bridge_native_rtp",)), ["bridge_native_rtp"]),
    "func_shell": (with_details(unwanted_modules=("func_shell",)), ["func_shell"]),
    "live_dangerously": (
        with_file("asterisk.conf", ConfFile((("options", (("live_dangerously", "yes"),)),))),
        ["live_dangerously"],
    ),
    "no AMI in veertien.yaml": (unseen(AmiTrouble.NOT_CONFIGURED), ["ami_not_configured"]),
    "AMI off": (unseen(AmiTrouble.UNREACHABLE), ["ami_unreachable"]),
    "a wrong secret": (unseen(AmiTrouble.REFUSED), ["ami_refused"]),
    "no right to ask": (unseen(AmiTrouble.NO_SYSTEM), ["ami_system"]),
    "no right to read variables": (with_facts(variables=None, dialplan=None), ["dialplan_unseen"]),
    "no word of the patterns": (with_details(refused_numbers=None), ["patterns_unseen"]),
    "a file that Asterisk can't read": (
        with_file("extensions.conf", ConfFile((), "Config file not found")),
        ["file_unseen"],
    ),
    "more endpoints than are looked at": (with_details(endpoints_unseen=7), ["endpoints_unseen"]),
}


def test_a_sound_installation_has_no_findings() -> None:
    assert codes(SOUND) == []


@pytest.mark.parametrize("planted", PLANTED)
def test_each_planted_fault_is_one_finding(planted: str) -> None:
    facts, expected = PLANTED[planted]
    assert codes(facts) == expected


def test_a_trunk_that_is_the_carrier_as_well_is_no_fault() -> None:
    both = replace(trunk("trunk-hoorn"), context="veertien-carrier", matches=("192.0.2.20/32",))
    others = {name: one for name, one in DETAILS.endpoints.items() if name not in ("carrier", "trunk-hoorn")}
    assert codes(with_details(endpoints={**others, "trunk-hoorn": both})) == []


def test_a_carrier_that_logs_in_needs_no_identify_section() -> None:
    assert codes(with_endpoints(replace(CARRIER, identify_by=("auth_username",), matches=()))) == []


def test_the_worst_comes_first() -> None:
    facts = with_details(unwanted_modules=("func_shell",), refused_numbers=("140229",))
    assert [finding.urgency for finding in findings_of(facts)] == [Urgency.CRITICAL, Urgency.WARNING]


@pytest.mark.parametrize(
    ("context", "line"),
    [
        ("from-carrier", ("include", "veertien-inbound")),
        ("from-carrier", ("include", "veertien-inbound,09:00-17:00,mon-fri,*,*")),
        ("from-carrier", ("exten", "> _X.,1,Goto(veertien-inbound,${EXTEN},1)")),
        ("from-registered", ("same", "> n,Goto(veertien-carrier,${DIALLED:0:20},1)")),
    ],
)
def test_a_context_of_ones_own_leads_in_by_what_it_includes_and_where_it_goes(
    context: str, line: tuple[str, str]
) -> None:
    own = ("veertien-carrier", (("include", "veertien-inbound"),)), ("veertien-inbound", ())
    file = ConfFile(((context, (line,)), ("outer", (("include", context),)), ("other", ()), *own))
    assert contexts_leading_in(file) == {context, "outer", "veertien-carrier", "veertien-inbound"}
