"""The page of a real call: found by its SIP Call-ID, with its seconds, and a command that sends it the same way."""

import asyncio
import json
import re
import shlex
from html import unescape
from typing import Any

import pytest

from demo.network import CARRIER_ADDRESS
from demo.pages import KEEPS_RECORDS, Pages, running_pages
from demo.peer import Invitation, peer_at
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import last_arrival, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.pages.test_pages import SECONDS, text
from tests.telephony.records import record
from tests.unit.reports.read_page import ReadPage, read_page
from veertien.testcall.placed_call import HearOut, Say

PARTS = {
    "connecting": "connecting",
    "prompts": "prompt",
    "thinking": "thinking",
    "speaking": "speaking",
    "waiting for more": "silence",
    "recognising": "recognising",
    "confirming": "confirming",
}
"""What the page calls the parts of a question, and the log."""


async def page_found(pages: Pages, wanted: str) -> str:
    """Return the page of the one call that is found by this, as soon as it is there."""
    async with asyncio.timeout(SECONDS):
        while not (
            found := re.findall(r'href="/(calls/[0-9a-f-]{36})\?', await text(pages, f"calls?{wanted}&language=en"))
        ):
            await asyncio.sleep(0.2)
    (address,) = found
    return await text(pages, f"{address}?language=en")


def spans(page: ReadPage) -> dict[str, float]:
    """How many seconds each part of the timeline lasted."""
    (rows,) = (rows for rows in page.tables if rows[0][-1] == "Lasted")
    return {row[1]: float(row[3].removesuffix(" s")) for row in rows[1:] if len(row) == 4}


async def decided_again(stage: Stage, page: str) -> dict[str, Any]:
    """Run the command that a page shows."""
    found = re.search(r'<code id="route">(.*?)</code>', page)
    assert found
    program, *words = shlex.split(unescape(found[1]))
    assert program == "veertien"
    status, said = await veertien(stage, *words, "--json")
    assert status == 0, said
    decided: dict[str, Any] = json.loads(said)
    return decided


async def test_who_was_asked_is_shown_second_by_second_and_goes_the_same_way_again(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=KEEPS_RECORDS)
    async with running_pages(stage) as pages:
        await place(stage, "140229", (HearOut(), Say(stage.voices.speak("Medemblik", CLEAR_VOICE), "Medemblik")))
        written = await page_found(pages, "dialled=140229")
        line = await record(stage, 0)
        page = read_page(written)
        shown = spans(page)
        milliseconds = line["question"]["parts"]
        assert sum(milliseconds.values()) > 1000
        for name, part in PARTS.items():
            assert shown.get(name, 0.0) == pytest.approx(milliseconds[part] / 1000, abs=0.051), name
        assert "talk" in shown
        (answers,) = (rows for rows in page.tables if "Best guess" in rows[0])
        assert answers[1][2] == "Medemblik, the municipality itself"
        assert "They held for this call too" in written
        decided = await decided_again(stage, written)
        assert decided["municipality"] == {"code": "GM0420", "name": "Medemblik"}
        assert f"trunk-{decided['destinations'][0]['trunk']}" == last_arrival(stage).endpoint


async def test_a_call_is_found_by_the_call_id_of_its_invite(make_stage: StageMaker) -> None:
    async with peer_at(CARRIER_ADDRESS) as carrier:
        stage = await make_stage(settings=KEEPS_RECORDS)
        async with running_pages(stage) as pages:
            calls = [await carrier.call(stage.network.pbx, Invitation("14020")) for _ in range(2)]
            for call in calls:
                await call.answered()
                call.bye()
            for call in calls:
                page = await page_found(pages, f"call={call.dialog.call_id}")
                assert f"<code>{call.dialog.call_id}</code>" in page
            assert (await decided_again(stage, page))["outcome"] == "connect"
