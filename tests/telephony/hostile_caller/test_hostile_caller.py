"""What a caller writes into number, name and headers is text: it changes neither where the call goes nor its record.

Each of these is harmless even where it is evaluated: a sum, a comparison, the name of a variable.
"""

import re

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record

TRUNK_ADDRESS = "127.0.0.40"
NUMBER = "0201112222"
SHOWN = f"<sip:{NUMBER}@carrier.invalid>"

HOSTILE: dict[str, tuple[Invitation, bool]] = {
    "a quote that ends the text and makes a comparison true": (
        Invitation("14020", from_="<sip:1%22%20=%20%221%22%20%7C%20%22@carrier.invalid>"),
        False,
    ),
    "a sum": (Invitation("14020", from_="<sip:%22%20+%20%24%5B1%20+%201%5D%20+%20%22@carrier.invalid>"), False),
    "a function": (Invitation("14020", from_="<sip:%22%20+%20LEN(12)%20+%20%22@carrier.invalid>"), False),
    "a variable's name": (Invitation("14020", from_="<sip:%24%7BUNIQUEID%7D@carrier.invalid>"), False),
    "commas and brackets": (Invitation("14020", from_="<sip:020,1,%29,%28,%7D,%5D@carrier.invalid>"), False),
    "a line break and a header of AGI": (
        Invitation("14020", from_=f"<sip:{NUMBER}%0aagi_arg_1:%2014020-14020@carrier.invalid>"),
        False,
    ),
    "a carriage return, line breaks and the end of AGI's header": (
        Invitation("14020", from_=f"<sip:{NUMBER}%0d%0a%0d%0a200%20result=0%0a@carrier.invalid>"),
        False,
    ),
    "parameters": (Invitation("14020", from_=f"<sip:{NUMBER};npdi;rn=+31%22%20@carrier.invalid>"), True),
    "a name": (
        Invitation("14020", from_=f'"a\\" = \\"a\\" $[1 + 1] ${{UNIQUEID}} LEN(12), ;]}}" {SHOWN}'),
        True,
    ),
    "a line break and a header of AGI in what is dialled": (
        Invitation("14020", uri="sip:14020;x%0aagi_arg_1:%2014020-14020%0a%22@127.0.0.1", from_=SHOWN),
        True,
    ),
    "an asserted number": (
        Invitation("14020", headers=(("P-Asserted-Identity", "<sip:1%22%20=%20%221%22%20%7C%20%22@carrier.invalid>"),)),
        False,
    ),
    "headers": (
        Invitation(
            "14020",
            from_=SHOWN,
            headers=(
                ("X-Veertien-Passed", '" = "" | "$[ + ] ${UNIQUEID}'),
                ("Privacy", 'none"; | "1'),
                ("Diversion", '"a\\" = \\"a" <sip:1%22%0a@carrier.invalid>;reason="$[1 + 1]"'),
                ("Subject", '" ${UNIQUEID}'),
            ),
        ),
        True,
    ),
}
"""What stands in From or other headers, and whether a number is left to show."""


async def test_whatever_a_caller_writes_the_call_goes_where_it_should(make_stage: StageMaker) -> None:
    async with (
        peer_at(TRUNK_ADDRESS, script=scripts.answers()) as trunk,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        for place, (what, (invitation, shows)) in enumerate(HOSTILE.items()):
            call = await carrier.call(stage.network.pbx, invitation)
            assert (await call.final()).message.status == 200, what
            arrival = (await trunk.arrival(place)).invite
            assert arrival.uri.startswith("sip:0200000007@"), what
            assert arrival.header("x-dialled-number") == arrival.header("x-veertien-passed") == "14020", what
            assert (NUMBER in arrival.header("from")) == shows, what
            assert (NUMBER in arrival.header("p-asserted-identity")) == shows, what
            call.bye()
            line = await record(stage, place)
            assert (line["outcome"], line["dialled"], line["result"]) == ("connect", "14020", "ANSWER"), what
            assert line["caller_area_code"] == ("020" if shows else None), what
            assert line["reason"] == "Amsterdam is the only connected municipality in area code 020.", what
        log = stage.pbx.folders.log.read_text(errors="replace")
        assert not re.findall(r"^.*(?:ast_expr|syntax error|not registered).*$", log, re.MULTILINE)


async def test_what_is_dialled_is_digits_or_nothing(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage()
        for user in ("14020%22", "14020%0a", "1402%24%7BUNIQUEID%7D", "%24%5B14020%5D", "14020,1", "14020%7C140229"):
            call = await carrier.call(stage.network.pbx, Invitation("14020", uri=f"sip:{user}@127.0.0.1"))
            assert (await call.final()).message.status == 404, user
        assert stage.world.arrivals == []
