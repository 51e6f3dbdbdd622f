"""The whole of learning from captures: what callers said in, a model out where strangers are heard better by it.

1. Days and callers are held out. On these alone it is decided.
2. The acoustic model moves towards what callers said, as far as they were understood.
3. The names that callers are misheard with get the pronunciations that callers use, as that model hears them.
4. The acoustic model moves anew, by these; the confidence is fitted to answers that the model it judges did not learn
   from. Where there is a second ear, so is what it counts for.
5. All of it is judged, then the pronunciations alone: what is better, beyond chance, may be installed.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from veertien.conversation import Policy
from veertien.frames import HERTZ
from veertien.gazetteer.pronunciations import Words
from veertien.speech.acoustic_model.acoustics import CALIBRATION, JOINING, read_joining, shipped_model
from veertien.speech.acoustic_model.confidence import Calibration, Evidence
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence, JoiningWeights
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.hmm import PhoneticModel
from veertien.speech.sounds.espeak import Espeak
from veertien.speech.sounds.learned import beside, read_learned, write_learned
from veertien.speech.sounds.pronunciation import DutchPronouncer, Overrides, dutch_pronouncer
from veertien.training.learning.adapting import moved
from veertien.training.learning.confidence import refitted, rejoined
from veertien.training.learning.judging import (
    NOT_ASKED_SHARE,
    Comparison,
    HeardUtterance,
    Interval,
    Listener,
    WeighedUtterance,
    compared,
    evidence_for,
    heard,
    joined_evidence_for,
    wilson,
)
from veertien.training.learning.material import LabelledAnswer, Parted
from veertien.training.learning.pronouncing import LearnedWay, learned_ways
from veertien.training.progress import Progress

_MOST_NOT_ASKED = 400
"""Utterances that are heard without what was said among the choices."""
_NO_OTHERS: Mapping[str | None, GrammarSpec] = MappingProxyType({})

_Evidence = TypeVar("_Evidence", Evidence, JoinedEvidence)
_Listen = Callable[
    [Listener, Sequence[LabelledAnswer], Mapping[str | None, GrammarSpec], Progress, str],
    list[WeighedUtterance[_Evidence]],
]


@dataclass(frozen=True, slots=True)
class HeardNow:
    """What callers are heard by now."""

    model: Path | None
    """The folder of the model in force; None for the one in the package."""
    own: Overrides
    """What integrators wrote."""
    grammars: Mapping[str | None, GrammarSpec]
    """What is listened for under each area code."""
    policy: Policy
    second_ear: Path | None = None
    """The folder of the second ear's model; None where there is none."""


@dataclass(frozen=True, slots=True)
class AreaChange:
    """How held-out callers of one area code were heard before and after."""

    area_code: str | None
    utterances: int
    before: Interval
    after: Interval


@dataclass(frozen=True, slots=True)
class LearningReport:
    """What was learned, and how held-out callers are heard by it."""

    learned_from: int
    comparison: Comparison
    areas: tuple[AreaChange, ...]
    """Those with most utterances first."""
    ways: Mapping[str, tuple[LearnedWay, ...]]
    """Names with the pronunciations that were learned."""
    pronunciations_only: bool
    """Whether the acoustic model and the confidence stay as they are."""


@contextmanager
def learned(parts: Parted, asking: HeardNow, seed: int, progress: Progress) -> Iterator[tuple[Path, LearningReport]]:
    """Learn, and give a folder with the model, for as long as the context lasts, with the report on it.

    The same captures and seed give the same model. Raises CorpusRefusedError for captures that can't be used,
    ModelFileError for a model that can't be read.
    """
    with (
        nullcontext(asking.model) if asking.model else shipped_model() as base,
        Espeak() as espeak,
        tempfile.TemporaryDirectory() as scratch,
    ):
        yield _Learning(parts, asking, base, espeak, Path(scratch), progress).best(seed)


