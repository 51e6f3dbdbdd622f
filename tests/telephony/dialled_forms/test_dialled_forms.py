"""Every form of a 14-number that a trunk may present arrives; everything else is refused before it rings anywhere."""

import asyncio

from tests.telephony.calls import arrivals, place
from tests.telephony.conftest import StageMaker

FORMS = ("14020", "014020", "+3114020", "3114020", "003114020", "0140014020", "01400020")
REFUSED = ("14999", "14088", "1402", "140201", "112", "0201234567")
CAUSES = (1, 3, 28)
"""Q.850 causes that tell the caller's network so: not in use, no route, incomplete."""


async def test_every_form_reaches_the_municipality_with_the_14_number(make_stage: StageMaker) -> None:
    stage = await make_stage()
    callers = {form: f"020100000{place}" for place, form in enumerate(FORMS)}
    await asyncio.gather(*(place(stage, form, caller=caller) for form, caller in callers.items()))
    for form, caller in callers.items():
        assert arrivals(stage, caller) == ["trunk-amsterdam"], form
    assert {arrival.header for arrival in stage.world.arrivals} == {"14020"}


async def test_what_is_no_14_number_is_refused_unanswered(make_stage: StageMaker) -> None:
    stage = await make_stage()
    calls = await asyncio.gather(*(place(stage, number) for number in REFUSED))
    for call in calls:
        assert call.at("answered") is None, call.number
        assert call.cause in CAUSES, call.number
    assert stage.world.arrivals == []
