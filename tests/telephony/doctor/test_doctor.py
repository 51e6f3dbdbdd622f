"""What `veertien doctor` finds on a real Asterisk: nothing on a sound one, and each planted fault by its code."""

import asyncio
import contextlib
import json
import re
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import aiohttp

from demo.network import DEAD_CONTACT
from demo.ports import Wanted, choose_ports
from demo.stage import DaemonProcess, Stage
from tests.telephony.conftest import StageMaker
from veertien.doctor.examining import findings_of
from veertien.service.doctor.gathering import installation_facts

SEEN_SECONDS = 10.0
MOST_SECONDS = 30.0
DEBIAN = "asterisk_goes_deaf"
"""The Asterisk of the demo is Debian's own build, which the doctor rightly says."""
BLIND = {"ami_system", "ami_refused", "ami_unreachable", "ami_not_configured"}
"""With one of these nothing else of Asterisk can be seen."""

Edit = Callable[[str], str]


@dataclass(frozen=True)
class Planted:
    """A fault in one file, what makes it count, what unmakes it beside the same, and what must be found."""

    what: str
    file: str
    edit: Edit
    codes: set[str]
    console: str = ""
    afterwards: str = ""


def replaced(old: str, new: str, count: int = -1) -> Edit:
    return lambda text: text.replace(old, new, count)


def appended(lines: str) -> Edit:
    return lambda text: f"{text}\n{lines}\n"


def in_section(begins: str, lines: str) -> Edit:
    """Put lines behind the first that begins so."""
    return lambda text: re.sub(f"^({re.escape(begins)}.*)$", rf"\1\n{lines}", text, count=1, flags=re.MULTILINE)


def few_ports(text: str) -> str:
    """Leave rtp.conf ports for 300 sides of calls: some of those that the tables' lines have, all of half the lines."""
    return re.sub(r"(rtpstart=)(\d+)\nrtpend=.*", lambda at: f"{at[1]}{at[2]}\nrtpend={int(at[2]) + 599}", text)


DIALPLAN, PJSIP, MANAGER = "dialplan reload", "module reload res_pjsip.so", "manager reload"
FALLBACK = "VEERTIEN_FALLBACK_ENDPOINT="

