"""Models and features here are PocketSphinx's own: it reads what is written, hears what is heard."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pocketsphinx
import pytest
from numpy.typing import NDArray

from veertien.gazetteer import PHONES
from veertien.speech.acoustic_model.acoustics import make_decoder, shipped_model
from veertien.speech.hmm import FrontEnd, PhoneticModel, Triphone, WordPosition
from veertien.speech.line.resample import resample
from veertien.speech.sounds.espeak import Espeak
from veertien.training.dutch import with_dutch_phones

Pcm = NDArray[np.int16]
Caller = Callable[..., Pcm]

ENGLISH = Path(pocketsphinx.get_model_path("en-us/en-us"))
WIDEBAND = 16000

GRAMMAR = "#JSGF V1.0; grammar test; public <all> = one | two | three;"
WORDS = {"one": "W AH N", "two": "T UW", "three": "TH R IY"}


@pytest.fixture(scope="module")
def english() -> PhoneticModel:
    return PhoneticModel.read(ENGLISH, WIDEBAND)


@pytest.fixture(scope="module")
def rewritten(english: PhoneticModel, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("en-us")
    english.write(folder)
    return folder


@pytest.fixture(scope="module")
def three(espeak: Espeak) -> Pcm:
    samples, hertz = espeak.synthesise("three", "en-us+m3")
    return resample(samples, hertz, WIDEBAND)


def decoder(
    folder: Path, hertz: int, words: dict[str, str], grammar: str, log: Path | None = None
) -> pocketsphinx.Decoder:
    features = {} if log is None else {"mfclogdir": str(log)}
    made = pocketsphinx.Decoder(hmm=str(folder), samprate=hertz, lm=None, dict=None, loglevel="FATAL", **features)
    for word, phones in words.items():
        made.add_word(word, phones, True)
    made.add_jsgf_string("test", grammar)
    made.activate_search("test")
    return made


def decoded(made: pocketsphinx.Decoder, samples: Pcm) -> list[tuple[str, int, int]]:
    made.start_utt()
    made.process_raw(samples.astype("<i2").tobytes(), full_utt=True)
    made.end_utt()
    return [(one.word, one.start_frame, one.end_frame) for one in made.seg()]


def test_what_is_read_is_written_and_read_again(english: PhoneticModel, rewritten: Path) -> None:
    again = PhoneticModel.read(rewritten, WIDEBAND)
    assert again.front_end == english.front_end
    assert (again.definition.phones, again.definition.fillers) == (
        english.definition.phones,
        english.definition.fillers,
    )
    assert np.array_equal(again.definition.alone, english.definition.alone)
    assert np.array_equal(again.definition.triphones, english.definition.triphones)
    assert np.array_equal(again.definition.senones, english.definition.senones)
    assert np.array_equal(again.means, english.means)
    assert again.variances == pytest.approx(english.variances, rel=1e-6)
    assert again.transitions == pytest.approx(english.transitions, abs=1e-6)
    # Weights are kept in steps of their logarithm, those of no weight at all as the least there is.
    heavy = english.weights > 1e-5
    assert np.abs(np.log(again.weights[heavy] / english.weights[heavy])).max() < 0.11


def test_pocketsphinx_knows_the_phones_in_context_as_we_do(english: PhoneticModel) -> None:
    definition = english.definition
    assert definition.senones_of(Triphone("AH", "W", "N", WordPosition.INTERNAL)).shape == (3,)
    assert definition.senone_count == len(english.weights)
    owned = definition.owners[definition.senones]
    assert np.array_equal(owned, np.repeat(definition.triphones[:, 1:2], 3, axis=1))


def test_pocketsphinx_decodes_with_the_written_model_as_with_its_own(rewritten: Path, three: Pcm) -> None:
    own, ours = (decoded(decoder(folder, WIDEBAND, WORDS, GRAMMAR), three) for folder in (ENGLISH, rewritten))
    assert "three" in [word for word, _, _ in own]
    assert ours == own


def test_pocketsphinx_loads_a_model_with_dutch_phones(english: PhoneticModel, three: Pcm, tmp_path: Path) -> None:
    with_dutch_phones(english).write(tmp_path)
    words = {"drie": "d r i", "een": "eː n", "twee": "t ʋ eː", **{f"word-{n}": one for n, one in enumerate(PHONES)}}
    grammar = "#JSGF V1.0; grammar test; public <all> = drie | een | twee;"
    found = decoded(decoder(tmp_path, WIDEBAND, words, grammar), three)
    assert {word for word, _, _ in found} & set(words)


def heard(folder: Path, hertz: int, word: str, samples: Pcm, log: Path) -> NDArray[np.float64]:
    """The cepstra that PocketSphinx itself computes, out of its log."""
    grammar = "#JSGF V1.0; grammar test; public <all> = word;"
    decoded(decoder(folder, hertz, {"word": word}, grammar, log), samples)
    (file,) = log.iterdir()
    return np.frombuffer(file.read_bytes()[4:], ">f4").reshape(-1, 13).astype(np.float64)


def alike(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> bool:
    # At the end PocketSphinx makes one more frame of what is left, the rest of it zeros.
    assert len(ours) <= len(theirs) <= len(ours) + 1
    assert len(ours) > 50
    return bool(np.abs(ours - theirs[: len(ours)]).max() < 1e-3)


def test_telephone_features_are_those_of_pocketsphinx(caller: Caller, tmp_path: Path) -> None:
    samples = noisy(caller("Medemblik", "nl+m3"))
    with shipped_model() as folder:
        ours = PhoneticModel.read(folder, 8000).front_end.cepstra(samples)
        theirs = heard(folder, 8000, "m", samples, tmp_path)
    assert alike(ours, theirs)


def test_wideband_features_are_those_of_pocketsphinx(three: Pcm, tmp_path: Path) -> None:
    samples = noisy(np.concatenate((three, three)))
    ear = FrontEnd(hertz=WIDEBAND, lowest_hertz=130, highest_hertz=6800, filters=25)
    assert alike(ear.cepstra(samples), heard(ENGLISH, WIDEBAND, "N", samples, tmp_path))


def noisy(samples: Pcm) -> Pcm:
    """Noise in it as a line has it: what a front end makes of digital silence is of no use to anybody."""
    noise = np.random.default_rng(1).normal(0, 30, len(samples))
    return np.clip(samples + noise, -32768, 32767).astype(np.int16)


def test_the_shipped_model_has_every_phone_and_decodes(caller: Caller) -> None:
    with shipped_model() as folder:
        model = PhoneticModel.read(folder, 8000)
        made = make_decoder(folder)
    assert set(PHONES) <= set(model.definition.phones)
    made.add_word("hoorn", "h oː r n", True)
    made.add_jsgf_string("test", "#JSGF V1.0; grammar test; public <all> = hoorn;")
    made.activate_search("test")
    assert "hoorn" in [word for word, _, _ in decoded(made, noisy(caller("Hoorn", "nl+m3")))]
