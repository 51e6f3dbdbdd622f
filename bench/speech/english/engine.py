"""Recognition with en-us: the best phrase, the best one with another key, a loop of phones, and a confidence."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pocketsphinx

from bench.speech.english.grammar import compile_grammar, phone_loop
from bench.speech.english.preparation import HERTZ, prepare
from bench.speech.english.search import Path as Found
from bench.speech.english.search import best_path
from bench.speech.english.sounds import EnglishPronouncer
from veertien.conversation import Guess
from veertien.speech import Espeak, GrammarSpec, Phrase, Recognition
from veertien.speech.recognition.search import Searches

FILLERS = Path(__file__).with_name("fillers.dict")

_ALIKE = 0.5
_PRIOR = math.log(2 / 1)
_INTERCEPT, _PER_MARGIN, _PER_LOSS = 2.26, 1.94, -1.78
_MARGIN_TO_NOTHING = 0.6
_MOST_LOGIT = 20.0
_LOOP = "phone loop"


@dataclass(frozen=True, slots=True)
class _Heard:
    meant: tuple[Phrase, ...]
    path: Found


class EnglishRecogniser:
    """The en-us model of the PocketSphinx wheel (16 kHz, Carnegie Mellon University, BSD licence); for one thread.

    `grammars` is how many compiled grammars are kept. Unless `rated`, only the best phrase is looked for, in a quarter
    of the time, and its confidence is 0.
    """

    name = "en-us"

    def __init__(self, espeak: Espeak, grammars: int = 64, *, rated: bool = True) -> None:
        pocketsphinx.set_loglevel("FATAL")
        self._grammar = lru_cache(maxsize=grammars)(partial(compile_grammar, pronouncer=EnglishPronouncer(espeak)))
        self._decoder = _decoder()
        self._searches = Searches(self._decoder, grammars)
        self._rated = rated

    def prepare(self, spec: GrammarSpec) -> None:
        """Compile and load a grammar before it is needed."""
        self._load(spec, frozenset())

    def recognise(self, pcm: bytes, hertz: int, spec: GrammarSpec) -> Recognition:
        """Recognise one utterance: mono s16le samples at `hertz`."""
        started = time.perf_counter()
        audio = prepare(np.frombuffer(pcm, "<i2").astype(np.int16), hertz)
        guesses = () if audio is None else self._guesses(audio.tobytes(), spec)
        return Recognition(guesses, len(pcm) / 2 / hertz, time.perf_counter() - started)

    def _guesses(self, pcm: bytes, spec: GrammarSpec) -> tuple[Guess, ...]:
        best = self._best(pcm, spec, frozenset())
        if best is None:
            return ()
        if not self._rated:
            return tuple(Guess(phrase.key, 0.0, phrase.text) for phrase in best.meant)
        rival = self._best(pcm, spec, frozenset(phrase.key for phrase in best.meant))
        if _LOOP not in self._searches:
            self._searches.load(_LOOP, phone_loop())
        anything = best_path(self._decoder, self._searches, _LOOP, pcm)
        loop = best.path.score if anything is None else anything.score
        return _rated(best, rival, loop) + (() if rival is None else _rated(rival, best, loop))

    def _best(self, pcm: bytes, spec: GrammarSpec, excluded: frozenset[str]) -> _Heard | None:
        if not self._load(spec, excluded):
            return None
        path = best_path(self._decoder, self._searches, (spec, excluded), pcm)
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


def _decoder() -> pocketsphinx.Decoder:
    return pocketsphinx.Decoder(
        hmm=str(pocketsphinx.get_model_path("en-us/en-us")),
        samprate=HERTZ,
        lm=None,
        dict=None,
        fdict=str(FILLERS),
        bestpath=False,
        topn=16,
        silprob=1.0,
        beam=1e-80,
        wbeam=1e-60,
        pbeam=1e-80,
        lpbeam=1e-70,
        loglevel="FATAL",
    )


def _rated(guess: _Heard, rival: _Heard | None, loop: float) -> tuple[Guess, ...]:
    frames = max(1, guess.path.frames)
    margin = _MARGIN_TO_NOTHING if rival is None else (guess.path.score - rival.path.score) / frames
    logit = _PRIOR + _INTERCEPT + _PER_MARGIN * margin + _PER_LOSS * (loop - guess.path.score) / frames
    sure = 1 / (1 + math.exp(-max(-_MOST_LOGIT, min(_MOST_LOGIT, logit))))
    if len(guess.meant) > 1:
        # They sound alike: only the caller can say which.
        sure = min(sure, _ALIKE)
    return tuple(Guess(phrase.key, sure, phrase.text) for phrase in guess.meant)
