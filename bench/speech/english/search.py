"""The best path through a network and its score, which the product's searches don't give out."""

from __future__ import annotations

import math
from collections.abc import Hashable
from dataclasses import dataclass

import pocketsphinx

from veertien.speech.recognition.search import Searches

_NATS_PER_UNIT = 1024
"""PocketSphinx drops the last 10 bits of its log scores, and reports the exponential of what is left."""


@dataclass(frozen=True, slots=True)
class Path:
    """The best path through a network: its words, its log likelihood in nats, its length in frames of 10 ms.

    PocketSphinx gives likelihoods relative to the best state that it looked at in each frame: they compare only for
    the same audio, and between networks only roughly.
    """

    words: tuple[str, ...]
    score: float
    frames: int


def best_path(decoder: pocketsphinx.Decoder, searches: Searches, key: Hashable, pcm: bytes) -> Path | None:
    """Decode one whole utterance (s16le at the model's rate) with the `searches` in `decoder`.

    None when no path through the network under `key` fits it.
    """
    searches.run(key, pcm)
    best = decoder.hyp()
    if best is None or best.score <= 0:
        return None
    return Path(tuple(best.hypstr.split()), math.log(best.score) * _NATS_PER_UNIT, decoder.n_frames())
