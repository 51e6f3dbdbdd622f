"""A small sound config folder, for what reads one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.shipped import NAMES
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
    path = tmp_path / "config"
    (path / "municipalities").mkdir(parents=True)
    (path / "veertien.yaml").write_text(f"recognisers: 1\nprompts: {{cache: {tmp_path / 'prompts'}}}\n")
    (path / "operator.yaml").write_text("destinations:\n  - {trunk: operator, number: 0880000014}\n")
    (path / "trunks.yaml").write_text(
        "trunks:\n"
        "  hoorn: {endpoint: trunk-hoorn, capacity: 5}\n"
        "  medemblik: {endpoint: trunk-medemblik, capacity: 5}\n"
        "  operator: {endpoint: trunk-operator, capacity: 5}\n"
    )
    (path / "municipalities/westfriesland.yaml").write_text(
        "municipalities:\n"
        "  - name: Hoorn\n    area_codes: [0229]\n    destinations: [{trunk: hoorn, number: 0229000001}]\n"
        "  - name: Medemblik\n    area_codes: [0229]\n    destinations: [{trunk: medemblik, number: 0229000002}]\n"
    )
    return path
