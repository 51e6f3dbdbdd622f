"""What two ears heard becomes one answer: whose scores count for what, and what never comes of it."""

import math
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veertien.conversation import NO, YES, Command, Guess
from veertien.speech import Phrase, Recognition
from veertien.speech.acoustic_model.confidence import ALIKE, CLEAR_CONFIDENCE, Calibration
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence, JoiningWeights
from veertien.speech.recognition.doubt import (
    MOST_CANDIDATES,
    RIVAL,
    Candidate,
    Doubt,
    in_doubt,
    led,
    pooled,
    undisputed,
    within_reach,
)
from veertien.speech.recognition.joining import joined, weighed
from veertien.speech.recognition.recogniser import MOST_GUESSES

WEIGHTS = JoiningWeights(0.1, Calibration(0.0, (0.5, 0.5, -0.1, 0.1, 0.0, 0.0)))
HOORN, HORN, OSS, EPE = "GM0405", "GM1640", "GM0828", "GM0232"


@dataclass(frozen=True)
class Heard:
    """A second ear's opinion."""

    scores: tuple[float, ...]
    free_score: float = 0.0
    seconds: float = 0.2

    @property
    def tokens(self) -> tuple[int, ...]:
        return tuple(range(1, len(self.scores) + 1))


def candidate(
    key: str, score: float = 0.0, confidence: float = 0.5, prior: float = 0.0, also: tuple[str, ...] = ()
) -> Candidate:
    return Candidate(tuple(Phrase(one, one) for one in (key, *also)), key, score, prior, confidence, False)


def doubted(*candidates: Candidate) -> Recognition:
    guesses = tuple(Guess(one.text, one.confidence, one.text) for one in candidates[:MOST_GUESSES])
    return Recognition(guesses, 1.0, 0.1, doubt=Doubt(b"\0\0", candidates, WEIGHTS))


def keys(recognition: Recognition) -> list[str]:
    return [guess.key for guess in recognition.guesses]


@pytest.mark.parametrize(
    ("candidates", "scores", "best"),
    [
        pytest.param((candidate(OSS), candidate(EPE)), (-3.0, 1.0), EPE, id="equal to one ear, the other knows"),
        pytest.param((candidate(OSS, 30.0), candidate(EPE)), (0.0, 0.0), OSS, id="equal to the other ear"),
        pytest.param((candidate(OSS, 30.0), candidate(EPE)), (0.0, 4.0), EPE, id="30 nats of frames are 3"),
        pytest.param((candidate(OSS, 50.0), candidate(EPE)), (0.0, 4.0), OSS, id="50 nats of frames are 5"),
        pytest.param((candidate(OSS), candidate(EPE, prior=-3.5)), (0.0, 2.0), OSS, id="a village must fit better"),
        pytest.param((candidate(OSS), candidate(Command.PERSON)), (0.0, 3.0), Command.PERSON, id="a command"),
    ],
)
def test_what_fits_best_to_both_ears_comes_first(
    candidates: tuple[Candidate, ...], scores: tuple[float, ...], best: str
) -> None:
    found = joined(doubted(*candidates), Heard(scores))
    assert keys(found)[0] == best
    assert found.guesses[0].confidence >= found.guesses[1].confidence


def test_beside_a_sure_answer_there_is_no_room_for_a_rival() -> None:
    weights = JoiningWeights(0.1, Calibration(4.0, WEIGHTS.calibration.weights))
    found = doubted(candidate(OSS), candidate(EPE))
    assert found.doubt is not None
    sure = joined(replace(found, doubt=replace(found.doubt, weights=weights)), Heard((1.0, 0.0)))
    assert sum(guess.confidence for guess in sure.guesses) == pytest.approx(1)
    assert keys(sure) == [OSS, EPE]


def test_what_is_clear_stays_as_it_is() -> None:
    clear = Recognition((Guess(OSS, 0.99, "Oss"),), 1.0, 0.1)
    assert joined(clear, Heard(())) is clear


