"""Recordings that don't say their text are found, by the shipped model and espeak-ng's voices."""

from collections.abc import Sequence

from veertien.speech.acoustic_model.acoustics import load_model, shipped_model
from veertien.speech.sounds.dictionary_ipa import words_of_ipa
from veertien.speech.sounds.espeak import Espeak
from veertien.training.material import NARROWBAND, TrainingUtterance
from veertien.training.progress import Unseen
from veertien.training.recordings.confirmation import doubtful
from veertien.training.sounds.callers import synthetic_callers
from veertien.training.sounds.telephone import CLEAN_COPY, as_telephone, generator

SAID = ("de gemeente Hoorn", "ik wil graag naar Medemblik", "goedemorgen", "Koggenland")
NOT_SAID = ("een nieuw paspoort", "mooi weer vandaag", "Amsterdam", "stede broec")


def clean(said: Sequence[str], claimed: Sequence[str]) -> list[TrainingUtterance]:
    with Espeak() as espeak:
        words = [words_of_ipa(espeak.phonemes(text, "nl")) for text in claimed]
    heard = [
        as_telephone(one.samples, generator(14, one.text, CLEAN_COPY), CLEAN_COPY)
        for one in synthetic_callers(said, 14)
    ]
    return [
        TrainingUtterance("anyone", text, CLEAN_COPY, NARROWBAND.cepstra(pair.narrowband).astype("float32"))
        for text, pair in zip(words, heard, strict=True)
    ]


def test_a_recording_of_something_else_is_found_and_one_of_its_text_is_not() -> None:
    with shipped_model() as folder:
        model = load_model(folder)
    right, wrong = clean(SAID, SAID), clean(SAID, NOT_SAID)
    assert doubtful(model.phonetic, model.follows, [*right, *wrong], Unseen()) == {4, 5, 6, 7}
