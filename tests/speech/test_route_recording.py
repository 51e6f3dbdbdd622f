"""`veertien route --wav` hears the municipality of a village through the real recogniser."""

import json
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from veertien.cli import main
from veertien.speech.line.wav import encode_wav
from veertien.speech.sounds.espeak import Espeak


def test_a_spoken_village_is_heard(tmp_path: Path) -> None:
    with Espeak() as espeak:
        pcm, hertz = espeak.synthesise("Wervershoof", voice="nl")
    seconds = len(pcm) / hertz
    telephone = np.interp(np.arange(0, seconds, 1 / 8000), np.arange(len(pcm)) / hertz, pcm).astype(np.int16)
    wav = tmp_path / "answer.wav"
    wav.write_bytes(encode_wav(telephone, 8000))
    result = CliRunner().invoke(main, ["route", "--config", "config", "140229", "--wav", str(wav), "--json"])
    decision = json.loads(result.stdout)
    assert result.exit_code == 0
    # Sure enough to connect or to ask for a yes: either way it is the village that was heard.
    assert decision["outcome"] in ("connect", "ask")
    assert "Wervershoof was heard" in decision["reason"]
    assert "Medemblik" in decision["reason"]
