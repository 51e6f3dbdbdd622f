"""`python -m bench.second_ear [ROUNDS]`: real calls with the second ear and without, by turns: what it costs callers.

Two of everything run, one with the real Whisper model. A caller speaks over the question; the next call is another one
there, and so on: one call at a time. Takes a quarter of an hour; apart from `make bench`, which has less.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.asked_calls import BARGE_IN_SECONDS, NUMBER
from bench.cut_voices import SILENCE_SECONDS, CutVoices
from bench.figures import Sample, ratio, table
from demo.daemon_config import REPOSITORY
from demo.installation import find_or_fetch
from demo.play import Played, play
from demo.scenarios import Scenario, Speak
from demo.stage import Stage, running_stage
from tools.carried import whisper_base
from veertien.speech import Espeak
from veertien.testcall.placed_call import HearOut, Wait

ROUNDS = 4
CLEAR = tuple((words, "nl+f2") for words in ("Medemblik", "Opmeer", "Drechterland", "Koggenland", "Wognum"))
"""What is said, and by which voice; PocketSphinx is sure of it."""
DOUBTFUL = (
    ("Hoorn", "nl+m1"),
    ("Hoorn", "nl+m3"),
    ("Hoorn", "nl+Hugo"),
    ("Drechterland", "tr"),
    ("Koggenland", "tr"),
)
"""PocketSphinx is in doubt about it."""
ON, OFF = "on", "off"
CALL_SECONDS = 25.0


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of an answer."""

    doubtful: bool
    ear: str
    seconds: float
    """From its last sound to the INVITE, or to the first sound of the question back."""


async def measure(folder: Path, rounds: int) -> Table:
    """Place the calls, and return the table."""
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    found: list[Answered] = []
    async with AsyncExitStack() as stack:
        stages: dict[str, Stage] = {}
        for ear, settings in ((OFF, ""), (ON, f"second_ear: {whisper_base()}\n")):
            stage = running_stage(installation, folder / ear, folder / "cache", settings=settings)
            stages[ear] = await stack.enter_async_context(stage)
        voices = CutVoices(folder / "cache" / "voices", stack.enter_context(Espeak()))
        for turn in range(rounds):
            for place, (words, voice) in enumerate((*CLEAR, *DOUBTFUL)):
                caller = f"0229{turn:02}{place:04}"
                for ear in (ON, OFF) if (turn + place) % 2 else (OFF, ON):
                    seconds = await _said(replace(stages[ear], voices=voices), caller, words, voice)
                    if seconds is not None:
                        found.append(Answered(place >= len(CLEAR), ear, seconds))
        came = Counter(str(line.get("second_ear")) for line in await stages[ON].daemon.events.so_far("heard"))
    return _shown(found, rounds, came)


async def _said(stage: Stage, caller: str, words: str, voice: str) -> float | None:
    """Call, say this over the question, and return how long it took until something came of it."""
    acts = (Wait(BARGE_IN_SECONDS), Speak(words), HearOut(2.0), Speak("ja"))
    scenario = Scenario("", NUMBER, caller, voice, acts, "", asked=True)
    try:
        async with asyncio.timeout(CALL_SECONDS):
            return _seconds(await play(stage, scenario))
    except TimeoutError:
        return None


def _seconds(played: Played) -> float | None:
    moments = played.call.moments
    ended = next((one.seconds - SILENCE_SECONDS for one in moments if one.what == "said all"), None)
    if ended is None:
        return None
    after = [one.seconds for one in moments if one.what in ("arrived", "hears speech") and one.seconds > ended]
    return min(after) - ended if after else None


def _shown(found: Sequence[Answered], rounds: int, came: Counter[str]) -> Table:
    shown = table(
        "With the second ear and without: the last sound of an answer to INVITE or question back",
        f"{NUMBER}: {len(CLEAR)} clear and {len(DOUBTFUL)} doubtful answers of espeak-ng over the question, each "
        f"{rounds} times, one call at a time, by turns.\n"
        f"What came of asking it: {', '.join(f'{what} {count}' for what, count in sorted(came.items()))}. "
        f"Load {os.getloadavg()[0]:.1f} at the end, {os.cpu_count()} cores.",
        ("answer", "second ear", "calls", "median ms", "p95 ms", "beside off"),
    )
    for doubtful in (False, True):
        of = {ear: [one.seconds for one in found if (one.doubtful, one.ear) == (doubtful, ear)] for ear in (OFF, ON)}
        for ear, seconds in of.items():
            if not seconds or not of[OFF]:
                continue
            beside = ratio(Sample(tuple(seconds)).median, Sample(tuple(of[OFF])).median)
            shown.add_row("doubtful" if doubtful else "clear", ear, *Sample(tuple(seconds)).cells(1000, 0), beside)
    return shown


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="v14-", dir="/tmp") as scratch:
        result = asyncio.run(measure(Path(scratch), int(sys.argv[1]) if sys.argv[1:] else ROUNDS))
    Console(highlight=False, width=None if sys.stdout.isatty() else 140).print(result)
