"""How well each of a few texts fits what was said.

Forced decoding: the chance that Whisper gives each token of a text after those before it, hearing the audio. Long and
rare texts are unlikely whatever was said, so that their chance on noise alone counts against them.

    score = log P(text | audio) - 0.8 log P(text | no speech)

On 125 place names among five others each that weight is right 98.4 % of the time, without it 86.4, with all of it 96.8.
Whisper was trained on windows of 30 s; one of 5 s gives the same scores to 0.3 nats in a sixteenth of the time. One of
3 s is right less often: among six texts 85 instead of 89 %, and 97 instead of 98.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from veertien.speech.line.resample import resample
from veertien.speech.second_ear.log_mel import FRAMES_PER_SECOND, WHISPER_HERTZ, log_mel
from veertien.speech.second_ear.model_folder import load_whisper

WINDOW_SECONDS = 5
"""What is heard at most: the last seconds, where an answer is."""

_FRAMES = WINDOW_SECONDS * FRAMES_PER_SECOND
_AFTER_SECONDS, _SILENCE_STEP = 0.2, 2
"""Behind the sound so long, only each second row of what the encoder made is kept.

The model writes down there too what it made of the sound: without those rows hardly an answer is right, with half of
them as many as with all, in four fifths of the time. Of 63 names of animals by a stranger 46 are right instead of 45,
of 47 in noise 22 instead of 25.
"""
_ENCODED_PER_SECOND = FRAMES_PER_SECOND // 2

_PRIOR_WEIGHT = 0.8
_NOISE_LEVELS_DB, _NOISE_SECONDS, _NOISE_SEED = (-50.0, -25.0), 1, 0
"""White noise that stands for no speech, in dB over full scale."""
_PRIORS_KEPT = 16_384
"""Enough for every name of the country, and many with words before them; a prior costs two scorings' time."""
_MOST_FREE_TOKENS = 16
_LEAST_CHANCE = 1e-12
_TOGETHER = 4
"""Texts scored at a time: a fifth less work than one by one; more at a time are no faster and take more memory. When
time is up, those are waited for that are being scored."""

_LISTENED_KEPT = 4
"""Utterances of which it is kept what the encoder made, a third of a megabyte each: some calls at a time."""

Encoded = NDArray[np.float32]
"""What the encoder makes of a window: a row for each 20 ms."""


@dataclass(frozen=True, slots=True)
class SecondHearing:
    """What the second ear heard in one utterance."""

    scores: tuple[float, ...]
    """One a text, in nats, of the first texts where time was up before the last; only differences mean something."""
    tokens: tuple[int, ...]
    """How many tokens each of these texts is."""
    free_text: str
    """What it understands when it may hear anything."""
    free_score: float
    """Log chance of that text, its end included, in nats; no prior is taken from it."""
    free_tokens: int
    """How many tokens that is, without its end."""
    seconds: float
    """How long hearing took, without what was done beforehand."""
    processor_seconds: float
    """How much of a processor's time it took, with what was done beforehand."""


@dataclass(frozen=True, slots=True, eq=False)
class _Listened:
    """What is known of an utterance before it is known which texts are asked about."""

    encoded: Encoded
    free_text: str
    free_score: float
    free_tokens: int
    processor_seconds: float


