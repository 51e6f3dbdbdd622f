"""The packages, made once for all tests of a release, and callers' voices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.install.bare_debian import BOOKWORM, FORKY, Release, make_packages
from tests.older_version import NEW, OLD, make_older
from veertien.frames import HERTZ
from veertien.speech import Espeak
from veertien.speech.line.resample import resample


@pytest.fixture(scope="session", params=[BOOKWORM, FORKY], ids=lambda release: release.suite)
def release(request: pytest.FixtureRequest) -> Release:
    found: Release = request.param
    return found


@pytest.fixture(scope="session")
def packages(release: Release) -> list[Path]:
    """This version's package, made twice, and one of the version before."""
    return make_packages(release, lambda _: None, lambda _: None, as_older)


def as_older(source: Path) -> None:
    """Make a copy of the repository the version before."""
    make_older(source / "agi/veertien")
    dialplan = source / "dialplan/extensions.conf"
    dialplan.write_text(dialplan.read_text().replace(f"Custom:{NEW}", f"Custom:{OLD}"))


@pytest.fixture(scope="session")
def spoken() -> Callable[[str], NDArray[np.int16]]:
    """What a caller says, by its words."""
    espeak = Espeak()

    def speak(text: str) -> NDArray[np.int16]:
        pcm, hertz = espeak.synthesise(text, "nl")
        loud = resample(pcm, hertz, HERTZ).astype(np.float64)
        return np.asarray(loud * (10_000 / np.abs(loud).max()), np.int16)

    return speak
