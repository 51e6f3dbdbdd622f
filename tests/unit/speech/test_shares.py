"""A value below which a share lies is numpy's, got without all that numpy loads for it."""

import subprocess
import sys

import numpy as np
import pytest

from veertien.speech.line.shares import value_at

_PREPARED = """
import sys
import numpy as np
# numpy 1 loads it by itself.
before = "numpy.ma" in sys.modules
from veertien.speech.line.preparation import prepare

time = np.arange(8000) / 8000
said = 9000 * np.sin(2 * np.pi * 300 * time) * np.sin(2 * np.pi * 4 * time) ** 2 * (abs(time - 0.5) < 0.2)
prepared = prepare(said.astype(np.int16), 8000)
print(prepared is not None, "numpy.ma" in sys.modules and not before)
"""


@pytest.mark.parametrize("count", [1, 2, 3, 20, 21, 500])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.2, 0.5, 0.95, 1.0])
def test_it_is_what_numpy_says(count: int, share: float) -> None:
    values = np.random.default_rng(count).normal(0, 30, count)
    assert value_at(values, share) == pytest.approx(float(np.quantile(values, share)), rel=1e-12, abs=1e-12)


def test_among_equals_it_is_one_of_them() -> None:
    assert value_at(np.full(7, 0.1), 0.33) == 0.1


def test_speech_is_made_ready_without_masked_arrays() -> None:
    said = subprocess.run([sys.executable, "-c", _PREPARED], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["True", "False"]
