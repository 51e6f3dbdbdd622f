"""Networks inside a PocketSphinx decoder: loaded when first used, the least recently used let go."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from itertools import count

import pocketsphinx

from veertien.speech.network import Network

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


class Searches:
    """At most `capacity` networks in one decoder, each under a key of the caller's choice."""

    def __init__(self, decoder: pocketsphinx.Decoder, capacity: int) -> None:
        self._decoder = decoder
        self._capacity = capacity
        self._names: OrderedDict[Hashable, str] = OrderedDict()
        self._numbers = count()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._names

    def __len__(self) -> int:
        return len(self._names)

    def load(self, key: Hashable, network: Network) -> None:
        """Load `network` under a new key; beyond the capacity, the one used longest ago is let go."""
        decoder = self._decoder
        for word, phones in network.dictionary.items():
            if decoder.lookup_word(word) is None:
                decoder.add_word(word, " ".join(phones), False)
        arcs = [(arc.source, arc.target, arc.weight, *((arc.word,) if arc.word else ())) for arc in network.arcs]
        name = f"network-{next(self._numbers)}"
        decoder.add_fsg(name, decoder.create_fsg(name, network.start, network.end, arcs))
        self._names[key] = name
        if len(self._names) > self._capacity:
            decoder.remove_search(self._names.popitem(last=False)[1])

    def run(self, key: Hashable, pcm: bytes) -> Path | None:
        """Decode one whole utterance (s16le at the model's rate); None when no path through the network fits it."""
        decoder = self._decoder
        self._names.move_to_end(key)
        decoder.activate_search(self._names[key])
        decoder.start_utt()
        try:
            decoder.process_raw(pcm, full_utt=True)
        finally:
            decoder.end_utt()
        best = decoder.hyp()
        if best is None or best.score <= 0:
            return None
        return Path(tuple(best.hypstr.split()), math.log(best.score) * _NATS_PER_UNIT, decoder.n_frames())
