"""A Piper voice on the disk: an .onnx file with its settings beside it, as Piper's own download makes them."""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from veertien.prompts.voices import PiperVoice

_PACKAGE = "piper-tts"
_MOST_SETTINGS_BYTES = 1_000_000
_LOWEST_HERTZ, _HIGHEST_HERTZ = 8_000, 48_000


class PiperVoiceError(ValueError):
    """A voice can't be used; the message goes on from its name: "isn't there; ...", with the cure."""


def piper_version() -> str | None:
    """Return the version of Piper that is installed; None where none is."""
    try:
        return version(_PACKAGE)
    except PackageNotFoundError:
        return None


def read_voice(file: Path, language: str | None = None) -> PiperVoice:
    """Look a voice's files through, all but loading it; some 0.1 s for its 60 MB.

    Raises PiperVoiceError for what Piper could not use, and for a voice that doesn't speak `language` ("nl").
    """
    if piper_version() is None:
        raise PiperVoiceError("needs Piper, which isn't installed: pip install 'veertien[piper]'")
    settings_file = file.with_name(f"{file.name}.json")
    for path, cure in ((file, "give the .onnx file of a Piper voice"), (settings_file, "copy it there, too")):
        if not path.is_file():
            raise PiperVoiceError(f"needs {path}, which isn't there; {cure}")
    try:
        with settings_file.open("rb") as opened:
            settings = opened.read(_MOST_SETTINGS_BYTES + 1)
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256")
    except OSError as error:
        raise PiperVoiceError(f"can't be read ({error}); let the daemon's user read it") from error
    _check(settings, settings_file, language)
    digest.update(settings)
    return PiperVoice(file, digest.hexdigest())


def _check(content: bytes, file: Path, language: str | None) -> None:
    try:
        settings: Any = json.loads(content) if len(content) <= _MOST_SETTINGS_BYTES else None
        hertz = settings["audio"]["sample_rate"]
        speaks = settings["espeak"]["voice"]
        known = settings["phoneme_id_map"]
        kind = settings.get("phoneme_type", "espeak")
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        known = None
    if not isinstance(known, dict) or not isinstance(speaks, str):
        raise PiperVoiceError(f"has {file}, which isn't the settings of a Piper voice; copy both files from one place")
    if kind != "espeak":
        raise PiperVoiceError(f"has phonemes of {str(kind)[:40]!r}; give a voice that has those of espeak-ng")
    if type(hertz) is not int or not _LOWEST_HERTZ <= hertz <= _HIGHEST_HERTZ:
        raise PiperVoiceError(
            f"has a sample rate of {str(hertz)[:40]} in {file}; give a voice of {_LOWEST_HERTZ} to {_HIGHEST_HERTZ} Hz"
        )
    if language is not None and speaks.partition("-")[0] != language:
        raise PiperVoiceError(f"speaks {speaks[:40]!r}; give a voice that speaks {language!r}")
