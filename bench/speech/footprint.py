"""`python -m bench.speech.footprint`: load an engine and grammars (pickled, on standard input), print its MiB."""

from __future__ import annotations

import os
import pickle
import sys

import numpy as np

from bench.processes import memory
from bench.speech.engines import EngineSource
from veertien.speech import GrammarSpec

_HERTZ = 8000


def main() -> None:
    """Let the engine hear half a second of a buzz in each grammar, and print resident and private memory."""
    source, specs = _work()
    engine = source.make()
    at = np.arange(_HERTZ) / _HERTZ
    # Speech enough for every pass to be made: a buzz with a beginning and an end.
    buzz = 6000 * np.sign(np.sin(2 * np.pi * 120 * at)) * np.sin(np.pi * at) ** 2
    pcm = buzz.astype("<i2").tobytes()
    for spec in specs:
        engine.recognise(pcm, _HERTZ, spec)
    found = memory(os.getpid())
    sys.stdout.write(f"{found.resident} {found.private}\n")


def _work() -> tuple[EngineSource, tuple[GrammarSpec, ...]]:
    # Written by the benchmark itself, in `cost`.
    source, specs = pickle.load(sys.stdin.buffer)  # noqa: S301
    return source, specs


if __name__ == "__main__":
    main()
