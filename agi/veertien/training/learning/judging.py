"""How callers are heard with a model, as in their calls; and whether another hears strangers better, beyond chance."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from veertien.conversation import NO_NAMES, Policy
from veertien.frames import HERTZ
from veertien.speech.acoustic_model.confidence import Evidence
from veertien.speech.acoustic_model.joined_evidence import JoinedEvidence
from veertien.speech.both_ears import heard_again
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.speech.recognition.joining import weighed
from veertien.speech.recognition.recogniser import Recogniser
from veertien.speech.second_ear import SecondEar
from veertien.speech.sounds.espeak import EspeakOnDemand
from veertien.speech.sounds.pronunciation import Overrides
from veertien.training.crew import in_parallel
from veertien.training.learning.material import LabelledAnswer
from veertien.training.progress import Progress

_RESAMPLES = 2000
_SURE = 0.95
_Z = 1.96
NOT_ASKED_SHARE = 0.25
"""Share of callers taken to say what is none of the choices."""
_WRONG_COSTS = 3.0
"""To be sent to another municipality is as bad as so often not to be understood."""
_BATCH = 16

_Task = tuple[bytes, str | None, GrammarSpec]
"""What was said, the key of what that is, and what is listened for."""
_Result = TypeVar("_Result")
_Evidence = TypeVar("_Evidence", Evidence, JoinedEvidence)


@dataclass(frozen=True, slots=True)
class Listener:
    """What callers are heard by."""

    model: Path | None
    """The folder of an acoustic model; None for the shipped one."""
    own: Overrides
    """What integrators wrote of how names sound."""
    second_ear: Path | None = None
    """The folder of the second ear's model; None where there is none."""


@dataclass(frozen=True, slots=True)
class HeardUtterance:
    """How one utterance was heard."""

    understood: bool
    """Right, and sure enough to be asked about; of what is none of the choices: not taken."""
    taken_wrong: bool
    """Taken, without asking, for what it was not."""


@dataclass(frozen=True, slots=True)
class WeighedUtterance(Generic[_Evidence]):
    """What spoke for the likeliest answer to be one utterance."""

    evidence: _Evidence | None
    """None where nothing was likely, or nothing was left open to a second ear."""
    right: bool
    """Whether that was what was said."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """How held-out callers were heard before and after."""

    utterances: int
    callers: int
    before: Interval
    after: Interval
    gain: Interval
    """Understood more: the difference, by bootstrap over callers."""
    worth: Interval
    """The same, less three times what more is taken for something else, what is none of the choices among it."""
    wrong_before: float
    wrong_after: float
    strange_before: float
    """Of what is none of the choices, the share that is taken for one of them."""
    strange_after: float

    @property
    def better(self) -> bool:
        """Whether it is worth it, beyond chance."""
        return self.worth.low > 0


def heard(
    by: Listener,
    utterances: Sequence[LabelledAnswer],
    grammars: Mapping[str | None, GrammarSpec],
    policy: Policy,
    progress: Progress,
    what: str,
) -> list[HeardUtterance]:
    """Hear utterances as what they were said to in their calls."""
    return _each(partial(_heard, policy), by, utterances, grammars, progress, what)


def evidence_for(
    by: Listener,
    utterances: Sequence[LabelledAnswer],
    grammars: Mapping[str | None, GrammarSpec],
    progress: Progress,
    what: str,
) -> list[WeighedUtterance[Evidence]]:
    """Hear utterances in the same way with one ear, for what speaks for the likeliest."""
    return _each(_weighed, replace(by, second_ear=None), utterances, grammars, progress, what)


def joined_evidence_for(
    by: Listener,
    utterances: Sequence[LabelledAnswer],
    grammars: Mapping[str | None, GrammarSpec],
    progress: Progress,
    what: str,
) -> list[WeighedUtterance[JoinedEvidence]]:
    """Hear what one ear leaves open with both, for what speaks for the likeliest then."""
    return _each(_weighed_by_both, by, utterances, grammars, progress, what)


def _each(
    work: Callable[[_Task], _Result],
    by: Listener,
    utterances: Sequence[LabelledAnswer],
    grammars: Mapping[str | None, GrammarSpec],
    progress: Progress,
    what: str,
) -> list[_Result]:
    # Those of one area code together: a recogniser keeps few grammars.
    order = sorted(range(len(utterances)), key=lambda place: str(utterances[place].area_code))
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    tasks = [
        [(utterances[place].pcm, utterances[place].key, grammars[utterances[place].area_code]) for place in batch]
        for batch in batches
    ]
    with progress.stage(what, len(utterances)) as stage:
        parts = in_parallel(partial(_batch, work), tasks, stage, len, partial(_begin, by))
    found = {
        place: one for batch, part in zip(batches, parts, strict=True) for place, one in zip(batch, part, strict=True)
    }
    return [found[place] for place in range(len(utterances))]


def compared(
    utterances: Sequence[LabelledAnswer],
    before: Sequence[HeardUtterance],
    after: Sequence[HeardUtterance],
    seed: int,
    strange: Sequence[tuple[LabelledAnswer, HeardUtterance, HeardUtterance]] = (),
) -> Comparison:
    """Compare how the same utterances were heard; each counts for as much as it is trusted.

    `strange` are some of them, heard before and after as if what was said were none of the choices.
    """
    trust = np.array([one.trust for one in utterances])
    understood = np.array([[one.understood for one in heard] for heard in (before, after)], float)
    wrong = np.array([[one.taken_wrong for one in heard] for heard in (before, after)], float)
    callers = sorted({one.caller for one in utterances})
    number = {caller: place for place, caller in enumerate(callers)}
    whose = np.array([number[one.caller] for one in utterances])
    weights = np.bincount(whose, trust, len(callers)).astype(np.float64)
    more = understood[1] - understood[0]
    worth = more - _WRONG_COSTS * (wrong[1] - wrong[0])
    gain, worths = [np.bincount(whose, trust * one, len(callers)).astype(np.float64) for one in (more, worth)]
    strangers = np.array([[one.trust * heard.taken_wrong for heard in both] for one, *both in strange]).reshape(-1, 2)
    trusted = max(sum(one.trust for one, *_ in strange), 1e-9)
    # As many of all callers as they are taken to be.
    costs = _WRONG_COSTS * NOT_ASKED_SHARE / (1 - NOT_ASKED_SHARE) * trust.sum() / trusted
    for (one, *_), (earlier, later) in zip(strange, strangers, strict=True):
        worths[number[one.caller]] -= costs * (later - earlier)
    shares = (understood * trust).sum(axis=1) / trust.sum()
    return Comparison(
        len(utterances),
        len(callers),
        wilson(float(shares[0]), len(utterances)),
        wilson(float(shares[1]), len(utterances)),
        _bootstrap(gain, weights, seed),
        _bootstrap(worths, weights, seed),
        *map(float, (wrong * trust).sum(axis=1) / trust.sum()),
        *map(float, strangers.sum(axis=0) / trusted),
    )


def wilson(share: float, count: int) -> Interval:
    """Return a share of so many with Wilson's 95 % interval."""
    spread = _Z * np.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    middle, scale = share + _Z**2 / (2 * count), 1 + _Z**2 / count
    return Interval(share, float((middle - spread) / scale), float((middle + spread) / scale))


