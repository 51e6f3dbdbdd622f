"""Adapting a model: it learns from recordings, is judged by others, and is written only if it got better.

The model is a crude one: PocketSphinx's own, its phones taken for Dutch ones, that has heard a few sentences over the
telephone. The people are espeak-ng's voices.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pocketsphinx
import pytest

from veertien.speech.hmm import FrontEnd, PhoneticModel, streams
from veertien.speech.hmm.alignment import align
from veertien.speech.line.wav import encode_wav
from veertien.speech.sounds.espeak import Espeak
from veertien.speech.sounds.pronunciation import dutch_pronouncer
from veertien.training.adaptation import LEAST_TEXTS, adapt
from veertien.training.dutch import with_dutch_phones
from veertien.training.estimation import by_phone, gather, prior_of, updated
from veertien.training.judging.judgement import Judgement
from veertien.training.recordings.corpus import CorpusRefusedError, Recording, Split
from veertien.training.sounds.callers import synthetic_callers
from veertien.training.sounds.telephone import as_telephone, generator

TEXTS = (
    "Ik wil graag iemand spreken van de gemeente Hoorn",
    "Kunt u mij doorverbinden met Medemblik alstublieft",
    "De vuilnis is hier al twee weken niet opgehaald",
    "Mijn paspoort verloopt volgende maand",
    "Er staat een boom scheef aan de Grote Noord",
    "Goedemorgen, ik bel over de parkeervergunning",
    "Wanneer is het gemeentehuis in Enkhuizen open",
    "Ik zou graag een huwelijk willen aangeven",
    "De straatverlichting doet het niet in Wognum",
    "Ik heb een vraag over mijn aanslag",
    "Nee, ik bedoel Opmeer en niet Obdam",
    "Wij gaan verhuizen naar Stede Broec",
)


class Watched:
    """Progress that remembers how far each stage came."""

    def __init__(self) -> None:
        self.totals: dict[str, int] = {}
        self.done: dict[str, int] = {}
        self._now = ""

    @contextmanager
    def stage(self, name: str, total: int) -> Iterator["Watched"]:
        self._now, self.totals[name], self.done[name] = name, total, 0
        yield self

    def advance(self, n: int = 1) -> None:
        self.done[self._now] += n


@pytest.fixture(scope="module")
def crude_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crude")
    english = PhoneticModel.read(Path(pocketsphinx.get_model_path("en-us/en-us")), 16000)
    model = replace(with_dutch_phones(english), front_end=FrontEnd(8000, 200, 3500, 20))
    aligned = []
    with Espeak() as espeak:
        pronouncer = dutch_pronouncer(espeak)
        words = {text: pronouncer.explain(text)[0].words for text in TEXTS}
    for said in synthetic_callers(TEXTS, 1, 2):
        pair = as_telephone(said.samples, generator(1, said.text, 0), 0)
        features = streams(model.front_end.cepstra(pair.narrowband))
        alignment = align(model, features, words[said.text])
        assert alignment is not None
        aligned.append((alignment.senones.astype(np.int32), features.astype(np.float32), features.astype(np.float32)))
    statistics = gather(model, by_phone(model, aligned))
    updated(model, statistics, prior_of(model, 20, 20)).write(folder)
    (folder / "CARD.md").write_text("# Crude\n")
    return folder


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recording, ...]:
    folder = tmp_path_factory.mktemp("recordings")
    found = []
    for number, said in enumerate(synthetic_callers(TEXTS, 3, 2)):
        path = folder / f"{number}.wav"
        path.write_bytes(encode_wav(np.clip(said.samples, -32768, 32767).astype(np.int16), 16000))
        found.append(Recording(path, said.text, said.voice, Split.TRAIN))
    return tuple(found)


def test_a_model_that_got_better_is_written_with_all_that_lies_beside_it(
    crude_model: Path, labelled: tuple[Recording, ...], tmp_path: Path
) -> None:
    to, progress = tmp_path / "some" / "model", Watched()
    report = adapt(crude_model, labelled, to, progress)
    assert report.kept
    assert report.after.better_than(report.before)
    assert report.after.log_likelihood > report.before.log_likelihood
    assert (report.before.recordings, report.before.choices) == (3 * 2, len(TEXTS))
    assert {path.name for path in to.iterdir()} == {path.name for path in crude_model.iterdir()}
    assert [path.name for path in to.parent.iterdir()] == ["model"]
    before, after = (PhoneticModel.read(folder, 8000) for folder in (crude_model, to))
    assert before.definition.senone_count == after.definition.senone_count
    assert not np.allclose(before.means, after.means)
    assert progress.done == progress.totals


def test_a_model_that_got_worse_is_not_written(
    crude_model: Path, labelled: tuple[Recording, ...], tmp_path: Path
) -> None:
    # Each recording with the text of another: nothing can be learnt but nonsense.
    shifted = [one.text for one in (*labelled[2:], *labelled[:2])]
    confused = tuple(replace(one, text=text) for one, text in zip(labelled, shifted, strict=True))
    report = adapt(crude_model, confused, tmp_path / "model", Watched())
    assert not report.kept
    assert list(tmp_path.iterdir()) == []


def test_recordings_kept_for_the_end_are_not_touched(crude_model: Path, tmp_path: Path) -> None:
    untouchable = tuple(Recording(tmp_path / "a.wav", text, "jan", Split.EVAL) for text in TEXTS)
    with pytest.raises(CorpusRefusedError, match="0 different texts"):
        adapt(crude_model, untouchable, tmp_path / "model", Watched())


def test_too_few_texts_are_refused(crude_model: Path, labelled: tuple[Recording, ...], tmp_path: Path) -> None:
    few = labelled[: 2 * (LEAST_TEXTS - 1)]
    with pytest.raises(CorpusRefusedError, match=f"{LEAST_TEXTS - 1} different texts"):
        adapt(crude_model, few, tmp_path / "model", Watched())


def test_texts_with_digits_and_spellings_of_one_text_do_not_count(
    crude_model: Path, labelled: tuple[Recording, ...], tmp_path: Path
) -> None:
    texts = ("Hoorn", "hoorn.", "HOORN!", "14 0229", "1", "2", "3", "4", "5")
    alike = tuple(replace(one, text=text) for one, text in zip(labelled, texts, strict=False))
    with pytest.raises(CorpusRefusedError, match="1 different texts"):
        adapt(crude_model, alike, tmp_path / "model", Watched())


def test_a_folder_that_holds_something_is_left_alone(
    crude_model: Path, labelled: tuple[Recording, ...], tmp_path: Path
) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="name a new folder"):
        adapt(crude_model, labelled, tmp_path, Watched())
    with pytest.raises(FileExistsError, match="name a new folder"):
        adapt(crude_model, labelled, tmp_path / "diary.txt", Watched())


def test_a_silent_recording_is_named(crude_model: Path, labelled: tuple[Recording, ...], tmp_path: Path) -> None:
    silent = tmp_path / "silent.wav"
    silent.write_bytes(encode_wav(np.zeros(8000, np.int16), 8000))
    with pytest.raises(CorpusRefusedError, match=r"silent\.wav: is silent"):
        adapt(crude_model, tuple(replace(one, path=silent) for one in labelled), tmp_path / "model", Watched())


def test_more_understood_is_better_and_then_the_better_fit() -> None:
    model = Judgement(0.5, -60.0, 10, 50)
    assert Judgement(0.6, -61.0, 10, 50).better_than(model)
    assert Judgement(0.5, -59.0, 10, 50).better_than(model)
    assert not Judgement(0.4, -50.0, 10, 50).better_than(model)
    assert not model.better_than(model)


def test_a_better_fit_of_what_is_not_understood_is_no_better() -> None:
    assert not Judgement(0.1, -59.0, 10, 50).better_than(Judgement(0.1, -60.0, 10, 50))
