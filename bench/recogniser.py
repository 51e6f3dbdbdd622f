"""Decode seconds per second of audio, beside a single bare pass of PocketSphinx over the same audio and grammar."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from rich.table import Table

from bench.figures import Sample, ratio, table
from demo.daemon_config import TABLES
from demo.voices import Voices
from veertien import gazetteer
from veertien.config import load_tables
from veertien.conversation import Expect, Policy
from veertien.inquiry import inquiry_of
from veertien.speech import Espeak, GrammarSpec
from veertien.speech.acoustic_model.acoustics import make_decoder, shipped_model
from veertien.speech.grammar.spec import compile_grammar
from veertien.speech.line.preparation import prepare
from veertien.speech.line.wav import WavRecording, read_wav
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.speech.recognition.search import Searches
from veertien.speech.sounds.pronunciation import dutch_pronouncer

AREA_CODE = "0229"
ROUNDS = 3
VOICES = ("nl+f2", "nl+m3", "nl+f4")
SPOKEN = ("Hoorn", "Medemblik", "Drechterland", "Opmeer", "Koggenland", "Wognum", "gemeente Hoorn alstublieft")

Pass = Callable[[], object]


@dataclass(frozen=True, slots=True)
class _Decoded:
    """Seconds per second of audio that one decode took, and of that the thread's own work."""

    wall: float
    cpu: float


async def measure(folder: Path) -> tuple[Table, ...]:
    """Decode the same utterances again and again."""
    tables = load_tables(TABLES, gazetteer.load())
    spec = inquiry_of(tables, AREA_CODE, Policy()).grammars[Expect.CHOICE]
    with Espeak() as espeak:
        voices = Voices(folder / "voices", espeak)
        utterances = [read_wav(voices.speak(words, voice)) for voice in VOICES for words in SPOKEN]
        began = time.perf_counter()
        recogniser = make_recogniser(espeak)
        loaded = time.perf_counter()
        recogniser.prepare(spec)
        prepared = time.perf_counter()
        bare = _bare_passes(espeak, spec, utterances)
        whole = [partial(recogniser.recognise, sound.pcm.tobytes(), sound.hertz, spec) for sound in utterances]
        lengths = [len(sound.pcm) / sound.hertz for sound in utterances]
        first = await _decoded(whole, lengths)
        again: list[_Decoded] = []
        alone: list[_Decoded] = []
        for _ in range(ROUNDS):
            again += await _decoded(whole, lengths)
            alone += await _decoded(bare, lengths)
    shown = table(
        "Recognition",
        f"{len(utterances)} utterances (espeak-ng, {len(VOICES)} voices, {sum(lengths):.0f} s at 8 kHz), grammar of "
        f"{AREA_CODE} with {len(spec.phrases)} phrases, {ROUNDS} rounds, one thread.\nBare: one pass of the same "
        "decoder over the same grammar and the audio made ready beforehand; no runner-up, no confidence.",
        ("decoding", "decodes", "s per s of audio, median", "p95", "CPU s per s, median", "p95", "beside bare, CPU"),
    )
    peer = Sample(tuple(one.cpu for one in alone)).median
    for name, decoded in {"first hearing of each": first, "Veertien": again, "bare PocketSphinx": alone}.items():
        wall = Sample(tuple(one.wall for one in decoded))
        cpu = Sample(tuple(one.cpu for one in decoded))
        shown.add_row(name, *wall.cells(1.0, 3), *cpu.cells(1.0, 3)[1:], ratio(cpu.median, peer))
    for name, took in {"load the model": loaded - began, "compile the grammar": prepared - loaded}.items():
        shown.add_row(name, "1", f"{took:.2f} s in all", "", "", "", "")
    return (shown,)


async def _decoded(passes: Sequence[Pass], lengths: Sequence[float]) -> list[_Decoded]:
    """Decode each utterance once."""
    decoded = []
    for decode, seconds in zip(passes, lengths, strict=True):
        began, worked = time.perf_counter(), time.thread_time()
        decode()
        decoded.append(_Decoded((time.perf_counter() - began) / seconds, (time.thread_time() - worked) / seconds))
        # Between two decodes an interrupt gets its turn.
        await asyncio.sleep(0)
    return decoded


def _bare_passes(espeak: Espeak, spec: GrammarSpec, utterances: Sequence[WavRecording]) -> list[Pass]:
    with shipped_model() as directory:
        searches = Searches(make_decoder(directory), 1)
    searches.load(spec, compile_grammar(spec, dutch_pronouncer(espeak)).network)
    ready = [prepare(sound.pcm, sound.hertz) for sound in utterances]
    return [partial(searches.run, spec, audio.samples.tobytes()) for audio in ready if audio is not None]