def test_without_a_second_ear_all_stays_as_it_is() -> None:
    found = doubted(candidate(OSS), candidate(EPE))
    assert joined(found, None) is found


def test_an_answer_of_both_leaves_nothing_open_and_took_the_time_of_both() -> None:
    found = joined(doubted(candidate(OSS), candidate(EPE)), Heard((2.0, 0.0), seconds=0.2))
    assert found.doubt is None
    assert found.decode_seconds == pytest.approx(0.3)


def test_names_that_sound_alike_stay_for_the_caller_to_tell_apart() -> None:
    found = joined(doubted(candidate(OSS), candidate(HOORN, also=(HORN,))), Heard((-20.0, 0.0)))
    assert keys(found)[:2] == [HOORN, HORN]
    assert found.alike == 2
    assert found.guesses[0].confidence == found.guesses[1].confidence <= ALIKE


def test_what_may_go_on_is_said_of_the_answer_that_comes_first() -> None:
    bergen = Candidate((Phrase("Bergen", OSS),), "Bergen", 0.0, 0.0, 0.2, True)
    assert joined(doubted(candidate(EPE), bergen), Heard((-20.0, 0.0))).may_go_on
    assert not joined(doubted(candidate(EPE), bergen), Heard((0.0, -20.0))).may_go_on


def test_the_better_the_other_ears_own_words_fit_the_less_sure_is_the_answer() -> None:
    sure = [
        joined(doubted(candidate(OSS), candidate(EPE)), Heard((0.0, -9.0), free_score=free)).guesses[0].confidence
        for free in (-5.0, 0.0, 5.0, 20.0)
    ]
    assert sure == sorted(sure, reverse=True)


def test_the_margin_of_the_best_is_to_the_second_and_that_of_others_to_the_best() -> None:
    doubt = doubted(candidate(OSS), candidate(EPE), candidate(HOORN)).doubt
    assert doubt is not None
    margins = [(one.text, evidence.margin) for one, evidence in weighed(doubt, Heard((1.0, 4.0, -2.0)))]
    assert margins == [(EPE, 3.0), (OSS, -3.0), (HOORN, -6.0)]


@pytest.mark.parametrize("scores", [(), (1.0, 2.0, 3.0)])
def test_a_hearing_of_other_texts_is_refused(scores: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=f"{len(scores)} texts heard of 2"):
        joined(doubted(candidate(OSS), candidate(EPE)), Heard(scores))


def test_where_there_was_no_time_for_all_those_heard_are_told_apart() -> None:
    candidates = (candidate(OSS, 2.0), candidate(EPE, 1.0), candidate(HOORN, confidence=0.9))
    assert keys(joined(doubted(*candidates), Heard((0.0, 5.0)))) == [EPE, OSS]
    doubt = doubted(*candidates).doubt
    assert doubt is not None
    # What was not heard still tells how sure one ear was of any.
    assert weighed(doubt, Heard((0.0, 5.0)))[0][1].surest == pytest.approx(math.log(9))


def test_only_what_may_still_become_the_likeliest_is_asked_about() -> None:
    near, unlikely, far = candidate(EPE, -99.0), candidate(HOORN, -60.0, prior=-4.5), candidate(HORN, -101.0)
    assert within_reach((candidate(OSS), unlikely, near, far), WEIGHTS) == (candidate(OSS), near)


@pytest.mark.parametrize(
    ("reached", "left"),
    [
        pytest.param((candidate(YES),), True, id="a yes"),
        pytest.param((candidate(NO),), True, id="a no"),
        pytest.param((candidate(YES), candidate(NO)), False, id="a yes or a no"),
        pytest.param((candidate(YES), candidate(OSS)), False, id="a yes or a name"),
        pytest.param((candidate(OSS),), False, id="a name, which may be none"),
        pytest.param((candidate(Command.PERSON),), False, id="a command, which is obeyed at once"),
    ],
)
def test_a_yes_or_a_no_that_nothing_else_comes_near_leaves_nothing_open(
    reached: tuple[Candidate, ...], *, left: bool
) -> None:
    assert undisputed(reached) is left


