"""A model that was learned counts from a reload on, and a call is heard by one model from its beginning to its end."""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.ami_way import connected
from tests.telephony.calls import arrivals, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from veertien.gazetteer.pronunciations import parse_words
from veertien.routing import AMSTERDAM
from veertien.speech.acoustic_model.acoustics import shipped_model
from veertien.speech.acoustic_model.installed import install
from veertien.speech.sounds.learned import write_learned
from veertien.testcall.placed_call import HearOut, Say, Step, Until

SETTINGS = "models: models\n"
SHIPPED, LEARNED = "trunk-medemblik", "trunk-hoorn"
"""Where who says "Medemblik" arrives, as the model has learned that callers mean Hoorn by it."""
WAYS = {"Hoorn": "meːdəmblɪk", "Medemblik": "hoːrən"}


async def test_a_learned_model_counts_from_a_reload_on_until_it_is_undone(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=SETTINGS)
    shipped = await model_in_force(stage)
    assert shipped["folder"] is None

    async def learn() -> None:
        folder = learned(stage)
        assert await model_in_force(stage) == shipped
        await reload(stage)
        assert (await model_in_force(stage))["folder"] == str(folder)

    async def undo() -> None:
        status, said = await veertien(stage, "model", "rollback")
        assert (status, "the one that came with veertien again" in said) == (0, True)
        await reload(stage)
        assert await model_in_force(stage) == shipped

    assert await says_medemblik(stage, "0229000401", Until(learn)) == [SHIPPED]
    assert await says_medemblik(stage, "0229000402") == [LEARNED]
    assert await says_medemblik(stage, "0229000403", Until(undo)) == [LEARNED]
    assert await says_medemblik(stage, "0229000404") == [SHIPPED]


@pytest.mark.fault("a reload finds a damaged acoustic model", caller="as before: the old model hears them", after="-")
async def test_a_damaged_model_is_refused_and_the_one_in_force_goes_on(make_stage: StageMaker) -> None:
    stage = await make_stage(settings=SETTINGS)
    shipped = await model_in_force(stage)
    means = damaged(learned(stage))
    status, said = await veertien(stage, "reload")
    assert (status, str(means) in said) == (1, True)
    assert await model_in_force(stage) == shipped
    assert (await stage.daemon.health())["degraded"] == ["reload"]
    assert await says_medemblik(stage, "0229000405") == [SHIPPED]
    await veertien(stage, "model", "rollback")
    await reload(stage)
    assert (await stage.daemon.health())["status"] == "ok"


@pytest.mark.fault(
    "a start finds a damaged learned model", caller="the question; the shipped model hears them", after="-"
)
async def test_a_start_with_a_damaged_model_serves_with_the_shipped_one_until_it_is_undone(
    make_stage: StageMaker,
) -> None:
    stage = await make_stage(settings=SETTINGS)
    shipped = await model_in_force(stage)
    await stage.daemon.stop()
    means = damaged(learned(stage))
    await stage.daemon.start()
    await connected(stage)
    health = await stage.daemon.health()
    assert (health["model"], health["degraded"]) == (shipped, ["reload"])
    assert str(means) in health["last_reload"]["why"]
    await stage.daemon.logged('"event": "learned_model_unusable"')
    assert await says_medemblik(stage, "0229000406") == [SHIPPED]
    await veertien(stage, "model", "rollback")
    await reload(stage)
    assert (await stage.daemon.health())["status"] == "ok"


def damaged(model: Path) -> Path:
    """Cut a file of the model short, and return it."""
    means = model / "means"
    means.write_bytes(means.read_bytes()[:1000])
    return means


def learned(stage: Stage) -> Path:
    """Install a model as `veertien model learn` does: the shipped one, with pronunciations that were learned."""

    def fill(folder: Path) -> None:
        with shipped_model() as shipped:
            shutil.copytree(shipped, folder, dirs_exist_ok=True)
        write_learned(folder, {name: [(parse_words(ipa), "fits 3 of 3 callers better")] for name, ipa in WAYS.items()})

    return install(stage.config / "models", fill, datetime.now(AMSTERDAM), {})


async def says_medemblik(stage: Stage, caller: str, *before: Step) -> list[str]:
    """Call, say it when asked, and return where the call arrived; `before` comes between question and answer."""
    said = Say(stage.voices.speak("Medemblik", CLEAR_VOICE), "Medemblik")
    await place(stage, "140229", (HearOut(), *before, said), caller=caller)
    return arrivals(stage, caller)


async def model_in_force(stage: Stage) -> dict[str, Any]:
    return dict((await stage.daemon.health())["model"])


async def reload(stage: Stage) -> None:
    status, said = await veertien(stage, "reload")
    assert (status, "is in force" in said) == (0, True), said