class SecondEar:
    """Whisper in a folder, for one thread at a time."""

    def __init__(self, directory: Path) -> None:
        """Load the model in `directory`; raises SecondEarModelError."""
        self._whisper = load_whisper(directory)
        noise = np.random.default_rng(_NOISE_SEED)
        shape = _NOISE_SECONDS * WHISPER_HERTZ
        self._silences = tuple(
            self._encoded((noise.standard_normal(shape) * 32768 * 10 ** (level / 20)).astype(np.int16))
            for level in _NOISE_LEVELS_DB
        )
        self._prior = lru_cache(maxsize=_PRIORS_KEPT)(self._measured_prior)
        self._listened = lru_cache(maxsize=_LISTENED_KEPT)(self._listened_to)

    def prepare(self, text: str) -> None:
        """Measure a text's prior before the text is needed."""
        self._prior(text)

    def listen(self, pcm: bytes, hertz: int) -> None:
        """Do what can be done before it is known which texts are asked about; takes and raises as `hear`."""
        self._listened(pcm, hertz)

    def forget(self) -> None:
        """Keep nothing of what anybody said."""
        self._listened.cache_clear()

    def hear(self, pcm: bytes, hertz: int, texts: Sequence[str], until: float | None = None) -> SecondHearing:
        """Score each text against mono s16le samples at `hertz`. Raises ValueError for half a sample.

        At the moment `until`, by `time.monotonic`, time is up: some first texts are scored in any case, of the others
        those whose turn comes before.
        """
        started = time.perf_counter()
        listened = self._listened(pcm, hertz)
        used = time.process_time()
        scores: list[float] = []
        for first in range(0, len(texts), _TOGETHER):
            if scores and until is not None and time.monotonic() >= until:
                break
            few = texts[first : first + _TOGETHER]
            fits = self._log_probabilities([listened.encoded] * len(few), few)
            scores += [fit - _PRIOR_WEIGHT * self._prior(text) for fit, text in zip(fits, few, strict=True)]
        return SecondHearing(
            scores=tuple(scores),
            tokens=tuple(len(self._tokens(text)) for text in texts[: len(scores)]),
            free_text=listened.free_text,
            free_score=listened.free_score,
            free_tokens=listened.free_tokens,
            seconds=time.perf_counter() - started,
            processor_seconds=listened.processor_seconds + time.process_time() - used,
        )

    def _listened_to(self, pcm: bytes, hertz: int) -> _Listened:
        used = time.process_time()
        samples = resample(np.frombuffer(pcm, "<i2").astype(np.int16), hertz, WHISPER_HERTZ)
        encoded = self._encoded(samples[-WINDOW_SECONDS * WHISPER_HERTZ :])
        return _Listened(encoded, *self._freely(encoded), time.process_time() - used)

    def _encoded(self, samples: NDArray[np.int16]) -> Encoded:
        encoded: Encoded = np.array(self._whisper.model.encode(_view(log_mel(samples, _FRAMES)[np.newaxis])))[0]
        spoken = round((len(samples) / WHISPER_HERTZ + _AFTER_SECONDS) * _ENCODED_PER_SECOND)
        return np.concatenate((encoded[:spoken], encoded[spoken::_SILENCE_STEP]))

    def _measured_prior(self, text: str) -> float:
        return float(np.mean(self._log_probabilities(self._silences, [text] * len(self._silences))))

    def _log_probabilities(self, heard: Sequence[Encoded], texts: Sequence[str]) -> list[float]:
        """Give how likely each text is where that was heard that stands at its place; all is equally long."""
        # `align` adds the token for no times itself. Twice is right more often than once: 92.7 against 89.1 % among
        # 55 words of a woman, 77.8 against 76.2 among 63 of another.
        aligned = self._whisper.model.align(
            _view(np.stack(heard)), list(self._whisper.start), [self._tokens(text) for text in texts], len(heard[0])
        )
        return [float(np.log(np.array(one.text_token_probs) + _LEAST_CHANCE).sum()) for one in aligned]

    def _tokens(self, text: str) -> list[int]:
        # As a transcript has it: among six texts 94 % are right by that, 88 % as they are written.
        sentence = f" {text[:1].upper()}{text[1:]}."
        ids: list[int] = self._whisper.tokenizer.encode(sentence, add_special_tokens=False).ids
        return ids

    def _freely(self, heard: Encoded) -> tuple[str, float, int]:
        (result,) = self._whisper.model.generate(
            _view(heard[np.newaxis]),
            [list(self._whisper.start)],
            beam_size=1,
            length_penalty=0,
            return_scores=True,
            max_length=_MOST_FREE_TOKENS,
        )
        ids = result.sequences_ids[0]
        return self._whisper.tokenizer.decode(ids).strip(), float(result.scores[0]), len(ids)


def _view(array: NDArray[np.float32]) -> Any:
    import ctranslate2

    return ctranslate2.StorageView.from_array(array)
