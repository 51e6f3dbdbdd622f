"""What a trunk is told is what its own tables say: nothing that came with the call, nor that another trunk was told.

Asterisk has two ways to put a header on the INVITE that goes out, and an older one has but the second: the trunk's
channel inherits it from the caller's, or Dial's option b sets it. Both tell the same.
"""

import asyncio
from pathlib import Path

import pytest

from demo.daemon_config import REPOSITORY, TABLES
from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, Message, Peer, peer_at, scripts
from demo.stage import Stage
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed

FIRST, SECOND, FALLBACK = "127.0.0.40", "127.0.0.41", "127.0.0.42"
DIVERTED = ("Diversion", '"Huisarts" <sip:0207777777@carrier.invalid>;reason=user-busy;privacy=full;counter=3')
NO_DIVERSION = "    diversion: no\n"
BACKUP = "    endpoint: trunk-medemblik-backup\n    capacity: 8\n    header: X-Dialled-Number\n"
INHERITS = pytest.mark.parametrize("inherits", [True, False], ids=["inherited", "by option b"])
BY_OPTION_B = "Executing [s@veertien-outbound:1]"
ASKS, KEYS = "140229", "12"
"""A number that asks; by these keys its caller chooses Medemblik."""
ANONYMOUS = "    caller_id: anonymous\n"