def _bootstrap(gains: NDArray[np.float64], weights: NDArray[np.float64], seed: int) -> Interval:
    """Return a weighted mean with its interval: callers are drawn again and again."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(len(gains), size=(_RESAMPLES, len(gains)))
    means = gains[drawn].sum(axis=1) / weights[drawn].sum(axis=1)
    low, high = np.quantile(means, [(1 - _SURE) / 2, (1 + _SURE) / 2])
    return Interval(float(gains.sum() / weights.sum()), float(low), float(high))


class _Process:
    """What one process of the crew holds."""

    recogniser: Recogniser
    second_ear: SecondEar | None


def _begin(by: Listener) -> None:
    _Process.recogniser = make_recogniser(EspeakOnDemand(), by.own, by.model)
    _Process.second_ear = SecondEar(by.second_ear) if by.second_ear else None


def _batch(work: Callable[[_Task], _Result], tasks: Sequence[_Task]) -> list[_Result]:
    return [work(task) for task in tasks]


def _heard(policy: Policy, task: _Task) -> HeardUtterance:
    pcm, key, spec = task
    alone = _Process.recogniser.recognise(pcm, HERTZ, spec)
    best = next(iter(heard_again(alone, _Process.second_ear).together.guesses), None)
    sure = best.confidence if best is not None and best.key not in NO_NAMES else 0.0
    right = best is not None and best.key == key
    taken = sure >= policy.accept
    return HeardUtterance(not taken if key is None else right and sure >= policy.confirm, taken and not right)


def _weighed(task: _Task) -> WeighedUtterance[Evidence]:
    pcm, key, spec = task
    best = next(iter(_Process.recogniser.judge(pcm, HERTZ, spec)), None)
    if best is None:
        return WeighedUtterance(None, right=False)
    return WeighedUtterance(best.evidence, any(phrase.key == key for phrase in best.phrases))


def _weighed_by_both(task: _Task) -> WeighedUtterance[JoinedEvidence]:
    pcm, key, spec = task
    heard = heard_again(_Process.recogniser.recognise(pcm, HERTZ, spec), _Process.second_ear)
    if heard.alone.doubt is None or heard.again is None:
        return WeighedUtterance(None, right=False)
    best, evidence = weighed(heard.alone.doubt, heard.again)[0]
    return WeighedUtterance(evidence, any(phrase.key == key for phrase in best.phrases))
