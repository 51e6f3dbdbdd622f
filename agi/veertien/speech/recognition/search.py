"""Networks inside a PocketSphinx decoder: loaded when first used, the least recently used let go."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from types import MappingProxyType

import pocketsphinx

from veertien.speech.grammar.network import Network

_AS_SET_UP: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the network as it was said: its first frame of 10 ms, and the one after its last."""

    text: str
    first: int
    stop: int


class Searches:
    """At most `capacity` networks in one decoder, each under a key of the caller's choice."""

    def __init__(self, decoder: pocketsphinx.Decoder, capacity: int) -> None:
        self._decoder = decoder
        self._capacity = capacity
        self._names: OrderedDict[Hashable, str] = OrderedDict()
        self._numbers = count()
        self._known: set[str] = set()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._names

    def __len__(self) -> int:
        return len(self._names)

    def load(self, key: Hashable, network: Network, beams: Mapping[str, float] = _AS_SET_UP) -> None:
        """Load `network` under a new key, with other `beams` than the decoder was set up with.

        Beyond the capacity, the one used longest ago is let go.
        """
        decoder = self._decoder
        for word, phones in network.dictionary.items():
            # To ask the decoder whether it knows a word leaks memory each time.
            if word not in self._known:
                decoder.add_word(word, " ".join(phones), False)
                self._known.add(word)
        arcs = [(arc.source, arc.target, arc.weight, *((arc.word,) if arc.word else ())) for arc in network.arcs]
        name = f"network-{next(self._numbers)}"
        with self._set(beams):
            decoder.add_fsg(name, decoder.create_fsg(name, network.start, network.end, arcs))
        self._names[key] = name
        if len(self._names) > self._capacity:
            decoder.remove_search(self._names.popitem(last=False)[1])

    @contextmanager
    def _set(self, beams: Mapping[str, float]) -> Iterator[None]:
        """Change the decoder's settings, from which a search takes its beams when it is added."""
        config = self._decoder.config
        usual = {beam: config[beam] for beam in beams}
        for beam, width in beams.items():
            config[beam] = width
        try:
            yield
        finally:
            for beam, width in usual.items():
                config[beam] = width

    def run(self, key: Hashable, pcm: bytes) -> tuple[Word, ...]:
        """Decode one whole utterance (s16le at the model's rate); no words when no path through the network fits it.

        The decoder's own words for silence are among them.
        """
        decoder = self._decoder
        self._names.move_to_end(key)
        decoder.activate_search(self._names[key])
        decoder.start_utt()
        try:
            decoder.process_raw(pcm, full_utt=True)
        finally:
            decoder.end_utt()
        if decoder.hyp() is None:
            return ()
        return tuple(Word(one.word, one.start_frame, one.end_frame + 1) for one in decoder.seg())
