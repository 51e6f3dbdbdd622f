"""What a trunk is told is what its own tables say: nothing that came with the call, nor that another trunk was told."""

from pathlib import Path

from demo.daemon_config import TABLES
from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed

FIRST, SECOND, FALLBACK = "127.0.0.40", "127.0.0.41", "127.0.0.42"
DIVERTED = ("Diversion", '"Huisarts" <sip:0207777777@carrier.invalid>;reason=user-busy;privacy=full;counter=3')
NO_DIVERSION = "    diversion: no\n"
ANONYMOUS = "    caller_id: anonymous\n"


async def test_a_trunk_without_diversion_gets_neither_the_callers_nor_another_trunks(
    make_stage: StageMaker, folder: Path
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
        call.bye()


async def test_and_the_other_way_round_the_fallback_included(make_stage: StageMaker, folder: Path) -> None:
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
        call.bye()


def with_lines(lines: dict[str, str]) -> str:
    """The example's trunks.yaml with lines put under the endpoints named."""
    text = (TABLES / "trunks.yaml").read_text()
    for endpoint, more in lines.items():
        line = f"    endpoint: {endpoint}\n"
        assert line in text
        text = text.replace(line, line + more)
    return text
