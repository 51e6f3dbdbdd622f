"""`veertien pronounce`: how a name sounds to the recogniser."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

from veertien.cli._config import DEFAULTS, config_folder, faults_end
from veertien.cli._country import country_for
from veertien.cli._writing import unwritable
from veertien.config import TablesFaultyError, load_tables
from veertien.gazetteer import write_ipa
from veertien.speech import Espeak
from veertien.speech.line.resample import resample
from veertien.speech.line.wav import encode_wav
from veertien.speech.sounds.espeak import EspeakError
from veertien.speech.sounds.pronunciation import ExplainedPronunciation, PronunciationError, dutch_pronouncer

PAUSE_SECONDS = 0.7
_SOUND_HERTZ = 16000
PLAYERS = (("aplay", "-q"), ("paplay",), ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"))
"""Players of Debian's alsa-utils, pulseaudio-utils and ffmpeg, with what keeps them quiet."""


@click.command("pronounce")
@click.argument("name")
@click.option(
    "--wav", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write them to a WAV file."
)
@click.option("--play", is_flag=True, help="Play them.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@config_folder(required=False)
@click.pass_context
def command(ctx: click.Context, name: str, wav: Path | None, play: bool, as_json: bool, config: Path | None) -> None:
    """Print every pronunciation of NAME that is listened for, the likeliest first, and where each comes from.

    A folder's own pronunciations.yaml goes before all other sources. What is written or played is each pronunciation in
    turn, in espeak-ng's voice. Ends with status 2 when NAME can't be pronounced or nothing can play.
    """
    folder = config or ctx.obj or next((folder for folder in DEFAULTS if folder.is_dir()), None)
    try:
        overrides = load_tables(folder, country_for(folder)).overrides if folder else ()
    except TablesFaultyError as error:
        raise faults_end(error) from error
    with Espeak() as espeak:
        try:
            found = dutch_pronouncer(espeak, overrides).explain(name)
        except (PronunciationError, EspeakError) as error:
            raise click.UsageError(str(error)) from error
        click.echo(json.dumps(_as_object(name, found), ensure_ascii=False) if as_json else _as_text(name, found))
        if wav is not None or play:
            _give_out(_spoken(espeak, found), wav, play)


def _as_object(name: str, found: Sequence[ExplainedPronunciation]) -> dict[str, Any]:
    return {
        "name": name,
        "pronunciations": [
            {"ipa": _ipa(one), "phones": list(one.phones), "sources": list(one.sources), "rules": list(one.rules)}
            for one in found
        ],
    }


def _as_text(name: str, found: Sequence[ExplainedPronunciation]) -> str:
    width = max(len(_ipa(one)) for one in found)
    lines = (f"  {_ipa(one):<{width}}  {', '.join((*one.sources, *one.rules))}" for one in found)
    return "\n".join((name, *lines))


def _ipa(one: ExplainedPronunciation) -> str:
    return " ".join(map(write_ipa, one.words))


def _spoken(espeak: Espeak, found: Sequence[ExplainedPronunciation]) -> bytes:
    """Return a WAV file with all pronunciations, a pause after each, at a rate that `veertien recognise` takes too."""
    pause = np.zeros(int(PAUSE_SECONDS * _SOUND_HERTZ), np.int16)
    spoken = (resample(*espeak.pronounce(one.words), _SOUND_HERTZ) for one in found)
    return encode_wav(np.concatenate([part for samples in spoken for part in (samples, pause)]), _SOUND_HERTZ)


def _give_out(audio: bytes, wav: Path | None, play: bool) -> None:
    if wav is not None:
        try:
            wav.write_bytes(audio)
        except OSError as error:
            raise click.UsageError(unwritable(error, wav).english) from error
    if play:
        _play(audio)


def _play(audio: bytes) -> None:
    player = next((player for player in PLAYERS if shutil.which(player[0])), None)
    if player is None:
        raise click.UsageError(
            "There is no player (aplay, paplay or ffplay); install alsa-utils, or write a file with --wav."
        )
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(audio)
        file.flush()
        # A fixed program with a file of our own.
        played = subprocess.run([*player, file.name], check=False)  # noqa: S603
    if played.returncode:
        raise click.UsageError(f"{player[0]} could not play (its status {played.returncode}); use --wav.")
