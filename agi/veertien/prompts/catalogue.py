"""What can be said, in which words, and under which name a recording of it is found."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from string import Formatter

import yaml

from veertien.conversation import Language, Prompt, PromptId


class AnnouncementId(StrEnum):
    """What is said outside the conversation: before the call goes on, or instead."""

    OPERATOR = "operator"
    """A person takes the call."""
    PUT_THROUGH = "put_through"
    """Somebody else takes the call."""
    NOT_CONNECTED = "not_connected"
    """`name` can't be reached by this number."""
    NONE_CONNECTED = "none_connected"
    """No municipality can be reached by this number."""
    OTHER_NUMBER = "other_number"
    """`name` can be reached by `number`."""
    CLOSED = "closed"
    """`name` is closed now."""
    ALL_CLOSED = "all_closed"
    """All that can be reached by this number are closed now."""
    OPENS = "opens"
    """When that will be over: the `day` and the `hours`."""
    MAINTENANCE = "maintenance"
    """`name` can't be reached for a while."""
    ALL_MAINTENANCE = "all_maintenance"
    """Nobody can be reached by this number for a while."""
    CAPTURED = "captured"
    """What the caller says may be kept."""
    MESSAGE = "message"
    """An integrator's own `message`."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to say that is no part of the conversation, with what `AnnouncementId` says that it has."""

    id: AnnouncementId
    name: str | None = None
    key: None = None
    names: tuple[()] = ()
    language: Language = Language.DUTCH
    day: str | None = None
    hours: str | None = None
    number: str | None = None
    message: str | None = None


Spoken = Prompt | Announcement
"""Whatever can be said."""

_IDS = {*PromptId, *AnnouncementId}
_OWN_FIELDS = ("day", "hours", "number", "message")
_NAMES = {"name", "names"}
_DUTCH = {*_NAMES, "message"}
"""What is Dutch in every language: municipalities, and what an integrator wrote."""
_FIELDS = {"key", *_DUTCH, *_OWN_FIELDS}
OR = "or"
"""The key of the word between two names that there is a choice of."""
_KEYS = "123456789"

# libyaml reads the texts ten times as fast; some builds of PyYAML are without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class CatalogueFaultyError(ValueError):
    """The texts don't fit the prompts there are; the message names the place and the cure."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of what is said."""

    text: str
    dutch: bool
    """Whether it is Dutch in every language, as the names of municipalities are."""
    names: tuple[str, ...] = ()
    """The municipalities' names in it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The prompts of one language."""

    texts: Mapping[str, str]
    """The text of each prompt, with {name}, {key} and the like where those belong."""
    or_: str
    """The word between two names."""
    language: Language

    @property
    def words(self) -> Mapping[str, str]:
        """All that can be written in other words: the texts, and the word between two names under "or"."""
        return {**self.texts, OR: self.or_}

    def with_words(self, own: Mapping[str, str]) -> "Catalogue":
        """Return the catalogue with other words for some of `words`."""
        words = {**self.words, **own}
        or_ = words.pop(OR)
        return replace(self, texts=words, or_=or_)

    def text_of(self, spoken: Spoken) -> str:
        """Return the words. Raises ValueError for a prompt without the name, key and so on that its words need."""
        return "".join(piece.text for piece in self.pieces_of(spoken))

    def pieces_of(self, spoken: Spoken) -> tuple[Piece, ...]:
        """Return the words, names apart from the rest; raises as `text_of` does."""
        values = {"name": spoken.name, "key": spoken.key, "names": self._joined(spoken.names)}
        if isinstance(spoken, Announcement):
            values |= {field: getattr(spoken, field) for field in _OWN_FIELDS}
        missing = [field for field in fields_of(self.texts[spoken.id]) if values[field] is None]
        if missing:
            raise ValueError(f"prompt {spoken.id}: give its {' and '.join(missing)}")
        pieces: list[Piece] = []
        for literal, field, _, _ in Formatter().parse(self.texts[spoken.id]):
            if pieces and not any(map(str.isalnum, literal)):
                # A sign belongs to what it stands behind: a name's question mark is heard in the name.
                pieces[-1] = replace(pieces[-1], text=pieces[-1].text + literal)
            elif literal:
                pieces.append(Piece(literal, dutch=False))
            if field is not None:
                names = tuple(name for name in (spoken.name, *spoken.names) if name) if field in _NAMES else ()
                pieces.append(Piece(values[field] or "", dutch=field in _DUTCH, names=names))
        return tuple(pieces)

    def _joined(self, names: Sequence[str]) -> str | None:
        return f"{', '.join(names[:-1])} {self.or_} {names[-1]}" if len(names) > 1 else None

    def every_prompt(self, names: Iterable[str], between: Iterable[tuple[str, ...]] = ()) -> tuple[Spoken, ...]:
        """Return all that can ever be said about these municipalities, named as a prompt says them.

        `between` are those that callers may be asked to choose from.
        Day, hours, number and message are left open: a recording is for all of them.
        """
        municipalities = tuple(names)
        found: list[Spoken] = [Prompt(PromptId.ASK_BETWEEN, names=choices) for choices in between]
        for identity in sorted(_IDS - {PromptId.ASK_BETWEEN}):
            fields = fields_of(self.texts[identity])
            for name in municipalities if "name" in fields else (None,):
                if isinstance(identity, AnnouncementId):
                    found.append(Announcement(identity, name))
                else:
                    found.extend(Prompt(identity, name, key) for key in (_KEYS if "key" in fields else (None,)))
        return tuple(replace(spoken, language=self.language) for spoken in found)


