"""All that is known of one call, gathered by others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from veertien.archive.rows import AnswerRow, CallRow
from veertien.conversation import NO, YES, Command, Policy
from veertien.wording import Wording, unworded

_ANSWERS: Mapping[str, Wording] = {
    YES: Wording("ja", "yes"),
    NO: Wording("nee", "no"),
    Command.PERSON: Wording("de vraag om een medewerker", "a request for a person"),
    Command.REPEAT: Wording("de vraag om herhaling", "a request to repeat"),
    Command.UNSURE: Wording("“weet ik niet”", "“I don't know”"),
    Command.DUTCH: Wording("de vraag om Nederlands", "a request for Dutch"),
    Command.FRISIAN: Wording("de vraag om Fries", "a request for Frisian"),
    Command.ENGLISH: Wording("de vraag om Engels", "a request for English"),
}


@dataclass(frozen=True, slots=True)
class LogLine:
    """A warning or an error that the log has of the call."""

    at: datetime
    event: str
    why: str = ""
    """What the line says of the reason."""


@dataclass(frozen=True, slots=True)
class Again:
    """What would become of a call like it by the tables of now, at the moment at which it came in, with trunks up."""

    tables: str
    """Their digest."""
    policy: Policy
    asked: bool = False
    """Whether its caller would be asked."""
    outcome: str | None = None
    """None where it can't be told."""
    municipality: str | None = None
    """Its CBS code."""
    trunks: tuple[str, ...] = ()
    """The keys of the trunks to try, in order."""
    unknown: Wording | None = None
    """Why it can't be told."""


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is known."""

    call: CallRow
    answers: Sequence[AnswerRow] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    """Municipalities' by their CBS codes."""
    policy: Policy | None = None
    """How sure guesses must be in the tables of now; None where these can't be read."""
    tables: str | None = None
    """The digest of the tables of now; None where these can't be read."""
    trunk_lines: Mapping[str, str] = field(default_factory=dict)
    """Where trunks.yaml says of each endpoint what it is, as FILE:LINE."""
    log: Sequence[LogLine] = ()
    again: Again | None = None
    tables_unusable: bool = False
    """Whether the tables of today have faults, so that nobody can say what they would do."""

    @property
    def same_tables(self) -> bool:
        """Whether the tables of now are those that the call went by."""
        return self.tables is not None and self.tables == self.call.tables

    def name(self, code: str | None) -> str:
        """Return what the municipality with a CBS code is called."""
        return self.names.get(code or "", code or "")

    def guess(self, key: str) -> Wording:
        """Return what a guess stands for."""
        return _ANSWERS.get(key) or unworded(self.name(key))