IN_ASTERISK = (
    Planted(
        "no fallback",
        "extensions.conf",
        in_section("VEERTIEN_FALLBACK_NUMBER=", "VEERTIEN_FALLBACK_NUMBER="),
        {"fallback_missing"},
        DIALPLAN,
    ),
    Planted(
        "the fallback is no endpoint",
        "extensions.conf",
        in_section(FALLBACK, f"{FALLBACK}falback"),
        {"fallback_unknown"},
        DIALPLAN,
    ),
    Planted(
        "another FastAGI address",
        "extensions.conf",
        in_section("VEERTIEN_AGI", "VEERTIEN_AGI=agi://127.0.0.1:1/route"),
        {"agi_address"},
        DIALPLAN,
    ),
    Planted(
        "a pattern lost",
        "extensions.conf",
        lambda text: re.sub(
            "^#include .*/extensions.conf$", "[veertien-inbound]\nexten => _140XX,1,NoOp()", text, flags=re.M
        ),
        {"dialplan_version", "no_carrier", "numbers_not_let_in"},
        DIALPLAN,
    ),
    Planted("a trunk misspelt", "pjsip.conf", replaced("[trunk-hoorn]", "[trunk-horn]"), {"endpoint_unknown"}, PJSIP),
    Planted(
        "a carrier without identify",
        "pjsip.conf",
        replaced("match=127.0.0.2\n", "match=127.0.0.99\nendpoint=trunk-hoorn\n"),
        {"carrier_unidentified"},
        PJSIP,
    ),
    Planted(
        "a carrier by name",
        "pjsip.conf",
        replaced("[carrier](veertien-carrier)\n", "[carrier](veertien-carrier)\nidentify_by=ip,username\n"),
        {"carrier_by_name"},
        PJSIP,
    ),
    Planted(
        "a telephone of the house, which is no fault",
        "pjsip.conf",
        appended(
            "[phone]\ntype=auth\nauth_type=userpass\nusername=phone\npassword=0123456789\n"
            "[phone]\ntype=endpoint\ncontext=veertien-carrier\nauth=phone"
        ),
        set(),
        PJSIP,
    ),
    Planted(
        "a carrier elsewhere",
        "pjsip.conf",
        replaced("[carrier](veertien-carrier)\n", "[carrier](veertien-carrier)\ncontext=from-carrier\n"),
        {"no_carrier"},
        PJSIP,
    ),
    Planted(
        "a trunk that calls come in on",
        "pjsip.conf",
        replaced("[trunk-hoorn](veertien-trunk)\n", "[trunk-hoorn](veertien-trunk)\ncontext=veertien-carrier\n"),
        {"trunk_comes_in"},
        PJSIP,
    ),
    Planted("no write=call", "manager.conf", appended("write=system"), {"ami_write_call", "dialplan_unseen"}, MANAGER),
    Planted("no read=user", "manager.conf", appended("read=system"), {"ami_read_user"}, MANAGER),
    Planted("no right to ask", "manager.conf", appended("write=call"), {"ami_system"}, MANAGER),
    Planted("another secret", "manager.conf", appended("secret=another"), {"ami_refused"}, MANAGER),
    Planted(
        "func_shell", "modules.conf", str, {"func_shell"}, "module load func_shell.so", "module unload func_shell.so"
    ),
    Planted(
        "bridge_native_rtp",
        "modules.conf",
        str,
        {"bridge_native_rtp"},
        "module load bridge_native_rtp.so",
        "module unload bridge_native_rtp.so",
    ),
    Planted(
        "a module missing",
        "modules.conf",
        str,
        {"modules_missing"},
        "module unload func_groupcount.so",
        "module load func_groupcount.so",
    ),
    Planted(
        "Asterisk can't tell of its dialplan",
        "modules.conf",
        str,
        {"patterns_unseen"},
        "module unload func_dialplan.so",
        "module load func_dialplan.so",
    ),
    Planted("a trunk without contact", "pjsip.conf", replaced("aors=trunk-hoorn\n", ""), {"no_contact"}, PJSIP),
    Planted(
        "a trunk that nobody asks",
        "pjsip.conf",
        replaced(
            "[trunk-hoorn](veertien-aor)\nqualify_frequency=2\n", "[trunk-hoorn](veertien-aor)\nqualify_frequency=0\n"
        ),
        {"qualify_off"},
        PJSIP,
    ),
    Planted(
        "keys as telephone-events alone",
        "pjsip.conf",
        in_section("[carrier](veertien-carrier)", "dtmf_mode=rfc4733"),
        {"dtmf_mode"},
        PJSIP,
    ),
    Planted(
        "an end for who is silent",
        "pjsip.conf",
        in_section("[carrier](veertien-carrier)", "rtp_timeout=30"),
        {"rtp_timeout"},
        PJSIP,
    ),
    Planted(
        "audio encrypted without the module",
        "pjsip.conf",
        in_section("[carrier](veertien-carrier)", "media_encryption=sdes"),
        {"srtp_missing"},
        PJSIP,
    ),
    Planted("no timers", "pjsip.conf", replaced("timer_t1=100\ntimer_b=6400\n", ""), {"timers"}),
    Planted(
        "few ports for audio",
        "rtp.conf",
        few_ports,
        {"rtp_ports_few"},
    ),
    Planted(
        "the fallback is down",
        "pjsip.conf",
        lambda text: re.sub(r"(\[fallback\]\(veertien-aor\)\n.*\n.*\ncontact=).*", rf"\1{DEAD_CONTACT}", text),
        {"fallback_down"},
        PJSIP,
    ),
    Planted(
        "live_dangerously",
        "asterisk.conf",
        replaced("live_dangerously = no", "live_dangerously = yes"),
        {"live_dangerously"},
    ),
)
IN_THE_FOLDER = (
    Planted(
        "another daemon's address",
        "veertien.yaml",
        lambda text: re.sub(r"(web: .*port: )\d+", r"\g<1>9", text),
        {"daemon_silent", "port_taken"},
    ),
    Planted(
        "more recognisers",
        "veertien.yaml",
        replaced("recognisers: 2", "recognisers: 64"),
        {"recognisers_few", "cores_few"},
    ),
    Planted("another secret", "secret", str.upper, {"ami_refused"}),
    Planted(
        "AMI is off", "veertien.yaml", lambda text: re.sub(r"(ami: .*port: )\d+", r"\g<1>9", text), {"ami_unreachable"}
    ),
    Planted("no AMI", "veertien.yaml", lambda text: re.sub("^ami: .*\n", "", text, flags=re.M), {"ami_not_configured"}),
    Planted("a fault", "operator.yaml", appended("nonsense: 1"), {"tables_faulty"}),
    Planted(
        "an endpoint misspelt",
        "trunks.yaml",
        replaced("endpoint: trunk-hoorn\n", "endpoint: trunk-horn\n"),
        {"endpoint_unknown"},
    ),
)


