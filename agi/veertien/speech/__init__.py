"""Pronunciation, grammars, endpointing and recognition of the caller's answer."""

from veertien.speech.endpointing import Endpointer, SpeechStarted, Utterance
from veertien.speech.espeak import Espeak, EspeakOnDemand
from veertien.speech.grammar import GrammarSpec
from veertien.speech.phrases import Phrase, phrases_of
from veertien.speech.pool import RecogniserPool, RecogniserUnavailable
from veertien.speech.recogniser import Recogniser, Recognition
from veertien.speech.worker import Making

__all__ = [
    "Endpointer",
    "Espeak",
    "EspeakOnDemand",
    "GrammarSpec",
    "Making",
    "Phrase",
    "Recogniser",
    "RecogniserPool",
    "RecogniserUnavailable",
    "Recognition",
    "SpeechStarted",
    "Utterance",
    "phrases_of",
]
