"""Blocked callers, and callers who call too often: refused before the call is answered; withheld numbers never are."""

from pathlib import Path

import aiohttp

from demo.stage import Stage
from tests.telephony.calls import once_more, place
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from veertien.testcall.placed_call import PlacedCall

CALLERS = """
blocked:
  - 0612345678
  - {prefix: 0881234, comment: a whole range}
exempt: [0881234567]
rate: {calls: 2, seconds: 86400}
"""
REJECTED, BUSY = 21, 17
WITHHELD = "PJSIP/{}@carrier-nameless"


async def test_who_is_refused_and_who_never_is(make_stage: StageMaker, folder: Path) -> None:
    stage = await make_stage(tables=changed(folder, {"callers.yaml": CALLERS}, {}))

    for caller in ("0612345678", "+31881234999"):
        call = await dial(stage, caller)
        assert (call.cause, call.at("answered"), call.at("ringing")) == (REJECTED, None, None)
    assert stage.world.arrivals == []

    for _ in range(2):
        await dial(stage, "0201234567")
    assert len(stage.world.arrivals) == 2
    # However the number is sent, and also after a reload of other tables.
    (stage.config / "callers.yaml").write_text(CALLERS + "# reloaded\n")
    await reload(stage)
    call = await dial(stage, "+31201234567")
    assert (call.cause, call.at("answered")) == (BUSY, None)
    assert len(stage.world.arrivals) == 2

    for caller, through in (("0881234567", "PJSIP/{}@carrier"), ("0201234567", WITHHELD)):
        for _ in range(3):
            await dial(stage, caller, through)
    assert len(stage.world.arrivals) == 8

    metrics = await page(stage, "metrics")
    assert 'veertien_barred_calls_total{why="blocked"} 2.0' in metrics
    assert 'veertien_barred_calls_total{why="too_many"} 1.0' in metrics
    for digits in ("612345678", "881234", "201234567", "whole range"):
        assert digits not in stage.daemon.log + metrics


async def dial(stage: Stage, caller: str, through: str = "PJSIP/{}@carrier") -> PlacedCall:
    """Call a municipality that is alone in its area code."""
    return await place(stage, "14020", caller=caller, through=through, until=once_more(stage))


async def reload(stage: Stage) -> None:
    url = f"http://127.0.0.1:{stage.network.web}/reload"
    async with aiohttp.ClientSession() as session, session.post(url) as answer:
        assert (await answer.json())["result"] == "loaded"


async def page(stage: Stage, name: str) -> str:
    url = f"http://127.0.0.1:{stage.network.web}/{name}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return await answer.text()
