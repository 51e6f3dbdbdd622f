"""End of speech to INVITE out for callers who are asked, beside callers who press a key; and the memory it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rich.table import Table

from bench.daemon_log import log_lines
from bench.figures import Sample, ratio, table
from bench.memory import footprints, memory_table
from demo.daemon_config import REPOSITORY
from demo.installation import find_or_fetch
from demo.play import Played, play
from demo.scenarios import Scenario, Speak
from demo.stage import running_stage
from demo.voices import Voices
from veertien.asterisk.placed_call import Listen, Press
from veertien.speech.wav import read_wav

AT_ONCE = 3
NUMBER = "140229"
VOICES = ("nl+f2", "nl+m3")
SPOKEN = (
    ("Hoorn", "trunk-hoorn"),
    ("Medemblik", "trunk-medemblik"),
    ("Drechterland", "trunk-drechterland"),
    ("Opmeer", "trunk-opmeer"),
    ("Koggenland", "trunk-koggenland"),
    ("Wognum", "trunk-medemblik"),
)
KEYED = 4
#: A call that is not over by then has not been understood: these callers never say a name twice.
CALL_SECONDS = 18.0
YES = "ja"
#: A pressed key sounds so long, in seconds (`placed_call.Press`).
KEY_SECONDS = 0.12
_WAYS = {"name": "a name, taken at once", "confirmed": 'a name, then "ja"', "key": "a key in the list"}
_FRAME_SECONDS = 0.01
#: What lies further below the loudest 10 ms of a file is not speech, in dB.
_SPEECH_RANGE_DB = 30.0


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a call came out: seconds from the caller's last answer to the INVITE, None for one that arrived wrong."""

    way: str
    seconds: float | None


async def measure(folder: Path) -> tuple[Table, ...]:
    """Place real calls, a few at once, and take the daemon's memory before and after."""
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    async with running_stage(installation, folder / "run", folder / "cache") as stage:
        before = footprints(stage)
        turns = asyncio.Semaphore(AT_ONCE)

        async def place(scenario: Scenario) -> _Answer:
            async with turns:
                try:
                    async with asyncio.timeout(CALL_SECONDS):
                        return _answer(await play(stage, scenario), stage.voices)
                except TimeoutError:
                    return _Answer(_way(scenario), None)

        async with asyncio.TaskGroup() as group:
            calls = [group.create_task(place(scenario)) for scenario in _scenarios()]
        answers = [call.result() for call in calls]
        recognising = [float(line["seconds"]) for line in log_lines(stage.daemon.log, "heard")]
        after = footprints(stage)
    return _shown(answers, recognising), memory_table(before, after, f"after {len(answers)} calls, {AT_ONCE} at once")


def _scenarios() -> tuple[Scenario, ...]:
    said = [
        Scenario(
            f"says {words}",
            NUMBER,
            f"02291240{place:02}",
            voice,
            # Where the name is asked back the caller confirms it; where it is not, the municipality hears the "ja".
            (Listen(), Speak(words), Listen(6.0), Speak(YES)),
            endpoint,
            asked=True,
        )
        for place, (voice, (words, endpoint)) in enumerate((voice, spoken) for voice in VOICES for spoken in SPOKEN)
    ]
    keyed = [
        Scenario(
            "presses keys",
            NUMBER,
            f"02291250{place:02}",
            VOICES[0],
            (Listen(), Press("1"), Listen(4.0), Press("1")),
            "trunk-hoorn",
            asked=True,
        )
        for place in range(KEYED)
    ]
    return (*said, *keyed)


def _answer(played: Played, voices: Voices) -> _Answer:
    """Find the caller's last answer before the call arrived."""
    way = _way(played.scenario)
    if played.fault is not None or played.arrival is None:
        return _Answer(way, None)
    arrived = played.arrival.at - played.call.began
    done = "pressed" if way == "key" else "said all"
    given = [moment for moment in played.call.moments if moment.what == done and moment.seconds < arrived]
    if not given:
        return _Answer(way, None)
    last = given[-1]
    if way == "key":
        return _Answer(way, arrived - last.seconds - KEY_SECONDS)
    silence = _silence_after(voices.speak(last.detail, played.scenario.voice))
    return _Answer("confirmed" if last.detail == YES else way, arrived - last.seconds + silence)


def _way(scenario: Scenario) -> str:
    return "key" if any(isinstance(act, Press) for act in scenario.acts) else "name"


def _silence_after(path: Path) -> float:
    """Return the seconds behind the last sound of a WAV file."""
    recording = read_wav(path)
    frame = round(recording.hertz * _FRAME_SECONDS)
    count = len(recording.pcm) // frame
    energy = (recording.pcm[: count * frame].astype(np.float64).reshape(count, frame) ** 2).mean(axis=1)
    last = int(np.flatnonzero(energy > energy.max() / 10 ** (_SPEECH_RANGE_DB / 10))[-1])
    return (len(recording.pcm) - (last + 1) * frame) / recording.hertz


def _shown(answers: Sequence[_Answer], recognising: Sequence[float]) -> Table:
    names = len(VOICES) * len(SPOKEN)
    shown = table(
        "The caller's last answer to INVITE out, question asked",
        f"{NUMBER}: {names} calls that say a name (espeak-ng, {len(VOICES)} voices, a-law over RTP) and {KEYED} that "
        f"press keys, {AT_ONCE} at once.\nFrom the last sound of the speech (the end of the key) to the INVITE as the "
        "trunk's Asterisk reports it over ARI.\nIn speech the endpointer's wait for silence is included; "
        "recognition is a part of it, by the daemon's log.",
        ("answer", "calls", "median ms", "p95 ms", "beside keys"),
    )
    arrived = {way: [a.seconds for a in answers if a.way == way and a.seconds is not None] for way in _WAYS}
    keys = Sample(tuple(arrived["key"])) if arrived["key"] else None
    for way, called in _WAYS.items():
        if not arrived[way]:
            shown.add_row(called, "0", "-", "-", "-")
            continue
        sample = Sample(tuple(arrived[way]))
        shown.add_row(called, *sample.cells(1000, 0), ratio(sample.median, keys.median) if keys else "-")
    if recognising:
        shown.add_row("recognition of one answer", *Sample(tuple(recognising)).cells(1000, 0), "")
    right = sum(a.seconds is not None for a in answers if a.way != "key")
    shown.add_row("names that arrived right", f"{right} of {names}", "", "", "")
    shown.add_row("keys that arrived right", f"{len(arrived['key'])} of {KEYED}", "", "", "")
    return shown
