"""Callers spoken by espeak-ng, in voices that nothing was ever fitted on."""

from __future__ import annotations

from collections.abc import Sequence

from bench.speech.clips import Clip
from veertien.speech import Espeak

JUDGES = ("Hugo", "aunty", "Denis", "grandma", "Gene", "antonio", "Alex", "paul", "Mario", "ed")
"""espeak-ng's voice variants that judge: kept out of training, fitting, demonstrations and tests.

Of those nobody has used, they are the ones whose first three formants lie within 15 % of the plain voice's (aunty's, a
high voice, above it), without whisper, echo, Klatt synthesis or robots. Kept back for later: Mike, pedro, quincy,
robert, sandro.
"""

RATES = (150, 135, 165, 180)
"""Words a minute, taken by turns."""


def speak(espeak: Espeak, text: str, number: int, *, rate_wpm: int | None = None) -> Clip:
    """Let the judge whose turn it is say `text`; `number` counts the turns."""
    voice = JUDGES[number % len(JUDGES)]
    rate = rate_wpm or RATES[number // len(JUDGES) % len(RATES)]
    samples, hertz = espeak.synthesise(text, f"nl+{voice}", rate)
    return Clip(text, samples, hertz, voice)


def speak_all(espeak: Espeak, texts: Sequence[str], first: int = 0) -> tuple[Clip, ...]:
    """Let the judges say `texts` by turns, beginning with number `first`."""
    return tuple(speak(espeak, text, number) for number, text in enumerate(texts, first))
