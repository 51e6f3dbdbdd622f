"""What a finding is made of."""

from dataclasses import dataclass
from enum import IntEnum
from operator import itemgetter
from string import Formatter

from veertien.config import SETTINGS_FILE
from veertien.wording import Language, Wording, unworded


class Urgency(IntEnum):
    """How bad a finding is; as a number, the status that `veertien doctor` ends with."""

    WARNING = 1
    """Calls are served, worse than they could be or with a risk."""
    CRITICAL = 2
    """Calls are lost, or go where they should not."""


@dataclass(frozen=True, slots=True)
class FindingKind:
    """One kind of fault. Its texts are a sentence and a cure; {NAME} in them stands for what was found."""

    code: str
    """It never changes its name."""
    urgency: Urgency
    english: tuple[str, str]
    dutch: tuple[str, str]

    @property
    def parameters(self) -> frozenset[str]:
        """The names that stand in its texts."""
        texts = (*self.english, *self.dutch)
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)

    def found(self, place: "FindingPlace | None" = None, **parameters: object) -> "DoctorFinding":
        """Return a finding of this kind; a parameter is a value, or a Wording where it differs between the languages.

        Raises ValueError where the parameters are not those of the texts.
        """
        if parameters.keys() != self.parameters:
            raise ValueError(f"{self.code} takes {sorted(self.parameters)}, not {sorted(parameters)}")
        given = tuple(sorted(((name, _in_words(value)) for name, value in parameters.items()), key=itemgetter(0)))
        return DoctorFinding(self, given, place)


@dataclass(frozen=True, slots=True)
class FindingPlace:
    """Where something is to be mended."""

    file: str
    line: int | None = None
    """Counted from 1; None where it is not known."""
    sought: str = ""
    """What the line begins with."""

    def __str__(self) -> str:
        return self.file if self.line is None else f"{self.file}:{self.line}"


def in_settings(sought: str = "") -> FindingPlace:
    """Return the place in veertien.yaml where a line begins with this."""
    return FindingPlace(SETTINGS_FILE, sought=sought)


@dataclass(frozen=True, slots=True)
class DoctorFinding:
    """One fault: its kind, what was found, and where. As text: the sentence and the cure in English."""

    kind: FindingKind
    parameters: tuple[tuple[str, Wording], ...] = ()
    place: FindingPlace | None = None

    @property
    def code(self) -> str:
        """The stable name of its kind."""
        return self.kind.code

    @property
    def urgency(self) -> Urgency:
        """How bad it is."""
        return self.kind.urgency

    def sentence(self, language: Language = Language.ENGLISH) -> str:
        """Return what is wrong, in Dutch or in English."""
        return self._texts(language)[0]

    def cure(self, language: Language = Language.ENGLISH) -> str:
        """Return what mends it, in Dutch or in English."""
        return self._texts(language)[1]

    def as_json(self) -> dict[str, object]:
        """Return it with its texts in both languages."""
        languages = (Language.ENGLISH, Language.DUTCH)
        return {
            "code": self.code,
            "urgency": self.urgency.name.lower(),
            "file": self.place and self.place.file,
            "line": self.place and self.place.line,
            "sentence": {language.value: self.sentence(language) for language in languages},
            "cure": {language.value: self.cure(language) for language in languages},
        }

    def __str__(self) -> str:
        return f"{self.sentence()} {self.cure()}"

    def _texts(self, language: Language) -> tuple[str, ...]:
        texts = self.kind.dutch if language is Language.DUTCH else self.kind.english
        given = {name: value.of(language) for name, value in self.parameters}
        return tuple(text.format_map(given) for text in texts)


def _in_words(value: object) -> Wording:
    if isinstance(value, Wording):
        return Wording(_printable(value.dutch), _printable(value.english))
    return unworded(_printable(str(value)))


def _printable(text: str) -> str:
    # It may come from a file or from another machine, and goes to a terminal.
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
