"""Pairs of names that lead to different municipalities, from near to far, each in an area code where both are known."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bench.speech.groups import Group
from bench.speech.questions import SEED
from veertien import gazetteer
from veertien.gazetteer import PHONES, Gazetteer, Name
from veertien.speech import GrammarSpec, Phrase
from veertien.speech.sounds.alike import apart
from veertien.speech.sounds.likeness import distances
from veertien.speech.sounds.pronunciation import DutchPronouncer

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0)
"""Where bins of distance (see `veertien.speech.sounds.likeness`) begin and end."""

FEW_IN_AREA_CODES = 1.0
"""Distance below which area codes have few pairs, so that others are taken too."""

_MOST_UNLIKE = 4
"""Phones that only one of two near names has; those that have more are rarely near."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, how far apart they sound, and what may be said where callers choose between them."""

    one: Phrase
    other: Phrase
    distance: float
    phrases: tuple[Phrase, ...]

    @property
    def bin(self) -> float:
        """Where its bin of distance begins."""
        return BINS[bisect_right(BINS, self.distance) - 1]

    def spec(self, *, but: Phrase | None = None) -> GrammarSpec:
        """Return the grammar, or the one without a phrase."""
        return GrammarSpec("pair", tuple(phrase for phrase in self.phrases if phrase != but))


def pairs(groups: Iterable[Group], pronouncer: DutchPronouncer, most: int) -> list[Pair]:
    """Return at most `most` pairs of names in these area codes for each bin, the nearest first.

    Names of one area code go first. Where there are too few nearer than `FEW_IN_AREA_CODES`, a name from elsewhere is
    listened for beside the one it sounds like, as if somebody had put it among the other_names there.
    """
    draw = random.Random(SEED)  # noqa: S311 - a draw that can be repeated
    country = gazetteer.load()
    said = {group: _said(group, country) for group in groups}
    found = _by_bin(_within(said, pronouncer))
    for start, elsewhere in _by_bin(_across(said, pronouncer)).items():
        missing = most - len(found[start])
        found[start] += draw.sample(elsewhere, max(0, min(missing, len(elsewhere))))
    kept = [pair for some in found.values() for pair in draw.sample(some, min(most, len(some)))]
    return sorted(kept, key=lambda pair: pair.distance)


def _said(group: Group, country: Gazetteer) -> dict[Name, Phrase]:
    """Give the names that are said in an area code and mean one thing there."""
    phrases = {phrase.text: phrase for phrase in (*group.own, *group.other)}
    names = (name for town in country.in_area(group.area_code) for name in country.names_of(town.code))
    # One name for each text: some stand in several registers.
    by_text = {name.text: name for name in names if name.text in phrases}
    return {name: phrases[text] for text, name in by_text.items()}


def _by_bin(found: Iterable[Pair]) -> defaultdict[float, list[Pair]]:
    """Sort pairs into bins, each two names once, without those that sound the same."""
    once = {(pair.one, pair.other): pair for pair in found if 0 < pair.distance < BINS[-1]}
    by_bin: defaultdict[float, list[Pair]] = defaultdict(list)
    for pair in once.values():
        by_bin[pair.bin].append(pair)
    return by_bin


def _within(said: dict[Group, dict[Name, Phrase]], pronouncer: DutchPronouncer) -> Iterator[Pair]:
    for group, phrases in said.items():
        for (one, other), distance in apart(phrases, pronouncer).items():
            yield Pair(phrases[one], phrases[other], distance, group.phrases)


def _across(said: dict[Group, dict[Name, Phrase]], pronouncer: DutchPronouncer) -> Iterator[Pair]:
    """Yield near pairs of names that no area code has together."""
    where = {name: group for group, phrases in said.items() for name in phrases}
    for one, other in _near(tuple(where), pronouncer):
        for distance in apart((one, other), pronouncer).values():
            known = where[one].phrases
            phrase = said[where[other]][other]
            if distance < FEW_IN_AREA_CODES and phrase not in known:
                yield Pair(said[where[one]][one], phrase, distance, (*known, phrase))


def _near(names: Sequence[Name], pronouncer: DutchPronouncer) -> Iterator[tuple[Name, Name]]:
    """Yield the pairs whose likeliest pronunciations are near."""
    sounds = [pronouncer.pronunciations(name.text)[0] for name in names]
    counts = np.array([[phones.count(phone) for phone in PHONES] for phones in sounds])
    for at in range(len(names)):
        unlike = np.abs(counts[at + 1 :] - counts[at]).sum(axis=1)
        others = (at + 1 + np.flatnonzero(unlike <= _MOST_UNLIKE)).tolist()
        far = distances([(sounds[at], sounds[other]) for other in others])
        yield from ((names[at], names[others[place]]) for place in np.flatnonzero(far < FEW_IN_AREA_CODES))
