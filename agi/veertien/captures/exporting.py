"""Captures as recordings with their texts, as `veertien model adapt` takes them."""

from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np

from veertien.captures.capture import Capture
from veertien.captures.labels import said_in
from veertien.frames import BYTES_PER_SECOND, HERTZ
from veertien.speech.line.wav import encode_wav

_COLUMNS = ("file", "text", "speaker", "kind", "source", "licence", "seconds", "split", "trust")
_SPEAKER_DIGITS = 12


def wav_of(capture: Capture) -> bytes:
    """Return what was said as a WAV file."""
    return encode_wav(np.frombuffer(capture.pcm, "<i2").astype(np.int16), HERTZ)


def export(captures: Iterable[Capture], name_of: Callable[[str], str], to: Path) -> int:
    """Write each capture of which it is known what was said as a WAV file into `to`, and their list; return how many.

    `name_of` gives the name of a municipality by its CBS code; it stands for who said one of its names, unknown which.
    Raises OSError.
    """
    lines = ["\t".join(_COLUMNS)]
    for capture in captures:
        said = said_in(capture)
        if said is None or said.key is None:
            continue
        file = f"{capture.id}.wav"
        (to / file).write_bytes(wav_of(capture))
        text = said.text or name_of(said.key)
        seconds = f"{len(capture.pcm) / BYTES_PER_SECOND:.2f}"
        who = capture.about.caller[:_SPEAKER_DIGITS]
        lines.append("\t".join((file, text, who, "human", "capture", "", seconds, "train", f"{said.trust:.2f}")))
    (to / "index.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines) - 1
