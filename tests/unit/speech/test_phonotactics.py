"""How often one phone follows another: counted, written down, read again."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.gazetteer import PHONES
from veertien.speech.acoustic_model.acoustics import PHONOTACTICS, shipped_model
from veertien.speech.acoustic_model.phonotactics import UNITS, count_phonotactics, read_phonotactics, write_phonotactics
from veertien.speech.hmm import SILENCE_PHONE, ModelFileError

NUMBER = {unit: place for place, unit in enumerate(UNITS)}


def chance(follows: NDArray[np.float64], one: str, other: str) -> float:
    return math.exp(follows[NUMBER[one], NUMBER[other]])


def test_silence_is_the_last_of_the_units() -> None:
    assert UNITS[:-1] == PHONES
    assert UNITS[-1] == SILENCE_PHONE


def test_after_each_unit_something_follows_for_certain() -> None:
    follows = count_phonotactics([[("ɔ", "s")], [("h", "oː", "r", "n"), ("ɔ", "s")]])
    assert follows.shape == (len(UNITS), len(UNITS))
    assert np.exp(follows).sum(axis=1) == pytest.approx(1)


def test_what_was_never_seen_counts_for_half_a_time() -> None:
    follows = count_phonotactics([[("ɔ", "s")]] * 3)
    everything = len(UNITS) / 2 + 3
    assert chance(follows, "ɔ", "s") == pytest.approx(3.5 / everything)
    assert chance(follows, "ɔ", "t") == pytest.approx(0.5 / everything)
    assert chance(follows, "t", "ɔ") == pytest.approx(1 / len(UNITS))


def test_silence_stands_around_a_sentence_and_may_stand_between_words() -> None:
    follows = count_phonotactics([[("ɔ", "s"), ("p", "eː")]])
    once, twice = 1.5 / (len(UNITS) / 2 + 2), 1.5 / (len(UNITS) / 2 + 1)
    assert chance(follows, SILENCE_PHONE, "ɔ") == pytest.approx(once)
    assert chance(follows, SILENCE_PHONE, "p") == pytest.approx(once)
    assert chance(follows, "s", "p") == pytest.approx(once)
    assert chance(follows, "s", SILENCE_PHONE) == pytest.approx(once)
    assert chance(follows, "eː", SILENCE_PHONE) == pytest.approx(twice)
    assert chance(follows, SILENCE_PHONE, SILENCE_PHONE) == pytest.approx(0.5 / (len(UNITS) / 2 + 2))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    follows = count_phonotactics([[("ɔ", "s"), ("p", "eː")]])
    write_phonotactics(tmp_path / "table.tsv", follows)
    assert read_phonotactics(tmp_path / "table.tsv") == pytest.approx(follows, abs=0.0005)


def test_the_shipped_table_has_chances() -> None:
    with shipped_model() as directory:
        follows = read_phonotactics(directory / PHONOTACTICS)
    assert np.exp(follows).sum(axis=1) == pytest.approx(1, abs=0.05)
    # Dutch has words that begin with st and none that begin with ŋ.
    assert chance(follows, "s", "t") > chance(follows, "s", "ɣ")
    assert chance(follows, SILENCE_PHONE, "d") > 10 * chance(follows, SILENCE_PHONE, "ŋ")


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("table") / "phonotactics.tsv"


@pytest.fixture(scope="module")
def lines(table: Path) -> list[str]:
    write_phonotactics(table, count_phonotactics([]))
    return table.read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    ("line", "change"),
    [
        (0, lambda line: line.replace("ɑ", "a")),
        (3, lambda line: f"x{line}"),
        (3, lambda line: f"{line}\t-1.0"),
        (3, lambda line: line.rsplit("\t", 1)[0]),
        (3, lambda line: line.replace("-3", "minus 3")),
        (3, lambda line: f"{line.rsplit(chr(9), 1)[0]}\tnan"),
        (3, lambda line: f"{line.rsplit(chr(9), 1)[0]}\t-inf"),
        (-1, lambda line: ""),
        (-1, lambda line: f"{line}\n{line}"),
    ],
)
def test_a_table_of_anything_else_is_refused(
    table: Path, lines: list[str], line: int, change: Callable[[str], str]
) -> None:
    spoilt = [*lines]
    spoilt[line] = change(spoilt[line])
    assert spoilt != lines
    table.write_text("\n".join(spoilt), "utf-8")
    with pytest.raises(ModelFileError, match=r"phonotactics\.tsv: .*train the model again"):
        read_phonotactics(table)


@settings(max_examples=examples(30))
@given(st.binary(max_size=200))
def test_any_other_file_is_refused(table: Path, content: bytes) -> None:
    table.write_bytes(content)
    with pytest.raises(ModelFileError):
        read_phonotactics(table)


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="nothing"):
        read_phonotactics(tmp_path / "nothing")
