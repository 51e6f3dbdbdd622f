"""Files of Piper voices: a real one, and ones with only what is looked at before a voice is loaded."""

import json
from pathlib import Path
from typing import Any

from tools.carried import joe_voice
from veertien.prompts import PiperVoice
from veertien.prompts.piper.voice_file import read_voice


def joe() -> PiperVoice:
    return read_voice(joe_voice(), "en")


def settings(**other: Any) -> dict[str, Any]:
    """Return the settings of a Dutch voice as Piper writes them."""
    usual = {
        "audio": {"sample_rate": 22050},
        "espeak": {"voice": "nl"},
        "phoneme_type": "espeak",
        "num_symbols": 256,
        "num_speakers": 1,
        "phoneme_id_map": {"_": [0], "^": [1], "$": [2]},
    }
    return usual | other


def put_voice(folder: Path, name: str = "nl.onnx", **other: Any) -> Path:
    """Write a voice of which only its settings can be used."""
    file = folder / name
    file.write_bytes(b"no network")
    file.with_name(f"{name}.json").write_text(json.dumps(settings(**other)))
    return file
