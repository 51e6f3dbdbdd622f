"""What callers say that is neither a name nor a yes or no, as phrases to recognise beside the names."""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.conversation import Command
from veertien.speech.grammar.phrases import Phrase

_WEIGHT = 0.03
"""As rare beside a municipality's own name as a village."""

_SAID: Mapping[Command, tuple[str, ...]] = MappingProxyType(
    {
        Command.PERSON: (
            "medewerker", "een medewerker", "iemand spreken", "ik wil iemand spreken", "een mens", "telefoniste",
            "de centrale", "doorverbinden",
        ),
        Command.REPEAT: ("herhaal", "herhalen", "nog een keer", "nog eens", "wat zegt u", "wat zei u", "pardon"),
        Command.UNSURE: ("weet ik niet", "dat weet ik niet", "ik weet het niet", "geen idee"),
        Command.DUTCH: ("Nederlands", "in het Nederlands"),
        Command.FRISIAN: ("Frysk", "Frysk graach", "yn it Frysk", "in het Fries"),
        Command.ENGLISH: ("English", "English please", "in English", "in het Engels"),
    }
)  # fmt: skip

COMMANDS: tuple[Phrase, ...] = tuple(
    Phrase(text, command, _WEIGHT) for command, texts in _SAID.items() for text in texts
)
"""All of them, with the `Command` as key. How the English and Frisian ones sound is in the reviewed pronunciations."""
