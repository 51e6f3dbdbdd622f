"""The calls that the demo places: who calls, what they do, and where they should arrive."""

from __future__ import annotations

from dataclasses import dataclass

from demo.voices import Voices
from veertien.testcall.placed_call import HangUp, HearOut, Press, Say, Step, Wait


@dataclass(frozen=True, slots=True)
class Speak:
    """The caller says these words."""

    words: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One call of the demo."""

    title: str
    number: str
    caller: str
    voice: str
    acts: tuple[Step | Speak, ...]
    arrives: str | None
    """The trunk endpoint it must reach; None where the caller gives up before."""
    asked: bool
    """Whether Veertien may answer the call and ask."""

    def steps(self, voices: Voices) -> tuple[Step, ...]:
        """Return the acts as steps, with the words spoken into files."""
        return tuple(
            Say(voices.speak(act.words, self.voice), act.words) if isinstance(act, Speak) else act for act in self.acts
        )


CLEAR_VOICE = "nl+f2"
"""Callers' voices are espeak-ng's, of which the recogniser's confidence was fitted on none; this one it hears well."""

DEMO = (
    Scenario("One candidate: no question", "14020", "0201234567", "nl+m3", (), "trunk-amsterdam", asked=False),
    Scenario(
        "Says the municipality",
        "140229",
        "0229123401",
        "nl+f2",
        (HearOut(), Speak("Medemblik")),
        "trunk-medemblik",
        asked=True,
    ),
    Scenario(
        "Says a village of it",
        "140229",
        "0229123402",
        "nl+m3",
        (HearOut(), Speak("Wognum")),
        "trunk-medemblik",
        asked=True,
    ),
    Scenario(
        "Keys only",
        "140229",
        "0229123403",
        "nl+m3",
        (HearOut(), Press("1"), HearOut(4.0), Press("1")),
        "trunk-hoorn",
        asked=True,
    ),
    Scenario("Says nothing at all", "140229", "0229123404", "nl+m3", (), "trunk-operator", asked=True),
    Scenario(
        "Hangs up in the question", "140229", "0229123405", "nl+m3", (HearOut(), Wait(0.5), HangUp()), None, asked=True
    ),
)
