"""How callers really say a name: which known pronunciation fits what they said, or which near one fits better.

A name that several callers are misheard with is looked at. What fits them best is looked for from its known
pronunciations and those that other sources give, one phone at a time: said as a like one, left out, or a schwa put in.
It is learned where it fits what callers say better by many nats, for several callers, and not for one call alone.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import PHONES, Phones
from veertien.gazetteer.pronunciations import Words
from veertien.speech.hmm import STATES, PhoneticModel
from veertien.speech.recognition.scoring import IMPOSSIBLE, Rows
from veertien.speech.sounds.phone_costs import substituted
from veertien.speech.sounds.pronunciation import MAX_VARIANTS, DutchPronouncer
from veertien.training.learning.material import LabelledAnswer
from veertien.training.progress import Progress

LEAST_CALLERS = 3
"""Callers whom a pronunciation must fit better before it is learned."""

_LEAST_GAIN = 8.0
"""Nats by which a pronunciation must fit a caller better than all others: what chance seldom gives."""
_LEAST_SHARE = 0.15
"""Share of a name's callers whom it must fit better."""
_MOST_CHANGES = 4
_LIKE = 0.65
"""Cost (see `phone_costs`) up to which one phone may have been said for another."""
_MOST_HEARD = 60
"""Utterances of one name that are looked at."""
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class LearnedWay:
    """A way to say a name, and why it is listened for."""

    words: Words
    why: str


def learned_ways(
    model: PhoneticModel,
    utterances: Sequence[LabelledAnswer],
    misheard: set[str],
    pronouncer: DutchPronouncer,
    progress: Progress,
) -> Mapping[str, tuple[LearnedWay, ...]]:
    """Return the names that get other pronunciations, each with all of its, the likeliest first.

    `misheard` are the ids of the utterances that were taken for something else, or for nothing.
    """
    by_name: dict[str, list[LabelledAnswer]] = {}
    for one in utterances:
        if (name := _name_of(model, one, pronouncer)) is not None:
            by_name.setdefault(name, []).append(one)
    looked_at = {
        name: found
        for name, found in sorted(by_name.items())
        if len({one.caller for one in found if one.id in misheard}) >= LEAST_CALLERS
    }
    learned: dict[str, tuple[LearnedWay, ...]] = {}
    with progress.stage("Listening to how names are said", len(looked_at)) as stage:
        for name, found in looked_at.items():
            if ways := _ways(model, name, found[:_MOST_HEARD], pronouncer):
                learned[name] = ways
            stage.advance()
    return learned


def _name_of(model: PhoneticModel, one: LabelledAnswer, pronouncer: DutchPronouncer) -> str | None:
    """Return which of the names that may have been said fits best."""
    if len(one.texts) < 2:
        return one.texts[0] if one.texts else None
    ways = [(text, way.words) for text in one.texts for way in pronouncer.explain(text)]
    scores = _scores(model, [words for _, words in ways], [one])[0]
    return ways[int(scores.argmax())][0]


def _ways(
    model: PhoneticModel, name: str, said: Sequence[LabelledAnswer], pronouncer: DutchPronouncer
) -> tuple[LearnedWay, ...]:
    explained = pronouncer.explain(name)
    known = [one.words for one in explained]
    trust = np.array([one.trust for one in said])
    best = _scores(model, known, said).max(axis=1)
    found: list[tuple[Words, int]] = []
    while len(found) < MAX_VARIANTS // 2:
        start = [*known, *pronouncer.other_sources(name), *(words for words, _ in found)]
        words, scores = _climbed(model, start, said, best, trust)
        better = scores - best >= _LEAST_GAIN
        callers = {one.caller for one, gained in zip(said, better, strict=True) if gained}
        if len(callers) < max(LEAST_CALLERS, _LEAST_SHARE * len({one.caller for one in said})):
            break
        found.append((words, len(callers)))
        best = np.maximum(best, scores)
    if not found:
        return ()
    count = len({one.caller for one in said})
    new = [LearnedWay(words, f"fits {callers} of {count} callers better") for words, callers in found]
    # What rules make of the others is made again of what is written here.
    return (*new, *(LearnedWay(one.words, "as before") for one in explained if not one.rules))[:MAX_VARIANTS]


def _climbed(
    model: PhoneticModel,
    start: Sequence[Words],
    said: Sequence[LabelledAnswer],
    best: NDArray[np.float64],
    trust: NDArray[np.float64],
) -> tuple[Words, NDArray[np.float64]]:
    """Change the pronunciation that adds most, phone by phone, as long as it adds more; return it and its scores."""
    scores = _scores(model, start, said)
    gains = _gains(scores, best, trust)
    place = int(gains.argmax())
    words, gain, own = start[place], gains[place], scores[:, place]
    for _ in range(_MOST_CHANGES):
        near = list(dict.fromkeys(_near(words)))
        scores = _scores(model, near, said)
        gains = _gains(scores, best, trust)
        place = int(gains.argmax())
        if gains[place] <= gain + _LEAST_GAIN:
            break
        words, gain, own = near[place], gains[place], scores[:, place]
    return words, own


def _gains(scores: NDArray[np.float64], best: NDArray[np.float64], trust: NDArray[np.float64]) -> NDArray[np.float64]:
    gained: NDArray[np.float64] = (np.maximum(0, scores - best[:, np.newaxis]) * trust[:, np.newaxis]).sum(axis=0)
    return gained


def _scores(model: PhoneticModel, ways: Sequence[Words], said: Sequence[LabelledAnswer]) -> NDArray[np.float64]:
    """Give utterances x ways log likelihoods in nats; as said in one go, as grammars have names."""
    rows = Rows(model, ways)
    scores = np.full((len(said), len(ways)), float(IMPOSSIBLE))
    for place, one in enumerate(said):
        if len(one.features) > STATES:
            emissions = model.log_likelihoods(one.features.astype(np.float64), rows.senones)
            scores[place] = rows.score(emissions, in_full=True)
    return scores


def _near(words: Words) -> Iterator[Words]:
    """Yield what differs in one phone."""
    for number, word in enumerate(words):
        for other in _near_word(word):
            yield (*words[:number], other, *words[number + 1 :])


def _near_word(word: Phones) -> Iterator[Phones]:
    for place, phone in enumerate(word):
        before, after = word[:place], word[place + 1 :]
        for other in PHONES:
            if other != phone and substituted(phone, other) <= _LIKE:
                yield (*before, other, *after)
        if len(word) > _SHORTEST:
            yield (*before, *after)
        if phone != "ə" and (not before or before[-1] != "ə"):
            yield (*before, "ə", phone, *after)
