"""Prompts played and answers spoken at a terminal; the programs are stand-ins, for machines without a sound card."""

import sys
import time
from pathlib import Path

import click
import pytest

from veertien.cli.tables import _sound_card

# In Python, as a shell can't take a signal that is ignored where it starts: what runs in the background has it so.
ARECORD = """#!{python}
import pathlib, shutil, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
pathlib.Path("{ready}").touch()
signal.sigwait([signal.SIGINT])
shutil.copy("{sound}", sys.argv[-1])
sys.exit(1)
"""


def program(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text)
    (folder / name).chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


def test_what_is_said_until_the_end_is_told_is_in_the_file(programs: Path, tmp_path: Path) -> None:
    sound, ready, into = tmp_path / "sound", tmp_path / "ready", tmp_path / "answer.wav"
    sound.write_bytes(b"RIFF")
    program(programs, "arecord", ARECORD.format(python=sys.executable, sound=sound, ready=ready))

    def spoken() -> None:
        while not ready.exists():
            time.sleep(0.01)

    _sound_card.record(into, spoken)
    assert into.read_bytes() == b"RIFF"


def test_a_machine_without_a_microphone_is_told_with_the_cure(programs: Path, tmp_path: Path) -> None:
    program(programs, "arecord", "#!/bin/sh\necho 'in some place of ALSA' >&2\necho 'audio open error' >&2\nexit 1\n")

    def ended() -> None:
        time.sleep(0.2)

    with pytest.raises(ValueError, match=r"^arecord: audio open error; install alsa-utils, or see `aplay -l`"):
        _sound_card.record(tmp_path / "answer.wav", ended)


def test_a_prompt_is_played_as_callers_hear_it(programs: Path, tmp_path: Path) -> None:
    program(programs, "aplay", f'#!/bin/sh\necho "$@" >{tmp_path}/how\ncat >{tmp_path}/heard\n')
    _sound_card.play(b"\1\2" * 800)
    assert (tmp_path / "heard").read_bytes() == b"\1\2" * 800
    assert "S16_LE -r 8000" in (tmp_path / "how").read_text()


def test_a_machine_without_a_loudspeaker_is_told_with_the_cure(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs))
    with pytest.raises(click.ClickException, match="install alsa-utils"):
        _sound_card.play(b"")
