"""A Piper process: `python -P __main__.py FILE.onnx` speaks what its standard input asks for.

Piper is GPL-3.0-or-later, and it and onnxruntime take 250 MB: it has a process of its own, of which nothing is left
when all is said. This file imports nothing of Veertien.

Standard input is one end of a socket. Each line in is JSON: a list of [text, phonemes], spoken in one go; where the
phonemes (IPA) aren't null and the voice knows them all, they are said in place of the text. Each is answered by a line
of JSON, {"hertz": 22050, "bytes": N} and then N bytes s16le, or {"error": "..."}. The first line out is {} or an error:
whether the voice could be loaded.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

_STDIN = 0
_NICER = 10
"""Callers' work goes first: beside it this gets a tenth of a core."""
_BADNESS = Path("/proc/self/oom_score_adj")
_WORST = "1000"
_SENTENCE_SECONDS = 0.15
"""Silence between sentences, beside what the voice leaves there."""
_SIGNS = ".,?!:;"
_ENDS = ".?!"


def _sentences(voice: Any, parts: list[tuple[str, str | None]]) -> Iterator[list[str]]:
    """Yield the phonemes of each sentence."""
    sentence: list[str] = []
    for text, ipa in parts:
        signs = list(unicodedata.normalize("NFD", ipa or ""))
        if signs and all(sign in voice.config.phoneme_id_map for sign in signs):
            found = [signs]
        else:
            # Two brackets begin phonemes; espeak-ng says none of either.
            found = [sentence for sentence in voice.phonemize(text.replace("[", " ")) if sentence]
        # Piper drops the signs before the first word: they belong to what was said before.
        for sign in (sign for sign in text[: len(text) - len(text.lstrip(f"{_SIGNS} "))] if sign in _SIGNS):
            if sentence:
                sentence.append(sign)
        if sentence and found and sentence[-1] in _ENDS:
            yield sentence
            sentence = []
        for place, one in enumerate(found):
            if place:
                yield sentence
                sentence = []
            if sentence:
                sentence.append(" ")
            sentence.extend(one)
    if sentence:
        yield sentence


def _spoken(voice: Any, parts: list[tuple[str, str | None]]) -> bytes:
    import numpy as np

    pause = np.zeros(int(_SENTENCE_SECONDS * voice.config.sample_rate), np.float32)
    sounds = [
        sound
        for phonemes in _sentences(voice, parts)
        for sound in (pause, np.atleast_1d(voice.phoneme_ids_to_audio(voice.phonemes_to_ids(phonemes))))
    ]
    if not sounds:
        return b""
    samples = np.concatenate(sounds[1:])
    peak = np.abs(samples).max()
    whole: bytes = np.rint(samples * (32767 / peak) if peak else samples).astype("<i2").tobytes()
    return whole


def _answers(file: str, asked: BinaryIO) -> Iterator[tuple[dict[str, object], bytes]]:
    try:
        from piper import PiperVoice

        voice = PiperVoice.load(file)
    except Exception as error:  # whatever a broken file raises in onnxruntime
        yield {"error": str(error) or repr(error)}, b""
        return
    yield {}, b""
    for line in asked:
        try:
            sound = _spoken(voice, json.loads(line))
        except Exception as error:  # who asked is to know, and the next text may go well
            yield {"error": str(error) or repr(error)}, b""
        else:
            yield {"hertz": voice.config.sample_rate, "bytes": len(sound)}, sound


def _main() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.nice(_NICER)
    with contextlib.suppress(OSError):
        _BADNESS.write_text(_WORST)
    with socket.socket(fileno=_STDIN) as line, line.makefile("rb") as asked, contextlib.suppress(OSError):
        # The end of the socket, either way, is the end of this process.
        for answer, sound in _answers(sys.argv[1], asked):
            line.sendall(json.dumps(answer).encode() + b"\n" + sound)


if __name__ == "__main__":
    _main()
