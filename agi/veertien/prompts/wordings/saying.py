"""Numbers in a text as they are said: telephone numbers by their digits, times and dates as such.

A voice reads "14 020" as fourteen thousand and twenty, and "088 123 45 67" as an amount, too. What is no telephone
number, time or date stays as it is written: amounts, counts, years.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from veertien.conversation import Language
from veertien.numbering import area_codes
from veertien.prompts.wordings.languages import WORDS
from veertien.prompts.wordings.words import LanguageWords

_SPACE = "[ \u00a0\u202f]"
_HYPHEN = "[-\u2010\u2011\u2013]"
# Where a number may begin: behind no letter, no amount's sign, and not within a fraction or a longer time.
_START = re.compile(rf"(?<!\w)(?<![0-9][.,:])(?<![€$£])(?<![€$£]{_SPACE})[+(]*[0-9]")
_AMOUNT = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9])")
_PASSED = re.compile(r"[1-9][0-9]{0,2}(?:[ .][0-9]{3})+(?![0-9])|[0-9]+|[+(]")
_END = r"(?!\w|[.,:/][0-9])"
_TELEPHONE_END = re.compile(rf"(?!\w|[.,:][0-9])(?!{_SPACE}?(?:€|%|euro\b|procent|prosint|percent))", re.IGNORECASE)

_YEAR_FIRST = re.compile(rf"([0-9]{{4}})-([0-9]{{1,2}})-([0-9]{{1,2}})(?!{_HYPHEN}?[0-9]){_END}")
_DAY_FIRST = re.compile(rf"([0-9]{{1,2}})([-./])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}})(?!{_HYPHEN}?[0-9]){_END}")
_DAY_OF_MONTH = re.compile(rf"([0-9]{{1,2}})(?={_SPACE}(\w+))")
_CENTURY = 2000

_HOUR = "(?:[01]?[0-9]|2[0-4])(?![0-9])"
_MINUTE = "[:.][0-5][0-9]"
_AND = "tot|en|of|t/m|oant|until|till|to|and|or"
_BETWEEN = rf"(?:{_SPACE}?{_HYPHEN}{_SPACE}?|,{_SPACE}|{_SPACE}(?:{_AND}){_SPACE})"
_HOUR_WORD = rf"{_SPACE}?(?:uur|u|oere|o['’]clock|hours|hrs)\b"
# Behind it the word for hours makes every one of them a time, and then a point stands for a colon.
_WITH_HOUR_WORD = re.compile(rf"({_HOUR}(?:{_MINUTE})?(?:{_BETWEEN}{_HOUR}(?:{_MINUTE})?)*)({_HOUR_WORD})")
_WITH_COLON = re.compile(
    rf"({_HOUR}:[0-5][0-9](?:{_SPACE}?{_HYPHEN}{_SPACE}?{_HOUR}:[0-5][0-9])?){_END}(?!{_SPACE}?[ap]\.?m\b)",
    re.IGNORECASE,
)
_WITH_POINT = re.compile(rf"({_HOUR}\.[0-5][0-9]){_END}")
_BEFORE_NOON_OR_AFTER = re.compile(rf"({_HOUR})[:.]([0-5][0-9])(?={_SPACE}?[ap]\.?m\b)", re.IGNORECASE)
_AT = re.compile(rf"\b(?:om|at){_SPACE}$", re.IGNORECASE)
_CLOCK = re.compile(rf"({_HOUR})(?:[:.]([0-5][0-9]))?")

_DIGITS = r"\([0-9]+\)|[0-9]+"
_FIRST_GROUP = re.compile(rf"(?P<plus>\+?)(?P<digits>{_DIGITS})")
_NEXT_GROUP = re.compile(rf"(?:{_SPACE}?(?:{_HYPHEN}|[./]){_SPACE}?|{_SPACE}|(?<=\))|(?=\())(?P<digits>{_DIGITS})")
_COUNTRY = re.compile(r"(?:\+|00)31(?:0(?=[1-9]))?")
_ABROAD = re.compile(r"(?:\+|00)[1-9][0-9]{6,14}")
_NATIONAL = re.compile(r"0(?:800|90[069])(?:[0-9]{4}|[0-9]{7})|0(?!800|90[069])[1-9][0-9]{8}")
_SHORT = re.compile(r"112|116[0-9]{3}")
_TO_DIAL = re.compile(
    r"\b(?:bel(?:t|len|je)?|kies|kiest|(?:telefoon|doorkies|alarm)?nummer|tel(?:efoon)?|toestel|sms"
    r"|(?:tillefoan)?nûmer|tillefoan|tastel"
    r"|call(?:ing)?|dial|phone|(?:telephone )?number|extension)"
    rf"\.?:?(?:{_SPACE}(?:naar|met|is|op|mei|nei|to|on))?{_SPACE}?$",
    re.IGNORECASE,
)
_FEWEST_DIGITS = 3

_Found = tuple[int, str] | None
"""Where a number ends, and how it is said."""


@dataclass(frozen=True, slots=True)
class Saying:
    """A number as it is written in a text and as it is said, and where it starts there."""

    start: int
    written: str
    said: str


def as_said(text: str, language: Language) -> str:
    """Return the text with its telephone numbers, times and dates in words of this language.

    What comes out is said as it is: `as_said` of it is the same again.
    """
    parts: list[str] = []
    done = 0
    for number in sayings(text, language):
        parts += [text[done : number.start], number.said]
        done = number.start + len(number.written)
    return "".join([*parts, text[done:]])


def sayings(text: str, language: Language) -> tuple[Saying, ...]:
    """Return what of a text is said otherwise than it is written, in order."""
    words = WORDS[language]
    found: list[Saying] = []
    done = 0
    while begins := _START.search(text, done):
        start = begins.start()
        number = next((number for kind in _KINDS if (number := kind(text, start, words))), None)
        if number:
            done, said = number
            found.append(Saying(start, text[start:done], said))
        else:
            # The next may begin behind a bracket or sign, but not within these digits.
            done = (_PASSED.match(text, start) or begins).end()
    return tuple(saying for saying in found if saying.said != saying.written)


def _date(text: str, start: int, words: LanguageWords) -> _Found:
    """Find 2026-12-01, 1-12-2026, 1.12.26, and the day of "1 december"."""
    if match := _YEAR_FIRST.match(text, start):
        year, month, day = match[1], match[2], match[3]
    elif match := _DAY_FIRST.match(text, start):
        day, month, year = match[1], match[3], match[4]
    elif match := _DAY_OF_MONTH.match(text, start):
        named = match[2].lower() in map(str.lower, words.months)
        return (match.end(), words.days[int(match[1]) - 1]) if named and 1 <= int(match[1]) <= len(words.days) else None
    else:
        return None
    try:
        found = date(int(year) + (_CENTURY if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None
    return match.end(), f"{words.days[found.day - 1]} {words.months[found.month - 1]} {found.year}"


def _time(text: str, start: int, words: LanguageWords) -> _Found:
    """Find 9:30, 17:00-19:00, 9.30 uur, "9.00, 10.00 en 11.00 uur", and "om 9.30"."""
    if match := _WITH_HOUR_WORD.match(text, start):
        if not re.search(_MINUTE, match[1]):
            # A count of hours, or hours of the clock: "9-17 uur" is right for both with its hyphen in words.
            return match.end(1), _hyphens_said(match[1], words)
    elif match := _BEFORE_NOON_OR_AFTER.match(text, start):
        # An English voice says "9:30 am" as people do, but a point as in 9.3.
        return match.end(), f"{match[1]}:{match[2]}"
    else:
        match = _WITH_COLON.match(text, start)
        if match is None and _AT.search(text, 0, start):
            match = _WITH_POINT.match(text, start)
    if match is None:
        return None
    said = _CLOCK.sub(lambda clock: _clock_said(clock[1], clock[2] or "00", words), _hyphens_said(match[1], words))
    behind = text[match.end() :].replace("’", "'").lstrip()
    for part in (words.evening, words.night):
        if behind.startswith(part):
            said = said.removesuffix(f" {part}")
    return match.end(), said


def _hyphens_said(hours: str, words: LanguageWords) -> str:
    return re.sub(rf"{_SPACE}?{_HYPHEN}{_SPACE}?", f" {words.until} ", hours)


def _clock_said(hour: str, minute: str, words: LanguageWords) -> str:
    return words.time(datetime.min.replace(hour=int(hour) % 24, minute=int(minute)))


def _telephone(text: str, start: int, words: LanguageWords) -> _Found:
    """Find a telephone number in any of the ways people write it, an area code, and what follows "bel"."""
    groups: list[tuple[int, str]] = []
    if _AMOUNT.match(text, start):
        return None
    match = _FIRST_GROUP.match(text, start)
    plus = match["plus"] if match else ""
    while match:
        groups.append((match.end(), match["digits"].strip("()")))
        match = _NEXT_GROUP.match(text, match.end())
    for count in range(len(groups), 0, -1):
        end = groups[count - 1][0]
        if _ends(text, end) and (said := _number_said(plus, [digits for _, digits in groups[:count]], words)):
            return end, said
    if not groups or not _ends(text, groups[0][0]):
        return None
    end, first = groups[0]
    if (first.startswith("0") and len(first) > 1) or (len(first) >= _FEWEST_DIGITS and _TO_DIAL.search(text, 0, start)):
        return end, words.by_digits([first])
    return None


def _ends(text: str, end: int) -> bool:
    return bool(_TELEPHONE_END.match(text, end))


def _number_said(plus: str, groups: list[str], words: LanguageWords) -> str | None:
    """Return how these groups are said together, or None where they are no telephone number."""
    digits = plus + "".join(groups)
    national = _COUNTRY.sub("0", digits, count=1)
    if _NATIONAL.fullmatch(national) or (digits.startswith("14") and digits[2:] in area_codes()):
        return words.telephone(national)
    if _SHORT.fullmatch(digits):
        return words.by_digits(groups)
    if _ABROAD.fullmatch(digits):
        return words.by_digits([("00" if plus else "") + groups[0], *groups[1:]])
    return None


_KINDS: tuple[Callable[[str, int, LanguageWords], _Found], ...] = (_date, _time, _telephone)
