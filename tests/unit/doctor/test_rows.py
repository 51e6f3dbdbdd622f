"""Each fault, planted in what was found out, is one finding."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.unit.doctor.sound import CARRIER, DAEMON, DETAILS, FACTS, HOST, PBX, SOUND, VARIABLES, trunk
from veertien.asterisk.manager.examination import ExaminedPbx
from veertien.asterisk.manager.pbx_details import ConfFile, EndpointSettings, contexts_leading_in, rtp_ports_of
from veertien.config import Fault
from veertien.doctor.examining import findings_of
from veertien.doctor.facts import AmiTrouble, EditionDays, InstallationFacts, MissingSpeech, SilentDaemon, UnseenPbx
from veertien.doctor.finding import Urgency
from veertien.doctor.kinds import KINDS
from veertien.routing import TrunkState
from veertien.wording import Language, Wording, unworded


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


def with_host(**changed: Any) -> InstallationFacts:
    return replace(SOUND, host=replace(HOST, **changed))


def with_daemon(**changed: Any) -> InstallationFacts:
    return replace(SOUND, daemon=replace(DAEMON, **changed))


def unseen(trouble: AmiTrouble) -> InstallationFacts:
    settings = SOUND.settings
    ami = {"username": "veertien", "secret": "0123456789abcdef"}
    given = settings.model_validate({"ami": ami} if trouble is not AmiTrouble.NOT_CONFIGURED else {})
    return replace(SOUND, settings=given, pbx=UnseenPbx(trouble, "so it is"))


HOORN = trunk("trunk-hoorn")
AOR = HOORN.aors[0]
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
    "timers of Asterisk's own": (with_file("pjsip.conf", ConfFile(())), ["timers"]),
    "few ports for audio": (with_details(rtp_ports=range(10_000, 10_201, 2)), ["rtp_ports_few"]),
    "a trunk without contact": (with_endpoints(replace(HOORN, aors=(replace(AOR, contacts=()),))), ["no_contact"]),
    "a trunk without AOR": (with_endpoints(replace(HOORN, aors=())), ["no_contact"]),
    "a trunk that nobody asks": (
        with_endpoints(replace(HOORN, aors=(replace(AOR, qualify_frequency=0),))),
        ["qualify_off"],
    ),
    "keys as telephone-events alone": (with_endpoints(replace(CARRIER, dtmf_mode="rfc4733")), ["dtmf_mode"]),
    "an end for who is silent": (with_endpoints(replace(CARRIER, rtp_timeout=30)), ["rtp_timeout"]),
    "the same at a trunk": (with_endpoints(replace(HOORN, rtp_timeout=30)), ["rtp_timeout"]),
    "audio encrypted without the module": (with_endpoints(replace(HOORN, media_encryption="sdes")), ["srtp_missing"]),
    "the same at the carrier": (with_endpoints(replace(CARRIER, media_encryption="dtls")), ["srtp_missing"]),
    "no daemon": (replace(SOUND, daemon=SilentDaemon("refused", ())), ["daemon_silent"]),
    "a port taken": (
        replace(SOUND, daemon=SilentDaemon("refused", (("fastagi", 4573),))),
        ["daemon_silent", "port_taken"],
    ),
    "a voice missing": (
        replace(SOUND, missing_speech=(MissingSpeech("voice", "zz", "there is no such voice"),)),
        ["voice_missing"],
    ),
    "a model that can't be read": (
        replace(SOUND, missing_speech=(MissingSpeech("model", "/var/lib/model", "cut short"),)),
        ["model_unusable"],
    ),
    "two daemons": (with_host(daemons=2), ["two_daemons"]),
    "a daemon of before the update": (with_daemon(release="0.0.9+52f23d2cf9c4"), ["daemon_version"]),
    "a recogniser short": (
        with_daemon(recognisers=1, troubles={"recognisers": unworded("1 of 2 recognisers run.")}),
        ["recognisers_few"],
    ),
    "what only the daemon knows": (
        with_daemon(troubles={"archive": Wording("Het is weg.", "It is away.")}),
        ["daemon_degraded"],
    ),
    "national data older than the package's": (
        replace(SOUND, data=EditionDays(date(2026, 1, 1), date(2027, 1, 1))),
        ["data_older"],
    ),
    "a folder that the daemon can't read": (with_host(unreadable=(Path("/etc/veertien"),)), ["config_unreadable"]),
    "a folder that it can't write to": (with_host(unwritable=(Path("/var/lib/veertien"),)), ["folder_unwritable"]),
    "a disk nearly full": (
        with_host(disks=(replace(HOST.disks[0], free=100_000_000),)),
        ["disk_full"],
    ),
    "a secret open to all": (with_host(open_secrets=(Path("/etc/veertien/veertien.yaml"),)), ["secret_open"]),
    "fewer cores than recognisers": (
        replace(with_host(processors=1), settings=SOUND.settings.model_copy(update={"recognisers": 2})),
        ["cores_few"],
    ),
    "hardly any memory": (with_host(free_memory=100_000_000), ["memory_short"]),
    "a clock that was set back": (with_host(seconds_behind=86_400.0), ["clock_behind"]),
    "a clock that nobody keeps": (with_host(synchronised=False), ["clock_alone"]),
    "more endpoints than are looked at": (with_details(endpoints_unseen=7), ["endpoints_unseen"]),
}


def test_a_sound_installation_has_no_findings() -> None:
    assert codes(SOUND) == []


def test_recognisers_left_to_the_machine_are_as_many_as_the_daemon_says() -> None:
    left = replace(SOUND, settings=SOUND.settings.model_copy(update={"recognisers": None}))
    one_core = replace(left, host=replace(HOST, processors=1))
    # Who looks may be allowed other cores than the daemon is.
    assert codes(replace(one_core, daemon=replace(DAEMON, recognisers=1))) == []
    short = replace(DAEMON, recognisers=1, troubles={"recognisers": unworded("1 of 2 recognisers run.")})
    assert codes(replace(left, daemon=short)) == ["recognisers_few"]


@pytest.mark.parametrize("planted", PLANTED)
def test_each_planted_fault_is_one_finding(planted: str) -> None:
    facts, expected = PLANTED[planted]
    assert codes(facts) == expected


def test_a_trunk_that_is_the_carrier_as_well_is_no_fault() -> None:
    both = replace(trunk("trunk-hoorn"), context="veertien-carrier", matches=("192.0.2.20/32",))
    others = {name: one for name, one in DETAILS.endpoints.items() if name not in ("carrier", "trunk-hoorn")}
    assert codes(with_details(endpoints={**others, "trunk-hoorn": both})) == []


def test_what_the_daemon_says_and_the_doctor_sees_itself_is_told_once() -> None:
    told = with_daemon(troubles=dict.fromkeys(("fallback_missing", "ami", "trunks"), unworded("...")))
    assert codes(told) == []


def test_what_only_the_daemon_knows_is_told_in_the_readers_language() -> None:
    (found,) = findings_of(PLANTED["what only the daemon knows"][0])
    assert "Het is weg." in found.sentence(Language.DUTCH) and "It is away." in found.sentence()


def test_the_daemon_does_not_ask_itself() -> None:
    assert codes(replace(SOUND, daemon=None)) == []


def test_each_kind_is_planted_here_among_the_misfits_or_the_test_calls() -> None:
    planted = {code for _, expected in PLANTED.values() for code in expected}
    elsewhere = "".join(
        Path(__file__).with_name(name).read_text()
        for name in ("test_misfits.py", "test_self_calls.py", "test_measured.py")
    )
    assert [code for code in KINDS if code not in planted and f'"{code}"' not in elsewhere] == []


def test_a_trunk_without_contact_is_told_once_and_not_as_down_too() -> None:
    facts = with_endpoints(replace(HOORN, aors=()))
    assert isinstance(facts.pbx, ExaminedPbx)
    states = {**PBX.states, "trunk-hoorn": TrunkState.DOWN}
    assert codes(replace(facts, pbx=replace(facts.pbx, states=states))) == ["no_contact"]


def test_telephones_of_the_house_that_dial_14_numbers_are_no_carriers() -> None:
    telephone = EndpointSettings("phone", "from-internal", ("username", "ip"), (), "rfc4733", 0, (), authenticates=True)
    endpoints = {**DETAILS.endpoints, "phone": telephone}
    leading_in = DETAILS.leading_in | {"from-internal"}
    assert codes(with_details(endpoints=endpoints, leading_in=leading_in)) == []


def test_a_carrier_that_logs_in_needs_no_identify_section() -> None:
    assert codes(with_endpoints(replace(CARRIER, identify_by=("auth_username",), matches=()))) == []


def test_encrypted_audio_with_the_module_is_no_fault() -> None:
    encrypted = {**DETAILS.endpoints, HOORN.name: replace(HOORN, media_encryption="sdes")}
    assert not findings_of(with_details(endpoints=encrypted, encrypts=True))


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


def test_two_sides_for_each_call_put_through_and_one_for_each_caller_in_the_question_are_enough() -> None:
    talking = sum(trunk.capacity for trunk in SOUND.tables.trunks.values())
    settings = SOUND.settings.model_copy(update={"most_callers_in_question": 40})
    enough = range(10_000, 10_000 + 2 * (2 * talking + 40), 2)
    assert codes(replace(with_details(rtp_ports=enough), settings=settings)) == []
    (found,) = findings_of(replace(with_details(rtp_ports=enough[:-3]), settings=settings))
    assert f"for {len(enough) - 3} sides" in found.sentence() and f"there are {len(enough)}" in found.sentence()
    assert "wider by 6 ports" in found.cure()


@pytest.mark.parametrize(
    ("lines", "first", "sides"),
    [
        ((), 5000, 13_001),
        ((("rtpstart", "10000"), ("rtpend", "10199")), 10_000, 100),
        ((("rtpstart", "10000"), ("rtpend", "10199"), ("rtpend", "20000")), 10_000, 100),
        # RTP has even ports.
        ((("rtpstart", "10001"), ("rtpend", "10004")), 10_002, 2),
        ((("RTPstart", "30000"),), 30_000, 501),
        ((("rtpstart", "80"), ("rtpend", "1027few")), 1024, 2),
        ((("rtpstart", "20000"), ("rtpend", "10000")), 5000, 13_001),
        ((("rtpend", "99999999"),), 5000, 30_268),
        ((("rtpend", "many"),), 5000, 13_001),
    ],
)
def test_ports_for_audio_are_read_as_asterisk_reads_them(
    lines: tuple[tuple[str, str], ...], first: int, sides: int
) -> None:
    few = ("rtpstart", "5000"), ("rtpend", "5001")
    found = rtp_ports_of(ConfFile((("general", lines), ("general", few), ("other", few))))
    assert (found[0], len(found)) == (first, sides)
