"""What a second ear's scores count for is found again from answers that were made by it."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from bench.speech.clips import Clip, ClipSet
from bench.speech.line import over_the_line
from bench.speech.materials import PLACE_SET, Found
from bench.speech.weighing import SIZES, WEIGHTS, Trial, asked_of, main, rejected, weights_of
from veertien.speech import Phrase
from veertien.speech.acoustic_model.confidence import Calibration
from veertien.speech.acoustic_model.joined_evidence import TERMS, JoiningWeights
from veertien.speech.recognition.doubt import Candidate, Doubt
from veertien.speech.second_ear import SecondHearing

UNWEIGHED = JoiningWeights(0.0, Calibration(0.0, (0.0,) * len(TERMS)))
RIGHT, OTHER = "right", "other"
SOMEBODY = ClipSet("somebody", (), ("a text",))
SPELLER = ClipSet("speller", (), ("a", "b", "ba"))
READER = ClipSet("reader", (), ("Een kat hoort immers te miauwen, en niet te praten.",))
PLACES = ClipSet(PLACE_SET, (), ("Hoorn",))


def trials(first_counts: float, count: int = 400) -> list[Trial]:
    """People say something; the right answer leads by a sum of both ears, of which the first counts so much."""
    rng = np.random.default_rng(14)
    found = []
    for number in range(count):
        first = rng.normal(0, 60)
        said = number % 4 < 3
        second = -first_counts * first + (rng.normal(4, 1.5) if said else rng.normal(1, 1.5))
        candidates = tuple(
            Candidate((Phrase(key, key),), key, score, 0.0, 0.5, False) for key, score in ((RIGHT, first), (OTHER, 0.0))
        )
        hearing = SecondHearing((second, 0.0), (1, 1), "", 0.0 if said else 8.0, 1, 0.1, 0.1)
        found.append(Trial(f"person {number % 3}", Doubt(b"", candidates, UNWEIGHED), hearing, RIGHT if said else None))
    return found


@pytest.mark.parametrize("first_counts", [WEIGHTS[1], 0.05, 0.1])
def test_the_weight_of_the_first_ear_is_found_again(first_counts: float) -> None:
    assert weights_of(trials(first_counts)).pocketsphinx == pytest.approx(first_counts, rel=0.6)


def test_speech_that_fits_none_of_the_texts_is_rejected_by_what_is_fitted() -> None:
    made = trials(0.05)
    strange, _ = rejected(made, weights_of(made))
    assert strange > 60
    assert rejected(made, UNWEIGHED)[0] == 0


def test_who_gives_too_few_people_is_told_which_recordings_are_missing(tmp_path: Path) -> None:
    options = ["--fillets", str(tmp_path / "none"), "--second-ear", str(tmp_path), "--to", str(tmp_path / "to.json")]
    told = CliRunner(env={"MORE_VOICES": None, "FILLETS_INDEX": None}).invoke(main, options)
    assert told.exit_code == 1
    assert "too few people" in told.stderr
    assert "give MORE_VOICES=DIR" in told.stderr


def test_each_recording_is_asked_among_all_texts_among_a_few_and_among_others() -> None:
    noise = np.random.default_rng(14).normal(0, 3000, 8000).astype(np.int16)
    texts = tuple(f"text {number}" for number in range(20))
    clips = ClipSet("somebody", tuple(Clip(text, noise, 8000, "somebody") for text in texts[:7]), texts)
    asked = asked_of(clips, over_the_line)
    assert [len(question.spec.phrases) for question in asked[:7]] == [len(texts)] * 7
    few = asked[7:]
    assert [question.key is None for question in few].count(True) == len(few) / 2 == 7
    assert Counter(len(question.spec.phrases) for question in few) == {SIZES[0]: 6, SIZES[1]: 4, SIZES[2]: 4}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        pytest.param("somebody", "write PERSON=DIR", id="no folder"),
        pytest.param("somebody=nowhere", "write PERSON=DIR, with a model's folder", id="a folder that is not there"),
        pytest.param("nobody=.", "nobody here is called nobody", id="who is in no set"),
    ],
)
def test_a_model_without_a_person_is_given_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, told: str
) -> None:
    monkeypatch.setattr("bench.speech.weighing.human_sets", lambda _: Found((SOMEBODY, SOMEBODY), ()))
    options = ["--second-ear", str(tmp_path), "--to", str(tmp_path / "to.json"), "--unheard", given]
    refused = CliRunner(env={"MORE_VOICES": None, "FILLETS_INDEX": None}).invoke(main, options)
    assert refused.exit_code != 0
    assert told in " ".join(refused.stderr.split())


def test_who_says_letters_or_sentences_and_who_taught_every_model_are_no_people_to_fit_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.speech.weighing.human_sets", lambda _: Found((SOMEBODY, SPELLER, READER, PLACES), ()))
    options = ["--second-ear", str(tmp_path), "--to", str(tmp_path / "to.json")]
    refused = CliRunner(env={"MORE_VOICES": None, "FILLETS_INDEX": None}).invoke(main, options)
    assert refused.exit_code == 1
    assert "too few people" in refused.stderr
