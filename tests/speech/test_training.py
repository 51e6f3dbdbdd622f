"""Training from beginning to end, on a few sentences of espeak-ng's voices and with few contexts, to be quick.

The model is no good; that it is whole, and comes out the same again, is what is shown. Takes a minute.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pocketsphinx
import pytest

from veertien.gazetteer import PHONES
from veertien.speech.acoustic_model.acoustics import BACKGROUND, CALIBRATION, PHONOTACTICS, load_model
from veertien.speech.acoustic_model.background import read_background
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.hmm import ModelDefinition, PhoneticModel
from veertien.speech.line.wav import encode_wav
from veertien.speech.recognition.recogniser import Recogniser
from veertien.speech.sounds.espeak import Espeak
from veertien.speech.sounds.pronunciation import dutch_pronouncer
from veertien.training import train as recipe
from veertien.training.progress import Unseen
from veertien.training.recordings.corpus import CorpusRefusedError, Recording, Split, read_index
from veertien.training.train import TrainingReport, train

LEARNT = (
    "de gemeente Hoorn",
    "ik bel voor Medemblik",
    "kunt u mij doorverbinden",
    "het gaat om een vergunning",
    "wij wonen in Opmeer",
    "goedemorgen met Jansen",
)
JUDGED = ("de burgemeester", "een nieuw paspoort", "mooi weer vandaag", "het stadhuis", "in Koggenland")
# A name that no folder may have: a list of recordings is whatever somebody wrote.
SPEAKERS = (("../../m3", "nl+m3"), ("f2", "nl+f2"))
EVERY = 20


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    lines = ["\t".join(("file", "text", "speaker", "kind", "source", "licence", "seconds", "split"))]
    with Espeak() as espeak:
        for who, voice in SPEAKERS:
            for split, texts in ((Split.TRAIN, LEARNT), (Split.DEV, JUDGED)):
                for text in texts:
                    name = f"{len(lines)}.wav"
                    samples, hertz = espeak.synthesise(text, voice)
                    (folder / name).write_bytes(encode_wav(samples, hertz))
                    lines.append("\t".join((name, text, who, "sentence", "espeak-ng", "none", "1", split)))
    (folder / "index.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    return folder


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PocketSphinx's own model with a part of its contexts, which is a part of the work."""
    folder = tmp_path_factory.mktemp("english")
    whole = PhoneticModel.read(Path(pocketsphinx.get_model_path("en-us/en-us")), 16000)
    known = whole.definition
    some = slice(None, None, EVERY)
    definition = ModelDefinition.of(
        known.phones,
        known.fillers,
        known.alone,
        known.triphones[some].astype(np.int64),
        known.senones[some].astype(np.int64),
    )
    replace(whole, definition=definition, weights=whole.weights[: definition.senone_count]).write(folder)
    shutil.copy(Path(pocketsphinx.get_model_path("en-us/en-us")) / "README", folder)
    return folder


def trained(recordings: Sequence[Recording], english: Path, to: Path) -> TrainingReport:
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(recipe, "COPIES", 2)
        smaller.setattr(recipe, "_LEAST_RECORDINGS", 10)
        smaller.setattr(recipe, "names_to_say", lambda _: ("Hoorn", "Medemblik", "Oss"))
        smaller.setattr(pocketsphinx, "get_model_path", lambda _: str(english))
        return train(recordings, to, 14, Unseen())


@pytest.fixture(scope="module")
def folder(corpus: Path, english: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    to = tmp_path_factory.mktemp("trained") / "some" / "model"
    trained(read_index(corpus), english, to)
    return to


def test_a_whole_model_is_written_and_nothing_is_left_beside_it(folder: Path) -> None:
    assert [path.name for path in folder.parent.iterdir()] == ["model"]
    assert [path.name for path in folder.parent.parent.iterdir()] == ["some"]
    model = load_model(folder)
    assert set(PHONES) <= set(model.phonetic.definition.phones)
    assert model.phonetic.front_end.hertz == 8000
    assert (folder / "README.en-us").read_text("utf-8").strip()


def test_a_recogniser_hears_with_it(folder: Path, corpus: Path) -> None:
    said = GrammarSpec("said", tuple(Phrase(text, text) for text in JUDGED))
    with Espeak() as espeak:
        recogniser = Recogniser(load_model(folder), dutch_pronouncer(espeak))
        samples, hertz = espeak.synthesise("een nieuw paspoort", "nl+m3")
        silent = np.zeros(hertz // 2, np.int16)
        found = recogniser.recognise(np.concatenate((silent, samples, silent)).tobytes(), hertz, said)
    assert found.guesses[0].text in JUDGED
    assert 0 < found.guesses[0].confidence < 1


def test_the_same_recordings_give_the_same_model(folder: Path, corpus: Path, english: Path, tmp_path: Path) -> None:
    report = trained(read_index(corpus), english, tmp_path / "again")
    assert {path.name for path in folder.iterdir()} == {path.name for path in (tmp_path / "again").iterdir()}
    for path in folder.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name
    # Both people are strangers to the models that they were put before, whatever they are called.
    assert set(report.understood) == {who for who, _ in SPEAKERS}
    assert all(0 <= share <= 1 for share in report.understood.values())
    assert 0 <= report.area <= 1
    assert f"{report.trials} trials" in str(report)


def test_its_files_say_what_was_learnt(folder: Path) -> None:
    assert json.loads((folder / CALIBRATION).read_text("utf-8"))["weights"]
    assert (folder / PHONOTACTICS).read_text("utf-8").count("\n") == len(PHONES) + 2
    assert read_background(folder / BACKGROUND)


def test_a_folder_that_holds_something_is_left_alone(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="name a new folder"):
        train(read_index(corpus), tmp_path, 14, Unseen())


def test_too_few_recordings_are_refused(corpus: Path, tmp_path: Path) -> None:
    with pytest.raises(CorpusRefusedError, match="12 recordings to train on, 10 to judge by: 50 of each needed"):
        train(read_index(corpus), tmp_path / "model", 14, Unseen())
    assert list(tmp_path.iterdir()) == []
