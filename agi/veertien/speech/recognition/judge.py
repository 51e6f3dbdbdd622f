"""Judging what was heard: which phrase of a grammar fits a stretch of speech best, and how sure that is."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from veertien.gazetteer import Phones
from veertien.speech.acoustic_model.acoustics import AcousticModel
from veertien.speech.acoustic_model.confidence import Evidence
from veertien.speech.grammar.continuation import Continuations
from veertien.speech.grammar.phrases import Phrase
from veertien.speech.grammar.spec import Grammar
from veertien.speech.hmm import SILENCE_PHONE, STATES, streams
from veertien.speech.hmm.alignment import Alignment, best_paths, lay_out
from veertien.speech.line.preparation import Pcm
from veertien.speech.recognition.doubt import MOST_CANDIDATES, Candidate
from veertien.speech.recognition.scoring import IMPOSSIBLE, Candidates, PhoneLoop
from veertien.speech.sounds.likeness import distances

_INSERTION = 2.0
"""What each phone of the loop costs, in nats, so that it has about as many phones as were said."""

_NO_RIVAL = 60.0
"""Margin, in nats, of the only phrase there is: a usual one, as it says little."""

_SAME_WORD = 0.5
"""Distance (see `likeness`) below which a word of the background is the name itself, said a little differently."""

_NOT_MEANT = -1e9
"""Bias, in nats, of what can't be meant."""

_MOST_NAMES = 4096


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything in a grammar that is an answer."""

    names: tuple[Phones, ...]
    """The pronunciations."""
    meanings: tuple[tuple[Phrase, ...], ...]
    """What each pronunciation may mean, the likeliest first."""
    candidates: Candidates
    bias: NDArray[np.float64]
    """How likely each is beforehand, as a logarithm."""
    continuations: Continuations
    places: Mapping[str, tuple[int, ...]]
    """Where each key is among the pronunciations."""

    def leaning(self, factors: Mapping[str, float]) -> "Vocabulary":
        """Return it with some keys likelier or less likely, by these factors; at 0 they aren't meant at all."""
        meanings, bias = list(self.meanings), self.bias.copy()
        for place in {place for key in factors for place in self.places.get(key, ())}:
            weighed = [replace(one, weight=one.weight * factors.get(one.key, 1.0)) for one in meanings[place]]
            meanings[place] = _likeliest_first(one for one in weighed if one.weight > 0)
            bias[place] = math.log(meanings[place][0].weight) if meanings[place] else _NOT_MEANT
        return replace(self, meanings=tuple(meanings), bias=bias)


@dataclass(frozen=True, slots=True, eq=False)
class HeardFeatures:
    """An utterance as the model hears it, and what may have been said in it. Log likelihoods are in nats."""

    vocabulary: Vocabulary
    features: NDArray[np.float64]
    """Frames x 3 x 13; see `streams` of the front end."""
    named: NDArray[np.float32]
    """Log likelihoods, frames x the senones of the vocabulary."""
    anything: NDArray[np.float32]
    """Log likelihoods, frames x the states of each phone alone."""
    background: NDArray[np.float32]
    """Log likelihoods, frames x the senones of the background's words."""
    loop: float
    """The score of the loop of phones, taken for all that was said."""
    scores: NDArray[np.float64]
    """Those of the vocabulary's names, each taken for all that was said."""


@dataclass(frozen=True, slots=True)
class NameStretch:
    """Where a name was heard: the stretch of frames it lies in (None for the end), the words around it."""

    first: int = 0
    stop: int | None = None
    before: tuple[Phones, ...] = ()
    after: tuple[Phones, ...] = ()
    written: tuple[str, str] = ("", "")
    """The words before it and after it, as they are written."""


@dataclass(frozen=True, slots=True)
class JudgedAnswer:
    """An answer, and what speaks for it."""

    phrases: tuple[Phrase, ...]
    """More than one where they sound alike."""
    evidence: Evidence
    doubtful: bool = False
    """Whether to doubt it for another reason than its evidence."""
    may_go_on: bool = False
    """Whether it may be the beginning of another answer; see the module `continuation`."""