class _Learning:
    """One run."""

    def __init__(
        self, parts: Parted, asking: HeardNow, base: Path, espeak: Espeak, scratch: Path, progress: Progress
    ) -> None:
        self._parts = parts
        self._asking = asking
        self._base = base
        self._espeak = espeak
        self._scratch = scratch
        self._progress = progress
        self._start = PhoneticModel.read(base, HERTZ)

    def best(self, seed: int) -> tuple[Path, LearningReport]:
        """Learn all there is; where that is no better than what is in force, give the pronunciations alone."""
        learning = self._parts.learning
        before = self._judged(self._asking.model, "Judging the model in force")
        ways = self._ways(learning)
        words = self._folder("pronunciations", None, ways)
        pronouncer = dutch_pronouncer(self._espeak, beside(self._asking.own, read_learned(words)))
        model = self._moved(learning, pronouncer, "Adapting")
        whole = self._folder("whole", model, ways)
        self._make_sure(whole, pronouncer, ways)
        after = self._judged(whole, "Judging what was learned")
        comparison, areas = self._compared(before, after, seed), self._areas(before, after)
        report = LearningReport(len(learning), comparison, areas, ways, pronunciations_only=False)
        if comparison.better or not ways:
            return whole, report
        after = self._judged(words, "Judging the pronunciations alone")
        comparison = self._compared(before, after, seed)
        alone = replace(report, comparison=comparison, areas=self._areas(before, after), pronunciations_only=True)
        return (words, alone) if comparison.better else (whole, report)

    def _judged(self, model: Path | None, what: str) -> list[HeardUtterance]:
        """Hear what was held out: as it was said, and then as if it were none of the choices."""
        without, grammars = self._without_what_was_said(self._parts.held_out)
        every = [*self._parts.held_out, *(replace(one, key=None) for one in without)]
        return self._heard(model, every, what, grammars)

    def _compared(self, before: Sequence[HeardUtterance], after: Sequence[HeardUtterance], seed: int) -> Comparison:
        held_out = self._parts.held_out
        without, _ = self._without_what_was_said(held_out)
        asked = len(held_out)
        strange = list(zip(without, before[asked:], after[asked:], strict=True))
        return compared(held_out, before[:asked], after[:asked], seed, strange)

    def _ways(self, learning: Sequence[LabelledAnswer]) -> Mapping[str, tuple[LearnedWay, ...]]:
        first = self._heard(self._asking.model, learning, "Listening")
        misheard = {one.id for one, found in zip(learning, first, strict=True) if not found.understood}
        known = dutch_pronouncer(self._espeak, beside(self._asking.own, read_learned(self._base)))
        # How callers sound in every name is no way to say one name: the model learns that first.
        understood = [one for one in learning if one.id not in misheard]
        adapted = self._moved(understood or learning, known, "Adapting to what was understood")
        return learned_ways(adapted, learning, misheard, known, self._progress)

    def _moved(self, learning: Sequence[LabelledAnswer], pronouncer: DutchPronouncer, what: str) -> PhoneticModel:
        def ways_of(name: str) -> Sequence[Words]:
            return [way.words for way in pronouncer.explain(name)]

        return moved(self._start, learning, ways_of, self._progress, what)

    def _make_sure(self, whole: Path, pronouncer: DutchPronouncer, ways: Mapping[str, tuple[LearnedWay, ...]]) -> None:
        """Fit the confidence to each half of the callers, as heard by a model that learned from the other half."""
        callers = sorted({one.caller for one in self._parts.learning})
        first = set(callers[::2])
        halves = []
        for number in range(2):
            own = [one for one in self._parts.learning if (one.caller in first) == (number == 0)]
            others = [one for one in self._parts.learning if (one.caller in first) != (number == 0)]
            model = self._moved(others, pronouncer, f"Adapting to one half of the callers ({number + 1} of 2)")
            halves.append((self._folder(f"half-{number}", model, ways), own))
        known = Calibration.from_json((self._base / CALIBRATION).read_text("utf-8"))
        sure = refitted(known, self._trials(evidence_for, halves, "Listening to the other half"))
        for folder in (whole, *(folder for folder, _ in halves)):
            (folder / CALIBRATION).write_text(sure.to_json(), "utf-8")
        if self._asking.second_ear is not None:
            again = self._trials(joined_evidence_for, halves, "Listening to it with both ears")
            joining: JoiningWeights = rejoined(read_joining(self._base), again)
            (whole / JOINING).write_text(joining.to_json(), "utf-8")

    def _trials(
        self, listen: _Listen[_Evidence], halves: Sequence[tuple[Path, Sequence[LabelledAnswer]]], what: str
    ) -> list[tuple[_Evidence, bool, float]]:
        """Hear each half of the utterances by its model, as it was said and as if it were none of the choices."""
        trials: list[tuple[_Evidence, bool, float]] = []
        for folder, own in halves:
            without, other_grammars = self._without_what_was_said(own)
            every = list(own) + without
            grammars = {**self._asking.grammars, **other_grammars}
            found = listen(self._listener(folder), every, grammars, self._progress, what)
            weights = [one.trust * (1 - NOT_ASKED_SHARE) for one in own]
            weights += [NOT_ASKED_SHARE * len(own) / max(1, len(without))] * len(without)
            trials += [
                (weighed.evidence, weighed.right, weight)
                for one, weighed, weight in zip(every, found, weights, strict=True)
                if weighed.evidence is not None and one.key is not None
            ]
        return trials

    def _without_what_was_said(
        self, own: Sequence[LabelledAnswer]
    ) -> tuple[list[LabelledAnswer], Mapping[str | None, GrammarSpec]]:
        """Return some utterances with grammars that have all but what was said."""
        grammars: dict[str | None, GrammarSpec] = {}
        found: list[LabelledAnswer] = []
        some = [one for one in own if one.area_code is not None and one.key is not None]
        for one in some[:: max(1, 2 * len(some) // _MOST_NOT_ASKED)]:
            spec = self._asking.grammars[one.area_code]
            without = tuple(phrase for phrase in spec.phrases if phrase.key != one.key)
            name = f"{one.area_code} without {one.key}"
            grammars[name] = replace(spec, id=name, phrases=without)
            found.append(replace(one, area_code=name))
        return found, grammars

    def _listener(self, model: Path | None) -> Listener:
        return Listener(model, self._asking.own, self._asking.second_ear)

    def _heard(
        self,
        model: Path | None,
        utterances: Sequence[LabelledAnswer],
        what: str,
        others: Mapping[str | None, GrammarSpec] = _NO_OTHERS,
    ) -> list[HeardUtterance]:
        """Hear utterances with the model in a folder, as in their calls or by `others` of the grammars."""
        asking = self._asking
        grammars = {**asking.grammars, **others}
        return heard(self._listener(model), utterances, grammars, asking.policy, self._progress, what)

    def _folder(
        self,
        name: str,
        model: PhoneticModel | None,
        ways: Mapping[str, tuple[LearnedWay, ...]],
    ) -> Path:
        """Write a model beside which everything is as in force but what is given."""
        folder = self._scratch / name
        shutil.copytree(self._base, folder)
        if model is not None:
            model.write(folder)
        earlier = {name: tuple((words, "as before") for words in found) for name, found in read_learned(self._base)}
        write_learned(folder, earlier | {name: [(one.words, one.why) for one in found] for name, found in ways.items()})
        return folder

    def _areas(self, before: Sequence[HeardUtterance], after: Sequence[HeardUtterance]) -> tuple[AreaChange, ...]:
        found: dict[str | None, list[tuple[bool, bool]]] = {}
        for one, *both in zip(self._parts.held_out, before, after, strict=False):
            found.setdefault(one.area_code, []).append((both[0].understood, both[1].understood))
        changes = (
            AreaChange(
                area_code,
                len(pairs),
                *(wilson(sum(pair[which] for pair in pairs) / len(pairs), len(pairs)) for which in range(2)),
            )
            for area_code, pairs in found.items()
        )
        return tuple(sorted(changes, key=lambda change: (-change.utterances, change.area_code or "")))
