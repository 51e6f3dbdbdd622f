"""The kinds of value a setting may hold. All come from a file as texts; each says which it takes, and the cure."""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from veertien import numbering
from veertien.config.faults import Code, shown
from veertien.gazetteer import UnknownSoundError
from veertien.gazetteer.pronunciations import Words, parse_words
from veertien.numbering import CallerNumberRefusedError, NumberRefusedError, listed_number, listed_prefix
from veertien.routing.tables import End

YES = frozenset({"yes", "true", "on"})
NO = frozenset({"no", "false", "off"})
LONGEST_TEXT = 100
LONGEST_MESSAGE = 300
MOST_PRONUNCIATIONS = 6


class Written:
    """Says of an annotated value as what `kind` it stands in a file, and how that is read.

    `read` makes the value of one that `kind` has taken, or raises a `refusal`.
    """

    def __init__(self, kind: Any, read: Callable[[Any], object]) -> None:
        self._kind = kind
        self._read = read

    def __get_pydantic_core_schema__(self, _source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._read, handler.generate_schema(self._kind))


def refusal(code: Code, message: str) -> PydanticCustomError:
    """Return the error by which a validator refuses a value. `message` goes on from the name of its key: "is ..."."""
    # The message travels as context: braces in a value must not be taken for a template.
    return PydanticCustomError(code.value, "{message}", {"message": message})


def matching(code: Code, pattern: str, wanted: str) -> Callable[[str], str]:
    """Return a validator that accepts texts matching the whole pattern; `wanted` finishes the message."""
    compiled = re.compile(pattern, re.ASCII)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise refusal(code, f"is {shown(text)}; {wanted}")
        return text

    return check


def one_of(words: type[StrEnum], code: Code, beside: str = "") -> Written:
    """Return the way to write one of a vocabulary's words; `beside` goes on behind the words in the message."""
    *others, last = words
    wanted = f"write {', '.join(others)} or {last}{beside}"

    def read(text: str) -> StrEnum:
        if text not in set(words):
            raise refusal(code, f"is {shown(text)}; {wanted}")
        return words(text)

    return Written(Text, read)


def _short(text: str) -> str:
    if not text:
        raise refusal(Code.EMPTY_VALUE, "has no value; fill it in or take the line out")
    if len(text) > LONGEST_TEXT:
        raise refusal(Code.TEXT, f"is longer than {LONGEST_TEXT} characters; shorten it")
    return text


def _yes_no(value: Any) -> Any:
    if isinstance(value, str):
        if value.lower() in YES | NO:
            return value.lower() in YES
        raise refusal(Code.YES_NO, f"is {shown(value)}; write yes or no")
    return value


def _pronounceable(text: str) -> Words:
    try:
        words = parse_words(text)
    except UnknownSoundError as error:
        raise refusal(Code.UNKNOWN_SOUND, f"is {shown(text)}: {error}") from None
    if not words:
        raise refusal(Code.EMPTY_VALUE, "has no sounds in it; write IPA or take the line out")
    return words


def _of_callers(read: Callable[[str], str], code: Code, wanted: str) -> AfterValidator:
    """Return a validator that gives what `read` makes of a number of callers; `wanted` finishes the message."""

    def check(text: str) -> str:
        try:
            return read(text)
        except CallerNumberRefusedError as refused:
            raise refusal(code, f"is {shown(text)}; {refused}; {wanted}") from None

    return AfterValidator(check)


def as_list(value: Any) -> Any:
    """Return a text as a list of one, so that either may be written."""
    return [value] if isinstance(value, str) else value


def _few(given: list[Words]) -> list[Words]:
    if not given:
        raise refusal(Code.EMPTY_VALUE, "has no value; fill it in or take the line out")
    if len(given) > MOST_PRONUNCIATIONS:
        raise refusal(Code.MANY_PRONUNCIATIONS, f"has {len(given)}; keep the {MOST_PRONUNCIATIONS} most usual")
    return given


