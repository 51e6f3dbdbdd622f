"""A small acoustic model: every phone there is, four Gaussians each, drawn by chance; a few triphones."""

import numpy as np
import pytest

from veertien.gazetteer import PHONES
from veertien.speech.hmm import SILENCE_PHONE, FrontEnd, ModelDefinition, PhoneticModel, WordPosition

TRIPHONES = (
    ("ɔ", "SIL", "s", WordPosition.BEGIN),
    ("s", "ɔ", "SIL", WordPosition.END),
    ("s", "ɔ", "t", WordPosition.END),
    ("s", "ɔ", "t", WordPosition.INTERNAL),
    ("oː", "h", "r", WordPosition.INTERNAL),
    ("ɛi", "SIL", "SIL", WordPosition.SINGLE),
)


@pytest.fixture(scope="session")
def small_model() -> PhoneticModel:
    phones = tuple(sorted((*PHONES, SILENCE_PHONE), key=lambda phone: phone.encode()))
    number = {phone: place for place, phone in enumerate(phones)}
    alone = np.arange(3 * len(phones)).reshape(-1, 3)
    rows = np.array([(position, *(number[one] for one in around)) for *around, position in TRIPHONES])
    senones = np.arange(3 * len(rows)).reshape(-1, 3) + alone.size
    definition = ModelDefinition.of(phones, frozenset((SILENCE_PHONE,)), alone, rows, senones)
    rng = np.random.default_rng(14)
    stay = rng.uniform(0.3, 0.8, (len(phones), 3))
    transitions = np.zeros((len(phones), 3, 4))
    for state in range(3):
        transitions[:, state, state], transitions[:, state, state + 1] = stay[:, state], 1 - stay[:, state]
    shape = (len(phones), 3, 4, 13)
    return PhoneticModel(
        definition,
        FrontEnd(hertz=8000, lowest_hertz=200, highest_hertz=3500, filters=20),
        means=rng.normal(0, 2, shape),
        variances=rng.uniform(0.5, 2, shape),
        weights=rng.dirichlet(np.ones(4), (definition.senone_count, 3)).astype(np.float32),
        transitions=transitions,
    )
