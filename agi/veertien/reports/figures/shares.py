"""A share that was counted, and between what it may lie: pure."""

import math
from dataclasses import dataclass
from fractions import Fraction

_Z = 1.959964
"""Standard deviations on either side within which 95 % of a normal distribution lie."""


@dataclass(frozen=True, slots=True)
class WilsonShare:
    """A part of a whole, with the ends of its 95 % interval after Wilson (1927), to a millionth.

    Raises ValueError where the part is below 0 or above the whole, or the whole isn't above 0.
    """

    part: int
    whole: int

    def __post_init__(self) -> None:
        if not 0 <= self.part <= self.whole or self.whole == 0:
            raise ValueError(f"{self.part} of {self.whole} is no share")

    @property
    def value(self) -> Fraction:
        """The share itself."""
        return Fraction(self.part, self.whole)

    @property
    def low(self) -> Fraction:
        """The lower end of the interval."""
        return Fraction(0) if self.part == 0 else self._end(-1)

    @property
    def high(self) -> Fraction:
        """The upper end."""
        return Fraction(1) if self.part == self.whole else self._end(1)

    def _end(self, sign: int) -> Fraction:
        share, count, square = self.part / self.whole, self.whole, _Z**2
        middle = share + square / (2 * count)
        width = _Z * math.sqrt(share * (1 - share) / count + square / (4 * count**2))
        return Fraction(round((middle + sign * width) / (1 + square / count), 6)).limit_denominator(10**6)
