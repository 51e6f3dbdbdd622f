"""What recognition costs: seconds of one core, and the memory of a recogniser process with everything loaded."""

from __future__ import annotations

import math
import pickle
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.figures import Sample, table
from bench.processes import Memory
from bench.speech.clips import Pcm
from bench.speech.crew import Crew
from bench.speech.engines import BASELINE, Engine
from bench.speech.groups import Group, area_groups, country_specs
from bench.speech.line import over_the_line, sent
from bench.speech.questions import Question
from bench.speech.report import Bench, Section, beside, shown
from veertien.conversation import Expect
from veertien.frames import HERTZ
from veertien.speech import GrammarSpec

UTTERANCE_SECONDS = 1.0
GROUPS = 4
NAMES = 10
ROUNDS = 3
"""Each utterance is decoded once to load what it needs, and then so often with the clock running."""
QUICK_NAMES = 3


@dataclass(frozen=True, slots=True)
class _Took:
    """CPU and wall seconds of one decode, the audio's own seconds."""

    cpu: float
    wall: float
    audio: float


def cost(bench: Bench) -> Section:
    """Time and memory, with nothing else of this benchmark running."""
    figures: dict[str, dict[str, Any]] = {}
    found = table(
        "Cost of a decode",
        f"Names of {GROUPS} area codes, small and large, by judging voices, cut or padded to "
        f"{UTTERANCE_SECONDS:.0f} s; {ROUNDS} rounds after a first.\n"
        "CPU time of the one thread that decodes; guesses with their confidence.",
        ("names in the grammar", "engine", "decodes", "CPU ms, median", "p95", "CPU s a second", "beside baseline"),
    )
    groups = sorted(area_groups(), key=lambda group: len(group.phrases))
    chosen = [groups[len(groups) * number // GROUPS] for number in range(1, GROUPS)] + [groups[-1]]
    asked = {group: _utterances(bench, group) for group in chosen}
    with Crew(1) as alone:
        one = replace(bench, crew=alone)
        for group, questions in asked.items():
            taken = {
                engine.name: [took for each in one.each(engine, _timed, questions, "cost") for took in each]
                for engine in bench.engines
            }
            base = Sample(tuple(took.cpu for took in taken[BASELINE])).median if BASELINE in taken else math.nan
            for name, tooks in taken.items():
                cpu = Sample(tuple(took.cpu for took in tooks))
                rate = Sample(tuple(took.cpu / took.audio for took in tooks)).median
                found.add_row(
                    f"{len(group.phrases)} ({group.area_code})",
                    name,
                    *cpu.cells(1000),
                    shown(rate, 3),
                    beside(cpu.median, base),
                )
                figures.setdefault(name, {})[group.area_code] = {
                    "names": len(group.phrases),
                    "cpu_ms_median": cpu.median * 1000,
                    "cpu_ms_p95": cpu.p95 * 1000,
                    "cpu_seconds_a_second": rate,
                }
    kept = table(
        "Memory",
        "MiB of a process with one recogniser that has heard an utterance in each shared area code (every municipality "
        "connected, grammars for a name and for a confirmation)\nand under the national number. Private is what one "
        "process more would cost.",
        ("engine", "resident", "private", "grammars", "seconds to load"),
    )
    specs = _every_spec(bench)
    for engine in bench.engines:
        began = time.monotonic()
        memory = _footprint(pickle.dumps((engine, specs)))
        seconds = time.monotonic() - began
        kept.add_row(engine.name, shown(memory.resident, 0), shown(memory.private, 0), str(len(specs)), shown(seconds))
        figures[engine.name]["memory_mib"] = {"resident": memory.resident, "private": memory.private}
    return Section((found, kept), figures)


def _utterances(bench: Bench, group: Group) -> list[Question]:
    spec = group.specs()[Expect.CHOICE]
    names = (*group.own, *group.other)[: QUICK_NAMES if bench.quick else NAMES]
    return [
        Question(sent(_one_second(over_the_line(bench.callers.speak(phrase.text, number)))), spec, phrase.key)
        for number, phrase in enumerate(names)
    ]


def _one_second(pcm: Pcm) -> Pcm:
    count = round(UTTERANCE_SECONDS * HERTZ)
    return np.pad(pcm[:count], (0, max(0, count - len(pcm))))


def _timed(engine: Engine, question: Question) -> list[_Took]:
    engine.recognise(question.pcm, HERTZ, question.spec)
    took = []
    for _ in range(ROUNDS):
        began, worked = time.perf_counter(), time.thread_time()
        heard = engine.recognise(question.pcm, HERTZ, question.spec)
        took.append(_Took(time.thread_time() - worked, time.perf_counter() - began, heard.audio_seconds))
    return took


def _every_spec(bench: Bench) -> tuple[GrammarSpec, ...]:
    groups = area_groups()[:: 10 if bench.quick else 1]
    return (*(spec for group in groups for spec in group.specs().values()), *country_specs())


def _footprint(work: bytes) -> Memory:
    # A process of its own, started from scratch: nothing of this benchmark is in it.
    done = subprocess.run(
        [sys.executable, "-m", "bench.speech.footprint"], input=work, stdout=subprocess.PIPE, check=True
    )
    resident, private = map(float, done.stdout.split())
    return Memory(resident, private)
