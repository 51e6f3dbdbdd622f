"""Whatever speaks: espeak-ng in this process, and a process for each Piper voice, as long as there is work for it."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer.pronunciations import Words
from veertien.prompts.piper.phonemes import espeak_ipa
from veertien.prompts.piper.process import PiperProcess, SpokenPart
from veertien.prompts.piper.voice_file import piper_version
from veertien.prompts.rendering import REVISION, espeak_version, finished
from veertien.prompts.voices import EspeakVoice, PiperVoice, Voice
from veertien.speech.sounds.stress import stress_of

Part = tuple[str, Words | None]
"""A text and, where an integrator gave one, its pronunciation."""


class Synthesiser(Protocol):
    """Espeak-ng."""

    def synthesise(self, text: str, voice: str) -> tuple[NDArray[np.int16], int]:
        """Speak; return mono samples and their rate in hertz."""

    def say(self, parts: Sequence[Part], voice: str) -> tuple[NDArray[np.int16], int]:
        """Speak parts in one go, of which some have a pronunciation."""


@dataclass(frozen=True, slots=True)
class VoicedText:
    """Part of a prompt, in one voice."""

    parts: tuple[Part, ...]
    voice: Voice

    @property
    def text(self) -> str:
        """The words."""
        return "".join(text for text, _ in self.parts)

    @property
    def content(self) -> tuple[object, ...]:
        """All that decides how it sounds, as values for JSON."""
        match self.voice:
            case EspeakVoice(name=name):
                return (*self.parts, name) if self.is_pronounced else (self.text, name)
            case PiperVoice(digest=digest):
                return *self.parts, f"piper-tts {piper_version()} {digest}"

    @property
    def is_pronounced(self) -> bool:
        """Whether any of it is said otherwise than it is read."""
        return any(words is not None for _, words in self.parts)


class Speakers:
    """A context-managed choir; Piper's processes end with the block. Blocking; of one thread."""

    def __init__(self, espeak: Synthesiser, given_up: Callable[[], bool] = lambda: False) -> None:
        """`given_up` says whether nobody waits for Piper any more."""
        self._espeak = espeak
        self._given_up = given_up
        self._processes: dict[PiperVoice, PiperProcess] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._processes.values():
            process.close()
        self._processes.clear()

    def render(self, voiced: VoicedText) -> NDArray[np.int16]:
        """Speak; return it as `finished` does. Raises EspeakError or PiperError."""
        match voiced.voice:
            case EspeakVoice(name=name) if voiced.is_pronounced:
                return finished(*self._espeak.say(voiced.parts, name))
            case EspeakVoice(name=name):
                return finished(*self._espeak.synthesise(voiced.text, name))
            case PiperVoice() as voice:
                return finished(*self._process(voice).speak([_spelled(*part) for part in voiced.parts]))

    def _process(self, voice: PiperVoice) -> PiperProcess:
        if voice not in self._processes:
            self._processes[voice] = PiperProcess(voice, self._given_up)
        return self._processes[voice]


def content_of(texts: Sequence[VoicedText]) -> list[object]:
    """Return all that decides how these sound one after the other, as values for JSON."""
    by_espeak = any(isinstance(one.voice, EspeakVoice) for one in texts)
    return [*(one.content for one in texts), f"{REVISION} {espeak_version()}" if by_espeak else f"{REVISION}"]


def _spelled(text: str, words: Words | None) -> SpokenPart:
    """Return a part as a Piper process takes it."""
    printable = "".join(" " if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in text)
    return printable, None if words is None else espeak_ipa(words, stress_of(words))
