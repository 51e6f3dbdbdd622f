"""A folder with a Whisper model as CTranslate2 reads it: what it must hold, and its loading."""

import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from veertien.speech.second_ear.log_mel import BANDS
from veertien.wording import Wording, unworded

MODEL, CONFIG, TOKENIZER = "model.bin", "config.json", "tokenizer.json"
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
"""Newer conversions and older ones."""

LANGUAGE = "nl"

_EXAMPLE = "Systran's faster-whisper-base"
_CURE = Wording(
    f"noem een map met een meertalig Whisper-model voor CTranslate2, zoals {_EXAMPLE}",
    f"name a folder with a multilingual Whisper model for CTranslate2, such as {_EXAMPLE}",
)
_FETCH_AGAIN = Wording("haal het model opnieuw op", "fetch the model again")
_SPECIFICATION = b"WhisperSpec"
_LONGEST_HEAD = 64
_WEIGHTS_AS = "int8"
"""The threshold and weights of the joined judgement are measured with these: other types move scores by up to 0.9."""


class SecondEarModelError(ValueError):
    """No second ear can be made of this folder; the message names the place and the cure.

    `what` is the message without the `place`.
    """

    def __init__(self, place: Path, what: Wording) -> None:
        super().__init__(f"{place}: {what.english}")
        self.place = place
        self.what = what


@dataclass(frozen=True, slots=True)
class Whisper:
    """A model that is loaded."""

    model: Any
    """A `ctranslate2.models.Whisper`."""
    tokenizer: Any
    """A `tokenizers.Tokenizer`."""
    start: tuple[int, ...]
    """What the decoder is given first: that Dutch is to be transcribed, without times."""


def load_whisper(directory: Path) -> Whisper:
    """Load the model in this folder, for one thread; raises SecondEarModelError."""
    check_loadable(directory)
    import ctranslate2
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(directory / TOKENIZER))
    except Exception as error:  # tokenizers raises bare Exceptions
        raise _unreadable(directory / TOKENIZER, error) from error
    try:
        model = ctranslate2.models.Whisper(
            str(directory), device="cpu", compute_type=_WEIGHTS_AS, inter_threads=1, intra_threads=1
        )
    except (RuntimeError, ValueError) as error:
        what = Wording(f"is niet te laden ({error})", f"can't be loaded ({error})")
        raise _faulty(directory, what, _FETCH_AGAIN) from error
    words = ("startoftranscript", LANGUAGE, "transcribe", "notimestamps")
    ids = [found for word in words if (found := tokenizer.token_to_id(f"<|{word}|>")) is not None]
    if not model.is_multilingual or len(ids) < len(words):
        raise _faulty(directory, Wording("verstaat alleen Engels", "understands English only"))
    if model.n_mels != BANDS:
        heard = f"{model.n_mels} mel"
        raise _faulty(directory, Wording(f"hoort {heard}-banden, geen {BANDS}", f"hears {heard} bands, not {BANDS}"))
    return Whisper(model, tokenizer, tuple(ids))


def check_loadable(directory: Path) -> None:
    """Look whether such a model lies there, and the libraries that read it are there too; raises as `load_whisper`."""
    if missing := missing_libraries():
        install = unworded("pip install 'veertien[second-ear]'")
        what = Wording(f"{' en '.join(missing)} ontbreekt", f"{' and '.join(missing)} missing")
        raise _faulty(directory, what, install)
    check_folder(directory)


def missing_libraries() -> tuple[str, ...]:
    """Return the packages that read a model, an extra, as far as they are not installed."""
    return tuple(name for name in ("ctranslate2", "tokenizers") if find_spec(name) is None)


def model_files(directory: Path) -> tuple[Path, ...]:
    """Return the files that make the model, there or not."""
    return tuple(directory / name for name in (MODEL, CONFIG, TOKENIZER, *VOCABULARIES))


def check_folder(directory: Path) -> None:
    """Look whether the folder holds such a model, without loading it; raises SecondEarModelError."""
    if not directory.is_dir():
        raise _faulty(directory, Wording("deze map is er niet", "no such folder"))
    missing = [name for name in (MODEL, CONFIG, TOKENIZER) if not (directory / name).is_file()]
    if not any((directory / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[-1])
    if missing:
        names = ", ".join(missing)
        raise _faulty(directory, Wording(f"{names} ontbreekt", f"{names} missing"))
    try:
        with (directory / MODEL).open("rb") as file:
            head = file.read(_LONGEST_HEAD)
        config = json.loads((directory / CONFIG).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _unreadable(directory, error) from error
    if _specification(head) != _SPECIFICATION:
        what = Wording("geen Whisper-model voor CTranslate2", "no Whisper model for CTranslate2")
        raise _faulty(directory / MODEL, what)
    if not isinstance(config, dict) or "lang_ids" not in config:
        raise _faulty(directory / CONFIG, Wording("noemt geen talen", "names no languages"))


def _faulty(place: Path, what: Wording, cure: Wording = _CURE) -> SecondEarModelError:
    return SecondEarModelError(place, Wording(f"{what.dutch}; {cure.dutch}", f"{what.english}; {cure.english}"))


def _unreadable(place: Path, error: Exception) -> SecondEarModelError:
    return _faulty(place, Wording(f"is niet te lezen ({error})", f"can't be read ({error})"), _FETCH_AGAIN)


def _specification(head: bytes) -> bytes:
    """Return what kind of model CTranslate2 wrote: behind the format's number, a text behind its length."""
    if len(head) < 6:
        return b""
    (length,) = struct.unpack_from("<H", head, 4)
    return head[6 : 6 + length].rstrip(b"\0")
