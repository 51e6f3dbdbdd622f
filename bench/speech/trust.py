"""How far a confidence can be trusted: what it rejects, its ROC points, its reliability."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from rich.table import Table

from bench.figures import table
from bench.speech.clips import ClipSet
from bench.speech.engines import EngineSource
from bench.speech.metrics import Bin, calibration_error, reliability, roc, share_below, threshold_for
from bench.speech.questions import Answer, among, ask, without
from bench.speech.report import Bench, Section, shown

SIZES = (3, 6, 11)
QUICK_SIZES = (6,)
FALSE_REJECTION = 0.05
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.98, 0.99)
_BAR = 20


@dataclass(frozen=True, slots=True)
class _Answers:
    """Confidences of the answers to one set at one number of names, where the name was among them and where not."""

    inside: tuple[Answer, ...]
    outside: tuple[Answer, ...]

    @property
    def right(self) -> list[float]:
        return [answer.confidence for answer in self.inside if answer.right]

    @property
    def wrong(self) -> list[float]:
        return [answer.confidence for answer in self.inside if not answer.right]

    @property
    def strange(self) -> list[float]:
        return [answer.confidence for answer in self.outside]

    def figures(self, threshold: float) -> dict[str, float]:
        """Percentages at a threshold, and the threshold."""
        return {
            "threshold": threshold,
            "false_rejection": 100 * share_below(self.right, threshold),
            "outside_rejected": 100 * share_below(self.strange, threshold),
            "wrong_rejected": 100 * share_below(self.wrong, threshold),
            "right": len(self.right),
            "wrong": len(self.wrong),
        }


def trust(bench: Bench) -> Section:
    """Ask people's voices among 3, 6 and 11 texts of their set, once with what they say and once without it."""
    figures: dict[str, Any] = {}
    numbers = QUICK_SIZES if bench.quick else SIZES
    rejecting = _rejecting_table()
    rocs: list[Table] = []
    for engine in bench.engines:
        heard = {clips.name: {size: _answers(bench, engine, clips, size) for size in numbers} for clips in bench.human}
        figures[engine.name] = {"rejection": _rejection(rejecting, engine.name, heard)}
        every = [answers for sizes in heard.values() for answers in sizes.values()]
        inside = reliability((one.confidence, one.right) for answers in every for one in answers.inside)
        both = reliability(
            (one.confidence, one.right) for answers in every for one in (*answers.inside, *answers.outside)
        )
        rocs += [_roc_table(engine.name, every), _reliability_table(engine.name, inside, both)]
        figures[engine.name]["roc"] = [asdict(point) for point in _points(every)]
        figures[engine.name]["reliability"] = {
            "name_said": [asdict(one) for one in inside],
            "and_strange_speech": [asdict(one) for one in both],
            "calibration_error": {
                "name_said": calibration_error(inside),
                "and_strange_speech": calibration_error(both),
            },
        }
    return Section((rejecting, *rocs), figures)


def _answers(bench: Bench, engine: EngineSource, clips: ClipSet, size: int) -> _Answers:
    what = f"{clips.name}, {size} names"
    return _Answers(
        tuple(bench.each(engine, ask, among(clips, size), what)),
        tuple(bench.each(engine, ask, without(clips, size), f"{what}, none of them said")),
    )


def _rejecting_table() -> Table:
    return table(
        "Rejection",
        f"Percent rejected with a threshold that rejects {FALSE_REJECTION:.0%} of the set's own right answers: speech "
        "that is none of the names, and wrong answers.\nThen the same with the threshold of the first set, as a "
        "product has one for all: right answers rejected, and the others.",
        ("set", "engine", "names", "threshold", "strange", "wrong", "first set's", "right", "strange", "wrong"),
    )


def _rejection(
    shown_in: Table, engine: str, heard: Mapping[str, Mapping[int, _Answers]]
) -> dict[str, dict[int, dict[str, dict[str, float]]]]:
    figures: dict[str, dict[int, dict[str, dict[str, float]]]] = {}
    first: dict[int, float] = {}
    for name, sizes in heard.items():
        for size, answers in sizes.items():
            threshold = threshold_for(answers.right, FALSE_REJECTION)
            own = answers.figures(threshold)
            other = answers.figures(first.setdefault(size, threshold))
            figures.setdefault(name, {})[size] = {"own_threshold": own, "first_sets_threshold": other}
            shown_in.add_row(
                name,
                engine,
                str(size),
                *(shown(own["threshold"], 2), shown(own["outside_rejected"]), shown(own["wrong_rejected"])),
                *(shown(other["threshold"], 2), shown(other["false_rejection"])),
                *(shown(other["outside_rejected"]), shown(other["wrong_rejected"])),
            )
    return figures


def _points(every: Sequence[_Answers]) -> Any:
    right = [one for answers in every for one in answers.right]
    wrong = [one for answers in every for one in answers.wrong]
    strange = [one for answers in every for one in answers.strange]
    return roc(right, wrong, strange, THRESHOLDS)


def _roc_table(engine: str, every: Sequence[_Answers]) -> Table:
    found = table(
        f"Thresholds: {engine}",
        "All sets and numbers of names together, in percent.",
        ("threshold", "right rejected", "wrong accepted", "strange accepted"),
    )
    for point in _points(every):
        shares = (point.false_rejection, point.wrong_accepted, point.outside_accepted)
        found.add_row(f"{point.threshold:.2f}", *(shown(100 * share) for share in shares))
    return found


def _reliability_table(engine: str, inside: Sequence[Bin], both: Sequence[Bin]) -> Table:
    found = table(
        f"Reliability: {engine}",
        "How often answers of a confidence are right, a name being said; and with as much speech that is none of them."
        f"\nCalibration error {shown(calibration_error(inside), 3)}; "
        f"with strange speech {shown(calibration_error(both), 3)}.",
        ("confidence", "answers", "confidence, mean", "right", "", "answers with strange", "right"),
    )
    said = {one.lowest: one for one in inside}
    for one in both:
        own = said.get(one.lowest)
        cells = ("0", "-", "-", "") if own is None else (
            str(own.count), f"{own.confidence:.2f}", f"{own.right:.2f}", "#" * round(own.right * _BAR)
        )  # fmt: skip
        found.add_row(f"from {one.lowest:.1f}", *cells, str(one.count), f"{one.right:.2f}")
    return found
