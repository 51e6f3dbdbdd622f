"""A folder with a Whisper model as CTranslate2 reads it: what it must hold, and its loading."""

import json
import struct
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from veertien.speech.second_ear.log_mel import BANDS

MODEL, CONFIG, TOKENIZER = "model.bin", "config.json", "tokenizer.json"
VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
"""Newer conversions and older ones."""

LANGUAGE = "nl"

_CURE = "name a folder with a multilingual Whisper model for CTranslate2, such as Systran's faster-whisper-base"
_SPECIFICATION = b"WhisperSpec"
_LONGEST_HEAD = 64
_WEIGHTS_AS = "int8"
"""The threshold and weights of the joined judgement are measured with these: other types move scores by up to 0.9."""


class SecondEarModelError(ValueError):
    """No second ear can be made of this folder; the message names the place and the cure.

    `what` is the message without the `place`.
    """

    def __init__(self, place: Path, what: str) -> None:
        super().__init__(f"{place}: {what}")
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
        raise SecondEarModelError(directory / TOKENIZER, f"can't be read ({error}); fetch the model again") from error
    try:
        model = ctranslate2.models.Whisper(
            str(directory), device="cpu", compute_type=_WEIGHTS_AS, inter_threads=1, intra_threads=1
        )
    except (RuntimeError, ValueError) as error:
        raise SecondEarModelError(directory, f"can't be loaded ({error}); fetch the model again") from error
    words = ("startoftranscript", LANGUAGE, "transcribe", "notimestamps")
    ids = [found for word in words if (found := tokenizer.token_to_id(f"<|{word}|>")) is not None]
    if not model.is_multilingual or len(ids) < len(words):
        raise SecondEarModelError(directory, f"understands English only; {_CURE}")
    if model.n_mels != BANDS:
        raise SecondEarModelError(directory, f"hears {model.n_mels} mel bands, not {BANDS}; {_CURE}")
    return Whisper(model, tokenizer, tuple(ids))


def check_loadable(directory: Path) -> None:
    """Look whether such a model lies there, and the libraries that read it are there too; raises as `load_whisper`."""
    if missing := missing_libraries():
        raise SecondEarModelError(directory, f"{' and '.join(missing)} missing; pip install 'veertien[second-ear]'")
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
        raise SecondEarModelError(directory, f"no such folder; {_CURE}")
    missing = [name for name in (MODEL, CONFIG, TOKENIZER) if not (directory / name).is_file()]
    if not any((directory / name).is_file() for name in VOCABULARIES):
        missing.append(VOCABULARIES[-1])
    if missing:
        raise SecondEarModelError(directory, f"{', '.join(missing)} missing; {_CURE}")
    try:
        with (directory / MODEL).open("rb") as file:
            head = file.read(_LONGEST_HEAD)
        config = json.loads((directory / CONFIG).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SecondEarModelError(directory, f"can't be read ({error}); fetch the model again") from error
    if _specification(head) != _SPECIFICATION:
        raise SecondEarModelError(directory / MODEL, f"no Whisper model for CTranslate2; {_CURE}")
    if not isinstance(config, dict) or "lang_ids" not in config:
        raise SecondEarModelError(directory / CONFIG, f"names no languages; {_CURE}")


def _specification(head: bytes) -> bytes:
    """Return what kind of model CTranslate2 wrote: behind the format's number, a text behind its length."""
    if len(head) < 6:
        return b""
    (length,) = struct.unpack_from("<H", head, 4)
    return head[6 : 6 + length].rstrip(b"\0")