def test_two_searches_leave_open_what_either_does_and_nothing_twice() -> None:
    own = Doubt(b"\0\0", (candidate(OSS, 5.0), candidate(EPE, 1.0)), WEIGHTS)
    every = Doubt(b"\0\0", (candidate(HOORN, 3.0), candidate(OSS, 2.0, prior=-3.5)), WEIGHTS)
    both = pooled(own, every)
    assert both is not None
    assert [(one.text, one.score) for one in both.candidates] == [(OSS, 5.0), (HOORN, 3.0), (EPE, 1.0)]
    assert pooled(own, None) is own
    assert pooled(None, every) is every


def test_what_two_searches_heard_in_different_stretches_is_not_mixed() -> None:
    own = Doubt(b"\0\0", (candidate(OSS),), WEIGHTS)
    assert pooled(own, Doubt(b"\1\0", (candidate(EPE),), WEIGHTS)) is own


nats = st.floats(-1e6, 1e6)
candidates = st.builds(
    candidate, st.uuids().map(str), nats, st.floats(0, 1), st.floats(-20, 0), st.sampled_from([(), (HORN,)])
)


@given(st.lists(st.tuples(candidates, nats), min_size=1, max_size=12), nats)
def test_whatever_both_heard_an_answer_is_one_that_may_have_been_given(
    heard: list[tuple[Candidate, float]], free: float
) -> None:
    found = joined(doubted(*(one for one, _ in heard)), Heard(tuple(score for _, score in heard), free))
    assert 1 <= len(found.guesses) <= MOST_GUESSES
    assert {guess.key for guess in found.guesses} <= {phrase.key for one, _ in heard for phrase in one.phrases}
    assert all(0 <= guess.confidence <= 1 for guess in found.guesses)
    sure = [guess.confidence for guess in found.guesses]
    assert sure == sorted(sure, reverse=True) or found.alike > 1


def test_weights_are_read_as_they_were_written() -> None:
    assert JoiningWeights.from_json(WEIGHTS.to_json()) == WEIGHTS


