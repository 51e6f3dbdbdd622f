"""What the shipped model makes of names that were said, and of names that were not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.speech.acoustic_model.acoustics import AcousticModel, load_model, shipped_model
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec, compile_grammar
from veertien.speech.line.preparation import prepare
from veertien.speech.recognition.judge import Judge, JudgedAnswer, NameStretch
from veertien.speech.sounds.espeak import Espeak
from veertien.speech.sounds.pronunciation import Pronouncer, dutch_pronouncer

Caller = Callable[..., NDArray[np.int16]]

NAMES = ("Medemblik", "Opmeer", "Drechterland", "Koggenland", "Wervershoof")


@pytest.fixture(scope="module")
def model() -> AcousticModel:
    with shipped_model() as folder:
        return load_model(folder)


@pytest.fixture(scope="module")
def judge(model: AcousticModel) -> Judge:
    return Judge(model)


@pytest.fixture(scope="module")
def pronouncer(espeak: Espeak) -> Pronouncer:
    return dutch_pronouncer(espeak)


def judged(judge: Judge, pronouncer: Pronouncer, samples: NDArray[np.int16], *names: str) -> tuple[JudgedAnswer, ...]:
    audio = prepare(samples, 8000)
    assert audio is not None
    grammar = compile_grammar(GrammarSpec("test", tuple(Phrase(name, name) for name in names)), pronouncer)
    return judge.judge(
        judge.hear(audio.samples, judge.vocabulary(grammar)), NameStretch(0, len(audio.samples) // 80), len(names)
    )


def said(found: tuple[JudgedAnswer, ...]) -> str:
    return found[0].phrases[0].text


@pytest.mark.parametrize("name", NAMES)
def test_the_name_that_was_said_fits_best(judge: Judge, pronouncer: Pronouncer, caller: Caller, name: str) -> None:
    assert said(judged(judge, pronouncer, caller(name, "nl+m3"), *NAMES)) == name


def test_a_name_that_was_not_said_fits_worse_in_every_way(
    judge: Judge, pronouncer: Pronouncer, caller: Caller, model: AcousticModel
) -> None:
    samples = caller("Medemblik", "nl+m3")
    right, wrong = (judged(judge, pronouncer, samples, name)[0].evidence for name in ("Medemblik", "Wervershoof"))
    assert right.background > wrong.background
    assert right.fit > wrong.fit
    assert right.worst > wrong.worst
    assert model.calibration.confidence(right) > model.calibration.confidence(wrong)


def test_other_names_change_nothing_but_the_margin_and_how_many_there_are(
    judge: Judge, pronouncer: Pronouncer, caller: Caller
) -> None:
    samples = caller("Medemblik", "nl+m3")
    few = judged(judge, pronouncer, samples, "Medemblik", "Opmeer")[0].evidence
    many = judged(judge, pronouncer, samples, *NAMES)[0].evidence
    assert replace(few, margin=many.margin, choices=many.choices) == many
    assert few.margin >= many.margin > 0
    assert few.choices < many.choices


def test_what_was_said_beats_the_background_and_what_was_not_does_not(
    judge: Judge, pronouncer: Pronouncer, caller: Caller
) -> None:
    samples = caller("Medemblik", "nl+m3")
    right, wrong = (judged(judge, pronouncer, samples, name)[0].evidence for name in ("Medemblik", "Wervershoof"))
    assert right.background > 0 > wrong.background


@pytest.mark.parametrize(
    ("said", "first"),
    [
        pytest.param("naar Opmeer", "naar Opmeer", id="words that were said"),
        pytest.param("Drechterland", "Drechterland", id="words that are the beginning of a name"),
    ],
)
def test_a_second_ear_is_asked_for_a_name_with_words_around_it_and_for_all_as_one_name(
    judge: Judge, pronouncer: Pronouncer, caller: Caller, said: str, first: str
) -> None:
    audio = prepare(caller(said, "nl+m3"), 8000)
    assert audio is not None
    grammar = compile_grammar(GrammarSpec("test", tuple(Phrase(name, name) for name in NAMES)), pronouncer)
    heard = judge.hear(audio.samples, judge.vocabulary(grammar))
    around = NameStretch(30, before=(pronouncer.pronunciations("naar")[0],), written=("naar", ""))
    texts = [candidate.text for candidate in judge.candidates(heard, around)]
    assert texts[0] == first
    assert len(texts) == len(NAMES)
