"""Which senones a phone has in which context, in memory and in PocketSphinx's file."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.speech.hmm import ModelDefinition, ModelFileError, PhoneticModel, Triphone, WordPosition

BEGIN, INTERNAL, END, SINGLE = WordPosition.BEGIN, WordPosition.INTERNAL, WordPosition.END, WordPosition.SINGLE


@pytest.fixture
def definition(small_model: PhoneticModel) -> ModelDefinition:
    return small_model.definition


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("model") / "mdef"


@pytest.fixture(scope="module")
def written(small_model: PhoneticModel, file: Path) -> bytes:
    small_model.definition.write(file)
    return file.read_bytes()


def same(one: ModelDefinition, other: ModelDefinition) -> bool:
    arrays = ("alone", "triphones", "senones")
    return (one.phones, one.fillers) == (other.phones, other.fillers) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in arrays
    )


def test_what_is_written_is_read(definition: ModelDefinition, written: bytes, file: Path) -> None:
    file.write_bytes(written)
    assert same(ModelDefinition.read(file), definition)


def test_a_definition_without_triphones_is_one_too(definition: ModelDefinition, tmp_path: Path) -> None:
    none = np.zeros((0, 4), np.int64)
    bare = ModelDefinition.of(definition.phones, definition.fillers, definition.alone, none, none[:, :3])
    bare.write(tmp_path / "mdef")
    assert same(ModelDefinition.read(tmp_path / "mdef"), bare)
    assert bare.senones_of(Triphone("s", "ɔ", "t", END)).tolist() == bare.alone[bare.number["s"]].tolist()


def test_triphones_may_come_in_any_order(definition: ModelDefinition) -> None:
    order = np.random.default_rng(1).permutation(len(definition.triphones))
    shuffled = ModelDefinition.of(
        definition.phones,
        definition.fillers,
        definition.alone,
        definition.triphones[order].astype(np.int64),
        definition.senones[order].astype(np.int64),
    )
    assert same(shuffled, definition)


def test_every_senone_has_an_owner(definition: ModelDefinition) -> None:
    assert len(definition.owners) == definition.senone_count
    for triphone, senones in zip(definition.triphones, definition.senones, strict=True):
        assert (definition.owners[senones] == triphone[1]).all()
    for phone, senones in enumerate(definition.alone):
        assert (definition.owners[senones] == phone).all()


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(("s", "ɔ", "t", END), ("s", "ɔ", "t", END), id="itself"),
        pytest.param(("s", "ɔ", "t", INTERNAL), ("s", "ɔ", "t", INTERNAL), id="itself, elsewhere in the word"),
        pytest.param(("s", "ɔ", "t", SINGLE), ("s", "ɔ", "t", INTERNAL), id="the first place in a word that is known"),
        pytest.param(("oː", "h", "r", BEGIN), ("oː", "h", "r", INTERNAL), id="the same, elsewhere in a word"),
        pytest.param(("s", "ɔ", "k", END), ("s", "ɔ", "SIL", END), id="at the end of a word, as before silence"),
        pytest.param(("ɔ", "t", "s", BEGIN), ("ɔ", "SIL", "s", BEGIN), id="at the start of a word, as after silence"),
        pytest.param(("ɛi", "t", "k", SINGLE), ("ɛi", "SIL", "SIL", SINGLE), id="a word of one phone"),
        pytest.param(("s", "ɔ", "k", INTERNAL), None, id="inside a word neighbours stay what they are"),
        pytest.param(("k", "ɔ", "s", END), None, id="the phone alone"),
        pytest.param(("SIL", "ɔ", "s", INTERNAL), None, id="silence has no context"),
    ],
)
def test_a_context_that_is_not_known_gives_way_to_the_nearest(
    definition: ModelDefinition, wanted: tuple[str, str, str, WordPosition], found: tuple[str, ...] | None
) -> None:
    senones = definition.senones_of(Triphone(*wanted)).tolist()
    if found is None:
        assert senones == definition.alone[definition.number[wanted[0]]].tolist()
    else:
        *phones, position = found
        row = [position, *(definition.number[phone] for phone in phones)]
        (place,) = np.flatnonzero((definition.triphones == row).all(axis=1))
        assert senones == definition.senones[place].tolist()


def refused(file: Path, content: bytes) -> bool:
    """Whether a file of that content is refused; one that isn't gives a definition that can be used and kept."""
    file.write_bytes(content)
    try:
        found = ModelDefinition.read(file)
    except ModelFileError as error:
        return str(file) in str(error) and "again" in str(error)
    for phone in found.phones:
        assert found.senones_of(Triphone(phone, phone, phone, INTERNAL)).shape == (3,)
    assert found.owners.shape == (found.senone_count,)
    found.write(file)
    assert same(ModelDefinition.read(file), found)
    return False


@settings(max_examples=examples(40))
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_file_cut_short_is_refused(written: bytes, file: Path, share: float) -> None:
    assert refused(file, written[: int(share * len(written))])


@settings(max_examples=examples(40))
@given(
    changes=st.lists(
        st.tuples(st.integers(0, 400) | st.integers(0, 10**6), st.integers(0, 255)), min_size=1, max_size=4
    )
)
def test_a_damaged_file_is_refused_or_read_as_something_whole(
    written: bytes, file: Path, changes: list[tuple[int, int]]
) -> None:
    damaged = bytearray(written)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    refused(file, bytes(damaged))


@settings(max_examples=examples(50))
@given(content=st.binary(max_size=300))
def test_anything_else_is_refused(file: Path, content: bytes) -> None:
    assert refused(file, content)
    assert refused(file, b"BMDF" + content)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"nothing/mdef: can't be read"):
        ModelDefinition.read(tmp_path / "nothing" / "mdef")