@INHERITS
async def test_a_trunk_without_diversion_gets_neither_the_callers_nor_another_trunks(
    make_stage: StageMaker, folder: Path, inherits: bool
) -> None:
    operator_hides = changed(folder, {"trunks.yaml": with_lines({"trunk-operator": ANONYMOUS + NO_DIVERSION})}, {})
    async with (
        peer_at(FIRST, script=scripts.refuses("503 Service Unavailable")) as first,
        peer_at(SECOND, script=scripts.answers()) as second,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(
            tables=operator_hides, contacts={"trunk-amsterdam": first.contact, "trunk-operator": second.contact}
        )
        await set_way(stage, inherits)
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201112222", headers=(DIVERTED,)))
        await call.answered()
        told_first, told_second = (await first.arrival()).invite, (await second.arrival()).invite
        assert len(told_first.all("diversion")) == 1
        assert told_first.header("diversion").startswith("<sip:14020@")
        assert "reason=unconditional" in told_first.header("diversion")
        assert "0201112222" in told_first.header("p-asserted-identity")
        assert told_second.all("diversion") == told_second.all("history-info") == ()
        for number in ("0201112222", "0207777777", "Huisarts"):
            assert number not in str(told_second.headers)
        assert told_second.all("privacy") == ("id",)
        assert headers_of_ours(told_first) == (("14020",), ("14020",), ())
        assert headers_of_ours(told_second) == (("14020",), (), ())
        call.bye()


@INHERITS
async def test_and_the_other_way_round_the_fallback_included(
    make_stage: StageMaker, folder: Path, inherits: bool
) -> None:
    amsterdam_hides = changed(folder, {"trunks.yaml": with_lines({"trunk-amsterdam": ANONYMOUS + NO_DIVERSION})}, {})
    async with (
        peer_at(FIRST, script=scripts.refuses("503 Service Unavailable")) as first,
        peer_at(SECOND, script=scripts.refuses("503 Service Unavailable")) as second,
        peer_at(FALLBACK, script=scripts.answers()) as last,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(
            tables=amsterdam_hides,
            contacts={
                "trunk-amsterdam": first.contact,
                "trunk-operator": second.contact,
                "fallback": last.contact,
            },
        )
        await set_way(stage, inherits)
        call = await carrier.call(stage.network.pbx, Invitation("14020", caller="0201112222", headers=(DIVERTED,)))
        await call.answered()
        told_first = (await first.arrival()).invite
        assert told_first.all("diversion") == ()
        for number in ("0201112222", "0207777777", "Huisarts"):
            assert number not in str(told_first.headers)
        for invite in ((await second.arrival()).invite, (await last.arrival()).invite):
            assert len(invite.all("diversion")) == 1
            assert invite.header("diversion").startswith("<sip:14020@")
            assert "privacy=full" not in invite.header("diversion")
            assert "0201112222" in invite.header("p-asserted-identity")
            assert "0207777777" not in str(invite.headers)
            assert invite.all("privacy") == ()
        told_last = (await last.arrival()).invite
        assert headers_of_ours(told_first) == (("14020",), ("14020",), ())
        assert headers_of_ours(told_last) == (("14020",), (), ())
        assert "No inheritable headers" not in stage.pbx.folders.log.read_text()
        call.bye()


@INHERITS
@pytest.mark.parametrize("number", ["140227", ASKS])
async def test_each_of_several_trunks_gets_its_own_headers_once_asked_or_not(
    make_stage: StageMaker, folder: Path, number: str, inherits: bool
) -> None:
    trunks = (TABLES / "trunks.yaml").read_text()
    assert BACKUP in trunks
    trunks = trunks.replace(BACKUP, BACKUP.replace("X-Dialled-Number", "X-Other") + NO_DIVERSION)
    tables = changed(folder, {"trunks.yaml": trunks}, {})
    async with (
        peer_at(FIRST, script=scripts.refuses("503 Service Unavailable")) as first,
        peer_at(SECOND, script=scripts.refuses("503 Service Unavailable")) as second,
        peer_at(FALLBACK, script=scripts.answers()) as operator,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        contacts = {
            "trunk-medemblik": first.contact,
            "trunk-medemblik-backup": second.contact,
            "trunk-operator": operator.contact,
        }
        stage = await make_stage(tables=tables, contacts=contacts)
        await set_way(stage, inherits)
        invitation = Invitation(
            number, caller="0229111222", headers=(DIVERTED, ("X-Veertien-Passed", "14020"), ("X-Dialled-Number", "112"))
        )
        call = await carrier.call(stage.network.pbx, invitation)
        if number == ASKS:
            await call.answered()
            for key in KEYS:
                await asyncio.sleep(0.8)
                await call.media.press(key)
        told = [await told_to(peer) for peer in (first, second, operator)]
        passed, dialled = (f"14020-{number}",), (number,)
        assert [headers_of_ours(invite) for invite in told] == [
            (passed, dialled, ()),
            (passed, (), dialled),
            (passed, (), ()),
        ]
        assert [len(invite.all("diversion")) for invite in told] == [1, 0, 1]
        for invite in told:
            assert "0229111222" in invite.header("p-asserted-identity")
            assert "0207777777" not in str(invite.headers)
        # Nobody withholds anything, so there is nothing that option b alone can do.
        assert (BY_OPTION_B in stage.pbx.folders.log.read_text()) is not inherits
        for received in call.received:
            assert received.message.all("diversion") == ()
        await call.answered()
        call.bye()


async def set_way(stage: Stage, inherits: bool) -> None:
    """Let the dialplan take its Asterisk for an older one, unless it may inherit headers."""
    if inherits:
        return
    shipped = REPOSITORY / "dialplan/extensions.conf"
    older, text = stage.pbx.folders.etc / "older.conf", shipped.read_text()
    told = "__VEERTIEN_INHERITS=${VEERTIEN_INHERITS}"
    assert told in text
    older.write_text(text.replace(told, "__VEERTIEN_INHERITS="))
    including = stage.pbx.folders.etc / "extensions.conf"
    including.write_text(including.read_text().replace(str(shipped), str(older)))
    await stage.pbx.console("dialplan reload")


async def told_to(peer: Peer) -> Message:
    """Return the INVITE that came there."""
    return (await peer.arrival()).invite


def headers_of_ours(invite: Message) -> tuple[tuple[str, ...], ...]:
    """Return for what the call was put through, and what was dialled by either name, as often as the INVITE says so."""
    return invite.all("x-veertien-passed"), invite.all("x-dialled-number"), invite.all("x-other")


def with_lines(lines: dict[str, str]) -> str:
    """The example's trunks.yaml with lines put under the endpoints named."""
    text = (TABLES / "trunks.yaml").read_text()
    for endpoint, more in lines.items():
        line = f"    endpoint: {endpoint}\n"
        assert line in text
        text = text.replace(line, line + more)
    return text
