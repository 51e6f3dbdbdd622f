"""What runs inside a recogniser process: one recogniser, made once, and nothing else."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import wait
from pathlib import Path

from veertien.speech.acoustics import load_model, shipped_model
from veertien.speech.espeak import EspeakOnDemand
from veertien.speech.grammar import GrammarSpec
from veertien.speech.pronunciation import Overrides, Phonemiser, dutch_pronouncer
from veertien.speech.recogniser import Recogniser, Recognition

DEAF_TO = frozenset({signal.SIGINT, signal.SIGHUP})
"""Signals that are meant for the daemon, though a terminal or `systemctl kill` sends them to its recognisers too."""


@dataclass(frozen=True, slots=True)
class Making:
    """What a recogniser is made with: the integrator's own pronunciations, and a model instead of the shipped one."""

    overrides: Overrides = ()
    model: Path | None = None


def make_recogniser(espeak: Phonemiser, overrides: Overrides = (), model: Path | None = None) -> Recogniser:
    """Make a recogniser of Dutch names; see `Making`. `espeak` pronounces what no list has.

    Raises ModelFileError for a model that can't be used.
    """
    with contextlib.nullcontext(model) if model else shipped_model() as directory:
        return Recogniser(load_model(directory), dutch_pronouncer(espeak, overrides))


def begin() -> None:
    """Set a new process up: deaf to the keyboard's interrupt and to calls for a reload, gone when its parent is."""
    for number in DEAF_TO:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()


def warm_up(specs: Sequence[GrammarSpec], making: Making) -> None:
    """Load the model and the grammars before the first call needs them."""
    recogniser = _recogniser(making)
    for spec in specs:
        recogniser.prepare(spec)


def recognise(pcm: bytes, hertz: int, spec: GrammarSpec, making: Making) -> Recognition:
    """Recognise one utterance with this process's recogniser; see `Recogniser.recognise`."""
    return _recogniser(making).recognise(pcm, hertz, spec)


@lru_cache(maxsize=1)
def _recogniser(making: Making) -> Recogniser:
    # Held until what it is made with changes or the process ends: its only owner is this cache.
    return make_recogniser(EspeakOnDemand(), making.overrides, making.model)


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        # A killed daemon can't tell its workers to end, and they wait on a pipe that they hold open themselves.
        os._exit(1)
