"""`veertien route --wav` hears the municipality of a village through the real recogniser."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import CliRunner

from tools.carried import whisper_base
from veertien.cli import main
from veertien.speech.line.wav import encode_wav
from veertien.speech.sounds.espeak import Espeak


def recorded(name: str, folder: Path) -> str:
    with Espeak() as espeak:
        pcm, hertz = espeak.synthesise(name, voice="nl")
    seconds = len(pcm) / hertz
    telephone = np.interp(np.arange(0, seconds, 1 / 8000), np.arange(len(pcm)) / hertz, pcm).astype(np.int16)
    wav = folder / "answer.wav"
    wav.write_bytes(encode_wav(telephone, 8000))
    return str(wav)


def route(*arguments: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["route", "140229", "--json", *arguments])
    return result.exit_code, json.loads(result.stdout)


def test_a_spoken_village_is_heard(tmp_path: Path) -> None:
    status, decision = route("--config", "config", "--wav", recorded("Wervershoof", tmp_path))
    assert status == 0
    # Sure enough to connect or to ask for a yes: either way it is the village that was heard.
    assert decision["outcome"] in ("connect", "ask")
    assert "Wervershoof was heard" in decision["reason"]
    assert "Medemblik" in decision["reason"]


def test_a_second_ear_is_asked_in_doubt_and_each_ear_is_shown(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    with (config / "veertien.yaml").open("a") as settings:
        settings.write(f"second_ear: {whisper_base()}\n")
    human = Path(__file__).parent / "recordings" / "place_words" / "nathalie_nl_rhasspy_541_friesland.wav"
    _, decision = route("--config", str(config), "--wav", str(human))
    ears = decision["heard"]["ears"]
    assert ears["second_ear"]["scores"]
    assert "by PocketSphinx alone" in decision["reason"]
    assert next(iter(ears["second_ear"]["scores"])) in decision["reason"]
