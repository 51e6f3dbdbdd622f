"""Dutch phones made of English ones: nothing of the English model is lost, and no senone is without a user."""

from dataclasses import replace

import numpy as np
import pytest

from veertien.gazetteer import PHONES
from veertien.speech.hmm import FrontEnd, ModelDefinition, PhoneticModel, Triphone, WordPosition
from veertien.training.dutch import NEAREST_ENGLISH, with_dutch_phones

ENGLISH = (*sorted(set(NEAREST_ENGLISH.values())), "TH")
TRIPHONES = (
    ("AO", "SIL", "S", WordPosition.BEGIN),
    ("S", "AO", "SIL", WordPosition.END),
    ("R", "AO", "N", WordPosition.INTERNAL),
    ("T", "TH", "S", WordPosition.INTERNAL),
    ("TH", "AO", "S", WordPosition.INTERNAL),
)


@pytest.fixture(scope="module")
def english() -> PhoneticModel:
    """A model with the phones of PocketSphinx's own and one that Dutch has no use for."""
    phones = tuple(sorted(ENGLISH))
    number = {phone: place for place, phone in enumerate(phones)}
    alone = np.arange(3 * len(phones)).reshape(-1, 3)
    rows = np.array([(position, *(number[one] for one in around)) for *around, position in TRIPHONES])
    senones = np.arange(3 * len(rows)).reshape(-1, 3) + alone.size
    fillers = frozenset(phone for phone in phones if phone == "SIL" or phone.startswith("+"))
    definition = ModelDefinition.of(phones, fillers, alone, rows, senones)
    rng = np.random.default_rng(1)
    shape = (len(phones), 3, 4, 13)
    return PhoneticModel(
        definition,
        FrontEnd(hertz=16000, lowest_hertz=130, highest_hertz=6800, filters=25),
        means=rng.normal(0, 2, shape),
        variances=rng.uniform(0.5, 2, shape),
        weights=rng.dirichlet(np.ones(4), (definition.senone_count, 3)).astype(np.float32),
        transitions=rng.dirichlet(np.ones(4), (len(phones), 3)),
    )


@pytest.fixture(scope="module")
def dutch(english: PhoneticModel) -> PhoneticModel:
    return with_dutch_phones(english)


def test_all_dutch_phones_and_the_fillers_are_there(dutch: PhoneticModel) -> None:
    assert set(dutch.definition.phones) == {*PHONES, "SIL", "+NSN+", "+SPN+"}
    assert list(dutch.definition.phones) == sorted(dutch.definition.phones, key=str.encode)
    assert dutch.definition.fillers == {"SIL", "+NSN+", "+SPN+"}


def test_each_begins_as_the_english_one_nearest_to_it(english: PhoneticModel, dutch: PhoneticModel) -> None:
    for phone, nearest in NEAREST_ENGLISH.items():
        new, old = dutch.definition.number[phone], english.definition.number[nearest]
        assert np.array_equal(dutch.means[new], english.means[old])
        assert np.array_equal(dutch.variances[new], english.variances[old])
        assert np.array_equal(dutch.transitions[new], english.transitions[old])
        own, copied = dutch.definition.alone[new], english.definition.alone[old]
        assert np.array_equal(dutch.weights[own], english.weights[copied])


def test_contexts_are_copied_for_all_that_they_stand_for(english: PhoneticModel, dutch: PhoneticModel) -> None:
    known = Triphone("R", "AO", "N", WordPosition.INTERNAL)
    for before in ("ɔ", "ɔː"):
        copied = dutch.definition.senones_of(Triphone("r", before, "n", WordPosition.INTERNAL))
        assert np.array_equal(dutch.weights[copied], english.weights[english.definition.senones_of(known)])
        assert not np.isin(copied, dutch.definition.alone).any()


def test_every_senone_belongs_to_one_phone_and_is_used(dutch: PhoneticModel) -> None:
    definition = dutch.definition
    used = np.unique(np.concatenate((definition.alone, definition.senones)))
    assert used.tolist() == list(range(definition.senone_count))
    assert len(dutch.weights) == definition.senone_count
    users: dict[int, set[int]] = {}
    for phone, senones in [
        *enumerate(definition.alone.tolist()),
        *zip(definition.triphones[:, 1].tolist(), definition.senones.tolist(), strict=True),
    ]:
        for senone in senones:
            users.setdefault(senone, set()).add(phone)
    assert all(len(phones) == 1 for phones in users.values())


def test_the_senones_of_the_phones_alone_come_first(dutch: PhoneticModel) -> None:
    alone = dutch.definition.alone
    assert alone.reshape(-1).tolist() == list(range(alone.size))


def test_what_dutch_has_no_phone_for_is_left_out(english: PhoneticModel, dutch: PhoneticModel) -> None:
    assert dutch.definition.senone_count == 3 * len(NEAREST_ENGLISH) + 3 * (2 + 1 + 1)
    assert len(dutch.definition.triphones) == 2 + 2 + 2
    assert len(english.definition.triphones) == len(TRIPHONES)


def test_copies_move_apart(dutch: PhoneticModel) -> None:
    """Training one phone leaves those that began as the same English one alone."""
    one, other = (dutch.definition.number[phone] for phone in ("ɔ", "ɔː"))
    moved = dutch.means.copy()
    moved[one] += 1
    changed = replace(dutch, means=moved)
    assert np.array_equal(changed.means[other], dutch.means[other])
    assert set(dutch.definition.alone[one]).isdisjoint(dutch.definition.alone[other])
