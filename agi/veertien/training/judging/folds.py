"""Who is judged by a model that has not heard them: people in folds, each fold left out of one model.

Who has many recordings to judge by is a fold of their own. The others share a few, as every fold costs a model; who
say the same texts are in one, so that a model has not learnt the very words it is judged by.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations

from veertien.training.recordings.corpus import Recording, Split, words_of

SHARED = 3
"""Folds that people of few recordings share."""

MOST_RECORDINGS = 30
"""Recordings of one person that a confidence is fitted to, at most: the rest would only repeat what they tell."""

_ALONE = 25
_TEXTS_IN_COMMON = 0.5


def folds(recordings: Sequence[Recording]) -> tuple[frozenset[str], ...]:
    """Return the people of each fold; fewer than two folds where there are fewer than two people."""
    judging = {who: len(own) for who, own in judged_by(recordings).items()}
    dev = {one.speaker for one in recordings if one.split is Split.DEV and words_of(one.text)}
    alone = sorted(who for who in dev if judging[who] >= _ALONE)
    shared: list[set[str]] = [set() for _ in range(SHARED)]
    # Of who has recordings apart for judging, nobody has learnt the texts in any case.
    groups = [{who} for who in sorted(dev - set(alone))] + _alike(recordings, set(judging) - dev)
    for group in sorted(groups, key=lambda group: (-sum(judging[who] for who in group), min(group))):
        min(shared, key=lambda fold: sum(judging[who] for who in fold)).update(group)
    return (*(frozenset((who,)) for who in alone), *(frozenset(fold) for fold in shared if fold))


def judged_by(recordings: Sequence[Recording]) -> Mapping[str, Sequence[Recording]]:
    """Return by person what they are judged by: recordings for choosing settings, else those that teach the model."""
    found: dict[str, list[Recording]] = {}
    for one in recordings:
        if one.split is not Split.EVAL and words_of(one.text):
            found.setdefault(one.speaker, []).append(one)
    for who, own in found.items():
        dev = [one for one in own if one.split is Split.DEV] or own
        step = -(-len(dev) // MOST_RECORDINGS)
        found[who] = dev[::step]
    return found


def _alike(recordings: Sequence[Recording], people: set[str]) -> list[set[str]]:
    """Put people together who have half or more of their texts in common."""
    texts: dict[str, set[tuple[str, ...]]] = {who: set() for who in people}
    for recording in recordings:
        if recording.speaker in people:
            texts[recording.speaker].add(words_of(recording.text))
    groups = [{who} for who in sorted(people)]
    for one, other in combinations(sorted(people), 2):
        common = len(texts[one] & texts[other])
        if common >= _TEXTS_IN_COMMON * min(len(texts[one]), len(texts[other])):
            mine, theirs = (next(group for group in groups if who in group) for who in (one, other))
            if mine is not theirs:
                mine |= theirs
                groups.remove(theirs)
    return groups
