"""The parameter files of a model: what is written is read, what is damaged is refused."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.examples import examples
from veertien.speech.hmm import ModelFileError, PhoneticModel, files

Floats = NDArray[np.float64]
Reader = Callable[[Path], NDArray[np.floating]]

SENONES = 5


def read_weights(path: Path) -> NDArray[np.floating]:
    return files.read_weights(path, SENONES)


READERS: dict[str, Reader] = {
    "means": files.read_gaussians,
    "transition_matrices": files.read_transitions,
    "sendump": read_weights,
}


def gaussians() -> Floats:
    return np.random.default_rng(1).normal(0, 10, (3, 3, 2, 13)).astype(np.float32).astype(np.float64)


def chances(*shape: int) -> Floats:
    return np.random.default_rng(2).dirichlet(np.ones(shape[-1]), shape[:-1])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model")


@pytest.fixture(scope="module")
def contents(folder: Path) -> dict[str, bytes]:
    files.write_gaussians(folder / "means", gaussians())
    files.write_transitions(folder / "transition_matrices", chances(4, 3, 4))
    files.write_weights(folder / "sendump", chances(SENONES, 3, 8))
    return {name: (folder / name).read_bytes() for name in READERS}


def test_gaussians_are_kept_as_single_precision(tmp_path: Path) -> None:
    files.write_gaussians(tmp_path / "means", gaussians())
    assert np.array_equal(files.read_gaussians(tmp_path / "means"), gaussians())


def test_transitions_are_kept(tmp_path: Path) -> None:
    files.write_transitions(tmp_path / "transitions", chances(4, 3, 4))
    assert files.read_transitions(tmp_path / "transitions") == pytest.approx(chances(4, 3, 4), abs=1e-6)


def test_weights_are_kept_to_a_twentieth(tmp_path: Path) -> None:
    # PocketSphinx keeps their logarithms in steps of 0.1024 nats: half a step up or down, and the sum of the row.
    files.write_weights(tmp_path / "sendump", chances(SENONES, 3, 8))
    found = files.read_weights(tmp_path / "sendump", SENONES)
    assert found.sum(axis=2) == pytest.approx(1)
    assert np.abs(np.log(found / chances(SENONES, 3, 8))).max() < 0.11


def test_a_weight_of_nothing_is_the_least_that_pocketsphinx_takes(tmp_path: Path) -> None:
    weights = np.zeros((1, 3, 2))
    weights[:, :, 0] = 1
    files.write_weights(tmp_path / "sendump", weights)
    assert (tmp_path / "sendump").read_bytes().endswith(bytes([0, 159] * 3))


def test_weights_read_once_are_written_the_same(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    files.write_weights(first, chances(SENONES, 3, 8))
    files.write_weights(second, files.read_weights(first, SENONES))
    once, twice = (files.read_weights(path, SENONES) for path in (first, second))
    assert np.abs(np.log(once / twice)).max() < 0.11


def test_more_senones_than_the_file_has_are_missed(contents: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "sendump").write_bytes(contents["sendump"])
    assert files.read_weights(tmp_path / "sendump", SENONES - 1).shape == (SENONES - 1, 3, 8)
    with pytest.raises(ModelFileError, match=f"sendump: too short for {SENONES + 1} senones"):
        files.read_weights(tmp_path / "sendump", SENONES + 1)


def test_options_are_kept(tmp_path: Path) -> None:
    options = {"-lowerf": "200", "-feat": "1s_c_d_dd"}
    files.write_options(tmp_path / "feat.params", options)
    assert files.read_options(tmp_path / "feat.params") == options


def refused(path: Path, content: bytes) -> bool:
    """Whether a file of that content is refused; one that isn't gives numbers, all of them finite."""
    path.write_bytes(content)
    try:
        found = READERS[path.name](path)
    except ModelFileError as error:
        return str(path) in str(error)
    assert found.size > 0
    assert found.nbytes <= 8 * len(content)
    assert np.isfinite(found).all()
    if path.name != "means":
        assert found.min() >= 0
        assert found.sum(axis=2) == pytest.approx(1)
    return False


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=examples(40))
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_is_refused(folder: Path, contents: dict[str, bytes], name: str, share: float) -> None:
    assert refused(folder / name, contents[name][: int(share * len(contents[name]))])


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=examples(40))
@given(changes=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_file_is_refused_or_read_as_numbers(
    folder: Path, contents: dict[str, bytes], name: str, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(contents[name])
    for place, value in changes:
        damaged[place % len(damaged)] = value
    refused(folder / name, bytes(damaged))


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=examples(25))
@given(content=st.binary(max_size=300))
def test_anything_else_is_refused(folder: Path, name: str, content: bytes) -> None:
    assert refused(folder / name, content)


@settings(max_examples=examples(25))
@given(counts=st.lists(st.integers(-(2**31), 2**31 - 1), max_size=8), values=st.binary(max_size=64))
def test_counts_that_the_file_cannot_hold_are_refused(folder: Path, counts: list[int], values: bytes) -> None:
    head = b"s3\nversion 1.0\nendhdr\n" + struct.pack("<I", 0x11223344)
    body = struct.pack(f"<{len(counts)}i", *counts) + values
    for name in ("means", "transition_matrices"):
        refused(folder / name, head + body)


def test_what_is_no_number_is_refused(folder: Path) -> None:
    for value in (np.nan, np.inf):
        files.write_gaussians(folder / "means", np.where(gaussians() > 20, value, gaussians()))
        with pytest.raises(ModelFileError, match="no numbers"):
            files.read_gaussians(folder / "means")


@pytest.mark.parametrize("row", [(0.0, 0.0, 0.0, 0.0), (1.5, -0.5, 0.0, 0.0)])
def test_what_is_no_chance_is_refused(folder: Path, row: tuple[float, ...]) -> None:
    files.write_transitions(folder / "transition_matrices", np.array([[row] * 3]))
    with pytest.raises(ModelFileError, match="no chances"):
        files.read_transitions(folder / "transition_matrices")


@settings(max_examples=examples(25))
@given(content=st.binary(max_size=200))
def test_options_are_pairs_of_words_and_nothing_else(folder: Path, content: bytes) -> None:
    (folder / "feat.params").write_bytes(content)
    for name, value in files.read_options(folder / "feat.params").items():
        assert len(f"{name} {value}".split()) == 2


@pytest.mark.parametrize("name", READERS)
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ModelFileError, match=f"{name}: can't be read"):
        READERS[name](tmp_path / name)


