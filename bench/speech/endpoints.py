"""When callers are found to begin to speak, and what else is taken for it, beside PocketSphinx's own endpointer."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import pocketsphinx
from numpy.typing import NDArray

from bench.figures import table
from bench.speech import ambience, damage, sounds
from bench.speech.clips import Clip, Pcm
from bench.speech.engines import Engine
from bench.speech.line import SPEECH_LEVEL_DB
from bench.speech.materials import PLACE_SET
from bench.speech.report import Bench, Section, shown
from veertien.frames import FRAME_BYTES, HERTZ
from veertien.speech import Espeak
from veertien.speech.line.endpointing import Endpointer, SpeechBegan
from veertien.speech.line.resample import resample

CLIPS, QUICK_CLIPS = 40, 8
"""Stretches of each sound without a caller, and callers in it at most."""
ALONE_SECONDS = 8.0
BEFORE_SECONDS, AFTER_SECONDS = 3.0, 1.0
"""What is heard before a caller speaks, and after."""
EARLY_SECONDS = 0.15
"""How much before its loud parts speech may begin."""

LEVELS: Mapping[str, tuple[float, ...]] = {
    "white noise": (-60.0, -50.0, -40.0, -36.0),
    "wavering noise": (-60.0, -50.0),
    "music": (-56.0, -46.0),
    "television": (-56.0, -46.0),
    "street": (-56.0, -46.0),
}
"""Sounds of `ambience` and how loud they are, in dBov; callers' speech has -26."""

TELEVISION_VOICES = ("nl+f2", "nl+m3", "nl+m5")
"""Voices of espeak-ng that speak on television."""

POCKETSPHINX_MODES = (0, 2, 3)

_BELOW_SPEECH_DB = 20.0
_FRAME = 160

Starts = Callable[[Pcm], list[float]]
"""The seconds at which somebody is found to have begun to speak."""

Item = tuple[str, float, int, Clip | None]


@dataclass(frozen=True, slots=True)
class Found:
    """How one endpointer does in one sound."""

    false_starts: int
    """Starts in `CLIPS` stretches in which nobody speaks."""
    found: int
    """Of `callers`, those found to begin while they speak."""
    callers: int
    late: float
    """Median seconds from their first loud frame until that is known."""


def endpoints(bench: Bench) -> Section:
    """Let endpointers hear sounds alone and with callers in them."""
    shown_table = table(
        "Endpointers",
        f"Starts of speech in {CLIPS} stretches of {ALONE_SECONDS:.0f} s without any; callers (place words, -26 dBov) "
        f"found {BEFORE_SECONDS:.0f} s into the sound, and median seconds until then.\nPocketSphinx: its Endpointer, "
        "with its own window and ratio, by vad_mode.",
        ("sound", "dBov", "endpointer", "false starts", "found", "of", "after, s"),
    )
    figures: dict[str, dict[str, Any]] = {}
    words = [clip for found in bench.human if found.name == PLACE_SET for clip in found.clips]
    count = QUICK_CLIPS if bench.quick else CLIPS
    engine = bench.engines[0]
    for kind, levels in LEVELS.items():
        for dbov in levels:
            alone: list[Item] = [(kind, dbov, number, None) for number in range(count)]
            spoken: list[Item] = [(kind, dbov, number, clip) for number, clip in enumerate(words[:count])]
            heard = list(bench.each(engine, listen, [*alone, *spoken], f"{kind}, {dbov:.0f} dBov"))
            for name in heard[0]:
                found = judged([one[name] for one in heard[:count]], [one[name] for one in heard[count:]], words)
                row = (kind, f"{dbov:.0f}", name, str(found.false_starts), str(found.found), str(found.callers))
                shown_table.add_row(*row, shown(found.late, 2))
                figures.setdefault(name, {})[f"{kind}, {dbov:.0f} dBov"] = asdict(found)
    return Section((shown_table,), figures)


def listen(_engine: Engine, item: Item) -> dict[str, list[float]]:
    """Give by endpointer the starts found in a sound, with or without somebody speaking in it."""
    line = heard_on_the_line(*item)
    return {name: starts(line) for name, starts in ENDPOINTERS.items()}


