"""Espeak-ng as a library: Dutch text to sound and to phonemes.

The library and its Dutch data come from the ``espeakng_loader`` wheel (espeak-ng 1.52, GPL-3.0-or-later), so nothing
has to be installed on the host. Its state (voice, rate, callback) is one per process and not thread-safe: `Espeak`
sets all of it in every call, under one lock that all instances of a process share.
"""

import ctypes
import re
import threading
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, ClassVar, Self

import espeakng_loader
import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer.pronunciations import Words
from veertien.speech.sounds.mnemonics import mnemonics
from veertien.speech.sounds.stress import stress_of

MAX_TEXT = 2500
"""Longest text accepted, in characters: more than any prompt with its digits in words, a bound for time and memory."""

_SLOWEST_WPM, NORMAL_WPM, _FASTEST_WPM = 80, 150, 450
"""Speaking rates in words a minute; espeak-ng itself takes 80 to 450."""

_VOICE = re.compile(r"(?P<language>[a-z]{2,3}(-[a-z0-9]+)*)(\+(?P<variant>\w+))?", re.ASCII)

# Values of speak_lib.h.
_OUTPUT_SYNCHRONOUS = 2
_INITIALIZE_DONT_EXIT = 0x8000
_CHARS_UTF8 = 1
_END_PAUSE = 0x1000
_PHONEMES_IN_BRACKETS = 0x100
_POSITION_CHARACTER = 1
_PARAMETER_RATE = 1
_PHONEMES_IPA = 0x02

_SynthCallback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


class EspeakError(Exception):
    """The library can't be loaded or used, or was given a text or voice it can't take; the message has the cure."""


