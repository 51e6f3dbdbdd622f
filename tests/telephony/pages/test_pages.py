"""Real calls on the pages: each is seen while it goes on, and in the figures of the day when it is over."""

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientResponse, ClientSession, ClientTimeout

from demo.network import CARRIER_ADDRESS
from demo.pages import KEEPS_RECORDS, Pages, running_pages
from demo.peer import Invitation, peer_at
from demo.scenarios import CLEAR_VOICE
from tests.telephony.calls import last_arrival, place
from tests.telephony.conftest import StageMaker
from tests.telephony.records import record
from veertien.testcall.placed_call import HearOut, Say

SECONDS = 30.0
FIGURE = re.compile(r"<dt>([^<]+)</dt><dd>(?:<a[^>]*>)?([^<]+)")


@asynccontextmanager
async def opened(pages: Pages) -> AsyncIterator[ClientResponse]:
    """Open the page Nu as a browser keeps it up to date."""
    async with (
        ClientSession(timeout=ClientTimeout(total=None)) as session,
        session.get(f"{pages.address}now") as answer,
    ):
        yield answer


async def figures(answer: ClientResponse) -> AsyncIterator[dict[str, str]]:
    """Give what the page's parts show, each time that one changes."""
    async for line in answer.content:
        if line.startswith(b"data: {"):
            yield dict(FIGURE.findall(json.loads(line.removeprefix(b"data: "))["html"]))


async def until_shown(answer: ClientResponse, **wanted: str) -> None:
    """Wait until a part of the page shows these figures; an underscore stands for a space."""
    shown = {name.replace("_", " "): value for name, value in wanted.items()}
    async with asyncio.timeout(SECONDS):
        async for found in figures(answer):
            if shown.items() <= found.items():
                return
    pytest.fail(f"the page ended without {wanted}")


async def test_a_call_is_on_the_open_page_while_it_goes_on_and_in_todays_figures_after(
    make_stage: StageMaker,
) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=KEEPS_RECORDS)
        async with running_pages(stage) as pages, opened(pages) as page:
            await until_shown(page, in_gesprek="0")
            call = await carrier.call(stage.network.pbx, Invitation("14020"))
            await call.answered()
            await until_shown(page, in_gesprek="1", gaat_over="0")
            assert carried(await text(pages)) == 1
            call.bye()
            await until_shown(page, in_gesprek="0")
            await until_shown(page, Oproepen="1", Gevraagd="0")


async def test_a_caller_who_is_asked_is_seen_in_the_question_and_then_talking(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=KEEPS_RECORDS)
    async with running_pages(stage) as pages, opened(pages) as page:
        steps = (HearOut(), Say(stage.voices.speak("Medemblik", CLEAR_VOICE), "Medemblik"))
        calling = asyncio.create_task(place(stage, "140229", steps))
        await until_shown(page, in_de_vraag="1")
        await until_shown(page, in_de_vraag="0", in_gesprek="1")
        await calling
        assert last_arrival(stage).endpoint == "trunk-medemblik"
        await until_shown(page, Oproepen="1", Gevraagd="1")


@pytest.mark.fault("the pages are frozen while somebody looks", caller="nothing", after="-")
async def test_frozen_pages_change_no_call_and_show_it_when_they_go_on(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=KEEPS_RECORDS)
        async with running_pages(stage) as pages, opened(pages) as page:
            await until_shown(page, in_gesprek="0")
            pages.process.signal(signal.SIGSTOP)
            call = await carrier.call(stage.network.pbx, Invitation("14020"))
            await call.answered()
            call.bye()
            line = await record(stage, 0)
            assert (line["result"], line["fell_back"]) == ("ANSWER", False)
            pages.process.signal(signal.SIGCONT)
            await until_shown(page, Oproepen="1")


async def test_beheer_says_who_reloaded_and_which_tables_are_in_force(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=KEEPS_RECORDS)
    async with running_pages(stage) as pages:
        digest = (await stage.daemon.health())["tables"]["digest"]
        stage.daemon.signal(signal.SIGHUP)
        async with asyncio.timeout(SECONDS):
            while "<td>SIGHUP</td>" not in (page := await text(pages, "operation")):
                await asyncio.sleep(0.2)
        assert "<td>herlading</td><td>geladen</td>" in page
        assert page.count(f"<code>{digest}</code>") >= 2


async def text(pages: Pages, path: str = "") -> str:
    async with ClientSession() as session, session.get(pages.address + path) as answer:
        assert answer.status == 200
        return await answer.text()


def carried(page: str) -> int:
    """Return how many calls the page says that Amsterdam's trunk carries."""
    found = re.search(r"endpoint=trunk-amsterdam\">([0-9]+)</a>", page)
    assert found
    return int(found[1])