@pytest.mark.parametrize(
    ("written", "said"),
    [
        pytest.param("{}", "calibration", id="nothing"),
        pytest.param(WEIGHTS.to_json().replace("pocketsphinx", "other"), "two ears", id="another regression"),
        pytest.param(WEIGHTS.to_json().replace("margin", "gap"), "other evidence", id="other terms"),
        pytest.param(WEIGHTS.to_json().replace('"pocketsphinx": 0.1', '"pocketsphinx": 7'), "0 and 1", id="too heavy"),
    ],
)
def test_what_are_no_weights_is_refused(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        JoiningWeights.from_json(written)


def test_evidence_beyond_any_measure_says_no_more() -> None:
    heard = JoinedEvidence(alone=0.0, margin=15.0, freer=30.0, fits=30.0, tokens=3, surest=0.0)
    assert replace(heard, margin=1e9, freer=1e9, fits=1e9).terms() == heard.terms()


@pytest.mark.parametrize(
    ("scores", "first"),
    [
        pytest.param((0.0, 4.9), OSS, id="a little ahead"),
        pytest.param((0.0, 5.1), EPE, id="far ahead"),
        pytest.param((3.0, 0.0), OSS, id="behind"),
        pytest.param((0.0,), OSS, id="not heard in time"),
    ],
)
def test_where_one_answer_leads_another_comes_first_only_far_ahead(scores: tuple[float, ...], first: str) -> None:
    leading = doubted(candidate(OSS, confidence=0.8), candidate(EPE, confidence=0.3))
    assert leading.doubt is not None
    found = joined(replace(leading, doubt=replace(leading.doubt, led=True)), Heard(scores))
    assert keys(found) == [first, EPE if first == OSS else OSS]
    assert found.doubt is None
    assert found.decode_seconds == pytest.approx(leading.decode_seconds + 0.2)
    # What comes first against PocketSphinx's word is asked about, never taken.
    assert [guess.confidence for guess in found.guesses] == ([0.8, 0.3] if first == OSS else [ALIKE, ALIKE])


@pytest.mark.parametrize(("alike", "stays"), [(1, 1), (2, 2)])
def test_who_is_asked_which_of_two_is_asked_so_in_the_other_order(alike: int, stays: int) -> None:
    leading = replace(doubted(candidate(OSS, confidence=0.7), candidate(EPE, confidence=0.6)), alike=alike)
    assert leading.doubt is not None
    found = joined(replace(leading, doubt=replace(leading.doubt, led=True)), Heard((0.0, 9.0)))
    assert (keys(found), found.alike) == ([EPE, OSS], stays)


def test_what_leads_is_heard_first_beside_those_that_may_come_before_it() -> None:
    own, village, other = candidate(OSS, -50.0), candidate(EPE), candidate(HOORN, -1.0)
    first, second = Doubt(b"", (own,), WEIGHTS), Doubt(b"", (village, other), WEIGHTS)
    found = led(first, second, [OSS, EPE, HORN])
    assert found is not None
    assert found.led
    assert found.candidates == (own, village)
    assert led(None, second, [EPE, HOORN]) == replace(second, led=True)
    assert led(None, second, [OSS, EPE, HOORN]) is None, "the first was not judged"
    assert led(first, second, [OSS]) is None
    assert led(first, replace(second, pcm=b"\0\0"), [OSS, EPE]) is None
    assert led(None, None, [OSS, EPE]) is None
    alike = candidate(OSS, also=(EPE,))
    assert led(None, Doubt(b"", (alike,), WEIGHTS), [OSS, EPE]) is None, "only the caller can tell"


def test_two_searches_leave_no_more_open_than_one() -> None:
    own, every = (
        Doubt(b"\0\0", tuple(candidate(f"{search} {place}", -place) for place in range(MOST_CANDIDATES)), WEIGHTS)
        for search in ("own", "every")
    )
    both = pooled(own, every)
    assert both is not None
    assert [one.score for one in both.candidates[:4]] == [0, 0, -1, -1]
    assert len(both.candidates) == MOST_CANDIDATES


@pytest.mark.parametrize(
    ("guesses", "doubtful"),
    [
        pytest.param({OSS: CLEAR_CONFIDENCE}, False, id="clear"),
        pytest.param({OSS: CLEAR_CONFIDENCE - 0.01}, True, id="not clear"),
        pytest.param({OSS: 0.999, EPE: RIVAL - 0.01}, False, id="clear, nothing else likely"),
        pytest.param({OSS: 0.999, EPE: 0.148}, True, id="however sure, another is not impossible"),
        pytest.param({OSS: 0.999, EPE: 0.01, HOORN: RIVAL}, True, id="another further down"),
        pytest.param({Command.PERSON: 0.999}, True, id="a command, where names might have been said"),
    ],
)
def test_an_answer_is_in_doubt(guesses: dict[str, float], doubtful: bool) -> None:
    assert in_doubt([Guess(key, sure, key) for key, sure in guesses.items()]) is doubtful


def test_how_long_the_answer_is_and_how_sure_of_any_one_ear_was_is_evidence() -> None:
    doubt = doubted(
        candidate(OSS, confidence=0.2), candidate(HOORN, confidence=0.3), candidate(EPE, confidence=0.8)
    ).doubt
    assert doubt is not None
    best, evidence = weighed(doubt, Heard((0.0, 9.0, 0.0)))[0]
    assert best.text == HOORN
    assert evidence.tokens == 2
    assert evidence.alone == pytest.approx(math.log(3 / 7))
    assert evidence.surest == pytest.approx(math.log(8 / 2))
