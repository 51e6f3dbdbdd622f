"""Answers as a folder keeps them, said by voices of espeak-ng: the same samples whatever was said before."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from bench.captures import DUTCH, SimulatedCall, over_the_line
from veertien.captures import About, AskedWhen, Became, Capture, CaptureKey, CaptureStore
from veertien.speech import Espeak

FIRST_DAY = datetime(2026, 9, 1, 10, tzinfo=UTC)

Named = tuple[str, str, str]
"""A municipality's CBS code, its name, and how callers say it."""


def capture(folder: Path, secret: bytes, names: Sequence[Named], count: int) -> None:
    """Have so many callers say these names over a week, each not understood, and choose by key."""
    # A voice of espeak-ng wavers on from what its process said before, other tests' texts among it.
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        process.submit(_capture, folder, secret, names, count).result()


def _capture(folder: Path, secret: bytes, names: Sequence[Named], count: int) -> None:
    rng, store = np.random.default_rng(14), CaptureStore(folder, CaptureKey(secret))
    with Espeak() as espeak:
        for number in range(count):
            key, name, spoken = names[number % len(names)]
            call = SimulatedCall("", DUTCH[number % len(DUTCH)], "0229", key, name, spoken)
            about = About("0229", f"{number}", "", "", AskedWhen.FIRST, (), Became.KEYED, key)
            hour = FIRST_DAY + timedelta(days=number // 3 % 8)
            store.keep(Capture(f"{hour:%Y%m%d%H}-{number:012x}", about, over_the_line(espeak, call, rng)))
