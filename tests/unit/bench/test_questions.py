from collections.abc import Callable
from typing import Any

import pytest

from bench.speech.clips import ClipSet
from bench.speech.questions import all_at_once, among, ask, without


def _keys(question: Any) -> set[str]:
    return {phrase.key for phrase in question.spec.phrases}


def test_n_way_asks_among_all_texts_each_once(clips: ClipSet) -> None:
    questions = all_at_once(clips)
    assert [question.key for question in questions] == [clip.key for clip in clips.clips]
    assert {len(question.spec.phrases) for question in questions} == {12}


def test_clips_left_out_leave_their_texts_in_the_question(clips: ClipSet) -> None:
    (question,) = all_at_once(ClipSet(clips.name, clips.clips[:1], clips.said))
    assert len(question.spec.phrases) == 12


def test_six_way_asks_among_the_text_and_five_others(clips: ClipSet) -> None:
    for question in among(clips, 6):
        assert len(question.spec.phrases) == 6
        assert question.key in _keys(question)


def test_the_draw_is_the_same_each_time_and_another_for_each_clip(clips: ClipSet) -> None:
    first, second = among(clips, 6), among(clips, 6)
    assert first == second
    assert len({frozenset(_keys(question) - {question.key}) for question in first}) > 6


def test_the_place_of_the_right_text_does_not_give_it_away(clips: ClipSet) -> None:
    places = {[phrase.key for phrase in question.spec.phrases].index(str(question.key)) for question in among(clips, 6)}
    assert len(places) > 2


def test_strange_speech_is_none_of_what_is_listened_for(clips: ClipSet) -> None:
    for clip, question in zip(clips.clips, without(clips, 3), strict=True):
        assert question.key is None
        assert len(question.spec.phrases) == 3
        assert clip.key not in _keys(question)


def test_a_small_set_gives_as_many_others_as_it_has(clips: ClipSet) -> None:
    assert {len(question.spec.phrases) for question in among(clips, 40)} == {12}


@pytest.mark.parametrize(
    ("guesses", "right", "confidence"),
    [
        ((("zin nummer 0", 0.8), ("zin nummer 1", 0.2)), True, 0.8),
        ((("zin nummer 1", 0.6),), False, 0.6),
        ((), False, 0.0),
    ],
)
def test_the_first_guess_is_the_answer(
    scripted: Callable[..., Any], clips: ClipSet, guesses: Any, right: bool, confidence: float
) -> None:
    answer = ask(scripted(guesses), all_at_once(clips)[0])
    assert (answer.right, answer.confidence) == (right, confidence)
    assert answer.audio_seconds == pytest.approx(0.5)


def test_no_guess_to_strange_speech_is_not_right_either(scripted: Callable[..., Any], clips: ClipSet) -> None:
    assert not ask(scripted(()), without(clips, 3)[0]).right
