"""A caller who calls again is asked about what they chose before, may always say another name, and can be forgotten."""

import asyncio
import sys
from pathlib import Path

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.calls import by_keys, last_arrival, once_more, place
from tests.telephony.conftest import StageMaker
from tests.telephony.hearing import Ear
from tests.telephony.own_tables import changed
from veertien.conversation import Prompt, PromptId
from veertien.testcall.placed_call import PlacedCall, Say, Step, Wait

CALLER = "0612345678"
REMEMBER = "remember: {{days: 90, without_asking: {}}}\n"
ASK = Prompt(PromptId.ASK)
MEDEMBLIK_BY_KEYS = by_keys(2)
"""The second municipality of the keypad list."""
PROPOSAL_HEARD = Wait(4.0)
"""Its first pause comes after the name; a caller may speak then, but the test wants to hear all of it."""


async def test_what_was_chosen_is_asked_about_first_until_it_is_forgotten(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    stage = await make_stage(tables=changed(folder, {"routing.yaml": REMEMBER.format("no")}, {}))

    call = await dial(stage, MEDEMBLIK_BY_KEYS)
    assert ear.heard_prompt(stage, call, ASK)
    assert last_arrival(stage).endpoint == "trunk-medemblik"

    call = await dial(stage, (PROPOSAL_HEARD, says(stage, "ja")))
    assert ear.heard_prompt(stage, call, proposal("Medemblik"))
    assert last_arrival(stage).endpoint == "trunk-medemblik"

    call = await dial(stage, (PROPOSAL_HEARD, says(stage, "Drechterland")))
    assert ear.heard_prompt(stage, call, proposal("Medemblik"))
    assert last_arrival(stage).endpoint == "trunk-drechterland"

    # Somebody who withholds the number is nobody.
    call = await dial(stage, MEDEMBLIK_BY_KEYS, through="PJSIP/{}@carrier-nameless")
    assert ear.heard_prompt(stage, call, ASK)

    assert await veertien(stage, "forget", "+31612345678") == "Forgot 1 choice of +31612345678.\n"
    call = await dial(stage, MEDEMBLIK_BY_KEYS)
    assert ear.heard_prompt(stage, call, ASK)

    for line in ('"asked": "open", "hint": null', '"asked": "proposed", "hint": "remembered"', '"how": "proposed"'):
        await stage.daemon.logged(line)
    assert CALLER.removeprefix("0") not in stage.daemon.log


async def test_where_the_rules_say_so_it_routes_by_itself_but_not_twice_in_a_row(
    make_stage: StageMaker, folder: Path, ear: Ear
) -> None:
    stage = await make_stage(tables=changed(folder, {"routing.yaml": REMEMBER.format("no")}, {}))
    await dial(stage, MEDEMBLIK_BY_KEYS)
    (stage.config / "routing.yaml").write_text(REMEMBER.format("yes"))
    await veertien(stage, "reload")

    call = await dial(stage)
    answered = call.at("answered")
    assert last_arrival(stage).endpoint == "trunk-medemblik"
    assert answered is None or answered > last_arrival(stage).at - call.began
    await stage.daemon.logged('"asked": "skipped", "hint": "remembered"')

    call = await dial(stage, (PROPOSAL_HEARD, says(stage, "Drechterland")))
    assert ear.heard_prompt(stage, call, proposal("Medemblik"))
    assert last_arrival(stage).endpoint == "trunk-drechterland"

    # A database that breaks costs nobody a call.
    for file in stage.config.glob("memory.sqlite*"):
        file.unlink()
    (stage.config / "memory.sqlite").write_text("no database" * 100)
    call = await dial(stage, MEDEMBLIK_BY_KEYS)
    assert ear.heard_prompt(stage, call, ASK)
    await stage.daemon.logged('"event": "memory_failed"')


def proposal(name: str) -> Prompt:
    return Prompt(PromptId.PROPOSE, name)


def says(stage: Stage, words: str) -> Say:
    return Say(stage.voices.speak(words, CLEAR_VOICE), words)


async def dial(stage: Stage, steps: tuple[Step, ...] = (), through: str = "PJSIP/{}@carrier") -> PlacedCall:
    return await place(stage, "140229", steps, caller=CALLER, through=through, until=once_more(stage))


async def veertien(stage: Stage, *arguments: str) -> str:
    """Run a command on the stage's folder, which has to succeed."""
    command = (sys.executable, "-m", "veertien.cli", *arguments, "--config", str(stage.config))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await asyncio.wait_for(process.communicate(), 60.0)
    assert process.returncode == 0
    return said.decode()
