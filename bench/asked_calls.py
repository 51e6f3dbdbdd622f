"""Calls to a shared area code in every way a caller gets through it, and what each took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bench.cut_voices import SILENCE_SECONDS
from demo.play import Played
from demo.scenarios import Scenario, Speak
from veertien.testcall.placed_call import HearOut, Moment, Press, Step, Wait

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
TIMES = 4
"""How often each of the ways without a name is gone."""
YES = "ja"
BARGE_IN_SECONDS = 0.4
"""Seconds after the answer at which an impatient caller speaks: the prompt has begun."""
KEY_SECONDS = 0.12
"""A pressed key sounds so long, in seconds (`placed_call.Press`)."""


class Way(StrEnum):
    """How a caller gets through; the values are what tables call them."""

    NO_QUESTION = "no question"
    NAME = "a name, taken at once"
    BARGE_IN = "a name over the prompt"
    CONFIRMED = 'a name, then "ja"'
    KEYS = "a key in the list"
    PERSON = "asks for a person"


@dataclass(frozen=True, slots=True)
class Asked:
    """How a call came out, in seconds."""

    way: Way
    after: float | None
    """From the caller's last answer to the INVITE; None for a call that arrived wrong or never."""
    whole: float = 0.0
    """From our answer to the INVITE; 0 where it comes before any answer."""
    own: float = 0.0
    """Of those, the caller's own speech."""
    back: float | None = None
    """From a name to the first sound of the question whether that was meant; None where it was not asked."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A call to place, and the way it is meant to go: a name may turn out to be asked about."""

    way: Way
    scenario: Scenario


def calls() -> tuple[Placed, ...]:
    """Return every call, each from a caller of its own."""
    # Where the name is asked back the caller confirms it; where it is not, the municipality hears the "ja".
    confirming: tuple[Step | Speak, ...] = (HearOut(6.0), Speak(YES))
    named: list[tuple[Way, str, tuple[Step | Speak, ...], str]] = [
        (Way.NAME, voice, (HearOut(), Speak(words), *confirming), endpoint)
        for voice in VOICES
        for words, endpoint in SPOKEN
    ]
    hurried = [
        (Way.BARGE_IN, voice, (Wait(BARGE_IN_SECONDS), Speak(words), *confirming), endpoint)
        for voice, (words, endpoint) in [(VOICES[turn % len(VOICES)], SPOKEN[turn]) for turn in range(TIMES)]
    ]
    keyed: tuple[Step | Speak, ...] = (HearOut(), Press("1"), HearOut(4.0), Press("1"))
    person: tuple[Step | Speak, ...] = (HearOut(), Speak("medewerker"))
    others = [(Way.KEYS, VOICES[0], keyed, "trunk-hoorn"), (Way.PERSON, VOICES[0], person, "trunk-operator")]
    asked = [*named, *hurried, *(other for other in others for _ in range(TIMES))]
    return (
        *(
            Placed(way, Scenario(way.value, NUMBER, f"02291240{place:02}", voice, acts, endpoint, asked=True))
            for place, (way, voice, acts, endpoint) in enumerate(asked)
        ),
        *(
            Placed(
                Way.NO_QUESTION,
                Scenario("no question", "14020", f"02012500{turn:02}", VOICES[0], (), "trunk-amsterdam", asked=False),
            )
            for turn in range(TIMES)
        ),
    )


def outcome(way: Way, played: Played) -> Asked:
    """Return what a call that was meant to go this way took."""
    if played.fault is not None or played.arrival is None:
        return Asked(way, None)
    arrived = played.arrival.at - played.call.began
    before = [moment for moment in played.call.moments if moment.seconds < arrived]
    answered = next((moment.seconds for moment in before if moment.what == "answered"), arrived)
    whole = arrived - answered
    if way is Way.NO_QUESTION:
        return Asked(way, arrived, whole)
    if way is Way.KEYS:
        pressed = [moment.seconds + KEY_SECONDS for moment in before if moment.what == "pressed"]
        return Asked(way, arrived - pressed[-1], whole)
    spoken = _spoken(played.call.moments, arrived)
    (_, first, _), (_, last, words) = spoken[0], spoken[-1]
    own = sum(end - start for start, end, _ in spoken)
    if words != YES:
        return Asked(way, arrived - last, whole, own)
    back = [moment.seconds for moment in before if moment.what == "hears speech" and moment.seconds > first]
    return Asked(Way.CONFIRMED, arrived - last, whole, own, back[0] - first if back else None)


def _spoken(moments: Sequence[Moment], arrived: float) -> list[tuple[float, float, str]]:
    """Return when the caller's utterances before the arrival began and ended, with their words."""
    begun = [moment for moment in moments if moment.what == "said"]
    ended = [moment for moment in moments if moment.what == "said all"]
    spans = [
        (start.seconds, end.seconds - SILENCE_SECONDS, start.detail) for start, end in zip(begun, ended, strict=False)
    ]
    return [span for span in spans if span[1] < arrived]
