"""Who is found to speak on lines that are not quiet: nobody in sounds of `bench.speech.ambience`, people over them."""

from functools import cache
from pathlib import Path

import pytest

from bench.speech.clips import Clip
from bench.speech.endpoints import CLIPS, Found, heard_on_the_line, judged, starts_of_ours
from veertien.speech.line.wav import read_wav

RECORDINGS = sorted((Path(__file__).parent / "recordings/place_words").glob("*.wav"))

LINES = [
    ("white noise", -60.0),
    ("white noise", -50.0),
    ("white noise", -40.0),
    ("wavering noise", -60.0),
    ("wavering noise", -50.0),
    ("music", -56.0),
    ("music", -46.0),
    ("television", -56.0),
    ("television", -46.0),
    ("street", -56.0),
    ("street", -46.0),
]
"""Sounds and how loud they are, in dBov; people speak at -26."""


@cache
def found_in(kind: str, dbov: float) -> Found:
    clips = [
        Clip(path.stem, recording.pcm, recording.hertz, "") for path in RECORDINGS for recording in [read_wav(path)]
    ]
    alone = [starts_of_ours(heard_on_the_line(kind, dbov, number, None)) for number in range(CLIPS)]
    spoken = [starts_of_ours(heard_on_the_line(kind, dbov, number, clip)) for number, clip in enumerate(clips)]
    return judged(alone, spoken, clips)


@pytest.mark.parametrize(("kind", "dbov"), LINES)
def test_what_nobody_says_starts_hardly_anything(kind: str, dbov: float) -> None:
    assert found_in(kind, dbov).false_starts <= 1


@pytest.mark.parametrize(("kind", "dbov"), LINES)
def test_callers_are_found_soon_over_it(kind: str, dbov: float) -> None:
    found = found_in(kind, dbov)
    loud = dbov > -50
    assert found.found >= (0.85 if loud else 0.95) * found.callers
    assert found.late <= (0.35 if loud else 0.15)
