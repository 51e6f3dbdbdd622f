"""Keys and captures."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from veertien.captures import About, AskedWhen, Became, Capture, CapturedGuess, CaptureKey, CaptureStore

SECRET = b"5e1f" * 16


def made(capture_id: str = "2026112814-00aa11bb22cc", **about: Any) -> Capture:
    """Return a capture of an answer that was confirmed."""
    usual = About(
        area_code="0229",
        caller="ab" * 16,
        tables="tables",
        model="model",
        asked=AskedWhen.FIRST,
        guesses=(CapturedGuess("GM0420", 0.6, "wognum"),),
        outcome=Became.CONFIRMED,
        chosen="GM0420",
    )
    return Capture(capture_id, replace(usual, **about), bytes(range(200)) * 8)


@pytest.fixture(scope="session")
def key() -> CaptureKey:
    return CaptureKey(SECRET)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "captures"


@pytest.fixture
def store(folder: Path, key: CaptureKey) -> CaptureStore:
    return CaptureStore(folder, key)