def heard_on_the_line(kind: str, dbov: float, number: int, clip: Clip | None) -> Pcm:
    """Return a sound, by its kind and number, and a caller in it who says `clip`."""
    rng = np.random.default_rng([zlib.crc32(kind.encode()), number])
    make = ambience.KINDS[kind] if kind in ambience.KINDS else _television()
    if clip is None:
        return ambience.arriving(make(ALONE_SECONDS, rng), dbov)
    speech = spoken(clip)
    seconds = BEFORE_SECONDS + AFTER_SECONDS + len(speech) / HERTZ
    return ambience.arriving(make(seconds, rng), dbov, speech, BEFORE_SECONDS)


def spoken(clip: Clip) -> Pcm:
    """Return what somebody says as loud as in an ordinary call, in the telephone's band."""
    narrow = damage.telephone_band(resample(clip.samples, clip.hertz, HERTZ))
    return damage.gain(narrow, SPEECH_LEVEL_DB - damage.active_level(narrow))


def judged(alone: Sequence[Sequence[float]], starts: Sequence[Sequence[float]], words: Sequence[Clip]) -> Found:
    """Count what was found in sounds alone, and when callers were found who say `words`, in this order."""
    late = []
    for found, clip in zip(starts, words, strict=False):
        speech = spoken(clip)
        begins = BEFORE_SECONDS + _onset(speech)
        ends = BEFORE_SECONDS + len(speech) / HERTZ + EARLY_SECONDS
        late += [at - begins for at in found if begins - EARLY_SECONDS <= at <= ends][:1]
    median = float(np.median(late)) if late else float("nan")
    return Found(sum(map(len, alone)), len(late), len(starts), median)


def _onset(speech: Pcm) -> float:
    """Give the seconds before the first frame that is within 20 dB of the speech's level."""
    frames = speech[: len(speech) // _FRAME * _FRAME].astype(np.float64).reshape(-1, _FRAME)
    loud = 10 * np.log10((frames**2).mean(axis=1) + 1) > SPEECH_LEVEL_DB - _BELOW_SPEECH_DB
    return float(np.flatnonzero(loud)[0]) * _FRAME / HERTZ


def starts_of_ours(line: Pcm) -> list[float]:
    """Give the starts that Veertien's endpointer finds."""
    endpointer = Endpointer()
    pcm = line.astype("<i2").tobytes()
    return [
        (at + FRAME_BYTES) / 2 / HERTZ
        for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)
        if isinstance(endpointer.feed(pcm[at : at + FRAME_BYTES]), SpeechBegan)
    ]


def starts_of_pocketsphinx(line: Pcm, mode: int) -> list[float]:
    """Give the starts that PocketSphinx's endpointer finds with a `vad_mode`."""
    endpointer = pocketsphinx.Endpointer(vad_mode=mode, sample_rate=HERTZ)
    size = endpointer.frame_bytes
    pcm = line.astype("<i2").tobytes()
    found = []
    speaking = False
    for at in range(0, len(pcm) - size + 1, size):
        endpointer.process(pcm[at : at + size])
        if endpointer.in_speech and not speaking:
            found.append((at + size) / 2 / HERTZ)
        speaking = endpointer.in_speech
    return found


ENDPOINTERS: Mapping[str, Starts] = {
    "veertien": starts_of_ours,
    **{f"pocketsphinx {mode}": partial(starts_of_pocketsphinx, mode=mode) for mode in POCKETSPHINX_MODES},
}


# Said once in each process: its only owner is this cache.
@cache
def _television() -> Callable[[float, np.random.Generator], NDArray[np.float64]]:
    with Espeak() as espeak:
        said = [
            espeak.synthesise(text, TELEVISION_VOICES[number % len(TELEVISION_VOICES)])
            for number, text in enumerate(sounds.WEATHER + sounds.OTHER_SPEECH)
        ]
    return ambience.television([resample(pcm, hertz, HERTZ) for pcm, hertz in said])