def whole_number(lowest: int, highest: int) -> BeforeValidator:
    """Return a validator for a whole number from `lowest` to `highest`, written in digits."""

    def check(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if re.fullmatch("[0-9]{1,9}", value) and lowest <= int(value) <= highest:
            return int(value)
        raise refusal(Code.WHOLE_NUMBER, f"is {shown(value)}; write a whole number from {lowest} to {highest}")

    return BeforeValidator(check)


def number(lowest: float, highest: float) -> BeforeValidator:
    """Return a validator for a number from `lowest` to `highest`, written in digits with a point."""

    def check(value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return value
        if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4})?", value) and lowest <= float(value) <= highest:
            return float(value)
        wanted = f"write a number from {lowest:g} to {highest:g}, with a point where it is no whole one"
        raise refusal(Code.NUMBER, f"is {shown(value)}; {wanted}")

    return BeforeValidator(check)


def _sayable(text: str) -> str:
    if not text:
        raise refusal(Code.EMPTY_VALUE, "has no value; fill it in or take the line out")
    if len(text) > LONGEST_MESSAGE:
        raise refusal(Code.TEXT, f"is longer than {LONGEST_MESSAGE} characters; nobody listens that long")
    return text


def _each_once(given: list[End]) -> list[End]:
    twice = next((word for word in given if given.count(word) > 1), None)
    if twice:
        raise refusal(Code.OVERFLOW, f"has {shown(twice)} twice; keep one of them")
    return given


def _national(text: str) -> numbering.NationalNumber:
    try:
        return numbering.NationalNumber(text)
    except NumberRefusedError as refused:
        raise refusal(Code.NATIONAL_NUMBER, f"is {shown(text)}. {refused.reason}") from None


Text = Annotated[str, AfterValidator(_short)]
Message = Annotated[str, AfterValidator(_sayable)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Pronunciation = Annotated[Words, Written(Text, _pronounceable)]
Pronunciations = Annotated[list[Pronunciation], BeforeValidator(as_list), AfterValidator(_few)]
TrunkKey = Annotated[
    Text,
    AfterValidator(
        matching(
            Code.TRUNK_KEY,
            "[a-z0-9][a-z0-9_-]{0,31}",
            "a trunk's key has at most 32 small letters, digits, - and _, such as hoorn-backup",
        )
    ),
]
Endpoint = Annotated[
    Text,
    AfterValidator(
        matching(
            Code.ENDPOINT,
            "[A-Za-z0-9][A-Za-z0-9_.-]{0,63}",
            "write the name of the PJSIP endpoint alone, at most 64 letters, digits, - _ and .",
        )
    ),
]
PhoneNumber = Annotated[
    Text,
    AfterValidator(
        matching(Code.PHONE_NUMBER, r"\+?[0-9]{2,17}", "write the digits alone, with or without a + in front")
    ),
]
MunicipalityCode = Annotated[
    Text,
    AfterValidator(
        matching(Code.MUNICIPALITY_CODE, "GM[0-9]{4}", "write the code of Statistics Netherlands (CBS), such as GM1992")
    ),
]
CallerNumber = Annotated[
    Text,
    _of_callers(listed_number, Code.CALLER_NUMBER, "write all its digits, such as 0612345678 or +32470123456"),
]
CallerPrefix = Annotated[
    Text, _of_callers(listed_prefix, Code.CALLER_PREFIX, "write the first digits, such as 0881234 or +32470")
]
OverflowEnd = Annotated[End, one_of(End, Code.OVERFLOW, " (a trunk that can't be reached always leads on)")]
Overflow = Annotated[list[OverflowEnd], AfterValidator(_each_once)]
NationalNumber = Annotated[numbering.NationalNumber, Written(Text, _national)]
# Only a header of the operator's own: one that SIP itself needs would break or forge the call.
Header = Annotated[
    Text,
    AfterValidator(
        matching(
            Code.HEADER,
            "X-[A-Za-z0-9-]{1,60}|P-Called-Party-ID",
            "write a header that starts with X-, such as X-Dialled-Number, or P-Called-Party-ID",
        )
    ),
]
