"""What was most likely said in a capture, and how far that can be trusted."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from veertien.captures.capture import Became, Capture

NONE_OF_THESE = "none"
"""How the label is written of what is none of the choices."""

_TRUST: Mapping[Became, float] = MappingProxyType(
    {
        # Who says yes to a name they had not said is rare; who keys a name may have said something else before.
        Became.CONFIRMED: 0.95,
        Became.KEYED: 0.9,
        Became.TAKEN: 0.8,
        Became.SAID_AGAIN: 0.7,
    }
)


@dataclass(frozen=True, slots=True)
class SpokenName:
    """A municipality that was said."""

    key: str | None
    """Its CBS code; None for none of the choices."""
    text: str | None
    """The words; None where they may be any of its names."""
    trust: float
    """The chance that it was, 0 to 1; 1 where somebody has listened."""


def said_in(capture: Capture) -> SpokenName | None:
    """Return what was said, None where nothing tells: it was declined or given up, or the caller called again."""
    about = capture.about
    if about.label is not None:
        return SpokenName(about.label.key, about.label.text, 1.0)
    trust = _TRUST.get(about.outcome)
    if trust is None or about.chosen is None:
        return None
    heard = (guess.text for guess in about.guesses[:1] if guess.key == about.chosen and guess.text)
    return SpokenName(about.chosen, next(heard, None), trust)
