"""Numbers as other networks write them: with parameters, without plus, in To alone; and those that fit nothing."""

import asyncio
import re

import aiohttp
import pytest

from demo.daemon_config import REPOSITORY
from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, OutgoingCall, Peer, peer_at, scripts
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

TRUNK_ADDRESS = "127.0.0.40"
WITH_PARAMETERS = (
    "14020;npdi;rn=+31201234567",
    "+3114020;npdi",
    "3114020;npdi",
    "003114020;rn=x",
    "14020;phone-context=+31",
    "14020;phone-context=carrier.invalid;npdi",
    "014020;isub=%22",
    "0140014020;npdi",
    "01400020;npdi",
    "14020%3Bnpdi",
    "3114020",
)
TELEPHONE_URIS = ("tel:+3114020", "tel:14020;phone-context=+31")
RECIPE = re.compile(r"^    (\[from-registered\]\n(?:    .*\n)+)", re.MULTILINE)
"""The context in docs/installation.md, as an admin copies it."""


async def test_a_number_with_parameters_arrives_as_the_number_alone(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK_ADDRESS, script=scripts.answers()) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        uris = (*(f"sip:{user}@pbx.invalid" for user in WITH_PARAMETERS), *TELEPHONE_URIS)
        for place, uri in enumerate(uris):
            call = await carrier.call(stage.network.pbx, Invitation("14020", uri=uri))
            assert (await call.final()).message.status == 200, uri
            assert (await trunk.arrival(place)).invite.header("x-dialled-number") == "14020", uri
            call.bye()
            await call.over()


@pytest.mark.fault("the carrier sends a number in a form that is not known", caller="404", after="at once")
async def test_a_call_that_fits_no_pattern_is_refused_counted_shown_and_logged(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage()
        for user in ("0612345678", "trunk-account", "0612345678", "s"):
            call = await calls(carrier, stage, user, to="<sip:14020@pbx.invalid>")
            assert (await call.final()).message.status == 404, user
        async with asyncio.timeout(10):
            while (health := await stage.daemon.health())["unmatched"]["calls"] < 4:
                await asyncio.sleep(0.1)
        assert health["unmatched"]["numbers"] == ["trunk-account", "0612345678", "s"]
        assert "veertien_unmatched_calls_total 4.0" in await page(stage, "metrics")
        assert "0612345678" in await page(stage, "")
        await stage.daemon.logged('"event": "unmatched_call"')
        await stage.daemon.logged('"to": "sip:14020@pbx.invalid"')


async def test_a_number_in_to_alone_is_taken_by_the_recipe(make_stage: StageMaker) -> None:
    async with peer_at(TRUNK_ADDRESS, script=scripts.answers()) as trunk, peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(contacts={"trunk-amsterdam": trunk.contact})
        etc = stage.pbx.folders.etc
        recipe = RECIPE.search((REPOSITORY / "docs/installation.md").read_text())
        assert recipe is not None
        with (etc / "extensions.conf").open("a") as dialplan:
            dialplan.write(recipe[1])
        pjsip = (etc / "pjsip.conf").read_text()
        carrier_section = "[carrier](veertien-carrier)\n"
        assert carrier_section in pjsip
        (etc / "pjsip.conf").write_text(pjsip.replace(carrier_section, f"{carrier_section}context=from-registered\n"))
        await stage.pbx.console("dialplan reload")
        await stage.pbx.console("module reload res_pjsip.so")
        await asyncio.sleep(1)
        call = await calls(
            carrier, stage, "s0031201234567", to='"A \\"name\\"" <sip:14020;npdi@pbx.invalid;user=phone>'
        )
        assert (await call.final()).message.status == 200
        assert (await trunk.arrival()).invite.header("x-dialled-number") == "14020"
        call.bye()
        await call.over()
        call = await calls(carrier, stage, "s0031201234567", to="<sip:0612345678@pbx.invalid>")
        assert (await call.final()).message.status == 404


async def calls(carrier: Peer, stage: Stage, user: str, to: str | None = None) -> OutgoingCall:
    far = stage.network.pbx
    return await carrier.call(far, Invitation("14020", uri=f"sip:{user}@{far[0]}:{far[1]}", to=to))


async def page(stage: Stage, path: str) -> str:
    url = f"http://127.0.0.1:{stage.network.web}/{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.text()
