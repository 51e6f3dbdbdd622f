"""Figures of a confidence: thresholds, ROC points, reliability."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10


def share_below(confidences: Sequence[float], threshold: float) -> float:
    """Return the share, 0 to 1, of confidences below a threshold; not a number where there are none."""
    return sum(one < threshold for one in confidences) / len(confidences) if confidences else math.nan


def threshold_for(confidences: Sequence[float], rejected: float) -> float:
    """Return the highest threshold, itself one of `confidences`, below which at most a share `rejected` of them lies.

    0 where there are none.
    """
    if not confidences:
        return 0.0
    return sorted(confidences)[min(math.floor(rejected * len(confidences)), len(confidences) - 1)]


@dataclass(frozen=True, slots=True)
class RocPoint:
    """What a threshold does, as shares of 0 to 1: right answers rejected, wrong ones and those to nothing accepted."""

    threshold: float
    false_rejection: float
    wrong_accepted: float
    outside_accepted: float


def roc(
    right: Sequence[float], wrong: Sequence[float], outside: Sequence[float], thresholds: Iterable[float]
) -> tuple[RocPoint, ...]:
    """Return a point for each threshold, from the confidences of right answers, wrong ones and those to nothing."""
    return tuple(
        RocPoint(one, share_below(right, one), 1 - share_below(wrong, one), 1 - share_below(outside, one))
        for one in thresholds
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about one confidence: how many, how sure on average, and the share of them that is right."""

    lowest: float
    count: int
    confidence: float
    right: float


def reliability(answers: Iterable[tuple[float, bool]], bins: int = BINS) -> tuple[Bin, ...]:
    """Sort (confidence, right) into bins of equal width and return those that are not empty."""
    sorted_in: dict[int, list[tuple[float, bool]]] = {}
    for sure, right in answers:
        sorted_in.setdefault(min(int(sure * bins), bins - 1), []).append((sure, right))
    return tuple(
        Bin(
            number / bins,
            len(inside),
            statistics.fmean(sure for sure, _ in inside),
            statistics.fmean(right for _, right in inside),
        )
        for number, inside in sorted(sorted_in.items())
    )


def calibration_error(bins: Iterable[Bin]) -> float:
    """Return the expected calibration error: how far confidence and share of right ones lie apart, on average."""
    there = tuple(bins)
    count = sum(one.count for one in there)
    return sum(one.count * abs(one.confidence - one.right) for one in there) / count if count else math.nan
