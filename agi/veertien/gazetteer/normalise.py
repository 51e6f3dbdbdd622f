"""One spelling for all the ways a Dutch name may be written, so that names can be compared.

What is levelled: case, diacritics, punctuation and spaces; ij and y; 's and 't before a name; het, den and a/d in
their short forms; sint and st; "gemeente" in front; "c.a." or an abbreviated province behind ("Bergen (NH.)").
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

_ARTICLE = re.compile(r"(?<![a-z0-9])['’‘`]([st])(?=[a-z])")
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
_AAN_DE = re.compile(r"\ba d\b")
_CUM_ANNEXIS = re.compile(r"(?<=[a-z0-9])(?: ca| c a)+$")
_SHORT_WORDS: Mapping[str, str] = MappingProxyType(
    {"st": "sint", "t": "het", "den": "de", "ad": "aan de", "gem": "gemeente"}
)
_SHORT_PROVINCES: Mapping[str, str] = MappingProxyType(
    {
        "gn": "groningen",
        "gr": "groningen",
        "fr": "fryslan",
        "friesland": "fryslan",
        "dr": "drenthe",
        "o": "overyssel",
        "ov": "overyssel",
        "gld": "gelderland",
        "ut": "utrecht",
        "nh": "noord holland",
        "zh": "zuid holland",
        "z": "zeeland",
        "nb": "noord brabant",
        "l": "limburg",
        "lb": "limburg",
    }
)


# A command that loads the tables has each name of the country five times: for indexes, lists, choices and grammars.
@lru_cache(maxsize=16_384)
def normalise(text: str) -> str:
    """Return the key under which a name is compared: words of a-z and 0-9, one space apart; "" if none are left.

    Applying it twice changes nothing.
    """
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter)).replace("ij", "y")
    spaced = _BETWEEN_WORDS.sub(" ", _ARTICLE.sub(r"\1 ", bare)).strip()
    whole = _AAN_DE.sub("aan de", _CUM_ANNEXIS.sub("", spaced))
    words = [_SHORT_WORDS.get(word, word) for word in whole.split()]
    while len(words) > 1 and words[0] == "gemeente":
        del words[0]
    if len(words) > 1:
        words[-1] = _SHORT_PROVINCES.get(words[-1], words[-1])
    return " ".join(words)


def name_key(text: str) -> str:
    """Return the key that names share when they sound the same: Noord-Scharwoude and noordscharwoude."""
    return normalise(text).replace(" ", "")
