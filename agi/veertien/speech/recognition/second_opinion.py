"""Whether the second ear was asked about an answer, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum


class CameOfAsking(StrEnum):
    """What can come of asking the second ear."""

    AGREED = "agreed"
    """The likeliest answer stayed; how sure that is may have changed."""
    CHANGED = "changed"
    """Another answer is the likeliest."""
    UNAVAILABLE = "unavailable"
    """It had no answer in time; what was understood before stands."""


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """That the second ear was asked."""

    came: CameOfAsking
    seconds: float
    """How long was waited for it."""
