"""A number is withheld by any of the signs that carriers have for it; then it goes to nobody, in no header."""

import pytest

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, Message, peer_at, scripts
from demo.peer.messages import Headers
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record

TRUNK_ADDRESS, FALLBACK_ADDRESS = "127.0.0.40", "127.0.0.41"
NUMBER = "0201112222"
FROM = f"<sip:{NUMBER}@carrier.invalid>"
ASSERTED = ("P-Asserted-Identity", FROM)
NOBODY = '"Anonymous" <sip:anonymous@anonymous.invalid>'

WITHHELD: dict[str, tuple[str, Headers]] = {
    "Privacy: id": (FROM, (("Privacy", "id"),)),
    "Privacy: user": (FROM, (("Privacy", "user"),)),
    "Privacy: header": (FROM, (("Privacy", "header"),)),
    "Privacy: several": (FROM, (("Privacy", "session;ID;critical"),)),
    "Privacy behind more headers than Asterisk can name": (
        FROM,
        (*((f"X-Header-{place:020}", "1") for place in range(160)), ("PRIVACY", "id")),
    ),
    "Privacy behind a name of 4 KiB": (f'"{"Jan " * 1000}" {FROM}', (("Privacy", "id"),)),
    "Privacy behind a number of 3 KiB": (FROM, (("X-Veertien-Passed", "1" * 3000), ("Privacy", "id"))),
    "Privacy twice": (FROM, (("Privacy", "session"), ("Privacy", "id"))),
    "asserted, Privacy: id": (NOBODY, (ASSERTED, ("Privacy", "id"))),
    "asserted, nobody in From": (NOBODY, (ASSERTED,)),
    "asserted, anonymous by its host": ("<sip:anonymous@Anonymous.Invalid>", (ASSERTED,)),
    "asserted, a name in From": ('"Anonymous" <tel:+31201112222>', (ASSERTED,)),
    "Remote-Party-ID": (FROM, (("Remote-Party-ID", f"{FROM};party=calling;privacy=full"),)),
    **{f"called {word}": (f'"{word}" {FROM}', ()) for word in ("Anonymous", "unknown", "Restricted", "UNAVAILABLE")},
    **{f"number {word}": (f"<sip:{word}@carrier.invalid>", ()) for word in ("Anonymous", "UNKNOWN", "Restricted")},
    "number unavailable": ("<sip:Unavailable@carrier.invalid>", (ASSERTED,)),
}
SHOWN: dict[str, tuple[str, Headers]] = {
    "nothing": (FROM, ()),
    "Privacy: none": (FROM, (("Privacy", "none"),)),
    "Privacy: off": (FROM, (ASSERTED, ("Privacy", "off"))),
    "asserted, Privacy: none": (NOBODY, (ASSERTED, ("Privacy", "none"))),
    "a name that begins like one of the words": (f'"Unknown Pleasures" {FROM}', ()),
    "parameters": (f"<sip:{NUMBER};cpc=ordinary@carrier.invalid>", ()),
}


async def test_a_withheld_number_goes_to_nobody_and_a_shown_one_along(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK_ADDRESS, script=scripts.answers()) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        for place, (sign, (from_, headers)) in enumerate({**WITHHELD, **SHOWN}.items()):
            call = await carrier.call(stage.network.pbx, Invitation("14020", from_=from_, headers=headers))
            await call.answered()
            arrival = (await trunk.arrival(place)).invite
            if sign in WITHHELD:
                assert_nobody(arrival, sign)
            else:
                assert f"sip:{NUMBER}@" in arrival.header("from"), sign
                assert f"sip:{NUMBER}@" in arrival.header("p-asserted-identity"), sign
                assert arrival.all("privacy") == (), sign
            call.bye()
            line = await record(stage, place)
            assert line["caller_area_code"] == (None if sign in WITHHELD else "020"), sign


@pytest.mark.fault(
    "the daemon is gone, a caller withholds the number",
    caller="the fallback, which is shown no number",
    after="at once",
)
async def test_without_the_daemon_neither(make_stage: StageMaker) -> None:
    async with peer_at(FALLBACK_ADDRESS, script=scripts.answers()) as fallback, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"fallback": fallback.contact})
        await stage.daemon.kill()
        for place, (sign, (from_, headers)) in enumerate(WITHHELD.items()):
            call = await carrier.call(stage.network.pbx, Invitation("14020", from_=from_, headers=headers))
            await call.answered()
            assert_nobody((await fallback.arrival(place)).invite, sign)
            call.bye()


def assert_nobody(invite: Message, sign: str) -> None:
    assert NUMBER not in f"{invite.first} {invite.headers}", sign
    assert "sip:anonymous@anonymous.invalid" in invite.header("from"), sign
    assert invite.all("privacy") == ("id",), sign
    assert invite.all("p-asserted-identity") == invite.all("remote-party-id") == (), sign
