"""Names among all of the country's: under the national number, and where callers dialled another area code."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bench.figures import table
from bench.speech.engines import Engine, ShippedEngine, TwoEarsEngine
from bench.speech.groups import Group, area_groups
from bench.speech.line import over_the_line, sent
from bench.speech.questions import SEED
from bench.speech.report import Bench, Section, percent, shown
from demo.daemon_config import TABLES
from veertien import gazetteer
from veertien.config import load_tables
from veertien.conversation import Expect, Heard, Listen, Policy
from veertien.conversation.answers import read_name
from veertien.conversation.transitions import Meaning
from veertien.frames import HERTZ
from veertien.gazetteer import NameKind, normalise
from veertien.inquiry import inquiry_of
from veertien.inquiry.understanding import InAreaCode, InCountry
from veertien.speech import GrammarSpec, Recognition

NAMES, QUICK_NAMES = 100, 20
"""Utterances of each kind."""
OUTCOMES = ("taken", "taken, wrong", "asked about first", "asked about second", "asked about, wrong", "not understood")


@dataclass(frozen=True, slots=True)
class _Said:
    """An utterance, what understands it, and what it means."""

    pcm: bytes
    understands: InAreaCode | InCountry
    key: str
    elsewhere: frozenset[str] = frozenset()
    """The keys of other area codes there."""


def country(bench: Bench) -> Section:
    """Count what becomes of answers, by what was said where."""
    found = table(
        "The whole country",
        "Percent of synthetic answers by what the conversation makes of them. Nobody of another area code is taken "
        "unasked: 'asked about' is the question whether they are wanted.\n"
        "In area codes every municipality is connected.",
        ("said", "engine", "answers", *OUTCOMES, "offered elsewhere, wrong"),
    )
    figures: dict[str, dict[str, Any]] = {}
    for what, said in _kinds(bench).items():
        for engine in bench.engines:
            outcomes = Counter(itertools.chain.from_iterable(bench.each(engine, _outcomes, said, what)))
            shares = {
                outcome: percent(outcomes[outcome], len(said)) for outcome in (*OUTCOMES, "offered elsewhere, wrong")
            }
            found.add_row(what, engine.name, str(len(said)), *map(shown, shares.values()))
            figures.setdefault(engine.name, {})[what] = {"answers": len(said), **shares}
    return Section((found,), figures)


def _outcomes(engine: Engine, said: _Said) -> list[str]:
    # A second ear is asked once, after all searches.
    searching = ShippedEngine(engine.recogniser) if isinstance(engine, TwoEarsEngine) else engine

    async def search(spec: GrammarSpec, _: Mapping[str, float]) -> Recognition:
        return searching.recognise(said.pcm, HERTZ, spec)

    heard = asyncio.run(said.understands.understand(search, Listen(Expect.CHOICE)))
    if isinstance(engine, TwoEarsEngine):
        heard = engine.settle(heard)
    guesses = heard.guesses
    reading = read_name(Heard(guesses, heard.alike), {guess.key for guess in guesses}, Policy())
    asked = (reading.choice, *reading.choices)[:2]
    elsewhere = reading.choice in said.elsewhere
    wrongly = ["offered elsewhere, wrong"] if elsewhere and reading.choice != said.key else []
    if reading.meaning is Meaning.NAMED and not elsewhere:
        return [*wrongly, "taken" if reading.choice == said.key else "taken, wrong"]
    if reading.meaning not in (Meaning.NAMED, Meaning.DOUBTED, Meaning.BETWEEN):
        return [*wrongly, "not understood"]
    place = asked.index(said.key) if said.key in asked else 2
    return [*wrongly, ("asked about first", "asked about second", "asked about, wrong")[place]]


def _kinds(bench: Bench) -> Mapping[str, Sequence[_Said]]:
    draw = random.Random(SEED)  # noqa: S311 - a draw that can be repeated
    count = QUICK_NAMES if bench.quick else NAMES
    names = gazetteer.load()
    nationally = inquiry_of(load_tables(TABLES, names), None, Policy())
    turn = itertools.count()

    def says(name: str) -> bytes:
        return sent(over_the_line(bench.callers.speak(name, next(turn))))

    under = nationally.understanding()
    own = [(town.spoken_name, code) for code, town in names.municipalities.items()]
    known = [name for code in names.municipalities for name in names.names_of(code)]
    times = Counter(text for text, _ in {(normalise(name.text), name.municipality) for name in known})
    places = [
        (name.text, name.municipality)
        for name in known
        if name.kind is NameKind.PLACE and times[normalise(name.text)] == 1
    ]
    kinds: dict[str, list[_Said]] = {
        "national: own names": [_Said(says(name), under, key) for name, key in draw.sample(own, count)],
        "national: places": [_Said(says(name), under, key) for name, key in draw.sample(places, count)],
    }
    here: dict[str, list[_Said]] = {"area code: own names": [], "area code: places": [], "area code: others": []}
    groups = area_groups()
    for group in itertools.islice(_forever(groups, draw), count):
        local = {choice.key for choice in group.choices}
        elsewhere = frozenset(names.municipalities.keys() - local)
        base = _Said(b"", InAreaCode(group.specs(), nationally.grammars[Expect.CHOICE], Policy()), "", elsewhere)
        other = names.municipalities[draw.choice(sorted(elsewhere))]
        said = {
            "area code: own names": draw.choice(group.own),
            "area code: places": draw.choice(group.other or group.own),
        }
        for what, phrase in said.items():
            here[what].append(replace(base, pcm=says(phrase.text), key=phrase.key))
        here["area code: others"].append(replace(base, pcm=says(other.spoken_name), key=other.code))
    return kinds | here


def _forever(groups: Sequence[Group], draw: random.Random) -> Iterator[Group]:
    while True:
        yield from draw.sample(groups, len(groups))