class Judge:
    """Judges answers with one acoustic model."""

    def __init__(self, model: AcousticModel, hesitations: Sequence[Phones] = ()) -> None:
        """`hesitations` are what is said by who has not come to a name yet: as likely as any name, and meaning none."""
        self._model = model.phonetic
        self._loop = PhoneLoop(model.phonetic, model.follows, _INSERTION)
        self._words = (*model.background, *hesitations)
        self._hesitation = np.arange(len(self._words)) >= len(model.background)
        self._background = Candidates(model.phonetic, self._words)
        self._others = lru_cache(maxsize=_MOST_NAMES)(self._words_unlike)

    def vocabulary(self, grammar: Grammar) -> Vocabulary:
        """Get a grammar ready; takes some milliseconds for each hundred names."""
        words = tuple(grammar.meanings)
        names = tuple(grammar.network.dictionary[word] for word in words)
        meanings = tuple(_likeliest_first(grammar.meanings[word]) for word in words)
        bias = np.array([math.log(phrases[0].weight) for phrases in meanings])
        places: dict[str, list[int]] = {}
        for place, phrases in enumerate(meanings):
            for phrase in phrases:
                places.setdefault(phrase.key, []).append(place)
        return Vocabulary(
            names,
            meanings,
            Candidates(self._model, names),
            bias,
            Continuations(names, meanings),
            {key: tuple(found) for key, found in places.items()},
        )

    def hear(self, samples: Pcm, vocabulary: Vocabulary) -> HeardFeatures:
        """Hear an utterance once, made ready (see `preparation`), for everything that is asked about it."""
        features = streams(self._model.front_end.cepstra(samples))
        named, anything, background = self._likelihoods(
            features, (vocabulary.candidates.senones, self._loop.senones, self._background.senones)
        )
        scores = vocabulary.candidates.score(named)
        return HeardFeatures(vocabulary, features, named, anything, background, self._loop.score(anything), scores)

    def judge_alone(self, heard: HeardFeatures, most: int, gain: float) -> tuple[JudgedAnswer, ...] | None:
        """Take all that was said for one phrase; None where a loop of phones fits by `gain` nats better than the best.

        What words around a name gain is at most about what the loop does, as that fits anything.
        """
        if heard.loop - float(heard.scores.max()) >= gain:
            return None
        return self.judge(heard, NameStretch(), most)

    def judge(self, heard: HeardFeatures, saying: NameStretch, most: int) -> tuple[JudgedAnswer, ...]:
        """Give the phrases that fit best where a name was heard, at most `most` of them, the best first.

        How well they fit is judged over all that was said, the words around the name included: a name cut out of some
        other sentence fits its own stretch well.
        """
        vocabulary = heard.vocabulary
        scores = _scores(heard, saying)
        stretch = heard.background[saying.first : saying.stop]
        background = self._background.score(stretch)
        best = _best(scores + vocabulary.bias, vocabulary.meanings, most)
        if not best:
            return ()
        layouts = [lay_out(self._model, (*saying.before, vocabulary.names[place], *saying.after)) for place, _ in best]
        likelihoods = self._likelihoods_again(heard, [layout.senones.reshape(-1) for layout in layouts])
        emissions = [likelihood.astype(np.float64) for likelihood in likelihoods]
        judged = []
        for (place, margin), path, emission in zip(best, best_paths(layouts, emissions), emissions, strict=True):
            if path is not None:
                fit = _Fit.of(path, emission, heard.anything)
                rival = background.max(where=self._others(vocabulary.names[place]), initial=-np.inf)
                hesitation = background.max(where=self._hesitation, initial=-np.inf)
                evidence = Evidence(
                    margin=min(margin, float(scores[place] - hesitation)),
                    background=float(scores[place] - rival) / len(stretch),
                    fit=fit.mean,
                    worst=fit.worst,
                    unevenness=fit.unevenness,
                    phones=fit.phones,
                    choices=len(vocabulary.names),
                    around=bool(saying.before or saying.after),
                )
                open_ended = vocabulary.continuations.may_go_on(place)
                judged.append(JudgedAnswer(vocabulary.meanings[place], evidence, may_go_on=open_ended))
        return tuple(judged)

    def candidates(self, heard: HeardFeatures, saying: NameStretch) -> tuple[Candidate, ...]:
        """Give what may have been said, the likeliest first, for a `Doubt`; none is judged.

        Where words were heard around a name, each is taken for what fits better: for a name with those words, or for
        all that was said. A stranger's name is taken for words around another one sometimes.
        """
        vocabulary = heard.vocabulary
        around = self._with_words(heard, saying) if saying.before or saying.after else _scores(heard, saying)
        scores = np.maximum(around, heard.scores)
        return tuple(
            Candidate(
                phrases=vocabulary.meanings[place],
                text=_text(vocabulary.meanings[place][0], saying if around[place] >= heard.scores[place] else None),
                score=float(scores[place]),
                prior=float(vocabulary.bias[place]),
                confidence=0.0,
                may_go_on=vocabulary.continuations.may_go_on(place),
            )
            for place, _ in _best(scores + vocabulary.bias, vocabulary.meanings, MOST_CANDIDATES)
            if scores[place] > IMPOSSIBLE / 2
        )

    def _with_words(self, heard: HeardFeatures, saying: NameStretch) -> NDArray[np.float64]:
        """Score every phrase with the words that were heard around it, each taken for all that was said."""
        scores = _scores(heard, saying)
        best = int(scores.argmax())
        layout = lay_out(self._model, (*saying.before, heard.vocabulary.names[best], *saying.after))
        (likelihoods,) = self._likelihoods_again(heard, [layout.senones.reshape(-1)])
        (path,) = best_paths([layout], [likelihoods.astype(np.float64)])
        # What was said around the name is the same beside each.
        return scores + (path.score - scores[best] if path else IMPOSSIBLE)

    def _likelihoods_again(
        self, heard: HeardFeatures, senones: Sequence[NDArray[np.int64]]
    ) -> list[NDArray[np.float32]]:
        """Give the same as `_likelihoods`; those that names have, as most do, are known already."""
        known = heard.vocabulary.candidates.senones
        used, place = np.unique(np.concatenate(senones), return_inverse=True)
        at = np.minimum(np.searchsorted(known, used), len(known) - 1)
        new = known[at] != used
        found = heard.named[:, at]
        if new.any():
            found[:, new] = self._model.log_likelihoods(heard.features, used[new])
        return [found[:, part] for part in np.split(place, np.cumsum([len(row) for row in senones])[:-1])]

    def _likelihoods(
        self, features: NDArray[np.float64], senones: Sequence[NDArray[np.int64]]
    ) -> list[NDArray[np.float32]]:
        """Give frames x senones log likelihoods of each of several rows of senones, worked out together."""
        used, place = np.unique(np.concatenate(senones), return_inverse=True)
        found = self._model.log_likelihoods(features, used)
        return [found[:, part] for part in np.split(place, np.cumsum([len(row) for row in senones])[:-1])]

    def _words_unlike(self, name: Phones) -> NDArray[np.bool_]:
        """Return which words of the background are others than `name`."""
        found: NDArray[np.bool_] = distances([(name, word) for word in self._words]) >= _SAME_WORD
        return found


