"""Two nodes, each a PBX with its own Asterisk and Veertien: what a call or a caller brings from one to the other."""

import shutil
from pathlib import Path

from sqlalchemy.engine import URL

from demo.network import CARRIER_ADDRESS
from demo.peer import Invitation, OutgoingCall, peer_at, scripts
from demo.peer.tones import tone
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import arrivals, by_keys, once_more, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed
from tests.unit.archive.conftest import postgresql, postgresql_url
from veertien.conversation import Prompt, PromptId
from veertien.testcall.placed_call import PlacedCall, Say, Step, Wait

__all__ = ["postgresql", "postgresql_url"]
CALLER = "0612345678"
PASSED = "X-Veertien-Passed"
PROPOSAL_HEARD = Wait(4.0)
"""Its first pause comes after the name; a caller may speak then, but the test wants to hear all of it."""


async def test_a_call_that_comes_back_to_another_node_reaches_a_person_and_the_second_time_it_ends(
    make_stage: StageMaker,
) -> None:
    async with (
        peer_at("127.0.0.40", script=scripts.answers(tone(440, 1.0))) as amsterdam,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        one = await make_stage(contacts={"trunk-amsterdam": amsterdam.contact})
        other = await make_stage(contacts={"trunk-amsterdam": amsterdam.contact})

        async def dialled(stage: Stage, passed: str | None) -> OutgoingCall:
            headers = ((PASSED, passed),) if passed else ()
            return await carrier.call(stage.network.pbx, Invitation("14020", headers=headers))

        call = await dialled(one, None)
        passed = (await amsterdam.arrival()).invite.header(PASSED.lower())
        assert passed == "14020"
        back = await dialled(other, passed)
        arrival = await other.world.arrival(lambda arrival: arrival.endpoint == "trunk-operator")
        assert arrival.passed == "14020-14020"
        again = await dialled(one, arrival.passed)
        assert (await again.final()).message.status == 483
        assert one.world.arrivals == []
        await other.daemon.logged('"turn": "back"')
        await one.daemon.logged('"turn": "again"')
        for each in (call, back):
            await each.answered()
            each.bye()


async def test_what_a_caller_chose_on_one_node_is_asked_about_on_the_other_until_it_is_forgotten(
    make_stage: StageMaker, folder: Path, ear: Ear, postgresql_url: URL
) -> None:
    tables = changed(folder, {"routing.yaml": "remember: {days: 90}\n"}, {})
    one, other = await make_stage(tables=tables), await make_stage(tables=tables)
    shutil.copy(one.config / "memory.key", other.config / "memory.key")
    for stage in (one, other):
        settings, url = stage.config / "veertien.yaml", postgresql_url.render_as_string(hide_password=False)
        settings.write_text(settings.read_text().replace("database: memory.sqlite", f"url: '{url}'"))
        await stage.daemon.stop()
        await stage.daemon.start()

    call = await dial(one, by_keys(2))
    assert ear.heard_prompt(one, call, Prompt(PromptId.ASK))
    assert arrivals(one, CALLER) == ["trunk-medemblik"]

    yes = (PROPOSAL_HEARD, Say(other.voices.speak("ja", CLEAR_VOICE), "ja"))
    assert ear.heard_prompt(other, await dial(other, yes), Prompt(PromptId.PROPOSE, "Medemblik"))
    assert arrivals(other, CALLER) == ["trunk-medemblik"]

    status, said = await veertien(other, "forget", CALLER)
    assert (status, said) == (0, "Forgot 1 choice of +31612345678.\n")
    assert ear.heard_prompt(one, await dial(one, by_keys(2)), Prompt(PromptId.ASK))


async def dial(stage: Stage, steps: tuple[Step, ...]) -> PlacedCall:
    return await place(stage, "140229", steps, caller=CALLER, until=once_more(stage))