def load_catalogue(language: Language = Language.DUTCH) -> Catalogue:
    """Read the texts that come with the package."""
    place = f"{language}.yaml"
    content = resources.files("veertien.prompts").joinpath("data", place).read_text("utf-8")
    return parse_catalogue(content, place, language)


def load_catalogues() -> dict[Language, Catalogue]:
    """Read the texts that come with the package, in every language."""
    return {language: load_catalogue(language) for language in Language}


def parse_catalogue(content: str, place: str, language: Language = Language.DUTCH) -> Catalogue:
    """Read a catalogue from YAML.

    Raises `CatalogueFaultyError` unless there is one sound text for each prompt and each announcement.
    """
    try:
        texts = yaml.load(content, _LOADER)  # noqa: S506 - one of the two safe loaders
    except yaml.YAMLError as error:
        raise CatalogueFaultyError(f"{place}: {error}") from error
    if not isinstance(texts, dict) or not all(isinstance(text, str) and text for text in texts.values()):
        raise CatalogueFaultyError(f'{place}: write one line `prompt: "text"` for each prompt')
    different = sorted({*_IDS, OR} ^ texts.keys())
    if different:
        raise CatalogueFaultyError(f"{place}: texts missing or too many: {', '.join(different)}")
    or_ = texts.pop(OR)
    for identity, text in texts.items():
        try:
            strange = fields_of(text) - _FIELDS
        except ValueError as error:
            raise CatalogueFaultyError(f"{place}: {identity}: {error}; write {{name}} or {{key}}") from error
        if strange:
            known = ", ".join(f"{{{field}}}" for field in sorted(_FIELDS))
            raise CatalogueFaultyError(f"{place}: {identity}: has {sorted(strange)}; only {known} exist")
    return Catalogue(texts, or_, language)


def name_of(spoken: Spoken) -> str:
    """Return a prompt's name, that of its recording: "ask", "en-ask", "confirm-medemblik".

    Lower case, marks left off, everything but letters and digits a hyphen: safe as a file's name.
    """
    language = None if spoken.language is Language.DUTCH else spoken.language
    words = " ".join(part for part in (language, spoken.id, spoken.name, *spoken.names, spoken.key) if part)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[:100]


def fields_of(text: str) -> set[str]:
    """Return the placeholders of a text. Raises ValueError for a brace that encloses none, or one with a format."""
    parts = [(field, spec, conversion) for _, field, spec, conversion in Formatter().parse(text) if field is not None]
    if any(spec or conversion for _, spec, conversion in parts):
        raise ValueError("a placeholder takes no format")
    return {field for field, _, _ in parts}
