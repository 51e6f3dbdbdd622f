"""Words of the background: chosen from sentences, written down, read again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.gazetteer import PHONES, Phones
from veertien.speech.acoustic_model.acoustics import BACKGROUND, shipped_model
from veertien.speech.acoustic_model.background import (
    BACKGROUND_WORDS,
    choose_background,
    read_background,
    write_background,
)
from veertien.speech.hmm import ModelFileError

SENTENCES = st.lists(st.lists(st.lists(st.sampled_from(PHONES), min_size=1, max_size=16).map(tuple), max_size=8))


@given(SENTENCES)
def test_they_are_words_of_the_sentences_each_once_and_neither_short_nor_long(sentences: list[list[Phones]]) -> None:
    chosen = choose_background(sentences)
    assert set(chosen) <= {word for words in sentences for word in words if 4 <= len(word) <= 14}
    assert len(set(chosen)) == len(chosen) <= BACKGROUND_WORDS


def test_of_many_some_of_every_beginning_are_chosen() -> None:
    every = [[(one, two, "ə", "r")] for one in PHONES for two in PHONES]
    chosen = choose_background(every)
    assert len(chosen) == BACKGROUND_WORDS
    assert {word[0] for word in chosen} == set(PHONES)


def test_the_order_of_the_sentences_makes_no_difference() -> None:
    some = [[("ʋ", "eː", "r", "t")], [("f", "i", "t", "s")]]
    assert choose_background(some) == choose_background(some[::-1])


def test_what_is_written_is_read(tmp_path: Path) -> None:
    words = choose_background([[("ʋ", "eː", "r", "t"), ("f", "i", "t", "s")]])
    write_background(tmp_path / "words.txt", words)
    assert read_background(tmp_path / "words.txt") == words


def test_the_shipped_model_has_as_many_as_were_found_to_do() -> None:
    with shipped_model() as directory:
        assert len(read_background(directory / BACKGROUND)) == BACKGROUND_WORDS


@pytest.mark.parametrize("content", [b"", b"\n", b"fiets\n", b"f i t s\n\nv l", b"f  i", b"\xff\xfe"])
def test_anything_else_is_refused_with_a_cure(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "words.txt").write_bytes(content)
    with pytest.raises(ModelFileError, match=r"words\.txt: .*train the model again"):
        read_background(tmp_path / "words.txt")


def test_a_list_that_is_not_there_is_refused_with_a_cure(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="train the model again"):
        read_background(tmp_path / "words.txt")
