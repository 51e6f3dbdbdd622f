"""Which phrases fit best where a name was heard, and what speaks for each: structure, on a model drawn by chance.

What a real model makes of real sounds is in tests/speech/test_judging.py.
"""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from veertien.gazetteer import PHONES, Phones, parse_ipa
from veertien.speech.acoustic_model.acoustics import AcousticModel
from veertien.speech.acoustic_model.confidence import TERMS, Calibration
from veertien.speech.acoustic_model.joined_evidence import TERMS as JOINED_TERMS
from veertien.speech.acoustic_model.joined_evidence import JoiningWeights
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import GrammarSpec, compile_grammar
from veertien.speech.hmm import PhoneticModel
from veertien.speech.line.preparation import Pcm
from veertien.speech.recognition.judge import Judge, JudgedAnswer, NameStretch, Vocabulary
from veertien.speech.recognition.scoring import Candidates

SPOKEN = {
    "fiets": "fits",
    "weer": "ʋeːr",
    "Hoorn": "hoːrn",
    "Horen": "hoːrn",
    "Oss": "ɔs",
    "Opmeer": "ɔpmeːr",
    "Ter Aar": "tɛraːr",
}
PHRASES = tuple(Phrase(text, f"key-{text}") for text in ("Hoorn", "Oss", "Opmeer", "Ter Aar"))
BACKGROUND = tuple(map(parse_ipa, ("pɑspɔrt", "fits", "ʋeːr")))
FRAMES = 120


class Spoken:
    """Says each name one way; whatever else a grammar knows sounds like nothing here."""

    def pronunciations(self, text: str) -> tuple[Phones, ...]:
        return (parse_ipa(SPOKEN.get(text, "əə")),)


@pytest.fixture(scope="module")
def judge(small_model: PhoneticModel) -> Judge:
    units = len(PHONES) + 1
    follows = np.full((units, units), -math.log(units))
    calibration = Calibration(0.0, (0.0,) * len(TERMS))
    weights = JoiningWeights(0.1, Calibration(0.0, (0.0,) * len(JOINED_TERMS)))
    return Judge(AcousticModel(Path("nowhere"), small_model, follows, BACKGROUND, calibration, weights))


@pytest.fixture(scope="module")
def audio() -> Pcm:
    return np.random.default_rng(9).normal(0, 1000, FRAMES * 80 + 125).astype(np.int16)


def vocabulary(judge: Judge, *phrases: Phrase) -> Vocabulary:
    return judge.vocabulary(compile_grammar(GrammarSpec("test", phrases), Spoken()))


def judged(judge: Judge, audio: Pcm, *phrases: Phrase, most: int = 3) -> tuple[JudgedAnswer, ...]:
    return judge.judge(judge.hear(audio, vocabulary(judge, *phrases)), NameStretch(0, FRAMES), most)


def texts(found: tuple[JudgedAnswer, ...]) -> list[str]:
    return [phrase.text for one in found for phrase in one.phrases]


def test_only_what_is_an_answer_is_in_a_vocabulary(judge: Judge) -> None:
    known = vocabulary(judge, *PHRASES, Phrase("Horen", "key-Horen", 0.5))
    assert sorted(map("".join, known.names)) == sorted("".join(parse_ipa(SPOKEN[phrase.text])) for phrase in PHRASES)
    assert {phrase.key for phrases in known.meanings for phrase in phrases} == {
        *(phrase.key for phrase in PHRASES),
        "key-Horen",
    }
    assert len(known.candidates) == len(known.names) == len(known.meanings) == len(known.bias) == 4
    # Two names sound alike: the likelier one says how likely the sound is.
    assert known.bias == pytest.approx(0)


def test_the_best_comes_first_and_has_the_only_margin_above_nothing(judge: Judge, audio: Pcm) -> None:
    found = judged(judge, audio, *PHRASES, most=4)
    margins = [one.evidence.margin for one in found]
    assert len(found) == 4
    assert margins == sorted(margins, reverse=True)
    assert margins[0] > 0 > margins[1]
    # The margin of the second is what it lacks to the best.
    assert margins[1] == pytest.approx(-margins[0])


def test_no_more_are_judged_than_asked_for(judge: Judge, audio: Pcm) -> None:
    every = texts(judged(judge, audio, *PHRASES, most=4))
    for most in (1, 2, 3):
        assert texts(judged(judge, audio, *PHRASES, most=most)) == every[:most]


def test_names_that_sound_alike_are_judged_as_one(judge: Judge, audio: Pcm) -> None:
    found = judged(judge, audio, *PHRASES, Phrase("Horen", "key-Horen"), most=9)
    assert len(found) == 4
    (alike,) = [one for one in found if len(one.phrases) > 1]
    assert {phrase.text for phrase in alike.phrases} == {"Hoorn", "Horen"}


