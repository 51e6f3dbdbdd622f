"""Which municipality is meant by what a caller says, given as text.

Every run of words in the text is looked up, longest first, so words around a name don't matter. A longer name that
belongs elsewhere hides the shorter one in it: Den Hoorn is not Hoorn. What fits nothing exactly may be a near miss.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import jellyfish

from veertien.config import shown
from veertien.gazetteer import Gazetteer, Name, NameKind, name_key
from veertien.routing import Decision, Tables

LONGEST_ANSWER = 200
MOST_WORDS_IN_NAME = 6
SHORTEST_NEAR_MISS = 4
# Jaro-Winkler similarity: "wervershof" has 0.98 with Wervershoof; unrelated names of one area code stay below 0.85.
_LEAST_LIKENESS = 0.9
LEAST_LEAD = 0.03


Choose = Callable[[str], Decision]
"""Gives what follows when the municipality with this CBS code is chosen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer may mean, and why."""

    codes: tuple[str, ...]
    """The CBS codes of the municipalities that may be meant."""
    why: str
    """A clause."""
    elsewhere: bool = False
    """Whether it is one that doesn't answer in the area code."""
    near: bool = False
    """Whether it is like a name, not equal."""


def answered(tables: Tables, asked: Decision, text: str, gazetteer: Gazetteer, choose: Choose) -> Decision:
    """Return the decision after a caller who was `asked`, under tables that count now, has said `text` once.

    `choose` gives what follows when a municipality is chosen, by its CBS code.
    """
    answer = match_answer(tables, asked.area_code, text, gazetteer)
    if len(answer.codes) != 1:
        then = "which of them is meant" if answer.codes else "again"
        return replace(asked, reason=f"{answer.why}, so the caller is asked {then}.")
    after = choose(answer.codes[0])
    if answer.elsewhere and tables.can_put_through(tables.entry(answer.codes[0])):
        return replace(asked, reason=f"{answer.why}, so the caller is asked about it; after a yes: {after.reason}")
    return replace(after, reason=f"{answer.why}; {after.reason}")


def match_answer(tables: Tables, area_code: str | None, text: str, gazetteer: Gazetteer) -> Answer:
    """Return which municipalities the text may mean in an area code, None for the country; never raises."""
    if len(text) > LONGEST_ANSWER:
        return Answer((), f"The answer is longer than {LONGEST_ANSWER} characters")
    return _Matcher(tables, area_code, gazetteer).match(text)


class _Matcher:
    """The names that count in one area code, or (None) the whole country."""

    def __init__(self, tables: Tables, area_code: str | None, gazetteer: Gazetteer) -> None:
        self._area_code = area_code
        others = tables.elsewhere(area_code)
        self._others = {entry.code: entry for entry in others}
        left_out = tables.left_out_names(area_code)
        self._left_out = frozenset((name.text, name.municipality) for name in left_out)
        self._other_names = {name_key(name.text): name.municipality for name in left_out}
        self._other_names |= {name_key(name.text): entry.code for entry in others for name in entry.own_names}
        self._gazetteer = gazetteer
        self._listed = {entry.code: entry.name for entry in tables.offered(area_code)}
        self._names: dict[str, list[Name]] = {}
        for name in tables.names(area_code):
            self._names.setdefault(name_key(name.text), []).append(name)

    def match(self, text: str) -> Answer:
        elsewhere: list[str] = []
        strange: list[Name] = []
        unknown: list[str] = []
        hidden: list[tuple[int, int]] = []
        found: dict[str, None] = {}
        for start, end, run in runs_of_words(text):
            if any(first <= start and end <= last for first, last in hidden):
                continue
            if names := self._listed_names(run):
                hidden.append((start, end))
                found.update(dict.fromkeys(name.municipality for name in names))
            elif code := self._named_elsewhere(run):
                hidden.append((start, end))
                elsewhere.append(code)
            elif national := self._gazetteer.find(run):
                if end - start > 1:
                    hidden.append((start, end))
                strange.append(national[0])
            else:
                unknown.append(run)
        if found:
            return Answer(tuple(found), f"{shown(text)} means {' or '.join(map(self._listed.__getitem__, found))}")
        return self._near_miss(text, unknown) or self._elsewhere(text, elsewhere) or self._strange(text, strange)

    def _listed_names(self, run: str) -> list[Name]:
        """Return the listed names that equal the words; a municipality's own name goes before a village's."""
        national = (name for name in self._gazetteer.find(run) if name.municipality in self._listed)
        names = [*self._names.get(name_key(run), ()), *national]
        return [name for name in names if name.kind is NameKind.MUNICIPALITY] or names

    def _named_elsewhere(self, run: str) -> str | None:
        """Return which municipality that doesn't answer here the words are a name of, None for none.

        Its own name, or that of a village here.
        """
        if code := self._other_names.get(name_key(run)):
            return code
        found = self._gazetteer.find(run)
        own = (name.municipality for name in found if name.kind is NameKind.MUNICIPALITY)
        left_out = (name.municipality for name in found if (name.text, name.municipality) in self._left_out)
        return next((code for code in (*own, *left_out) if code in self._others), None)

    def _near_miss(self, text: str, runs: list[str]) -> Answer | None:
        likeness: dict[str, tuple[float, str]] = {}
        for key in filter(lambda key: len(key) >= SHORTEST_NEAR_MISS, map(name_key, runs)):
            for other, names in self._names.items():
                score = jellyfish.jaro_winkler_similarity(key, other)
                for name in names:
                    likeness[name.municipality] = max(likeness.get(name.municipality, (0.0, "")), (score, name.text))
        ranked = sorted(likeness.items(), key=lambda pair: pair[1], reverse=True)
        if not ranked or ranked[0][1][0] < _LEAST_LIKENESS:
            return None
        best = ranked[0][1][0]
        codes = tuple(code for code, (score, _) in ranked if score > best - LEAST_LEAD)
        choices = " or ".join(self._written(likeness[code][1], code) for code in codes)
        return Answer(codes, f"{shown(text)} is taken for {choices}", near=True)

    def _written(self, name: str, code: str) -> str:
        return name if name == self._listed[code] else f"{name} ({self._listed[code]})"

    def _elsewhere(self, text: str, codes: list[str]) -> Answer | None:
        if not codes:
            return None
        other = self._others[codes[0]]
        if self._area_code in other.lies_in:
            where = f"which lies in area code {self._area_code} and does not answer there by the tables"
        else:
            where = f"which has another area code than {self._area_code}"
        why = f"{shown(text)} means {other.name}, {where}"
        return Answer((codes[0],), why, elsewhere=True)

    def _strange(self, text: str, names: list[Name]) -> Answer:
        where = f"of area code {self._area_code}" if self._area_code else "of the country"
        if not names:
            return Answer((), f"{shown(text)} is not among the names {where}")
        municipality = self._gazetteer.municipalities[names[0].municipality].name
        return Answer((), f"{shown(text)} means {municipality}, which is not among the candidates {where}")


def runs_of_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield every run of words, longest first, with the numbers of its first word and of the word behind it."""
    words = re.findall(r"[^\s,.!?;:]+", text)
    for size in range(min(MOST_WORDS_IN_NAME, len(words)), 0, -1):
        for start in range(len(words) - size + 1):
            yield start, start + size, " ".join(words[start : start + size])
