"""Simulated callers over a telephone line of 300 to 3400 Hz coded as A-law."""

from collections.abc import AsyncIterator, Callable, Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from demo.peer import a_law
from tests.speech.pools import started
from veertien import gazetteer
from veertien.speech.grammar.phrases import phrases_of
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.line.resample import resample
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.speech.processes.recognisers import RecogniserPool
from veertien.speech.recognition.recogniser import Recogniser
from veertien.speech.sounds.espeak import Espeak

Pcm = NDArray[np.int16]
Caller = Callable[..., Pcm]


@pytest.fixture(scope="session")
def espeak() -> Iterator[Espeak]:
    with Espeak() as espeak:
        yield espeak


@pytest.fixture(scope="session")
def recogniser(espeak: Espeak) -> Recogniser:
    return make_recogniser(espeak)


@pytest.fixture(scope="session")
def names_0229() -> GrammarSpec:
    return _names(confirmation=False)


@pytest.fixture(scope="session")
def confirmation_0229() -> GrammarSpec:
    return _names(confirmation=True)


def _names(*, confirmation: bool) -> GrammarSpec:
    country = gazetteer.load()
    names = [name for here in country.in_area("0229") for name in country.names_of(here.code)]
    return GrammarSpec("0229", phrases_of(names), confirmation)


@pytest.fixture(scope="session")
def caller(espeak: Espeak) -> Caller:
    """What arrives at 8 kHz (or another rate) when `voice` says `text` between two silences."""
    code_of = _a_law_codes()

    def say(text: str, voice: str, hertz: int = 8000) -> Pcm:
        samples, rate = espeak.synthesise(text, voice)
        narrow = resample(samples, rate, 8000).astype(np.float64)
        spectrum = np.fft.rfft(narrow)
        band = np.fft.rfftfreq(len(narrow), 1 / 8000)
        spectrum[(band < 300) | (band > 3400)] = 0
        line = np.fft.irfft(spectrum, len(narrow))
        line *= 8000 / np.abs(line).max()
        silent = np.zeros(3200)
        coded = code_of(np.concatenate([silent, line, silent]))
        return resample(a_law.decode(coded), 8000, hertz)

    return say


@pytest.fixture
def answer(caller: Caller) -> bytes:
    """What comes of somebody who says Wervershoof, one of the names of `pools.SPEC`."""
    return caller("Wervershoof", "nl+m3").astype("<i2").tobytes()


@pytest.fixture
async def pool() -> AsyncIterator[RecogniserPool]:
    """One recogniser process that has `pools.SPEC` ready."""
    async with started(RecogniserPool(processes=1)) as pool:
        yield pool


def _a_law_codes() -> Callable[[NDArray[np.float64]], bytes]:
    values = a_law.decode(bytes(range(256))).astype(np.float64)
    order = np.argsort(values)
    between = (values[order][1:] + values[order][:-1]) / 2
    return lambda samples: order[np.searchsorted(between, samples)].astype(np.uint8).tobytes()
