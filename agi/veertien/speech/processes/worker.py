"""What runs inside a recogniser process: one recogniser, made once, and nothing else."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.connection import wait
from pathlib import Path

from veertien.release import Release, code_digest
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.recognition.acoustics import load_model, shipped_model
from veertien.speech.recognition.recogniser import Recogniser, Recognition
from veertien.speech.sounds.espeak import EspeakOnDemand
from veertien.speech.sounds.pronunciation import Overrides, Phonemiser, dutch_pronouncer

DEAF_TO = frozenset({signal.SIGINT, signal.SIGHUP})
"""Signals that are meant for the daemon, though a terminal or `systemctl kill` sends them to its recognisers too."""

_BADNESS = Path("/proc/self/oom_score_adj")
_WORSE, _WORST = 500, 1000
"""Parts of a thousand of the machine's memory, see proc_pid_oom_score_adj(5). Making it worse needs no privilege."""


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


def begin(release: Release) -> None:
    """Set a new process up.

    It is deaf to the keyboard's interrupt and to calls for a reload, gone when its parent is, and the first to go when
    memory is short. When its code is not its parent's it ends, before anything comes in that it would take for
    something else.
    """
    for number in DEAF_TO:
        signal.signal(number, signal.SIG_IGN)
    if code_digest() != release.code_digest:
        os._exit(1)
    _die_first()
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()


@dataclass(frozen=True, slots=True)
class Job:
    """One utterance to be recognised; see `Recogniser.recognise`.

    `spec` is a grammar, or the number of one of those that the process was warmed up with: a whole country's names
    take longer to send than to search.
    """

    pcm: bytes
    hertz: int
    spec: GrammarSpec | int
    factors: Mapping[str, float]


class _Bench:
    """A recogniser and the grammars that are known by their number."""

    def __init__(self, making: Making) -> None:
        self.recogniser = make_recogniser(EspeakOnDemand(), making.overrides, making.model)
        self.specs: tuple[GrammarSpec, ...] = ()


def warm_up(specs: tuple[GrammarSpec, ...], making: Making) -> None:
    """Load the model and the grammars before the first call needs them."""
    bench = _bench(making)
    bench.specs = specs
    for spec in specs:
        bench.recogniser.prepare(spec)


def recognise(job: Job, making: Making) -> Recognition:
    """Recognise one utterance with this process's recogniser."""
    bench = _bench(making)
    spec = bench.specs[job.spec] if isinstance(job.spec, int) else job.spec
    return bench.recogniser.recognise(job.pcm, job.hertz, spec, job.factors)


@lru_cache(maxsize=1)
def _bench(making: Making) -> _Bench:
    # Held until what it is made with changes or the process ends: its only owner is this cache.
    return _Bench(making)


def _die_first() -> None:
    """Have the kernel end this process before the daemon: another takes its place, and callers have keys meanwhile."""
    # Where the kernel has no such file, nobody is ended by it.
    with contextlib.suppress(OSError):
        badness = int(_BADNESS.read_text())
        _BADNESS.write_text(str(min(badness + _WORSE, _WORST)))


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        # A killed daemon can't tell its workers to end, and they wait on a pipe that they hold open themselves.
        os._exit(1)
