"""What runs inside a recogniser process: one recogniser, made once, and nothing else."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from functools import cache
from multiprocessing.connection import wait

from veertien.speech.acoustics import english_model
from veertien.speech.espeak import Espeak
from veertien.speech.grammar import GrammarSpec
from veertien.speech.pronunciation import EspeakPronouncer, load_corrections
from veertien.speech.recogniser import Recogniser, Recognition


def make_recogniser(espeak: Espeak) -> Recogniser:
    """Make a recogniser of Dutch names with the model and the pronunciations that Veertien uses now."""
    model = english_model()
    return Recogniser(model, EspeakPronouncer(espeak, model.phones, load_corrections()))


def begin() -> None:
    """Set a new process up: deaf to the keyboard's interrupt, gone when its parent is."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()


def warm_up(specs: Sequence[GrammarSpec]) -> None:
    """Load the model and the grammars before the first call needs them."""
    recogniser = _recogniser()
    for spec in specs:
        recogniser.prepare(spec)


def recognise(pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
    """Recognise one utterance with this process's recogniser; see `Recogniser.recognise`."""
    return _recogniser().recognise(pcm, hertz, spec)


@cache
def _recogniser() -> Recogniser:
    # Held as long as the process lives: its only owner is this cache.
    return make_recogniser(Espeak())


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        # A killed daemon can't tell its workers to end, and they wait on a pipe that they hold open themselves.
        os._exit(1)
