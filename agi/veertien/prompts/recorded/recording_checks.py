"""What is wrong with a recording that can be played, as callers would hear it."""

from collections.abc import Iterable, Iterator, Set

import numpy as np
from numpy.typing import NDArray

from veertien.conversation import Language
from veertien.frames import HERTZ
from veertien.prompts.catalogue import Spoken, name_of
from veertien.prompts.rendering import LEVEL_DB, sound_in, speech_decibel
from veertien.speech.line.resample import resample

_LEVEL_MARGIN_DB = 4.0
"""How far from the level of rendered prompts a recording may be before the change is heard."""
_MOST_SILENCE_SECONDS = 0.15, 0.5
"""Silence before and behind the words. The caller waits for the first; the second delays what may be answered."""
_LONGEST_SECONDS = 8.0
"""After so long the conversation goes on without waiting for the rest."""

_FULL = 32_000
"""Near the end of 16 bits; the loudest sample of G.711 is 32,124 (A-law: 32,256)."""
_MOST_LISTED = 10
_CLIPPED_RUN = 3
"""Samples in a row at one end of the scale: speech touches it for one at most."""


def flaws(pcm: NDArray[np.int16], hertz: int) -> Iterator[str]:
    """Yield what is wrong, a clause each with the cure: "at -34 dBFS; raise it by 14 dB"."""
    at_telephone = resample(pcm, hertz, HERTZ)
    decibel = speech_decibel(at_telephone)
    start, end = sound_in(at_telephone)
    if decibel is None or not end:
        yield "silent; record it again"
        return
    if clipped := _clipped_at(pcm):
        yield f"clipped at {clipped / hertz:.1f} s; record it again at a lower level"
    if abs(off := decibel - LEVEL_DB) > _LEVEL_MARGIN_DB:
        change = f"lower it by {off:.0f} dB" if off > 0 else f"raise it by {-off:.0f} dB"
        yield f"at {decibel:.0f} dBFS; {change}, to {LEVEL_DB:.0f}"
    before, behind = start / HERTZ, (at_telephone.size - end) / HERTZ
    for seconds, most, place in zip((before, behind), _MOST_SILENCE_SECONDS, ("beginning", "end"), strict=True):
        if seconds > most:
            yield f"{seconds:.1f} s of silence at the {place}; cut it to {most:g} s or less"
    if (seconds := pcm.size / hertz) > _LONGEST_SECONDS:
        yield f"{seconds:.1f} s long; make it {_LONGEST_SECONDS:g} s or less, callers hear no more of a question"


def unrecorded(prompts: Iterable[Spoken], recorded: Set[str]) -> Iterator[str]:
    """Yield the prompts that are recorded for some names and not for others: callers hear two voices."""
    families: dict[tuple[Language, str], list[str]] = {}
    for spoken in prompts:
        if spoken.name is not None:
            families.setdefault((spoken.language, spoken.id), []).append(name_of(spoken))
    for (language, identity), names in families.items():
        missing = [name for name in names if name not in recorded]
        if missing and len(missing) < len(names):
            few = ", ".join(missing[:_MOST_LISTED])
            more = f" and {len(missing) - _MOST_LISTED} more" if len(missing) > _MOST_LISTED else ""
            yield (
                f"{identity} in {language}: {len(names) - len(missing)} of {len(names)} names are recorded, another "
                f"voice says the rest; record {few}{more}"
            )


def _clipped_at(pcm: NDArray[np.int16]) -> int | None:
    """Return the first sample of a run at one end of the scale."""
    for full in (pcm >= _FULL, pcm <= -_FULL):
        runs = np.lib.stride_tricks.sliding_window_view(full, _CLIPPED_RUN) if full.size >= _CLIPPED_RUN else full[:0]
        found = np.flatnonzero(runs.all(axis=1)) if runs.size else np.zeros(0, np.intp)
        if found.size:
            return int(found[0]) or 1
    return None
