"""What somebody should look at, though the tables can be used."""

from collections.abc import Iterable, Sequence
from typing import Self

from veertien.config.faults.problem import Problem, Section, Severity
from veertien.config.faults.text import bare, did_you_mean, shown

WARNINGS = Section(
    "Warnings",
    "Warnings don't keep the tables from being used: `veertien check` prints them with the word `warning` behind the\n"
    "code, and ends with status 0 if there is nothing else.",
    Severity.WARNING,
)


class NationalUseless(Problem, code="NATIONAL-USELESS", section=WARNINGS):
    """There is a `national` number, but no municipality is ever connected, so all its callers get the operator. Connect
    one, or take the number out.
    """

    @classmethod
    def nobody_connected(cls, national: str) -> Self:
        return cls(
            f"no municipality is connected, so {shown(national)} leads to the operator; take `national` out, or "
            "connect one"
        )


class NoCarrier(Problem, code="NO-CARRIER", section=WARNINGS):
    """`offer_unconnected` is `ask`, and municipalities are not connected, but there is no `carrier` to put their
    callers through. So none of them makes a question, and one that is read out leads to the operator. Name a trunk in
    `carrier`, or write `forward`. [Who is not connected](routing-tables.md#who-is-not-connected).
    """

    @classmethod
    def for_unconnected(cls, names: str, offered: str) -> Self:
        return cls(
            f"callers can't be put through to who is not connected ({names}) without a `carrier`, so {shown(offered)} "
            "only reads out names that lead to the operator; add `carrier`, or write forward"
        )


class MaintenanceOver(Problem, code="MAINTENANCE-OVER", section=WARNINGS):
    """The `until` of a `maintenance` lies in the past, so it does nothing. Take it out, or correct the time if it
    should go on.
    """

    @classmethod
    def since(cls, until: str) -> Self:
        return cls(f"this maintenance is over since {bare(until)}, so it does nothing; take it out, or correct `until`")


class ZeroMissing(Problem, code="ZERO-MISSING", section=WARNINGS):
    """A number to dial has nine digits and no zero in front, such as `229123456`: spreadsheets leave numbers like that.
    Write `0229123456` or `+31229123456`. Where a carrier does want nine digits, leave it. In `callers.yaml` such a
    number is read as `+31229123456`; write that, or the number of the other country that it is.
    """

    @classmethod
    def to_dial(cls, number: str) -> Self:
        return cls(f"{shown(number)} has nine digits; did you mean 0{bare(number)} or +31{bare(number)}?")

    @classmethod
    def of_caller(cls, number: str) -> Self:
        return cls(f"{shown(number)} has nine digits and is read as +31{bare(number)}; write that, if it is meant")


class UnusedPronunciation(Problem, code="UNUSED-PRONUNCIATION", section=WARNINGS):
    """No name of the country, and none of the tables' `other_names`, is or has the name in `pronunciations.yaml`, so
    nothing will sound like it. Correct the name, or add it to a municipality's `other_names`.
    """

    @classmethod
    def of_name(cls, name: str, known: Iterable[str]) -> Self:
        cure = did_you_mean(name, known) or "correct it, or add it to a municipality's other_names"
        return cls(f"no name that callers can say has {shown(name)} in it; {cure}")


class SoundsAlike(Problem, code="SOUNDS-ALIKE", section=WARNINGS):
    """Two municipalities of one area code have names that sound alike, so that at least 5 of 100 callers who say one of
    them will be asked to confirm it or be misheard who otherwise wouldn't. [What can be
    done](pronunciation.md#names-that-sound-alike).
    """

    @classmethod
    def same(cls, name: tuple[str, str], other: tuple[str, str], area_codes: Sequence[str]) -> Self:
        return cls(
            f"{_of(name)} sounds the same as {_of(other)} {_where(area_codes)}; everybody who says it will be asked "
            "which of the two is meant"
        )

    @classmethod
    def like(cls, name: tuple[str, str], other: tuple[str, str], area_codes: Sequence[str], percent: int) -> Self:
        return cls(
            f"{_of(name)} sounds like {_of(other)} {_where(area_codes)}; of 100 callers who say either, about "
            f"{percent} more will be asked to confirm it or misheard"
        )


def _of(name: tuple[str, str]) -> str:
    """Return a name and whose it is."""
    return f"{shown(name[0])} ({bare(name[1])})"


def _where(area_codes: Sequence[str]) -> str:
    return f"in area code {' and '.join(area_codes)}"
