"""End of speech to INVITE out for callers who are asked, beside callers who press a key; and the memory it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
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
from veertien.speech import Espeak
from veertien.speech.wav import Recording, encode_wav, read_wav

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
#: Silence behind the last sound of what a caller says: longer than the endpointer ever waits.
SILENCE_SECONDS = 1.5
_WAYS = {
    "name": "a name, taken at once",
    "confirmed": 'a name, then "ja"',
    "asked": "a name, to the question back",
    "key": "a key in the list",
}
#: The ways that end in an INVITE after speech.
_SPOKEN_WAYS = ("name", "confirmed")
_FRAME_SECONDS = 0.01
#: What lies further below the loudest 10 ms of a file is not speech, in dB.
_SPEECH_RANGE_DB = 30.0


class _CutVoices(Voices):
    """Voices whose files end with so much silence, as a telephone goes on sending when its caller has spoken."""

    def speak(self, text: str, voice: str) -> Path:
        """Return the file in which `voice` says `text`."""
        whole = super().speak(text, voice)
        cut = whole.with_stem(f"{whole.stem}-cut")
        if not cut.exists():
            recording = read_wav(whole)
            silence = np.zeros(round(SILENCE_SECONDS * recording.hertz), np.int16)
            spoken = recording.pcm[: _speech_end(recording)]
            cut.write_bytes(encode_wav(np.concatenate([spoken, silence]), recording.hertz))
        return cut


@dataclass(frozen=True, slots=True)
class _Answer:
    """How a call came out: seconds from the caller's last answer to the INVITE, None for one that arrived wrong.

    `asked_seconds`: from a name to the first sound of the question whether that was meant, for one who was asked.
    """

    way: str
    seconds: float | None
    asked_seconds: float | None = None


async def measure(folder: Path) -> tuple[Table, ...]:
    """Place real calls, a few at once, and take the daemon's memory before and after."""
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    async with running_stage(installation, folder / "run", folder / "cache") as stage:
        before = footprints(stage)
        with Espeak() as espeak:
            voices = _CutVoices(folder / "cache" / "voices", espeak)
            for scenario in _scenarios():
                scenario.steps(voices)
        cut = replace(stage, voices=voices)
        turns = asyncio.Semaphore(AT_ONCE)

        async def place(scenario: Scenario) -> _Answer:
            async with turns:
                try:
                    async with asyncio.timeout(CALL_SECONDS):
                        return _answer(await play(cut, scenario))
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


def _answer(played: Played) -> _Answer:
    """Find the caller's last answer before the call arrived."""
    way = _way(played.scenario)
    if played.fault is not None or played.arrival is None:
        return _Answer(way, None)
    arrived = played.arrival.at - played.call.began
    moments = played.call.moments
    if way == "key":
        pressed = [at.seconds + KEY_SECONDS for at in moments if at.what == "pressed" and at.seconds < arrived]
        return _Answer(way, arrived - pressed[-1])
    spoken = [(at.seconds - SILENCE_SECONDS, at.detail) for at in moments if at.what == "said all"]
    first, (last, words) = spoken[0][0], [one for one in spoken if one[0] < arrived][-1]
    if words != YES:
        return _Answer(way, arrived - last)
    back = [at.seconds for at in moments if at.what == "hears speech" and at.seconds > first]
    return _Answer("confirmed", arrived - last, back[0] - first if back else None)


def _way(scenario: Scenario) -> str:
    return "key" if any(isinstance(act, Press) for act in scenario.acts) else "name"


def _speech_end(recording: Recording) -> int:
    """Return the number of samples up to the end of the last sound."""
    frame = round(recording.hertz * _FRAME_SECONDS)
    count = len(recording.pcm) // frame
    energy = (recording.pcm[: count * frame].astype(np.float64).reshape(count, frame) ** 2).mean(axis=1)
    last = int(np.flatnonzero(energy > energy.max() / 10 ** (_SPEECH_RANGE_DB / 10))[-1])
    return (last + 1) * frame


def _shown(answers: Sequence[_Answer], recognising: Sequence[float]) -> Table:
    names = len(VOICES) * len(SPOKEN)
    shown = table(
        "The caller's last answer to INVITE out, question asked",
        f"{NUMBER}: {names} calls that say a name (espeak-ng, {len(VOICES)} voices, a-law over RTP) and {KEYED} that "
        f"press keys, {AT_ONCE} at once.\nFrom the last sound of the speech (the end of the key) to the INVITE as the "
        "trunk's Asterisk reports it over ARI,\nor to the question back as the caller's Asterisk notices it. The wait "
        "for the end of the speech is included; recognition falls within it.",
        ("answer", "calls", "median ms", "p95 ms", "beside keys"),
    )
    arrived = {way: [a.seconds for a in answers if a.way == way and a.seconds is not None] for way in _WAYS}
    arrived["asked"] = [a.asked_seconds for a in answers if a.asked_seconds is not None]
    keys = Sample(tuple(arrived["key"])) if arrived["key"] else None
    for way, called in _WAYS.items():
        if not arrived[way]:
            shown.add_row(called, "0", "-", "-", "-")
            continue
        sample = Sample(tuple(arrived[way]))
        shown.add_row(called, *sample.cells(1000, 0), ratio(sample.median, keys.median) if keys else "-")
    spoken = [seconds for way in _SPOKEN_WAYS for seconds in arrived[way]]
    if spoken:
        shown.add_row("last answer by voice, all", *Sample(tuple(spoken)).cells(1000, 0), "")
    if recognising:
        shown.add_row("recognition of one answer", *Sample(tuple(recognising)).cells(1000, 0), "")
    right = sum(a.seconds is not None for a in answers if a.way != "key")
    shown.add_row("names that arrived right", f"{right} of {names}", "", "", "")
    shown.add_row("keys that arrived right", f"{len(arrived['key'])} of {KEYED}", "", "", "")
    return shown
