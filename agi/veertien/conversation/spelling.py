"""Names by the keys that their letters are on."""

import unicodedata
from collections.abc import Sequence

import jellyfish

from veertien.conversation.values import Choice

MOST_LETTERS = 12
"""Letters after which a name is spelled well enough."""

_KEYS = {
    letter: key
    for key, letters in zip("23456789", ("abc", "def", "ghi", "jkl", "mno", "pqrs", "tuv", "wxyz"), strict=True)
    for letter in letters
}
_LETTERS_PER_SLIP = 3


def keys_of(name: str) -> str:
    """Return the keys of a name's letters (ITU-T E.161): "633362545" for Medemblik; marks and signs are left out."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(_KEYS.get(letter, "") for letter in plain)


def spelled(keys: str, choices: Sequence[Choice], most: int) -> tuple[Choice, ...]:
    """Return the choices whose names may begin with these keys, at most so many.

    Those that do, in the order given; where there are none, those that come nearest, with one slip (a key too many,
    too few, wrong or swapped) for every three letters.
    """
    begun = tuple(choice for choice in choices if keys_of(choice.name).startswith(keys))
    if begun:
        return begun[:most]
    slips = {choice.key: _slips(keys, keys_of(choice.name)) for choice in choices}
    near = [choice for choice in choices if slips[choice.key] <= len(keys) // _LETTERS_PER_SLIP]
    return tuple(sorted(near, key=lambda choice: slips[choice.key])[:most])


def _slips(keys: str, name: str) -> int:
    """Count the slips between the keys and the beginning of a name that is nearest to them."""
    lengths = range(max(0, len(keys) - 1), len(keys) + 2)
    return min(jellyfish.damerau_levenshtein_distance(keys, name[:length]) for length in lengths)
