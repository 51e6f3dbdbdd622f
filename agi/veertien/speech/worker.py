"""What runs inside a recogniser process: one recogniser, made once, and nothing else."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from functools import lru_cache
from multiprocessing.connection import wait

from veertien.speech.acoustics import load_model, shipped_model
from veertien.speech.espeak import EspeakOnDemand
from veertien.speech.grammar import GrammarSpec
from veertien.speech.pronunciation import Overrides, Phonemiser, dutch_pronouncer
from veertien.speech.recogniser import Recogniser, Recognition


def make_recogniser(espeak: Phonemiser, overrides: Overrides = ()) -> Recogniser:
    """Make a recogniser of Dutch names with the model that Veertien uses now.

    `overrides` are the integrator's own pronunciations; `espeak` pronounces what no list has.
    """
    with shipped_model() as directory:
        return Recogniser(load_model(directory), dutch_pronouncer(espeak, overrides))


def begin() -> None:
    """Set a new process up: deaf to the keyboard's interrupt, gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()


def warm_up(specs: Sequence[GrammarSpec], overrides: Overrides) -> None:
    """Load the model and the grammars before the first call needs them."""
    recogniser = _recogniser(overrides)
    for spec in specs:
        recogniser.prepare(spec)


def recognise(pcm: bytes, hertz: int, spec: GrammarSpec, overrides: Overrides) -> Recognition:
    """Recognise one utterance with this process's recogniser; see `Recogniser.recognise`."""
    return _recogniser(overrides).recognise(pcm, hertz, spec)


@lru_cache(maxsize=1)
def _recogniser(overrides: Overrides) -> Recogniser:
    # Held until the pronunciations change or the process ends: its only owner is this cache.
    return make_recogniser(EspeakOnDemand(), overrides)


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        # A killed daemon can't tell its workers to end, and they wait on a pipe that they hold open themselves.
        os._exit(1)
