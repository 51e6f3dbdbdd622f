"""What is no model for the second ear is told in one line, with the place and the cure."""

import json
import struct
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from veertien.speech.second_ear import SecondEar, SecondEarModelError, model_folder
from veertien.speech.second_ear.model_folder import check_folder

WHISPER = struct.pack("<IH", 6, 12) + b"WhisperSpec\0" + b"\0" * 40
TRANSLATOR = struct.pack("<IH", 6, 16) + b"TransformerSpec\0" + b"\0" * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds a model as far as one sees without loading it."""
    (tmp_path / "model.bin").write_bytes(WHISPER)
    (tmp_path / "config.json").write_text(json.dumps({"lang_ids": [50259]}))
    (tmp_path / "tokenizer.json").write_text("{}")
    (tmp_path / "vocabulary.txt").write_text("!\n")
    return tmp_path


def test_a_folder_that_holds_all_is_fine(folder: Path) -> None:
    check_folder(folder)


def test_a_vocabulary_may_be_of_the_newer_kind(folder: Path) -> None:
    (folder / "vocabulary.txt").rename(folder / "vocabulary.json")
    check_folder(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SecondEarModelError, match="gone: no such folder; name a folder with a multilingual Whisper"):
        check_folder(tmp_path / "gone")


@pytest.mark.parametrize("name", ["model.bin", "config.json", "tokenizer.json", "vocabulary.txt"])
def test_a_file_that_is_missing(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(SecondEarModelError, match=f"{name} missing; name a folder"):
        check_folder(folder)


@pytest.mark.parametrize("head", [TRANSLATOR, b"", b"abc", b"\x06\0\0\0\xff\xff", b"GGUF" * 20])
def test_a_model_that_is_no_whisper(folder: Path, head: bytes) -> None:
    (folder / "model.bin").write_bytes(head)
    with pytest.raises(SecondEarModelError, match=r"model\.bin: no Whisper model for CTranslate2; name a folder"):
        check_folder(folder)


@pytest.mark.parametrize("config", [{}, [], {"alignment_heads": []}])
def test_a_model_without_languages(folder: Path, config: object) -> None:
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(SecondEarModelError, match=r"config\.json: names no languages; name a folder"):
        check_folder(folder)


def test_a_broken_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")
    with pytest.raises(SecondEarModelError, match=r"can't be read .*fetch the model again"):
        check_folder(folder)


def test_a_broken_tokenizer(folder: Path) -> None:
    with pytest.raises(SecondEarModelError, match=r"tokenizer\.json: can't be read .*fetch the model again"):
        SecondEar(folder)


@pytest.mark.parametrize("missing", ["ctranslate2", "tokenizers"])
def test_without_the_extra_it_says_how_to_install_it(
    folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_folder, "find_spec", lambda name: None if name == missing else ModuleSpec(name, None))
    with pytest.raises(SecondEarModelError, match=rf"{missing} missing; pip install 'veertien\[second-ear\]'"):
        SecondEar(folder)
