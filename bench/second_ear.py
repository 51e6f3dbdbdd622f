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

    kind: str
    ear: str
    seconds: float
    """From its last sound to the INVITE, or to the first sound of the question back."""
    second_ear_seconds: float | None
    """How long was waited for the second ear; None where it was not asked."""


KIND = {"accept": "doubtful: put through", "confirm": "doubtful: asked about", "reject": "doubtful: asked again"}
"""What an answer came to, by the verdict on it. Who is asked again was heard out for a second on purpose."""


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
                    events = stages[ear].daemon.events
                    before = len(await events.so_far("heard"))
                    seconds = await _said(replace(stages[ear], voices=voices), caller, words, voice)
                    heard = (await events.so_far("heard"))[before:]
                    if seconds is not None and heard:
                        kind = KIND[heard[0]["decision"]] if place >= len(CLEAR) else "clear"
                        found.append(Answered(kind, ear, seconds, heard[0].get("second_ear_seconds")))
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
        ("answer", "second ear", "calls", "median ms", "p95 ms", "of it the ear's", "beside off"),
    )
    for kind in ("clear", *KIND.values()):
        of = {ear: [one for one in found if (one.kind, one.ear) == (kind, ear)] for ear in (OFF, ON)}
        for ear, answers in of.items():
            if not answers:
                continue
            took = Sample(tuple(one.seconds for one in answers))
            waited = [one.second_ear_seconds for one in answers if one.second_ear_seconds is not None]
            beside = ratio(took.median, Sample(tuple(one.seconds for one in of[OFF])).median) if of[OFF] else ""
            of_it = f"{1000 * Sample(tuple(waited)).median:.0f}" if waited else ""
            shown.add_row(kind, ear, *took.cells(1000, 0), of_it, beside)
    return shown


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="v14-", dir="/tmp") as scratch:
        result = asyncio.run(measure(Path(scratch), int(sys.argv[1]) if sys.argv[1:] else ROUNDS))
    Console(highlight=False, width=None if sys.stdout.isatty() else 140).print(result)
