"""The loudspeaker and the microphone of the machine, by ALSA's own programs: aplay and arecord."""

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import click

from veertien.frames import HERTZ

_MICROPHONE_HERTZ = 16_000
_LONGEST_SECONDS = 15
_CURE = "install alsa-utils, or see `aplay -l` and `arecord -l` for devices"


def play(pcm: bytes) -> None:
    """Play s16le at 8 kHz to its end. Raises click.ClickException, with the cure, when that can't be done."""
    seconds = len(pcm) / 2 / HERTZ
    _run(["aplay", "-q", "-t", "raw", "-f", "S16_LE", "-r", str(HERTZ), "-c", "1", "-"], pcm, seconds + 10)


def record(into: Path, until: Callable[[], object]) -> None:
    """Record into a WAV file at 16 kHz until `until` returns, for 15 s at most.

    Raises ValueError, with the cure, when nothing can be recorded.
    """
    command = ["arecord", "-q", "-t", "wav", "-f", "S16_LE", "-r", str(_MICROPHONE_HERTZ), "-c", "1"]
    try:
        recorder = subprocess.Popen(  # noqa: S603  a fixed command
            [*command, "-d", str(_LONGEST_SECONDS), str(into)],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
    except OSError as error:
        raise ValueError(f"{command[0]}: {error.strerror}; {_CURE}") from error
    with recorder:
        until()
        # It writes how long the file is when it is ended by this.
        recorder.send_signal(signal.SIGINT)
        _, said = recorder.communicate(timeout=10)
    if not into.exists() or recorder.returncode not in (0, 1, -signal.SIGINT):
        why = _last_line(said) or "recorded nothing"
        raise ValueError(f"{command[0]}: {why}; {_CURE}")


def _run(command: list[str], given: bytes, seconds: float) -> None:
    try:
        done = subprocess.run(command, input=given, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except OSError as error:
        raise click.ClickException(f"{command[0]}: {error.strerror}; {_CURE}") from error
    except subprocess.TimeoutExpired as error:
        raise click.ClickException(f"{command[0]}: did not end in time; {_CURE}") from error
    if done.returncode != 0:
        raise click.ClickException(f"{command[0]}: {_last_line(done.stderr.decode(errors='replace'))}; {_CURE}")


def _last_line(said: str) -> str:
    """Return what a program of ALSA says at last; above it stands where in ALSA that came from."""
    return said.strip().rpartition("\n")[2]
