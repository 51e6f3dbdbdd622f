"""A Piper voice on the disk: an .onnx file with its settings beside it, as Piper's own download makes them."""

import hashlib
import json
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from veertien.prompts.voices import PiperVoice
from veertien.wording import WordedError, Wording

_PACKAGE = "piper-tts"
_MOST_SETTINGS_BYTES = 1_000_000
_LOWEST_HERTZ, _HIGHEST_HERTZ = 8_000, 48_000


class PiperVoiceError(WordedError):
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
        raise PiperVoiceError(
            Wording(
                "heeft Piper nodig, dat niet is geïnstalleerd: pip install 'veertien[piper]'",
                "needs Piper, which isn't installed: pip install 'veertien[piper]'",
            )
        )
    settings_file = file.with_name(f"{file.name}.json")
    if not file.is_file():
        raise _missing(
            file, Wording("geef het .onnx-bestand van een Piper-stem", "give the .onnx file of a Piper voice")
        )
    if not settings_file.is_file():
        raise _missing(settings_file, Wording("kopieer het er ook heen", "copy it there, too"))
    try:
        with settings_file.open("rb") as opened:
            settings = opened.read(_MOST_SETTINGS_BYTES + 1)
        with file.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256")
    except OSError as error:
        raise PiperVoiceError(
            Wording(
                f"is niet te lezen ({error}); geef de gebruiker van de daemon leesrecht",
                f"can't be read ({error}); let the daemon's user read it",
            )
        ) from error
    _check(settings, settings_file, language)
    digest.update(settings)
    return PiperVoice(file, digest.hexdigest())


def _missing(file: Path, cure: Wording) -> PiperVoiceError:
    return PiperVoiceError(
        Wording(
            f"heeft {file} nodig, en dat is er niet; {cure.dutch}", f"needs {file}, which isn't there; {cure.english}"
        )
    )


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
        raise PiperVoiceError(
            Wording(
                f"heeft {file}, en dat zijn niet de instellingen van een Piper-stem; kopieer beide bestanden van één "
                "plek",
                f"has {file}, which isn't the settings of a Piper voice; copy both files from one place",
            )
        )
    if kind != "espeak":
        shown = repr(str(kind)[:40])
        raise PiperVoiceError(
            Wording(
                f"heeft fonemen van {shown}; geef een stem met die van espeak-ng",
                f"has phonemes of {shown}; give a voice that has those of espeak-ng",
            )
        )
    if type(hertz) is not int or not _LOWEST_HERTZ <= hertz <= _HIGHEST_HERTZ:
        given = str(hertz)[:40]
        raise PiperVoiceError(
            Wording(
                f"heeft een bemonsteringsfrequentie van {given} in {file}; geef een stem van {_LOWEST_HERTZ} tot "
                f"{_HIGHEST_HERTZ} Hz",
                f"has a sample rate of {given} in {file}; give a voice of {_LOWEST_HERTZ} to {_HIGHEST_HERTZ} Hz",
            )
        )
    if language is not None and speaks.partition("-")[0] != language:
        raise PiperVoiceError(
            Wording(
                f"spreekt {speaks[:40]!r}; geef een stem die {language!r} spreekt",
                f"speaks {speaks[:40]!r}; give a voice that speaks {language!r}",
            )
        )
