"""What runs inside a recogniser process: one recogniser, made once, and nothing else.

Standard input is the process's end of a socket to the daemon; see `messages`.
"""

import contextlib
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path

from veertien.release import code_digest
from veertien.speech.processes.messages import Beginning, Failed, Job, Ready, message, read_message
from veertien.speech.recognition.acoustics import load_model, shipped_model
from veertien.speech.recognition.recogniser import Recogniser, Recognition
from veertien.speech.sounds.espeak import EspeakOnDemand
from veertien.speech.sounds.pronunciation import Overrides, Phonemiser, dutch_pronouncer

DEAF_TO = frozenset({signal.SIGINT, signal.SIGHUP})
"""Signals that are meant for the daemon, though a terminal or `systemctl kill` sends them to its recognisers too."""

_STDIN = 0
_BADNESS = Path("/proc/self/oom_score_adj")
_WORSE, _WORST = 500, 1000
"""Parts of a thousand of the machine's memory, see proc_pid_oom_score_adj(5). Making it worse needs no privilege."""


def make_recogniser(espeak: Phonemiser, overrides: Overrides = (), model: Path | None = None) -> Recogniser:
    """Make a recogniser of Dutch names; see `Making`. `espeak` pronounces what no list has.

    Raises ModelFileError for a model that can't be used.
    """
    with contextlib.nullcontext(model) if model else shipped_model() as directory:
        return Recogniser(load_model(directory), dutch_pronouncer(espeak, overrides))


def begin(digest: str) -> None:
    """Set a new process up.

    It ignores the keyboard's interrupt and calls for a reload, ends when its parent does, and is the first that the
    kernel ends when memory is short. It ends at once when its code is not its parent's: it could misread what comes.
    """
    for number in DEAF_TO:
        signal.signal(number, signal.SIG_IGN)
    if code_digest() != digest:
        sys.exit(1)
    _die_first()
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()


class _Bench:
    """A recogniser and the grammars that are known by their number."""

    def __init__(self, beginning: Beginning) -> None:
        making = beginning.making
        self._recogniser = make_recogniser(EspeakOnDemand(), making.overrides, making.model)
        self._specs = beginning.specs
        for spec in self._specs:
            self._recogniser.prepare(spec)

    def recognise(self, job: Job) -> Recognition:
        spec = self._specs[job.spec] if isinstance(job.spec, int) else job.spec
        return self._recogniser.recognise(job.pcm, job.hertz, spec, job.factors)


def work() -> None:
    """Make a recogniser, and recognise what is sent until nothing comes any more."""
    bench: _Bench | None = None
    with socket.socket(fileno=_STDIN) as pipe, pipe.makefile("rb") as incoming:
        while (asked := read_message(incoming)) is not None:
            answer: Ready | Recognition | Failed = Ready()
            try:
                if bench is None:
                    bench = _Bench(asked)
                else:
                    answer = bench.recognise(asked)
            except Exception as error:  # whatever it is, who asked is to know, and the next one may go well
                answer = Failed(str(error) or repr(error))
            pipe.sendall(message(answer))


def _die_first() -> None:
    """Have the kernel end this process before the daemon: another takes its place, and callers have keys meanwhile."""
    # Where the kernel has no such file, nobody is ended by it.
    with contextlib.suppress(OSError):
        badness = int(_BADNESS.read_text())
        _BADNESS.write_text(str(min(badness + _WORSE, _WORST)))


def _follow_parent() -> None:
    """End, also amid work, when the other end of the socket is gone: the daemon was killed."""
    gone = select.poll()
    gone.register(_STDIN, 0)  # poll always reports these: errors and the end
    gone.poll()
    os._exit(1)
