"""A small sound config folder, for what reads one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.shipped import NAMES
from tests.unit.small_config import write_small_config
from veertien.config.folder import ConfigFolder
from veertien.gazetteer import Gazetteer
from veertien.inquiry import inquiries_of
from veertien.prompts import PromptStore, Voices
from veertien.service.calls.announcing import Announcer
from veertien.service.calls.dialogue import Interviewer
from veertien.service.calls.ears import Ears
from veertien.service.editions.in_force import Edition, Recognising
from veertien.speech import Espeak, Making
from veertien.speech.processes.recognisers import RecogniserPool


@pytest.fixture(scope="session")
def names() -> Gazetteer:
    return NAMES


@pytest.fixture(scope="session")
def espeak() -> Iterator[Espeak]:
    with Espeak() as espeak:
        yield espeak


@pytest.fixture
def small_config(tmp_path: Path) -> Path:
    """Two municipalities that share 0229; prompts are kept beside the tables."""
    cache = tmp_path / "prompts"
    return write_small_config(tmp_path / "config", f"recognisers: 1\nprompts: {{cache: {cache}}}\n")


def edition_of(folder: Path, espeak: Espeak, pool: RecogniserPool | None = None) -> Edition:
    """Make an edition of a folder, whose recognisers are not started."""
    loaded = ConfigFolder(folder).load()
    prompts = PromptStore(loaded.settings.prompts.cache, None, Voices(), espeak)
    ears = Ears(pool or RecogniserPool(1))
    return Edition(
        loaded,
        inquiries_of(loaded.tables, loaded.asking.policy),
        prompts,
        Recognising(1, Making(), frozenset(), ()),
        "digest",
        None,
        ears,
        Interviewer(prompts, ears),
        Announcer(prompts),
    )
