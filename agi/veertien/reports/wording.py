"""What a report says, in both of its languages, and numbers as each of them writes them."""

from enum import Enum
from fractions import Fraction

from veertien.conversation import Language
from veertien.wording import Wording

REPORT_LANGUAGES = (Language.DUTCH, Language.ENGLISH)

_SECONDS_AN_HOUR = 3600


class Unit(Enum):
    """What a number in a report counts."""

    CALLS = "calls"
    SECONDS = "seconds"
    """A duration that a caller waits."""
    SPENT = "spent"
    """Seconds that many callers spend together, shown as minutes or hours."""
    SHARE = "share"
    """From 0 to 1, shown as a percentage."""


def number_text(value: int | Fraction, unit: Unit, language: Language) -> str:
    """Return a number with its unit, as a report shows it."""
    match unit:
        case Unit.CALLS:
            return _grouped(Fraction(value), 0, language)
        case Unit.SECONDS:
            return f"{_grouped(Fraction(value), 1, language)} s"
        case Unit.SHARE:
            sign = Wording(" %", "%").of(language)
            return _grouped(Fraction(value) * 100, 1, language) + sign
        case Unit.SPENT if value >= _SECONDS_AN_HOUR:
            hours = Wording("uur", "hours").of(language)
            return f"{_grouped(Fraction(value, _SECONDS_AN_HOUR), 1, language)} {hours}"
        case Unit.SPENT:
            minutes = Wording("minuten", "minutes").of(language)
            return f"{_grouped(Fraction(value, 60), 1, language)} {minutes}"


def plain_number(value: int | Fraction, unit: Unit) -> int | float:
    """Return a number as JSON and CSV have it: seconds to the millisecond, shares to a hundredth of a percent."""
    if isinstance(value, int):
        return value
    return float(round(value, 4 if unit is Unit.SHARE else 3))


def _grouped(value: Fraction, decimals: int, language: Language) -> str:
    text = f"{float(round(value, decimals)):,.{decimals}f}"
    return text if language is Language.ENGLISH else text.translate({ord(","): ".", ord("."): ","})
