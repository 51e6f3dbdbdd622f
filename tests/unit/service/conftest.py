"""A small sound config folder, for what reads one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.shipped import NAMES
from tests.unit.small_config import write_small_config
from veertien.gazetteer import Gazetteer
from veertien.speech import Espeak


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
