"""What the question costs callers: from their last answer to the INVITE, from our answer to it; and the memory."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.table import Table

from bench.asked_calls import NUMBER, SPOKEN, TIMES, VOICES, Asked, Placed, Way, calls, outcome
from bench.cut_voices import CutVoices
from bench.figures import Sample, ratio, table
from bench.memory import footprints, memory_table
from demo.daemon_config import REPOSITORY
from demo.installation import find_or_fetch
from demo.play import play
from demo.scenarios import Scenario, Speak
from demo.stage import running_stage
from veertien.speech import Espeak

AT_ONCE = 3
CALL_SECONDS = 18.0
"""A call that is not over by then has not been understood: these callers never say a name twice."""
_SPOKEN_WAYS = (Way.NAME, Way.BARGE_IN, Way.CONFIRMED)
"""The ways that end in an INVITE after speech."""


async def measure(folder: Path) -> tuple[Table, ...]:
    """Place real calls, a few at once, and take the daemon's memory before and after."""
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    async with running_stage(installation, folder / "run", folder / "cache") as stage:
        before = footprints(stage)
        with Espeak() as espeak:
            voices = CutVoices(folder / "cache" / "voices", espeak)
            for placed in calls():
                placed.scenario.steps(voices)
        cut = replace(stage, voices=voices)
        turns = asyncio.Semaphore(AT_ONCE)

        async def place(placed: Placed) -> Asked:
            async with turns:
                try:
                    async with asyncio.timeout(CALL_SECONDS):
                        return outcome(placed.way, await play(cut, placed.scenario))
                except TimeoutError:
                    return Asked(placed.way, None)

        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(place(placed)) for placed in calls()]
        asked = [task.result() for task in tasks]
        lost = [placed.scenario for placed, one in zip(calls(), asked, strict=True) if one.after is None]
        recognising = [float(line["seconds"]) for line in await stage.daemon.events.so_far("heard")]
        after = footprints(stage)
    arrived = [one for one in asked if one.after is not None]
    return (
        _last_answer(asked, arrived, lost, recognising),
        _whole(arrived),
        memory_table(before, after, f"after {len(asked)} calls, {AT_ONCE} at once"),
    )


def _last_answer(
    asked: Sequence[Asked], arrived: Sequence[Asked], lost: Sequence[Scenario], recognising: Sequence[float]
) -> Table:
    names = len(VOICES) * len(SPOKEN) + TIMES
    shown = table(
        "The caller's last answer to INVITE out, question asked",
        f"{NUMBER}: {names} calls that say a name (espeak-ng, {len(VOICES)} voices, a-law over RTP), {TIMES} of them "
        f"over the prompt, {TIMES} that ask for a person and {TIMES} that press keys, {AT_ONCE} at once.\n"
        "From the last sound of the speech (the end of the key) to the INVITE as the trunk's Asterisk reports it over "
        "ARI,\nor to the question back as the caller's Asterisk notices it. The wait for the end of the speech is "
        "included; recognition falls within it.",
        ("answer", "calls", "median ms", "p95 ms", "beside keys"),
    )
    keys = [one.after for one in arrived if one.way is Way.KEYS and one.after is not None]
    beside = Sample(tuple(keys)).median if keys else None
    by_voice = [one.after for one in arrived if one.way in _SPOKEN_WAYS and one.after is not None]
    back = [one.back for one in arrived if one.back is not None]
    for called, values in (
        *((way.value, [one.after for one in arrived if one.way is way and one.after is not None]) for way in Way),
        ("last answer by voice, all", by_voice),
        ("a name, to the question back", back),
        ("recognition of one answer", list(recognising)),
    ):
        if called == Way.NO_QUESTION.value:
            continue
        if not values:
            shown.add_row(called, "0", "-", "-", "-")
            continue
        sample = Sample(tuple(values))
        shown.add_row(called, *sample.cells(1000, 0), ratio(sample.median, beside) if beside else "-")
    right = sum(one.way in _SPOKEN_WAYS for one in arrived)
    shown.add_row("names that arrived right", f"{right} of {names}", "", "", "")
    shown.add_row("all that arrived right", f"{len(arrived)} of {len(asked)}", "", "", "")
    for scenario in lost:
        said = ", ".join(step.words for step in scenario.acts if isinstance(step, Speak))
        shown.add_row(f"did not arrive: {scenario.title}, {scenario.voice}: {said}", "1", "", "", "")
    return shown


def _whole(arrived: Sequence[Asked]) -> Table:
    shown = table(
        "What the question costs: seconds from our answer to the INVITE",
        f"The same calls, and {TIMES} to a number with one candidate, which is put through before any answer. Callers "
        "let the prompt end\n(0.35 s of silence tells them) but for those who speak over it. Own speech is what the "
        "caller says, silence within it included;\nof keys, nothing is counted as the caller's own.",
        ("call", "calls", "median s", "p95 s", "own speech s", "without it s", "beside keys"),
    )
    keys = [one.whole for one in arrived if one.way is Way.KEYS]
    beside = Sample(tuple(keys)).median if keys else None
    for way in Way:
        gone = [one for one in arrived if one.way is way]
        if not gone:
            shown.add_row(way.value, "0", "-", "-", "-", "-", "-")
            continue
        whole = Sample(tuple(one.whole for one in gone))
        own = Sample(tuple(one.own for one in gone))
        without = Sample(tuple(one.whole - one.own for one in gone))
        shown.add_row(
            way.value,
            *whole.cells(1, 2),
            own.cells(1, 2)[1],
            without.cells(1, 2)[1],
            ratio(whole.median, beside) if beside else "-",
        )
    return shown
