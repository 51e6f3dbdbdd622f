"""The kinds of value a setting may hold. All come from a file as texts; each says which it takes, and the cure."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from veertien import numbering
from veertien.config.faults import Problem
from veertien.config.faults.definitions.rules import WrongCallerNumber, WrongCallerPrefix, WrongNationalNumber
from veertien.config.faults.definitions.tables import (
    ManyPronunciations,
    UnknownSound,
    WrongMunicipalityCode,
    WrongOverflow,
)
from veertien.config.faults.definitions.values import (
    EmptyValue,
    WrongEndpoint,
    WrongHeader,
    WrongNumber,
    WrongPhoneNumber,
    WrongText,
    WrongTrunkKey,
    WrongWholeNumber,
    WrongYesNo,
)
from veertien.config.models import editor_view
from veertien.config.models.editor_view import Checked, Seen
from veertien.config.yaml_files.validation import REFUSED
from veertien.gazetteer import UnknownSoundError
from veertien.gazetteer.pronunciations import Words, parse_words
from veertien.numbering import CallerNumberRefusedError, NationalNumberRefusedError, listed_number, listed_prefix
from veertien.routing import End
from veertien.wording import Wording

_YES = frozenset({"yes", "true", "on"})
_NO = frozenset({"no", "false", "off"})
LONGEST_TEXT = 100
LONGEST_MESSAGE = 300
MOST_PRONUNCIATIONS = 6


class Written:
    """Says of an annotated value as what `kind` it stands in a file, and how that is read.

    `read` makes the value of one that `kind` has taken, or raises a `refusal`; `seen` is what an editor knows of it.
    """

    def __init__(self, kind: Any, read: Callable[[Any], object], seen: Seen) -> None:
        self._kind = kind
        self._read = read
        self._seen = seen

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._read, handler.generate_schema(self._kind))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self._seen)


def refusal(problem: Problem) -> PydanticCustomError:
    """Return the error by which a validator refuses a value. The problem goes on from the name of its key: "is ..."."""
    return PydanticCustomError(REFUSED, "refused", {"problem": problem})


def matching(pattern: str, problem: Callable[[str], Problem]) -> Checked:
    """Return a validator that accepts texts matching the whole pattern; others have the `problem`."""
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise refusal(problem(text))
        return text

    return Checked(AfterValidator(check), editor_view.pattern(pattern))


def one_of(words: type[StrEnum], problem: Callable[[str, Iterable[str]], Problem]) -> Written:
    """Return the way to write one of a vocabulary's words; other texts have the `problem`."""

    def read(text: str) -> StrEnum:
        if text not in set(words):
            raise refusal(problem(text, words))
        return words(text)

    return Written(Text, read, editor_view.words(words))


def _short(text: str) -> str:
    if not text:
        raise refusal(EmptyValue.value())
    if len(text) > LONGEST_TEXT:
        raise refusal(WrongText.too_long(LONGEST_TEXT))
    return text


def _yes_no(value: Any) -> Any:
    if isinstance(value, str):
        if value.lower() in _YES | _NO:
            return value.lower() in _YES
        raise refusal(WrongYesNo.written(value))
    return value


def _pronounceable(text: str) -> Words:
    try:
        words = parse_words(text)
    except UnknownSoundError as error:
        raise refusal(UnknownSound.written(text, error.wording)) from None
    if not words:
        raise refusal(EmptyValue.sounds())
    return words


def _of_callers(read: Callable[[str], str], problem: Callable[[str, Wording], Problem], seen: Seen) -> Checked:
    """Return a validator that gives what `read` makes of a number of callers; `problem` takes why it can't."""

    def check(text: str) -> str:
        try:
            return read(text)
        except CallerNumberRefusedError as refused:
            raise refusal(problem(text, refused.wording)) from None

    return Checked(AfterValidator(check), seen)


def as_list(value: Any) -> Any:
    """Return a text as a list of one, so that either may be written."""
    return [value] if isinstance(value, str) else value