def test_a_file_far_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "means").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    with pytest.raises(ModelFileError, match="larger than"):
        files.read_gaussians(tmp_path / "means")


def test_a_small_model_comes_back(small_model: PhoneticModel, tmp_path: Path) -> None:
    small_model.write(tmp_path)
    found = PhoneticModel.read(tmp_path, 8000)
    assert found.front_end == small_model.front_end
    assert found.definition.phones == small_model.definition.phones
    assert found.means == pytest.approx(small_model.means, rel=1e-5, abs=1e-5)
    assert found.variances == pytest.approx(small_model.variances, rel=1e-5)
    assert found.transitions == pytest.approx(small_model.transitions, abs=1e-6)
    assert np.abs(np.log(found.weights / small_model.weights)).mean() < 0.1


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("means", np.zeros((2, 3, 4, 13))),
        ("means", np.zeros((39, 3, 5, 13))),
        ("means", np.zeros((39, 2, 4, 13))),
        ("variances", np.ones((39, 3, 4, 12))),
        ("transition_matrices", np.ones((39, 4, 4))),
    ],
)
def test_files_of_different_models_are_refused(
    small_model: PhoneticModel, tmp_path: Path, name: str, other: Floats
) -> None:
    small_model.write(tmp_path)
    write = files.write_transitions if name == "transition_matrices" else files.write_gaussians
    write(tmp_path / name, other)
    with pytest.raises(ModelFileError, match="files of different models"):
        PhoneticModel.read(tmp_path, 8000)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("-lowerf", "nan"),
        ("-lowerf", "3600"),
        ("-upperf", "6800"),
        ("-nfilt", "1000000000"),
        ("-nfilt", "0"),
        ("-nfilt", "twenty"),
        ("-lifter", "0"),
        ("-remove_noise", None),
    ],
)
def test_a_band_that_cannot_be_heard_is_refused(
    small_model: PhoneticModel, tmp_path: Path, option: str, value: str | None
) -> None:
    small_model.write(tmp_path)
    options = {name: told for name, told in small_model.front_end.parameters.items() if name != option}
    files.write_options(tmp_path / "feat.params", options if value is None else {**options, option: value})
    with pytest.raises(ModelFileError, match=r"feat\.params"):
        PhoneticModel.read(tmp_path, 8000)
