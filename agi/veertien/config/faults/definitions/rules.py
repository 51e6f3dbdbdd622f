"""Faults of the rules for the whole platform, and of the lists of callers."""

from collections.abc import Iterable, Sequence
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import none_of, shown
from veertien.routing.naming import named
from veertien.wording import Wording

RULES = Section("Rules and callers")


class WrongOfferUnconnected(Problem, code="OFFER-UNCONNECTED", section=RULES):
    """Write `ask`, `forward` or `never`. [Who is not connected](routing-tables.md#who-is-not-connected)."""

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        return cls.worded(none_of(words, text))


class WrongCallerArea(Problem, code="CALLER-AREA", section=RULES):
    """Write `propose`, `prefer` or `ignore`."""

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        return cls.worded(none_of(words, text))


class WrongOtherAreaCodes(Problem, code="OTHER-AREA-CODES", section=RULES):
    """Write `offer` or `ignore`."""

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        return cls.worded(none_of(words, text))


class WrongNationalNumber(Problem, code="NATIONAL-NUMBER", section=RULES):
    """The national number has three to six digits, the first of them a 1, and is neither the 14-number of an area code
    nor 112: `1400`.
    """

    @classmethod
    def written(cls, text: str, reason: Wording) -> Self:
        return cls(f"is {shown(text)}. {reason.dutch}", f"is {shown(text)}. {reason.english}")


class UnknownChange(Problem, code="UNKNOWN-CHANGE", section=RULES):
    """`certain_changes` names a municipality of which no change is announced. It lists those that end; `veertien data`
    tells of which that is known. [Announced changes](country-data.md#announced-changes).
    """

    @classmethod
    def of_name(cls, name: str, known: Sequence[str]) -> Self:
        others = Wording("er is niets aangekondigd", "nothing is announced")
        if known:
            others = Wording(
                f"dat is aangekondigd van {named(known).dutch}", f"that is announced of {named(known).english}"
            )
        return cls(
            f"{shown(name)} is geen gemeente die in een andere opgaat; {others.dutch}; verbeter het of haal het weg",
            f"{shown(name)} is no municipality that is to go into another; {others.english}; correct it or take it out",
        )


class NoMemory(Problem, code="NO-MEMORY", section=RULES):
    """`routing.yaml` has `remember`, but `veertien.yaml` has no `memory` to say where and under which key. Add it.
    [Switching it on](caller-hints.md#switching-it-on).
    """

    @classmethod
    def for_remember(cls) -> Self:
        return cls(
            "`remember` heeft de sectie `memory` in veertien.yaml nodig, met een `key_file`; voeg die toe",
            "`remember` needs the section `memory` in veertien.yaml, with a `key_file`; add it",
        )


class WrongCallerNumber(Problem, code="CALLER-NUMBER", section=RULES):
    """In `callers.yaml`: not a telephone number that a caller can have, or an entry without a `number` or `prefix`, or
    with both. Numbers are written with all their digits: `0612345678`, `+31612345678`, `+32470123456`. A call from a
    number that no country gives out counts as one without a number, so listing it would do nothing.
    """

    @classmethod
    def written(cls, text: str, reason: Wording) -> Self:
        return cls(
            f"is {shown(text)}; {reason.dutch}; schrijf alle cijfers, zoals 0612345678 of +32470123456",
            f"is {shown(text)}; {reason.english}; write all its digits, such as 0612345678 or +32470123456",
        )

    @classmethod
    def not_one(cls) -> Self:
        return cls(
            "heeft `number` nodig, één nummer, of `prefix`, een begin van nummers",
            "needs either `number`, one number, or `prefix`, how numbers begin",
        )


class WrongCallerPrefix(Problem, code="CALLER-PREFIX", section=RULES):
    """Not the beginning of telephone numbers, such as `0881234` or `+32470`: with a `0` or the country behind `+` or
    `00`. One that every Dutch number has is refused.
    """

    @classmethod
    def written(cls, text: str, reason: Wording) -> Self:
        return cls(
            f"is {shown(text)}; {reason.dutch}; schrijf de eerste cijfers, zoals 0881234 of +32470",
            f"is {shown(text)}; {reason.english}; write the first digits, such as 0881234 or +32470",
        )


class DuplicateCaller(Problem, code="DUPLICATE-CALLER", section=RULES):
    """A number or prefix stands twice in `callers.yaml`, in one list or both, perhaps in another form; the message
    names the other line. Keep one.
    """

    @classmethod
    def listed(cls, line: int) -> Self:
        return cls(
            f"dit is hetzelfde als op regel {line}; laat er één staan",
            f"this is the same as on line {line}; keep one of them",
        )


class WrongOverRate(Problem, code="OVER-RATE", section=RULES):
    """Write `busy` or `operator`."""

    @classmethod
    def written(cls, text: str, words: Iterable[str]) -> Self:
        return cls.worded(none_of(words, text))