class OneOrList:
    """Says of an annotated list that a single value may be written in its place."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return BeforeValidator(as_list).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        several = handler(schema)
        return {"anyOf": [several["items"], several]}


def _few(given: list[Words]) -> list[Words]:
    if not given:
        raise refusal(EmptyValue.value())
    if len(given) > MOST_PRONUNCIATIONS:
        raise refusal(ManyPronunciations.of_name(len(given), MOST_PRONUNCIATIONS))
    return given


def whole_number(lowest: int, highest: int, unit: str | None = None) -> Checked:
    """Return a validator for a whole number from `lowest` to `highest`, written in digits."""

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if re.fullmatch("[0-9]{1,9}", value) and lowest <= int(value) <= highest:
            return int(value)
        raise refusal(WrongWholeNumber.written(value, lowest, highest))

    return Checked(BeforeValidator(check), editor_view.whole_number(lowest, highest, unit))


def whole_number_or(word: str, lowest: int, highest: int, unit: str | None = None) -> Checked:
    """Return a validator for a whole number as `whole_number`, or a word, which stands for None."""

    def check(value: Any) -> Any:
        if not isinstance(value, str) or value == word:
            return None if value == word else value
        if re.fullmatch("[0-9]{1,9}", value) and lowest <= int(value) <= highest:
            return int(value)
        raise refusal(WrongWholeNumber.nor_word(value, lowest, highest, word))

    seen = {"anyOf": [editor_view.words((word,)), editor_view.whole_number(lowest, highest, unit)]}
    return Checked(BeforeValidator(check), seen)


def number(lowest: float, highest: float, unit: str | None = None) -> Checked:
    """Return a validator for a number from `lowest` to `highest`, written in digits with a point."""

    def check(value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return value
        if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", value) and lowest <= float(value) <= highest:
            return float(value)
        raise refusal(WrongNumber.written(value, lowest, highest))

    return Checked(BeforeValidator(check), editor_view.number(lowest, highest, unit))


def _sayable(text: str) -> str:
    if not text:
        raise refusal(EmptyValue.value())
    if len(text) > LONGEST_MESSAGE:
        raise refusal(WrongText.long_message(LONGEST_MESSAGE))
    return text


def _each_once(given: list[End]) -> list[End]:
    twice = next((word for word in given if given.count(word) > 1), None)
    if twice:
        raise refusal(WrongOverflow.twice(twice))
    return given


def _national(text: str) -> numbering.NationalNumber:
    try:
        return numbering.NationalNumber(text)
    except NationalNumberRefusedError as refused:
        raise refusal(WrongNationalNumber.written(text, refused.wording)) from None


Text = Annotated[str, Checked(AfterValidator(_short), editor_view.text(LONGEST_TEXT))]
Message = Annotated[str, Checked(AfterValidator(_sayable), editor_view.text(LONGEST_MESSAGE))]
YesNo = Annotated[bool, Checked(BeforeValidator(_yes_no), editor_view.yes_no())]
Pronunciation = Annotated[Words, Written(Text, _pronounceable, editor_view.text(LONGEST_TEXT))]
PronunciationList = Annotated[
    list[Pronunciation],
    BeforeValidator(as_list),
    Checked(AfterValidator(_few), editor_view.one_or_list(editor_view.text(LONGEST_TEXT), MOST_PRONUNCIATIONS)),
]
TrunkKey = Annotated[Text, matching("[a-z0-9][a-z0-9_-]{0,31}", WrongTrunkKey.written)]
Endpoint = Annotated[Text, matching("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}", WrongEndpoint.written)]
PhoneNumber = Annotated[Text, matching(r"\+?[0-9]{2,17}", WrongPhoneNumber.written)]
MunicipalityCode = Annotated[Text, matching("GM[0-9]{4}", WrongMunicipalityCode.written)]
# Which of them there are is checked elsewhere: the loader's message names the nearest.
AreaCodeList = Annotated[
    list[Text],
    WithJsonSchema(
        {"type": "array", "items": dict(editor_view.digits(numbering.area_codes())), "minItems": 1, "uniqueItems": True}
    ),
]
CALLER_NUMBER_SEEN = editor_view.pattern(r"\+?[0-9]{3,20}")
CallerNumber = Annotated[Text, _of_callers(listed_number, WrongCallerNumber.written, CALLER_NUMBER_SEEN)]
CallerPrefix = Annotated[
    Text, _of_callers(listed_prefix, WrongCallerPrefix.written, editor_view.pattern(r"(?:\+|00?)[0-9]{1,15}"))
]
OverflowEnd = Annotated[End, one_of(End, WrongOverflow.written)]
Overflow = Annotated[
    list[OverflowEnd],
    Checked(AfterValidator(_each_once), {"type": "array", "items": dict(editor_view.words(End)), "uniqueItems": True}),
]
NationalNumberField = Annotated[
    numbering.NationalNumber,
    Written(
        Text,
        _national,
        {
            **editor_view.pattern("1[0-9]{2,5}"),
            "minimum": 100,
            "maximum": 199_999,
            "not": dict(editor_view.digits([f"14{code}" for code in numbering.area_codes()])),
        },
    ),
]
# Only a header of the operator's own: one that SIP itself needs would break or forge the call.
Header = Annotated[
    Text,
    matching(
        "X-(?![Vv][Ee][Ee][Rr][Tt][Ii][Ee][Nn]-)[A-Za-z0-9-]{1,60}|P-Called-Party-ID",
        WrongHeader.written,
    ),
]
"""A header that tells a trunk the number. By those that begin with X-Veertien- calls that come back are known."""