def test_names_of_one_place_are_no_rivals(judge: Judge, audio: Pcm) -> None:
    best, second, *_ = texts(judged(judge, audio, *PHRASES, most=4))
    one_place = [replace(phrase, key="place") if phrase.text in (best, second) else phrase for phrase in PHRASES]
    found = judged(judge, audio, *one_place, most=4)
    assert texts(found)[0] == best
    assert second not in texts(found)
    assert found[0].evidence.margin > judged(judge, audio, *PHRASES)[0].evidence.margin


def test_the_only_phrase_there_is_has_a_margin_all_the_same(judge: Judge, audio: Pcm) -> None:
    (found,) = judged(judge, audio, PHRASES[0])
    assert found.evidence.margin > 0
    assert found.evidence.choices == 1


def test_a_less_likely_phrase_has_a_margin_as_much_smaller(judge: Judge, audio: Pcm) -> None:
    first = judged(judge, audio, *PHRASES)[0]
    weighed = [replace(phrase, weight=0.5) if phrase.text == first.phrases[0].text else phrase for phrase in PHRASES]
    found = {one.phrases[0].text: one.evidence for one in judged(judge, audio, *weighed, most=4)}
    lowered = found[first.phrases[0].text]
    assert lowered.margin == pytest.approx(first.evidence.margin - math.log(2), abs=0.01)
    # It sounds as it sounded.
    assert replace(lowered, margin=first.evidence.margin) == first.evidence


def test_evidence_tells_of_the_phones_and_of_how_many_could_be_meant(judge: Judge, audio: Pcm) -> None:
    for one in judged(judge, audio, *PHRASES):
        assert one.evidence.phones == len(parse_ipa(SPOKEN[one.phrases[0].text]))
        assert one.evidence.choices == 4
        assert one.evidence.worst <= one.evidence.fit
        assert one.evidence.unevenness >= 0
        assert not one.evidence.around
        assert all(map(math.isfinite, one.evidence.terms()))


def test_a_word_of_the_background_that_is_the_name_itself_is_no_rival(judge: Judge, audio: Pcm) -> None:
    others = [Phrase(text, text) for text in ("Oss", "Opmeer")]
    fits, weer = (judged(judge, audio, Phrase(text, text), *others, most=3) for text in ("fiets", "weer"))
    best = judge.hear(audio, vocabulary(judge, *others))
    words = Candidates(judge._model, BACKGROUND).score(best.background[:FRAMES])
    found = {one.phrases[0].text: one.evidence.background for one in (*fits, *weer)}
    assert found["fiets"] * FRAMES == pytest.approx(words[1] - max(words[0], words[2]), abs=0.01)
    assert found["weer"] * FRAMES == pytest.approx(words[2] - max(words[0], words[1]), abs=0.01)


def test_what_is_said_around_a_name_is_part_of_what_must_fit(judge: Judge, audio: Pcm) -> None:
    known = vocabulary(judge, *PHRASES)
    alone = judge.judge(judge.hear(audio, known), NameStretch(30, FRAMES), 1)[0]
    after = judge.judge(judge.hear(audio, known), NameStretch(30, FRAMES, before=(("n", "aː", "r"),)), 1)[0]
    assert after.phrases == alone.phrases
    assert after.evidence.margin == alone.evidence.margin
    assert after.evidence.fit != alone.evidence.fit
    assert after.evidence.phones == alone.evidence.phones + 3
    assert (alone.evidence.around, after.evidence.around) == (False, True)


def test_margins_are_those_of_the_stretch_where_the_name_was_heard(judge: Judge, audio: Pcm) -> None:
    known = vocabulary(judge, *PHRASES)
    heard = judge.hear(audio, known)
    margins = {
        judge.judge(heard, NameStretch(first, stop), 1)[0].evidence.margin for first, stop in ((0, 60), (60, 120))
    }
    assert len(margins) == 2


def test_all_that_was_said_is_one_phrase_where_anything_else_gains_too_little(judge: Judge, audio: Pcm) -> None:
    known = vocabulary(judge, *PHRASES)
    heard = judge.hear(audio, known)
    gain = heard.loop - float(known.candidates.score(heard.named).max())
    assert judge.judge_alone(heard, 3, gain - 0.1) is None
    assert judge.judge_alone(heard, 3, gain + 0.1) == judge.judge(heard, NameStretch(), 3)


def test_words_that_take_longer_than_what_was_heard_are_not_judged(judge: Judge) -> None:
    assert judged(judge, np.ones(1000, np.int16), *PHRASES) == ()
