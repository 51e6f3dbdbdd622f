"""Recognition of one utterance against a grammar: what was said, and how sure that is."""

import time
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
import pocketsphinx

from veertien.speech.acoustics import AcousticModel, make_decoder
from veertien.speech.confidence import ALIKE, Evidence, confidence
from veertien.speech.grammar import GrammarSpec, Phrase, compile_grammar, phone_loop
from veertien.speech.preparation import prepare
from veertien.speech.pronunciation import Pronouncer
from veertien.speech.search import Path, Searches

LONGEST_SECONDS = 60
"""Longest audio taken, in seconds: many times the longest utterance of a call."""

_LOOP = "phone loop"


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing the caller may have meant: its key, the phrase it was heard as, and how sure that is (0 to 1)."""

    key: str
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """Guesses, the likeliest first, none when nothing was said; seconds of audio heard and of time taken."""

    guesses: tuple[Guess, ...]
    audio_seconds: float
    decode_seconds: float


@dataclass(frozen=True, slots=True)
class _Heard:
    meant: tuple[Phrase, ...]
    path: Path


class Recogniser:
    """PocketSphinx with one acoustic model; for one thread at a time.

    Compiled grammars are kept; beyond `grammars` of them the one used longest ago is given up.
    """

    def __init__(self, model: AcousticModel, pronouncer: Pronouncer, grammars: int = 64) -> None:
        pocketsphinx.set_loglevel("FATAL")
        self._hertz = model.hertz
        self._grammar = lru_cache(maxsize=grammars)(partial(compile_grammar, pronouncer=pronouncer))
        self._searches = Searches(make_decoder(model), grammars)
        self._loop = phone_loop(model.phones.speech_phones)

    def prepare(self, spec: GrammarSpec) -> None:
        """Compile and load a grammar before it is needed; raises as `recognise` does."""
        self._load(spec, frozenset())
        self._load_loop()

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        """Recognise one utterance: mono s16le samples at `hertz`.

        Raises ValueError for half a sample or more than `LONGEST_SECONDS`, and as `compile_grammar` does.
        """
        if len(pcm) % 2 or len(pcm) > LONGEST_SECONDS * hertz * 2:
            raise ValueError(f"{len(pcm)} bytes of audio: give whole samples, at most {LONGEST_SECONDS} seconds")
        started = time.perf_counter()
        audio = prepare(np.frombuffer(pcm, "<i2").astype(np.int16), hertz, self._hertz)
        guesses = () if audio is None else self._guesses(audio.tobytes(), spec)
        return Recognition(guesses, len(pcm) / 2 / hertz, time.perf_counter() - started)

    def _guesses(self, pcm: bytes, spec: GrammarSpec) -> tuple[Guess, ...]:
        best = self._best(pcm, spec, frozenset())
        if best is None:
            return ()
        rival = self._best(pcm, spec, frozenset(phrase.key for phrase in best.meant))
        loop = self._score_of_anything(pcm, best)
        guesses = _rated(best, rival, loop)
        if rival is not None:
            guesses += _rated(rival, best, loop)
        return guesses

    def _best(self, pcm: bytes, spec: GrammarSpec, excluded: frozenset[str]) -> _Heard | None:
        if not self._load(spec, excluded):
            return None
        path = self._searches.run((spec, excluded), pcm)
        if path is None:
            return None
        meanings = self._grammar(spec).meanings
        meant = [phrase for word in path.words for phrase in meanings.get(word, ()) if phrase.key not in excluded]
        return _Heard(tuple(meant), path)

    def _load(self, spec: GrammarSpec, excluded: frozenset[str]) -> bool:
        if (spec, excluded) in self._searches:
            return True
        network = self._grammar(spec).without(excluded)
        if network is None:
            return False
        self._searches.load((spec, excluded), network)
        return True

    def _load_loop(self) -> None:
        if _LOOP not in self._searches:
            self._searches.load(_LOOP, self._loop)

    def _score_of_anything(self, pcm: bytes, best: _Heard) -> float:
        self._load_loop()
        path = self._searches.run(_LOOP, pcm)
        return best.path.score if path is None else path.score


def _rated(guess: _Heard, rival: _Heard | None, loop: float) -> tuple[Guess, ...]:
    evidence = Evidence(guess.path.score, None if rival is None else rival.path.score, loop, guess.path.frames)
    sure = confidence(evidence)
    if len(guess.meant) > 1:
        # They sound alike: only the caller can say which.
        sure = min(sure, ALIKE)
    return tuple(Guess(phrase.key, phrase.text, sure) for phrase in guess.meant)
