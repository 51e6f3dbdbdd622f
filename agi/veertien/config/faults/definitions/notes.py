"""What is noted of something that is sound."""

from collections.abc import Iterable
from typing import Self

from veertien.config.faults.problem import Problem, Section, Severity
from veertien.config.faults.text import shown

NOTES = Section(
    "Notes",
    "A note says what is done with something that is sound. It does not count as a fault or a warning.",
    Severity.NOTE,
)


class AndMore(Problem, code="AND-MORE", section=NOTES):
    """There are more faults, or warnings, than the 1000 that were listed. So many mostly have a few causes: mend the
    first ones, then check again.
    """

    @classmethod
    def than_told(cls, most: int) -> Self:
        return cls(
            f"hier staan er {most}, en er zijn er meer; verhelp eerst deze en controleer dan opnieuw",
            f"{most} are listed, and there are more; mend these first, then check again",
        )


class SaidAs(Problem, code="SAID-AS", section=NOTES):
    """A text that callers hear has numbers that are said otherwise than they are written: telephone numbers, times and
    dates. See that each is what you mean. A number that no note names is said as an amount. [How numbers are
    said](prompts.md#how-numbers-are-said).
    """

    @classmethod
    def numbers(cls, sayings: Iterable[tuple[str, str]]) -> Self:
        quoted = [(shown(written), f'"{said}"') for written, said in sayings]
        return cls(
            ", ".join(f"{written} klinkt als {said}" for written, said in quoted),
            ", ".join(f"{written} is said as {said}" for written, said in quoted),
        )
