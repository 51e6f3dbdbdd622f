"""The second ear, with the real model: which of a few texts somebody said."""

import shutil
import time
from pathlib import Path

import numpy as np
import pytest

from tools.carried import whisper_base
from veertien.speech.line.wav import read_wav
from veertien.speech.second_ear import SecondEar, SecondEarModelError, SecondHearing

RECORDINGS = Path(__file__).parent / "recordings" / "place_words"
PLACES = ("Amsterdam", "Utrecht", "Alkmaar", "Dreumel", "Eindhoven", "Maastricht")
SAID = {
    "nathalie_nl_rhasspy_187_alkmaar.wav": "Alkmaar",
    "nathalie_nl_rhasspy_403_dreumel.wav": "Dreumel",
    "flemishguy_nl_rhasspy_308_1602309314_maastricht.wav": "Maastricht",
    "flemishguy_nl_rhasspy_814_1601901794_utrecht.wav": "Utrecht",
}


@pytest.fixture(scope="session")
def second_ear() -> SecondEar:
    return SecondEar(whisper_base())


def hearing(ear: SecondEar, name: str, texts: tuple[str, ...] = PLACES) -> SecondHearing:
    samples, hertz = read_wav(RECORDINGS / name)
    return ear.hear(samples.astype("<i2").tobytes(), hertz, texts)


@pytest.mark.parametrize(("name", "said"), SAID.items())
def test_what_was_said_fits_best(second_ear: SecondEar, name: str, said: str) -> None:
    heard = hearing(second_ear, name)
    assert PLACES[int(np.argmax(heard.scores))] == said
    assert len(heard.scores) == len(heard.tokens) == len(PLACES)


def test_the_same_audio_gives_the_same_scores(second_ear: SecondEar) -> None:
    name = next(iter(SAID))
    assert hearing(second_ear, name).scores == hearing(second_ear, name).scores


def test_what_it_has_listened_to_before_scores_the_same() -> None:
    samples, hertz = read_wav(RECORDINGS / next(iter(SAID)))
    pcm = samples.astype("<i2").tobytes()
    ear = SecondEar(whisper_base())
    ear.listen(pcm, hertz)
    beforehand, unasked = ear.hear(pcm, hertz, PLACES), SecondEar(whisper_base()).hear(pcm, hertz, PLACES)
    assert beforehand.scores == unasked.scores
    assert (beforehand.free_text, beforehand.free_score) == (unasked.free_text, unasked.free_score)


def test_a_text_scores_the_same_whatever_stands_beside_it(second_ear: SecondEar) -> None:
    name = next(iter(SAID))
    # Of one token and of many: they are scored together, in 8-bit arithmetic, which is less exact than that.
    many = ("Goes", "'s-Gravenhage", "Wijk bij Duurstede", "Ede", *PLACES, "Hoorn", "Bergen op Zoom", "Oss")
    heard = dict(zip(many, hearing(second_ear, name, many).scores, strict=True))
    for text in many:
        assert hearing(second_ear, name, (text,)).scores[0] == pytest.approx(heard[text], abs=0.5)


def test_when_time_is_up_the_first_texts_are_scored_as_ever(second_ear: SecondEar) -> None:
    samples, hertz = read_wav(RECORDINGS / next(iter(SAID)))
    pcm = samples.astype("<i2").tobytes()
    all_of_them, late = second_ear.hear(pcm, hertz, PLACES), second_ear.hear(pcm, hertz, PLACES, until=0.0)
    assert 1 <= len(late.scores) == len(late.tokens) < len(PLACES)
    assert late.scores == all_of_them.scores[: len(late.scores)]
    assert second_ear.hear(pcm, hertz, PLACES, until=time.monotonic() + 60).scores == all_of_them.scores


def test_a_longer_name_does_not_lose_for_its_length(second_ear: SecondEar) -> None:
    heard = hearing(second_ear, "nathalie_nl_rhasspy_187_alkmaar.wav", ("Alkmaar", "Ede", "Oss", "Epe"))
    assert int(np.argmax(heard.scores)) == 0


def test_it_says_what_it_understands_when_it_may_hear_anything(second_ear: SecondEar) -> None:
    heard = hearing(second_ear, "nathalie_nl_rhasspy_1089_amsterdam.wav")
    assert heard.free_text.lower().startswith("amsterdam")
    assert heard.free_score < 0 < heard.free_tokens


def test_nothing_to_choose_from_is_no_fault(second_ear: SecondEar) -> None:
    assert hearing(second_ear, next(iter(SAID)), ()).scores == ()


def test_no_sound_at_all_is_no_fault(second_ear: SecondEar) -> None:
    assert len(second_ear.hear(b"", 8000, PLACES).scores) == len(PLACES)


def test_a_model_cut_short_is_told(tmp_path: Path) -> None:
    for path in whisper_base().iterdir():
        if path.name != "model.bin":
            shutil.copy(path, tmp_path / path.name)
    with (whisper_base() / "model.bin").open("rb") as whole:
        (tmp_path / "model.bin").write_bytes(whole.read(1_000_000))
    with pytest.raises(SecondEarModelError, match=r"can't be loaded .*fetch the model again"):
        SecondEar(tmp_path)
