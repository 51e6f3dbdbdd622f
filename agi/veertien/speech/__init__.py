"""Pronunciation, grammars, endpointing and recognition of the caller's answer.

The processes' pool has to be imported by its own name: a recogniser process would load an event loop and a log that it
has no use for.
"""

from veertien.speech.grammar.commands import COMMANDS
from veertien.speech.grammar.phrases import Phrase, phrases_of
from veertien.speech.grammar.spec import GrammarSpec, specs_of
from veertien.speech.line.endpointing import Endpointer, Paused, SpeechBegan, SpeechWentOn, Utterance
from veertien.speech.processes.recogniser_work import Making
from veertien.speech.recognition.end_of_speech import BLIND_SECONDS, LOST_SECONDS, end_of_speech_timeout
from veertien.speech.recognition.recogniser import Recogniser, Recognition
from veertien.speech.sounds.espeak import Espeak, EspeakError, EspeakOnDemand

__all__ = [
    "BLIND_SECONDS",
    "COMMANDS",
    "LOST_SECONDS",
    "Endpointer",
    "Espeak",
    "EspeakError",
    "EspeakOnDemand",
    "GrammarSpec",
    "Making",
    "Paused",
    "Phrase",
    "Recogniser",
    "Recognition",
    "SpeechBegan",
    "SpeechWentOn",
    "Utterance",
    "end_of_speech_timeout",
    "phrases_of",
    "specs_of",
]