async def test_each_planted_fault_is_found_and_the_demo_has_none(make_stage: StageMaker) -> None:
    stage = await make_stage()
    assert await found(stage) == {DEBIAN}
    status, printed = await run_doctor(stage, "--json")
    assert (status, [finding["code"] for finding in json.loads(printed)["findings"]]) == (1, [DEBIAN])
    missed = {}
    for planted in (*IN_ASTERISK, *IN_THE_FOLDER):
        file = (stage.config if planted in IN_THE_FOLDER else stage.pbx.folders.etc) / planted.file
        sound = file.read_text()
        file.write_text(planted.edit(sound))
        await tell(stage, planted.console)
        expected = planted.codes if planted.codes & BLIND else planted.codes | {DEBIAN}
        if (seen := await until_found(stage, expected)) != expected:
            missed[planted.what] = sorted(seen ^ expected)
        file.write_text(sound)
        await tell(stage, planted.afterwards or planted.console)
    assert missed == {}
    await a_place_has_its_line(stage)
    await ports_are_wanted_for_this_nodes_part_of_the_lines(stage)
    await the_daemon_tells_of_what_is_critical(stage)
    await a_frozen_daemon_and_a_second_one_are_found(stage)
    assert await until_found(stage, {DEBIAN}) == {DEBIAN}


async def a_place_has_its_line(stage: Stage) -> None:
    asterisk = stage.pbx.folders.etc / "modules.conf"
    await stage.pbx.console("module load func_shell.so")
    _, printed = await run_doctor(stage)
    await stage.pbx.console("module unload func_shell.so")
    assert f"warning: {asterisk}:1: func_shell\n" in printed


async def ports_are_wanted_for_this_nodes_part_of_the_lines(stage: Stage) -> None:
    rtp, settings = stage.pbx.folders.etc / "rtp.conf", stage.config / "veertien.yaml"
    sound, alone = rtp.read_text(), settings.read_text()
    rtp.write_text(few_ports(sound))
    assert await until_found(stage, {DEBIAN, "rtp_ports_few"}) == {DEBIAN, "rtp_ports_few"}
    settings.write_text(f"{alone}\nnode: one\nnodes: [one, two]\n")
    assert await until_found(stage, {DEBIAN}) == {DEBIAN}
    settings.write_text(alone)
    rtp.write_text(sound)


async def the_daemon_tells_of_what_is_critical(stage: Stage) -> None:
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    sound = pjsip.read_text()
    pjsip.write_text(in_section("[carrier](veertien-carrier)", "context=from-carrier")(sound))
    await stage.pbx.console(PJSIP)
    # Other tables have the daemon go round at once; the next round is a minute away.
    with (stage.config / "routing.yaml").open("a") as tables:
        tables.write("# another edition\n")
    stage.daemon.signal(signal.SIGHUP)
    async with asyncio.timeout(2 * SEEN_SECONDS):
        while (health := await stage.daemon.health())["degraded"] != ["no_carrier"]:
            await asyncio.sleep(0.1)
    assert "context=veertien-carrier" in health["why"]["no_carrier"]
    address = f"http://127.0.0.1:{stage.network.web}/now"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        told = (await answer.json())["findings"]
    assert {finding["code"] for finding in told} == {DEBIAN, "no_carrier"}
    pjsip.write_text(sound)
    await stage.pbx.console(PJSIP)
    await until_found(stage, {DEBIAN})


async def a_frozen_daemon_and_a_second_one_are_found(stage: Stage) -> None:
    stage.daemon.signal(signal.SIGSTOP)
    assert await until_found(stage, {DEBIAN, "daemon_silent", "port_taken"}) == {DEBIAN, "daemon_silent", "port_taken"}
    stage.daemon.signal(signal.SIGCONT)
    settings = stage.config / "veertien.yaml"
    sound = settings.read_text()
    fastagi, audiosocket, web = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * 3)
    moved = {stage.network.fastagi: fastagi, stage.network.audiosocket: audiosocket, stage.network.web: web}
    for port, other in moved.items():
        settings.write_text(settings.read_text().replace(f"port: {port}}}", f"port: {other}}}"))
    second = DaemonProcess(stage.config, stage.config.parent / "second.log", web)
    await second.start()
    settings.write_text(sound)
    try:
        assert await until_found(stage, {DEBIAN, "two_daemons"}) == {DEBIAN, "two_daemons"}
    finally:
        await second.stop()


async def found(stage: Stage) -> set[str]:
    return {finding.code for finding in findings_of(await installation_facts(stage.config))}


async def until_found(stage: Stage, codes: set[str]) -> set[str]:
    """Return what is found once it is exactly this, or at last: a reload of Asterisk may go on for a moment."""
    last: set[str] = set()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SEEN_SECONDS):
            while (last := await found(stage)) != codes:
                await asyncio.sleep(0.1)
    return last


async def tell(stage: Stage, console: str) -> None:
    if console:
        await stage.pbx.console(console)


async def run_doctor(stage: Stage, *options: str) -> tuple[int, str]:
    """Run the command itself, which has to be quick."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "veertien.cli", "doctor", "--config", str(stage.config), *options,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    printed, _ = await asyncio.wait_for(process.communicate(), MOST_SECONDS)
    assert process.returncode is not None
    return process.returncode, printed.decode()
