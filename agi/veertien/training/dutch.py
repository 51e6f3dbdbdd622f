"""Dutch phones for an American English model: each begins as a copy of the English phone nearest to it.

The English model brings what a Dutch one can't have from a few voices: how hundreds of people sound. Copies are apart
from each other, so that training can move each to its own place.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from types import MappingProxyType

import numpy as np

from veertien.gazetteer import PHONES
from veertien.speech.hmm import ModelDefinition, PhoneticModel

NEAREST_ENGLISH: Mapping[str, str] = MappingProxyType(
    {
        "ɑ": "AA", "aː": "AA", "ɛ": "EH", "eː": "EY", "ɪ": "IH", "i": "IY", "ɔ": "AO", "ɔː": "AO", "oː": "OW",
        "u": "UW", "y": "UW", "ʏ": "AH", "øː": "ER", "ə": "AH", "ɛi": "EY", "œy": "AW", "ʌu": "AW",
        "p": "P", "b": "B", "t": "T", "d": "D", "k": "K", "ɡ": "G", "f": "F", "v": "V", "s": "S", "z": "Z",
        "ʃ": "SH", "x": "HH", "ɣ": "HH", "h": "HH", "m": "M", "n": "N", "ŋ": "NG", "l": "L", "r": "R", "j": "Y",
        "ʋ": "W", "SIL": "SIL", "+NSN+": "+NSN+", "+SPN+": "+SPN+",
    }
)  # fmt: skip
"""Every phone of the Dutch model and the phone of PocketSphinx's en-us model that it begins as."""


def with_dutch_phones(english: PhoneticModel) -> PhoneticModel:
    """Give a model of Dutch phones, each with the Gaussians, senones, contexts and transitions of its English phone.

    Only senones that some triphone uses are copied: PocketSphinx crashes on one that none does. Raises ValueError for
    a Dutch phone that has no English one.
    """
    source = english.definition
    missing = set(PHONES) - set(NEAREST_ENGLISH)
    if missing:
        raise ValueError(f"no English phone is given for {sorted(missing)}; add them to NEAREST_ENGLISH")
    phones = tuple(sorted(NEAREST_ENGLISH, key=lambda phone: phone.encode("utf-8")))
    parents = [source.number[NEAREST_ENGLISH[phone]] for phone in phones]
    children: dict[int, list[int]] = {}
    for child, parent in enumerate(parents):
        children.setdefault(parent, []).append(child)
    # Senones by (phone, English senone): those of the phones alone come first, as PocketSphinx wants them.
    numbers: dict[tuple[int, int], int] = {}
    alone = [
        [numbers.setdefault((child, senone), len(numbers)) for senone in source.alone[parent].tolist()]
        for child, parent in enumerate(parents)
    ]
    triphones: list[tuple[int, int, int, int]] = []
    senones: list[list[int]] = []
    for (position, *around), copied in zip(source.triphones.tolist(), source.senones.tolist(), strict=True):
        if all(phone in children for phone in around):
            for child, left, right in product(*(children[phone] for phone in around)):
                triphones.append((position, child, left, right))
                senones.append([numbers.setdefault((child, senone), len(numbers)) for senone in copied])
    fillers = frozenset(phone for phone in phones if NEAREST_ENGLISH[phone] in source.fillers)
    definition = ModelDefinition.of(phones, fillers, np.array(alone), np.array(triphones), np.array(senones))
    return replace(
        english,
        definition=definition,
        means=english.means[parents],
        variances=english.variances[parents],
        transitions=english.transitions[parents],
        weights=english.weights[[senone for _, senone in numbers]],
    )
