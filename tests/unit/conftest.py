"""A sound config folder to put faults in, and the faults found there; the national names."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.unit.shipped import NAMES
from veertien.config import Fault, Sound, TablesFaultyError, check, load_folder
from veertien.gazetteer import Gazetteer

SOUND = MappingProxyType(
    {
        "veertien.yaml": "recognisers: 1\n",
        "trunks.yaml": (
            "trunks:\n"
            "  hoorn: {endpoint: trunk-hoorn, capacity: 5}\n"
            "  medemblik: {endpoint: trunk-medemblik, capacity: 5}\n"
            "  backup: {endpoint: trunk-backup, capacity: 5}\n"
            "  operator: {endpoint: trunk-operator, capacity: 5}\n"
        ),
        "operator.yaml": "destinations:\n  - {trunk: operator, number: 0880000014}\n",
        "municipalities/noord-holland.yaml": (
            "municipalities:\n"
            "  - name: Hoorn\n"
            "    destinations:\n"
            "      - {trunk: hoorn, number: 0229000001}\n"
            "      - {trunk: backup, number: 0229000001}\n"
            "  - name: Medemblik\n"
            "    destinations: [{trunk: medemblik, number: 0229000002}]\n"
            "  - name: Enkhuizen\n"
            "    connected: no\n"
        ),
    }
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

Write = Callable[[dict[str, str | bytes | None]], Path]
Faults = Callable[[dict[str, str | bytes | None]], list[Fault]]


def faults_of(folder: Path, names: Gazetteer) -> tuple[Fault, ...]:
    """Return what keeps a folder from being loaded."""
    try:
        load_folder(folder, names)
    except TablesFaultyError as error:
        return error.faults
    return ()


def warned_of(code: str, folder: Path, names: Gazetteer, now: datetime = NOON) -> tuple[Fault, ...]:
    """Return the warnings with this code that `veertien check` has for a folder without faults."""
    found = check(folder, names, now)
    assert isinstance(found, Sound)
    return tuple(warning for warning in found.warnings if warning.code == code)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may work in Dutch."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture(scope="session")
def names() -> Gazetteer:
    return NAMES


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the sound folder with some files replaced, added, or (None) taken away."""

    def write_folder(changes: dict[str, str | bytes | None]) -> Path:
        for name, content in {**SOUND, **changes}.items():
            file = tmp_path / name
            file.parent.mkdir(exist_ok=True)
            if content is None:
                file.unlink(missing_ok=True)
            else:
                file.write_bytes(content.encode() if isinstance(content, str) else content)
        return tmp_path

    return write_folder


@pytest.fixture
def faults_in(write: Write, names: Gazetteer) -> Faults:
    return lambda changes: list(faults_of(write(changes), names))
