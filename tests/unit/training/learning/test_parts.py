"""Who is held out, what counts as better, and what a confidence becomes."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from veertien.speech.acoustic_model.confidence import TERMS, Calibration, Evidence
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence, JoiningWeights
from veertien.training.learning.confidence import refitted, rejoined
from veertien.training.learning.judging import HeardUtterance, compared, wilson
from veertien.training.learning.material import LabelledAnswer, parted
from veertien.training.recordings.corpus import CorpusRefusedError

FIRST = date(2026, 9, 1)
FEATURES = np.zeros((20, 3, 13), np.float32)
RIGHT, WRONG = HeardUtterance(understood=True, taken_wrong=False), HeardUtterance(understood=False, taken_wrong=False)


def utterance(number: int, day: int, caller: str, trust: float = 1.0) -> LabelledAnswer:
    name = f"{number:06}"
    return LabelledAnswer(name, b"", "0229", caller, FIRST + timedelta(day), "GM0420", ("Medemblik",), trust, FEATURES)


def test_no_caller_and_no_day_is_on_both_sides() -> None:
    rng = np.random.default_rng(1)
    every = [utterance(n, int(rng.integers(20)), f"caller {rng.integers(150)}") for n in range(400)]
    parts = parted(every)
    assert not {one.caller for one in parts.learning} & {one.caller for one in parts.held_out}
    assert not {one.day for one in parts.learning} & {one.day for one in parts.held_out}
    assert len(parts.learning) > 150
    assert len(parts.held_out) > 30
    assert parted(every[::-1]).held_out == tuple(one for one in every[::-1] if one in parts.held_out)


def test_too_few_captures_or_days_are_refused_with_what_it_takes() -> None:
    for every in ([utterance(n, n % 10, str(n)) for n in range(99)], [utterance(n, n % 3, str(n)) for n in range(200)]):
        with pytest.raises(CorpusRefusedError, match="learning takes 100 of 4 days"):
            parted(every)


def test_more_understood_is_better_only_beyond_chance() -> None:
    said = [utterance(n, 0, str(n)) for n in range(200)]
    before = [WRONG if n < 40 else RIGHT for n in range(200)]
    surely = compared(said, before, [WRONG if n < 10 else RIGHT for n in range(200)], 14)
    assert surely.better
    assert surely.gain.low < 0.15 < surely.gain.high
    assert (surely.before.share, surely.after.share) == (0.8, 0.95)
    by_chance = compared(said, before, [WRONG if n < 39 else RIGHT for n in range(200)], 14)
    assert by_chance.gain.share > 0
    assert not by_chance.better
    assert compared(said, before, before, 14).gain.share == 0


def test_thirty_utterances_of_one_caller_are_one_caller() -> None:
    said = [utterance(n, 0, "one" if n < 30 else str(n)) for n in range(200)]
    before = [WRONG if n < 30 else RIGHT for n in range(200)]
    assert not compared(said, before, [RIGHT] * 200, 14).better


def test_who_understands_more_but_takes_more_for_something_else_is_no_better() -> None:
    said = [utterance(n, 0, str(n)) for n in range(200)]
    before = [WRONG if n < 40 else RIGHT for n in range(200)]
    after = [replace(WRONG, taken_wrong=True) if n < 12 else RIGHT for n in range(200)]
    assert not compared(said, before, after, 14).better


def test_who_understands_more_but_takes_what_is_none_of_the_choices_is_no_better() -> None:
    said = [utterance(n, 0, str(n)) for n in range(200)]
    before = [WRONG if n < 40 else RIGHT for n in range(200)]
    taken = replace(WRONG, taken_wrong=True)
    strange = [(one, RIGHT, taken if n % 2 else RIGHT) for n, one in enumerate(said[:60])]
    found = compared(said, before, [RIGHT] * 200, 14, strange)
    assert (found.strange_before, found.strange_after) == (0.0, 0.5)
    assert found.gain.share == pytest.approx(0.2)
    assert not found.better
    assert compared(said, before, [RIGHT] * 200, 14, [(one, taken, taken) for one in said[:60]]).better


def test_what_is_trusted_less_counts_less() -> None:
    said = [utterance(n, 0, str(n), 0.1 if n < 100 else 1.0) for n in range(200)]
    found = compared(said, [WRONG] * 100 + [RIGHT] * 100, [RIGHT] * 200, 14)
    assert found.gain.share == pytest.approx(10 / 110)


def test_wilsons_interval_holds_its_share_and_stays_within_bounds() -> None:
    for share, count in ((0.0, 5), (0.5, 40), (1.0, 5)):
        found = wilson(share, count)
        assert -1e-9 <= found.low <= share <= found.high <= 1 + 1e-9
    assert wilson(0.5, 100).high == pytest.approx(0.596, abs=0.001)


def evidence(margin: float) -> Evidence:
    return Evidence(margin, 0.0, 0.0, 0.0, 0.0, 1, 1, False)


KNOWN = Calibration(0.0, (1.0, *(0.0,) * (len(TERMS) - 1)))


def test_a_confidence_that_is_too_sure_becomes_less_so_and_one_that_is_right_stays() -> None:
    rng = np.random.default_rng(2)
    margins = rng.uniform(-3, 3, 2000)
    chance = 1 / (1 + np.exp(-margins))
    fair = [(evidence(m), bool(rng.random() < c), 1.0) for m, c in zip(margins, chance, strict=True)]
    assert refitted(KNOWN, fair).confidence(evidence(2.0)) == pytest.approx(0.88, abs=0.04)
    half = [(evidence(m), bool(rng.random() < 0.5 + (c - 0.5) / 2), 1.0) for m, c in zip(margins, chance, strict=True)]
    assert refitted(KNOWN, half).confidence(evidence(2.0)) < 0.78


def test_a_confidence_comes_true_also_where_nearly_all_answers_are_far_from_doubt() -> None:
    rng = np.random.default_rng(1)
    trials = [(evidence(m), True, 1.0) for m in rng.normal(10, 3, 900)]
    trials += [(evidence(m), False, 1.0) for m in rng.normal(2, 2, 300)]
    found = refitted(KNOWN, trials)
    sure = np.array([found.confidence(one) for one, _, _ in trials])
    assert sure.mean() == pytest.approx(0.75, abs=0.06)
    assert sure.mean() < np.mean([KNOWN.confidence(one) for one, _, _ in trials])


def test_a_few_answers_hardly_change_a_confidence() -> None:
    found = refitted(KNOWN, [(evidence(2.0), False, 1.0)] * 2)
    assert found.confidence(evidence(2.0)) == pytest.approx(0.88, abs=0.1)


def test_what_an_ear_counts_for_follows_what_it_is_right_about() -> None:
    rng = np.random.default_rng(3)
    known = JoiningWeights(0.07, Calibration(0.0, (0.3, 0.2, 0.0, 0.0, 0.0, 0.0)))
    trials = []
    for _ in range(1000):
        right = bool(rng.random() < 0.5)
        # PocketSphinx has learned these callers' speech; to the second ear it is noise.
        alone = rng.normal(2 if right else -2, 1)
        margin, freer, fits = rng.normal(0, 5, 3)
        trials.append((JoinedEvidence(alone, margin, freer, fits, tokens=3, surest=0.0), right, 1.0))
    found = rejoined(known, trials)
    alone, margin, *_ = found.calibration.weights
    assert alone > 1.0
    assert abs(margin) < 0.1
    assert found.pocketsphinx == known.pocketsphinx
    assert rejoined(known, []) == known
