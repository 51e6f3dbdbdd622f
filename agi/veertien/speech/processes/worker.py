"""What runs inside a worker's process: one worker, made once, and nothing else.

Standard input is the process's end of a socket to the daemon; see `messages`.
"""

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from veertien.heap import give_back
from veertien.release import code_digest
from veertien.speech.processes.messages import Failed, Ready, Worker, message, read_message

DEAF_TO = frozenset({signal.SIGINT, signal.SIGHUP})
"""Signals that are meant for the daemon, though a terminal or `systemctl kill` sends them to its workers too."""

YIELDS = 5
"""By how much it is nicer than the daemon: a frame of audio is due each 20 ms, an answer in some hundreds. On a full
machine what has 5 ms to do each 20 ms begins 50 ms late beside two busy processes of its own niceness, and 25 ms beside
nicer ones, as it does without them."""
_STDIN = 0
_BADNESS = Path("/proc/self/oom_score_adj")
_WORSE, _WORST = 500, 1000
"""Parts of a thousand of the machine's memory, see proc_pid_oom_score_adj(5). Making it worse needs no privilege."""
_PAUSE_MILLISECONDS = 150
"""Between two pieces of idle work: it takes a quarter of a core at most, and a job waits for one piece only."""
_REST_MILLISECONDS = 1000
"""After which a process without anything to do gives memory back: one that is busy would need it again at once."""


def begin(digest: str) -> None:
    """Set a new process up.

    It ignores the keyboard's interrupt and calls for a reload, ends when its parent does, is the first that the kernel
    ends when memory is short, and lets the daemon go first. It ends at once when its code is not its parent's: it could
    misread what comes.
    """
    for number in DEAF_TO:
        signal.signal(number, signal.SIG_IGN)
    if code_digest() != digest:
        sys.exit(1)
    _die_first()
    # Where a sandbox doesn't let it, all have their turns alike.
    with contextlib.suppress(OSError):
        os.nice(YIELDS)
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()


def work() -> None:
    """Make a worker, and have it do what is sent until nothing comes any more."""
    worker: Worker | None = None
    # What is made stays as long as the process: to look for garbage in it meanwhile takes a third of the time.
    gc.disable()
    with socket.socket(fileno=_STDIN) as pipe, pipe.makefile("rb") as incoming:
        while (asked := read_message(incoming)) is not None:
            answer: Any = Ready()
            try:
                if worker is None:
                    worker = asked.make()
                    gc.freeze()
                    gc.enable()
                else:
                    answer = worker.do(asked)
            except Exception as error:  # whatever it is, who asked is to know, and the next one may go well
                answer = Failed(str(error) or repr(error))
            pipe.sendall(message(answer))
            if worker is not None:
                _use_idle_time(worker, pipe)


def _use_idle_time(worker: Worker, pipe: socket.socket) -> None:
    """Return when something comes, or nothing is left to do."""
    # As nothing comes unasked, nothing is in the reader's buffer.
    coming = select.poll()
    coming.register(pipe, select.POLLIN)
    while not coming.poll(_PAUSE_MILLISECONDS):
        if not worker.use_idle_time():
            if not coming.poll(_REST_MILLISECONDS):
                give_back()
            return


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
