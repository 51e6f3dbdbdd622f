"""What can be said, in which words, and under which name a recording of it is found."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from string import Formatter

import yaml

from veertien.conversation import Prompt, PromptId


class AnnouncementId(StrEnum):
    """What is said when the conversation is over."""

    OPERATOR = "operator"
    """A person takes the call."""
    NOT_CONNECTED = "not_connected"
    """`name` can't be reached by this number; a person takes the call."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to say that is no part of the conversation."""

    id: AnnouncementId
    name: str | None = None
    key: None = None
    names: tuple[()] = ()


Spoken = Prompt | Announcement
"""Whatever can be said."""

_IDS = {*PromptId, *AnnouncementId}
_FIELDS = {"name", "key", "names"}
_OR = "or"
"""The key of the word between two names that there is a choice of."""
_KEYS = "123456789"


class CatalogueFaultyError(ValueError):
    """The texts don't fit the prompts there are; the message names the place and the cure."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The text of each prompt, with {name}, {key} and {names} where those belong, and the word between two names."""

    texts: Mapping[str, str]
    or_: str

    def text_of(self, spoken: Spoken) -> str:
        """Return the words. Raises ValueError for a prompt without the name or key that its words need."""
        values = {"name": spoken.name, "key": spoken.key, "names": self._joined(spoken.names)}
        missing = [field for field in _fields_of(self.texts[spoken.id]) if values[field] is None]
        if missing:
            raise ValueError(f"prompt {spoken.id}: give its {' and '.join(missing)}")
        return self.texts[spoken.id].format(**values)

    def _joined(self, names: Sequence[str]) -> str | None:
        return f"{', '.join(names[:-1])} {self.or_} {names[-1]}" if len(names) > 1 else None

    def every_prompt(self, names: Iterable[str], between: Iterable[tuple[str, ...]] = ()) -> tuple[Spoken, ...]:
        """Return all that can ever be said about these municipalities, named as a prompt says them.

        `between` are those that callers may be asked to choose from.
        """
        told = tuple(names)
        found: list[Spoken] = [Prompt(PromptId.ASK_BETWEEN, names=choices) for choices in between]
        for identity in sorted(_IDS - {PromptId.ASK_BETWEEN}):
            fields = _fields_of(self.texts[identity])
            for name in told if "name" in fields else (None,):
                if isinstance(identity, AnnouncementId):
                    found.append(Announcement(identity, name))
                else:
                    found.extend(Prompt(identity, name, key) for key in (_KEYS if "key" in fields else (None,)))
        return tuple(found)


def load_catalogue() -> Catalogue:
    """Read the Dutch texts that come with the package."""
    return parse_catalogue(resources.files("veertien.prompts").joinpath("data/nl.yaml").read_text("utf-8"), "nl.yaml")


def parse_catalogue(content: str, place: str) -> Catalogue:
    """Read a catalogue from YAML. Raises `CatalogueFaultyError` unless there is one sound text for each prompt."""
    try:
        texts = yaml.safe_load(content)
    except yaml.YAMLError as error:
        raise CatalogueFaultyError(f"{place}: {error}") from error
    if not isinstance(texts, dict) or not all(isinstance(text, str) and text for text in texts.values()):
        raise CatalogueFaultyError(f'{place}: write one line `prompt: "text"` for each prompt')
    if texts.keys() != _IDS | {_OR}:
        different = sorted((_IDS | {_OR}) ^ texts.keys())
        raise CatalogueFaultyError(f"{place}: texts missing or too many: {', '.join(different)}")
    or_ = texts.pop(_OR)
    for identity, text in texts.items():
        try:
            strange = _fields_of(text) - _FIELDS
        except ValueError as error:
            raise CatalogueFaultyError(f"{place}: {identity}: {error}; write {{name}} or {{key}}") from error
        if strange:
            raise CatalogueFaultyError(
                f"{place}: {identity}: has {sorted(strange)}; only {{name}}, {{names}} and {{key}} exist"
            )
    return Catalogue(texts, or_)


def name_of(spoken: Spoken) -> str:
    """Return a prompt's name, that of its recording: "ask", "confirm-medemblik", "key-choice-sudwest-fryslan-3".

    Lower case, marks left off, everything but letters and digits a hyphen: safe as a file's name.
    """
    words = " ".join(part for part in (spoken.id, spoken.name, *spoken.names, spoken.key) if part)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:100]


def _fields_of(text: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(text) if field is not None}
