"""Callers spoken by espeak-ng, in voices that nothing was ever fitted on."""

from __future__ import annotations

from collections.abc import Sequence

from bench.speech.clips import Clip, Pcm
from veertien.gazetteer.phones import nearest_phones
from veertien.speech import Espeak
from veertien.speech.sounds.pronunciation import dutch_pronouncer
from veertien.speech.sounds.variants import flat

JUDGES = ("Hugo", "aunty", "Denis", "grandma", "Gene", "antonio", "Alex", "paul", "Mario", "ed")
"""espeak-ng's voice variants that judge: kept out of training, fitting, demonstrations and tests.

Of those nobody has used, they are the ones whose first three formants lie within 15 % of the plain voice's (aunty's, a
high voice, above it), without whisper, echo, Klatt synthesis or robots. Kept back for later: Mike, pedro, quincy,
robert, sandro.
"""

RATES = (150, 135, 165, 180)
"""Words a minute, taken by turns."""


def speak(espeak: Espeak, text: str, number: int) -> Clip:
    """Let the judge whose turn it is say `text`; `number` counts the turns."""
    judge, voice, rate = _turn(number)
    return Clip(text, *espeak.synthesise(text, voice, rate), judge)


def speak_all(espeak: Espeak, texts: Sequence[str]) -> tuple[Clip, ...]:
    """Let the judges say `texts` by turns."""
    return tuple(speak(espeak, text, number) for number, text in enumerate(texts))


class Callers:
    """Say names as Dutch people do, where espeak-ng's rules get them wrong."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak = espeak
        self._pronouncer = dutch_pronouncer(espeak)

    def speak(self, name: str, number: int, frame: str = "{}") -> Clip:
        """Let the judge whose turn it is say `name`, in the place of the {} of `frame`."""
        judge, voice, rate = _turn(number)
        return Clip(frame.format(name), *self.say(name, voice, rate, frame), judge)

    def speak_all(self, names: Sequence[str]) -> tuple[Clip, ...]:
        """Let the judges say `names` by turns."""
        return tuple(self.speak(name, number) for number, name in enumerate(names))

    def say(self, name: str, voice: str, rate_wpm: int, frame: str = "{}") -> tuple[Pcm, int]:
        """Let any voice say `name`; returns samples and hertz.

        Where espeak-ng's rules give a pronunciation that Veertien knows, it speaks by them: its stress and lengths are
        better then. Else it is given the likeliest one.
        """
        known = self._pronouncer.explain(name)
        by_rule = flat(tuple(map(nearest_phones, self._espeak.phonemes(name).split())))
        if by_rule in {one.phones for one in known}:
            return self._espeak.synthesise(frame.format(name), voice, rate_wpm)
        return self._espeak.pronounce(known[0].words, voice, rate_wpm, frame)


def _turn(number: int) -> tuple[str, str, int]:
    """Return the judge whose turn it is, the voice's name in espeak-ng, and words a minute."""
    judge = JUDGES[number % len(JUDGES)]
    return judge, f"nl+{judge}", RATES[number // len(JUDGES) % len(RATES)]