def _likeliest_first(phrases: Iterable[Phrase]) -> tuple[Phrase, ...]:
    return tuple(sorted(phrases, key=lambda phrase: -phrase.weight))


def _scores(heard: HeardFeatures, saying: NameStretch) -> NDArray[np.float64]:
    """Score every phrase where a name was heard, in nats, without how likely it is beforehand."""
    if not saying.first and saying.stop is None:
        return heard.scores
    return heard.vocabulary.candidates.score(heard.named[saying.first : saying.stop])


def _text(phrase: Phrase, saying: NameStretch | None) -> str:
    before, after = saying.written if saying else ("", "")
    return " ".join(filter(None, (before, phrase.text, after)))


def _best(scores: NDArray[np.float64], meanings: Sequence[tuple[Phrase, ...]], most: int) -> list[tuple[int, float]]:
    """Give places of the best phrases that may be meant, no key twice; and their margins, in nats, to others' best."""
    found: list[tuple[int, frozenset[str]]] = []
    for place in np.argsort(-scores, kind="stable").tolist():
        keys = frozenset(phrase.key for phrase in meanings[place])
        if keys and not any(keys <= known for _, known in found):
            found.append((place, keys))
        if len(found) > most:
            break
    if len(found) < 2:
        return [(place, _NO_RIVAL) for place, _ in found]
    first, second = (scores[place] for place, _ in found[:2])
    return [
        (place, float(scores[place] - (second if rank == 0 else first))) for rank, (place, _) in enumerate(found[:most])
    ]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How the phones of a path fit: how many, how far below the phone that fits best there, how unlike in length."""

    phones: int
    mean: float
    worst: float
    unevenness: float

    @classmethod
    def of(cls, path: Alignment, emissions: NDArray[np.float64], anything: NDArray[np.float32]) -> "_Fit":
        """`emissions` are frames x states of the path's layout, `anything` frames x states of all phones alone."""
        units = path.states // STATES
        below = emissions[np.arange(len(units)), path.states] - anything.max(axis=1)
        spoken = np.array([phone != SILENCE_PHONE for phone in path.layout.phones])[units]
        sums, counts = (np.bincount(units[spoken], weights=of) for of in (below[spoken], np.ones(int(spoken.sum()))))
        lengths = counts[counts > 0]
        each = sums[counts > 0] / lengths
        return cls(len(each), float(each.mean()), float(each.min()), float(np.log(lengths).std()))