class Espeak:
    """A context-managed handle on espeak-ng; any number of them may be open in a process, on any thread.

    The library is initialised by the first one opened and let go by the last one closed.
    """

    # One C library a process, so one lock and one count a process: they belong to the class, not to an instance.
    _lock: ClassVar[threading.Lock] = threading.Lock()
    _handles: ClassVar[int] = 0

    def __init__(self) -> None:
        try:
            library: Any = ctypes.CDLL(espeakng_loader.get_library_path())
        except OSError as error:
            raise EspeakError(f"espeak-ng can't be loaded ({error}); reinstall the package espeakng-loader") from error
        library.espeak_Initialize.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int]
        library.espeak_SetVoiceByName.argtypes = [ctypes.c_char_p]
        library.espeak_SetParameter.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int]
        library.espeak_SetSynthCallback.argtypes = [_SynthCallback]
        library.espeak_Synth.argtypes = [
            ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint, ctypes.c_uint,
            ctypes.POINTER(ctypes.c_uint), ctypes.c_void_p,
        ]  # fmt: skip
        library.espeak_ng_SetRandSeed.argtypes = [ctypes.c_long]
        library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
        data = Path(espeakng_loader.get_data_path())
        self._variants = data / "voices" / "!v"
        self._library = library
        self._open = False
        with Espeak._lock:
            # Only for the first: it frees the phoneme tables that voices in use point into.
            if Espeak._handles == 0:
                started = library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, 0, bytes(data), _INITIALIZE_DONT_EXIT)
                if started <= 0:
                    raise EspeakError(f"espeak-ng finds no data in {data}; reinstall the package espeakng-loader")
            Espeak._handles += 1
            self._hertz = int(library.espeak_ng_GetSampleRate())
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the library; closing twice is harmless."""
        with Espeak._lock:
            if not self._open:
                return
            self._open = False
            Espeak._handles -= 1
            if Espeak._handles == 0:
                self._library.espeak_Terminate()

    def synthesise(self, text: str, voice: str = "nl", rate_wpm: int = NORMAL_WPM) -> tuple[NDArray[np.int16], int]:
        """Speak `text`; returns mono int16 samples and their rate in hertz (22,050 with the library of the wheel).

        `voice` is a language and perhaps a variant ("nl", "nl+f2"). The text is data: no SSML, no phoneme brackets,
        and control characters (espeak-ng takes commands after U+0001) become spaces.

        Raises EspeakError for an empty or too long text, an unknown voice, or a rate espeak-ng can't speak at.
        """
        return self._speak(_encoded(text), voice, rate_wpm, _CHARS_UTF8 | _END_PAUSE)

    def pronounce(
        self, words: Words, voice: str = "nl", rate_wpm: int = NORMAL_WPM, frame: str = "{}"
    ) -> tuple[NDArray[np.int16], int]:
        """Speak a pronunciation, word by word, instead of a text; `voice` is a Dutch one.

        `frame` is the text around it, with {} in its place. Stressed is what `stress_of` says.
        Returns samples and raises EspeakError as `synthesise` does.
        """
        before, _, after = frame.partition("{}")
        return self.say(((before, None), ("", words), (after, None)), voice, rate_wpm)

    def say(
        self, parts: Sequence[tuple[str, Words | None]], voice: str = "nl", rate_wpm: int = NORMAL_WPM
    ) -> tuple[NDArray[np.int16], int]:
        """Speak texts in one go, each by its pronunciation where it has one; `voice` is then a Dutch one.

        Stressed is what `stress_of` says. Returns samples and raises EspeakError as `synthesise` does.
        """
        # What is text stays text: no brackets but ours.
        written = "".join(
            text.replace("[", " ") if words is None else f"[[{mnemonics(words, stress_of(words))}]]"
            for text, words in parts
        )
        return self._speak(_encoded(written), voice, rate_wpm, _CHARS_UTF8 | _END_PAUSE | _PHONEMES_IN_BRACKETS)

    def _speak(self, encoded: bytes, voice: str, rate_wpm: int, flags: int) -> tuple[NDArray[np.int16], int]:
        if not _SLOWEST_WPM <= rate_wpm <= _FASTEST_WPM:
            raise EspeakError(f"a rate of {rate_wpm} words a minute: espeak-ng takes {_SLOWEST_WPM} to {_FASTEST_WPM}")
        blocks: list[NDArray[np.int16]] = []

        def collect(samples: Any, count: int, _events: Any) -> int:
            if samples and count > 0:
                blocks.append(np.ctypeslib.as_array(samples, shape=(count,)).copy())
            return 0

        callback = _SynthCallback(collect)
        with Espeak._lock:
            self._select(voice)
            self._library.espeak_SetParameter(_PARAMETER_RATE, rate_wpm, 0)
            self._library.espeak_SetSynthCallback(callback)
            failed = self._library.espeak_Synth(encoded, len(encoded) + 1, 0, _POSITION_CHARACTER, 0, flags, None, None)
        if failed:
            raise EspeakError(f"espeak-ng could not speak {encoded.decode()[:40]!r} (its error {failed})")
        return (np.concatenate(blocks) if blocks else np.zeros(0, np.int16)), self._hertz

    def seed(self, number: int) -> None:
        """Start the noise in espeak-ng's voices at `number` (0 to 2**31 - 1), which otherwise differs by the clock.

        The slow wavering of a voice goes on from what was said before: only a process that says the same texts in the
        same order from its start, seeded alike, makes the same samples.
        """
        with Espeak._lock:
            self._library.espeak_ng_SetRandSeed(number)

    def phonemes(self, text: str, voice: str = "nl") -> str:
        """Pronounce `text`: IPA with stress marks, words apart by spaces; clauses are joined by a space.

        Raises EspeakError as `synthesise` does.
        """
        encoded = _encoded(text)
        clauses: list[str] = []
        with Espeak._lock:
            self._select(voice)
            rest = ctypes.c_char_p(encoded)
            while rest.value is not None:
                clause = self._library.espeak_TextToPhonemes(ctypes.byref(rest), _CHARS_UTF8, _PHONEMES_IPA)
                clauses.append(clause.decode("utf-8").strip())
        return " ".join(clause for clause in clauses if clause)

    def _select(self, voice: str) -> None:
        if not self._open:
            raise EspeakError("this Espeak was closed; open another")
        match = _VOICE.fullmatch(voice)
        # An unknown variant is silently ignored by the library, and a path in its place would be opened.
        known = match and (match["variant"] is None or (self._variants / match["variant"]).is_file())
        if not known or self._library.espeak_SetVoiceByName(voice.encode()):
            raise EspeakError(f"espeak-ng has no voice {voice[:40]!r}; write a language, or one with a variant: nl+f2")


class EspeakOnDemand:
    """Pronounces as `Espeak` does, and opens it only when it is first asked to; closed with the block."""

    def __init__(self) -> None:
        self._espeak: Espeak | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._espeak is not None:
            self._espeak.close()

    def phonemes(self, text: str, voice: str = "nl") -> str:
        """See `Espeak.phonemes`."""
        if self._espeak is None:
            self._espeak = Espeak()
        return self._espeak.phonemes(text, voice)


def _encoded(text: str) -> bytes:
    cleaned = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text).strip()
    if not cleaned or len(cleaned) > MAX_TEXT:
        raise EspeakError(f"a text of {len(cleaned)} characters: espeak-ng is given 1 to {MAX_TEXT}")
    return cleaned.encode("utf-8")
