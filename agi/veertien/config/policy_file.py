"""conversation.yaml: how sure, how patient and how long, as far as an integrator may set it.

The names here are those of `Policy`, whose values hold where nothing is written; the file's own keys are the aliases.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from veertien.config.faults import FaultLog
from veertien.config.faults.definitions.values import Contradiction
from veertien.config.models.fields import number, whole_number
from veertien.config.models.file_models import FileModel
from veertien.config.yaml_files.places import Finding, Fitted, note
from veertien.config.yaml_files.tree import Document
from veertien.config.yaml_files.validation import fit
from veertien.conversation.policy import Policy

_Confidence = Annotated[float | None, number(0.01, 1)]
_Failures = Annotated[int | None, whole_number(1, 5)]

_AT_MOST = (("confirm_again", "confirm"), ("confirm", "accept"), ("key_seconds", "limit_seconds"))
"""Pairs of which the first may not be above the second."""


class QuestionInFile(FileModel):
    """How surely a name or a command must have been heard."""

    accept: _Confidence = None
    rival: _Confidence = None
    confirm: _Confidence = None
    confirm_again: _Confidence = None
    second: _Confidence = None
    elsewhere: _Confidence = None
    command: _Confidence = None
    named_choices: Annotated[int | None, whole_number(0, 5)] = None


class ConfirmationInFile(FileModel):
    """How surely a yes or a no must have been heard."""

    yes_no: _Confidence = None


class PatienceInFile(FileModel):
    """After how much silence the conversation goes on by itself."""

    speech_seconds: Annotated[float | None, number(2, 30, "seconds")] = Field(default=None, alias="speech")
    key_seconds: Annotated[float | None, number(10, 60, "seconds")] = Field(default=None, alias="keys")
    spell_seconds: Annotated[float | None, number(2, 30, "seconds")] = Field(default=None, alias="letters")
    limit_seconds: Annotated[float | None, number(30, 300, "seconds")] = Field(default=None, alias="whole")
    limit_seconds_per_choice: Annotated[float | None, number(0, 30, "seconds")] = Field(
        default=None, alias="whole_per_choice"
    )


class KeypadInFile(FileModel):
    """When names are given by keys, and how many are read out."""

    failures_before_list: _Failures = Field(default=None, alias="after_failures")
    failures_in_list: _Failures = Field(default=None, alias="failures")
    page_size: Annotated[int | None, whole_number(1, 9)] = None


class RepeatsInFile(FileModel):
    """How often a caller may have the question again."""

    repeats: Annotated[int | None, whole_number(0, 9)] = Field(default=None, alias="question")
    language_switches: Annotated[int | None, whole_number(0, 9)] = Field(default=None, alias="language")


class ConversationFile(FileModel):
    """How callers are asked. The file may be left out, and so may every group and every key."""

    question: QuestionInFile = QuestionInFile()
    """How surely a name or a command must have been heard."""
    confirmation: ConfirmationInFile = ConfirmationInFile()
    """How surely a yes or a no must have been heard."""
    patience: PatienceInFile = PatienceInFile()
    """After how much silence the conversation goes on by itself."""
    keypad: KeypadInFile = KeypadInFile()
    """When names are given by keys, and how many are read out."""
    repeats: RepeatsInFile = RepeatsInFile()
    """How often a caller may have the question again."""


_PLACES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        name: (title, field.alias or name)
        for title, group in ConversationFile()
        for name, field in type(group).model_fields.items()
    }
)
"""Where each value of a policy stands: its group and its key."""


def policy_in(document: Document, faults: FaultLog) -> Policy | None:
    """Return the policy that a file asks for, or None after noting everything that is wrong with it."""
    file = fit(ConversationFile, document, faults)
    given = {name: value for _, group in file.value for name, value in group if value is not None}
    contradictions = list(_contradictions(file, given))
    note(contradictions, faults)
    return Policy(**given) if file.whole and not contradictions else None


def _contradictions(file: Fitted[ConversationFile], given: Mapping[str, Any]) -> Iterator[Finding]:
    """Find values that are above what they may be at most, of which one is given and the other may be the usual."""
    values = settings_of(Policy()) | {policy_key(name): value for name, value in given.items()}
    for low, high in _AT_MOST:
        if values[policy_key(low)] <= values[policy_key(high)]:
            continue
        written, other = (low, high) if low in given else (high, low)
        said = Contradiction.above if written == low else Contradiction.below
        problem = said(_PLACES[written][1], values[policy_key(written)], _PLACES[other][1], values[policy_key(other)])
        yield Finding(file.at(*_PLACES[written]), problem)


def policy_key(name: str) -> str:
    """Return where a value of a policy stands in the file: "question.accept"."""
    return ".".join(_PLACES[name])


def settings_of(policy: Policy) -> dict[str, float]:
    """Return what the file can set, as it is in a policy, by its place: "question.accept"."""
    return {policy_key(name): getattr(policy, name) for name in _PLACES}
