"""The Dutch that callers say around a name, by the place it has in an answer.

Each text is one word of the grammar: a few long words mislead a decoder less than many short ones.
"""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.speech.grammar.interpretation import Link

HESITATIONS = ("uh", "euh", "eh", "um", "em")
"""Said before, between and after names; the last two are spelled as they sound."""

OPENINGS = (
    *HESITATIONS, "even kijken", "nou", "oh", "hallo", "dag", "goedemorgen", "goedemiddag", "goedenavond", "goedendag",
    "sorry",
)  # fmt: skip
"""Said before everything else, any number of them."""

OPENINGS_WHEN_ASKED_FOR_A_NAME = ("ja", "nee")
"""More of them, where these are no answers by themselves."""

FRAMES = (
    "naar", "ik wil naar", "ik wil graag naar", "ik moet naar", "ik wil", "ik wil graag", "ik moet in", "ik moet",
    "ik zoek", "ik bel voor", "ik bel over", "ik woon in", "ik kom uit", "ik bedoel", "ik zei", "mag ik", "dat is",
    "het is", "het gaat om", "doe maar", "met", "voor", "in", "uit", "van", "niet",
    "kunt u mij doorverbinden met",
)  # fmt: skip
"""Said before a name, one of them."""

BEFORE_NAMES = ("gemeente", "de gemeente")
"""Said right before a name, one of them."""

AFTER_NAMES = (
    *HESITATIONS, "alstublieft", "alsjeblieft", "graag", "zijn", "wezen", "hebben", "dank u wel", "dank u", "hoor",
    "ja", "zoek ik", "bedoel ik",
)  # fmt: skip
"""Said after a name, any number of them."""

BETWEEN_NAMES = (
    *HESITATIONS, "nee", "nee sorry", "of nee", "oh nee", "sorry", "pardon", "ik bedoel", "maar", "of", "of anders",
    "niet",
)  # fmt: skip
"""Said between two names. A pause alone does too."""

LINKS: Mapping[str, Link] = MappingProxyType(
    dict.fromkeys(("nee", "nee sorry", "of nee", "oh nee", "sorry", "pardon", "ik bedoel", "maar"), Link.CORRECTION)
    | dict.fromkeys(("of", "of anders"), Link.ALTERNATIVE)
    | {"niet": Link.NEGATION}
)
"""Those that say how the next name is meant."""

YES_ANSWERS = (
    "ja", "jawel", "klopt", "dat klopt", "inderdaad", "jazeker", "ja ja", "ja hoor", "ja graag", "ja dat klopt", "yes",
    "yes please",
)  # fmt: skip
NO_ANSWERS = ("nee", "dat klopt niet", "nee nee", "nee hoor", "nee dank u", "nee dat klopt niet", "no")
AFTER_ANSWERS = (
    *HESITATIONS, "hoor", "graag", "klopt", "dat klopt", "inderdaad", "dank u", "niet", "dat klopt niet", "sorry",
)  # fmt: skip
"""Said after a yes or a no, any number of them; they change nothing."""

EVERY: tuple[str, ...] = tuple(
    dict.fromkeys(
        OPENINGS + OPENINGS_WHEN_ASKED_FOR_A_NAME + FRAMES + BEFORE_NAMES + AFTER_NAMES + BETWEEN_NAMES + YES_ANSWERS
        + NO_ANSWERS + AFTER_ANSWERS
    )
)  # fmt: skip
"""All of them, each once."""
