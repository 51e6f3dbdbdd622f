"""What JSON Schema says of each kind of value, as an editor sees YAML.

The loader reads every value as a text. An editor makes 5 a number, `yes` a text or true (by the version of YAML that it
knows), and 0229 a number without its zero. So a kind that may be written without quotes takes all of these, and what
can't be told apart any more is not refused.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pydantic import AfterValidator, BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema

Seen = Mapping[str, Any]
"""A JSON Schema."""

UNIT = "x-unit"
"""The key of a schema, beside JSON Schema's own, under which the unit of a value stands."""

# What stands for all numbers and for yes and no, where a pattern decides whether a value may be one.
_NUMBERS, _YES_NO = ("0", "7", "12", "123", "0612345678"), ("yes", "no", "true", "on")


class Checked:
    """A validator, with what an editor can know of the values that it takes."""

    def __init__(self, validator: AfterValidator | BeforeValidator, seen: Seen) -> None:
        self._validator = validator
        self._seen = seen

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._validator.__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(self._seen)


class OrElse:
    """A validator of what is written in short, in the place of what is annotated, with what an editor knows of it."""

    def __init__(self, validator: BeforeValidator, *seen: Seen) -> None:
        self._validator = validator
        self._seen = seen

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self._validator.__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"anyOf": [*map(dict, self._seen), handler(schema)]}


def text(longest: int) -> Seen:
    """Return what any text is: also one that looks like a number, or like yes or no."""
    return {"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": longest}


def pattern(written: str) -> Seen:
    """Return what a text is that matches a whole pattern; a number, yes or no only where the pattern takes such."""
    compiled = re.compile(written, re.ASCII)
    types = ["string"]
    if any(map(compiled.fullmatch, _NUMBERS)):
        types.append("number" if compiled.fullmatch("1.5") else "integer")
    if any(map(compiled.fullmatch, _YES_NO)):
        types.append("boolean")
    seen: dict[str, Any] = {"type": types if len(types) > 1 else "string", "pattern": f"^(?:{written})$"}
    return seen if len(types) == 1 or compiled.fullmatch("-1") else {**seen, "minimum": 0}


def words(taken: Iterable[str]) -> Seen:
    """Return what a vocabulary is."""
    return {"enum": [str(word) for word in taken]}


def digits(taken: Collection[str]) -> Seen:
    """Return what one of these texts in digits is; without quotes it is a number, in YAML 1.1 perhaps an octal one."""
    numbers = {int(code) for code in taken}
    octal = {int(code, 8) for code in taken if re.fullmatch("0[0-7]+", code)}
    return {"enum": [*taken, *sorted(numbers | octal)]}


def yes_no() -> Seen:
    """Return what a yes or no is."""
    anyhow = "|".join("".join(f"[{letter.upper()}{letter}]" for letter in word) for word in _WORDS_FOR_YES_AND_NO)
    return {"type": ["boolean", "string"], "pattern": f"^(?:{anyhow})$"}


def whole_number(lowest: int, highest: int, unit: str | None) -> Seen:
    """Return what a whole number is, in quotes or without."""
    seen = {"type": ["integer", "string"], "minimum": lowest, "maximum": highest, "pattern": "^[0-9]{1,9}$"}
    return {**seen, UNIT: unit} if unit else seen


def number(lowest: float, highest: float, unit: str | None) -> Seen:
    """Return what a number is, in quotes or without."""
    written = r"^[0-9]{1,4}(\.[0-9]{1,4})?$"
    seen = {"type": ["number", "string"], "minimum": lowest, "maximum": highest, "pattern": written}
    return {**seen, UNIT: unit} if unit else seen


def one_or_list(one: Seen, most: int | None = None) -> Seen:
    """Return what is written as a value or as a list of such, with one at least."""
    limits = {"minItems": 1} if most is None else {"minItems": 1, "maxItems": most}
    return {"anyOf": [one, {"type": "array", "items": one, **limits}]}


def one_of_keys(one: str, other: str) -> Seen:
    """Return the rule of a group that has one of two keys, and not both."""
    return {"oneOf": [{"required": [one]}, {"required": [other]}]}


def needs(key: str, other: str) -> Seen:
    """Return the rule of a group that has a key only beside another."""
    return {"dependencies": {key: [other]}}


def unless_no(switch: str, key: str, *, turned: bool = False) -> Seen:
    """Return the rule of a group that needs a list with something in it, unless a switch is off; `turned`: if it is."""
    off = {"required": [switch], "properties": {switch: {"enum": _OFF}}}
    filled = {"required": [key], "properties": {key: {"minItems": 1}}}
    return {"if": off, "then" if turned else "else": filled}


def unless_matching(key: str, taken: str, other: str) -> Seen:
    """Return the rule of a group that needs `other` where what stands under `key` doesn't begin as a pattern says."""
    return {"if": {"required": [key], "properties": {key: {"not": {"pattern": taken}}}}, "then": {"required": [other]}}


_OFF = [False, *(form for word in ("no", "false", "off") for form in (word, word.title(), word.upper()))]
_WORDS_FOR_YES_AND_NO = ("yes", "no", "true", "false", "on", "off")
