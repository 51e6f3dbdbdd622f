"""What a column of the national data holds: when a value fits, and how that is said."""

import re
import unicodedata
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from veertien.gazetteer import Certainty
from veertien.gazetteer.pronunciations import spoken_words
from veertien.numbering import area_codes
from veertien.wording import Wording, either

LONGEST_NAME = 60
"""Characters; the longest of 2026 has 33."""
LONGEST_REMARK = 300
"""Characters of a text that is only shown."""
MOST_PEOPLE = 5_000_000
MOST_AREA_CODES = 5
"""Area codes of one place."""
_BETWEEN_LETTERS = frozenset(" '’(),-./&")


@dataclass(frozen=True, slots=True)
class ColumnKind:
    """One kind of value."""

    words: Wording
    """What to write."""
    fits: Callable[[str], bool]

    def or_nothing(self) -> "ColumnKind":
        """Return the kind of a value that may be left out."""
        words = Wording(f"{self.words.dutch}, of niets", f"{self.words.english}, or nothing")
        return ColumnKind(words, lambda text: not text or self.fits(text))


def _of_pattern(pattern: str, dutch: str, english: str) -> ColumnKind:
    compiled = re.compile(pattern, re.ASCII)
    return ColumnKind(Wording(dutch, english), lambda text: compiled.fullmatch(text) is not None)


def _one_of(words: Collection[str]) -> ColumnKind:
    return ColumnKind(either(words), lambda text: text in words)


def _is_name(text: str) -> bool:
    """Return whether it can be shown, said and looked for as a name, whoever wrote it."""
    if not 0 < len(text) <= LONGEST_NAME or text != text.strip() or not unicodedata.is_normalized("NFC", text):
        return False
    return all(_in_names(sign) for sign in text) and any(map(str.isalpha, text)) and bool(spoken_words(text))


def _in_names(sign: str) -> bool:
    # A letter of other alphabets, or a rare one of ours, may look like another and has no sound that anybody knows.
    base = unicodedata.normalize("NFD", sign)[0]
    return sign in _BETWEEN_LETTERS or (base.isascii() and base.isalnum())


def _is_remark(text: str) -> bool:
    return 0 < len(text) <= LONGEST_REMARK and text.isprintable()


def _is_people(text: str) -> bool:
    return re.fullmatch("[0-9]{1,7}", text, re.ASCII) is not None and int(text) <= MOST_PEOPLE


def _are_area_codes(text: str) -> bool:
    codes = text.split(" ")
    return (
        len(codes) <= MOST_AREA_CODES and len(set(codes)) == len(codes) and all(code in area_codes() for code in codes)
    )


def _is_day(text: str) -> bool:
    # Longer and shorter forms that fromisoformat() reads as well would not sort as days do.
    with suppress(ValueError):
        return date.fromisoformat(text).isoformat() == text
    return False


MUNICIPALITY_CODE = _of_pattern(
    "GM[0-9]{4}", "de code van een gemeente, zoals GM0402", "a municipality's code, such as GM0402"
)
PLACE_CODE = _of_pattern("WP[0-9]{4}", "de code van een plaats, zoals WP1070", "a place's code, such as WP1070")
MUNICIPALITY_OR_PLACE = _of_pattern(
    "(GM|WP)[0-9]{4}", "de code van een gemeente of een plaats", "the code of a municipality or a place"
)
SAYABLE_NAME = ColumnKind(
    Wording(
        f"een naam van hoogstens {LONGEST_NAME} Latijnse letters, cijfers en tekens als in namen",
        f"a name of at most {LONGEST_NAME} Latin letters, digits and signs as in names",
    ),
    _is_name,
)
REMARK = ColumnKind(
    Wording(
        f"een tekst van hoogstens {LONGEST_REMARK} tekens die af te drukken zijn",
        f"a text of at most {LONGEST_REMARK} characters that can be printed",
    ),
    _is_remark,
)
PEOPLE = ColumnKind(
    Wording(f"een aantal inwoners tot {MOST_PEOPLE}", f"a number of people up to {MOST_PEOPLE}"), _is_people
)
ONE_AREA_CODE = ColumnKind(
    Wording("een Nederlands netnummer, zoals 0294", "a Dutch area code, such as 0294"),
    lambda text: text in area_codes(),
)
SOME_AREA_CODES = ColumnKind(
    Wording(
        f"hoogstens {MOST_AREA_CODES} Nederlandse netnummers met één spatie ertussen",
        f"at most {MOST_AREA_CODES} Dutch area codes with one space between",
    ),
    _are_area_codes,
)
FOURTEEN_NUMBER = ColumnKind(
    Wording("een 14-nummer, zoals 14035", "a 14-number, such as 14035"),
    lambda text: text[:2] == "14" and text[2:] in area_codes(),
)
DUTCH_NUMBER = _of_pattern(
    r"\+31[1-9][0-9]{6,9}",
    "een Nederlands telefoonnummer, zoals +31356292111",
    "a Dutch telephone number, such as +31356292111",
)
SURENESS = _one_of(("low", "medium", "high"))
NAME_KIND = _one_of(("municipality", "other"))
LANGUAGE_CODE = _one_of(("nl", "fy/nl", "en"))
CHANGE_CERTAINTY = _one_of(tuple(Certainty))
ISO_DAY = ColumnKind(Wording("een dag, zoals 2027-01-01", "a day, such as 2027-01-01"), _is_day)
