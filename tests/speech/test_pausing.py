"""Callers who pause, heard as in a call: endpointer, recogniser and patience together, on what they say.

Where the figures in docs/audio-figures.md come from: `pytest -s tests/speech/test_pausing.py` prints them.
"""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from veertien.conversation import NO, YES, Policy
from veertien.frames import FRAME_BYTES
from veertien.speech.grammar.spec import GrammarSpec
from veertien.speech.line.endpointing import Endpointer, Paused, SpeechWentOn, Utterance
from veertien.speech.recognition.end_of_speech import CLEAR_SECONDS, end_of_speech_timeout
from veertien.speech.recognition.recogniser import Recogniser, Recognition

Pcm = NDArray[np.int16]
Caller = Callable[..., Pcm]
Say = Callable[..., Pcm]

POLICY = Policy()
VOICES = ("nl+f2", "nl+m3", "nl+m7", "nl+max", "nl+Annie", "nl+david")
CORRECTED = (("Hoorn", "Medemblik", "GM0420"), ("Opmeer", "Koggenland", "GM1598"), ("Koggenland", "Hoorn", "GM0405"))
NAMES = {"Medemblik": "GM0420", "Hoorn": "GM0405", "Opmeer": "GM0432", "Koggenland": "GM1598", "Drechterland": "GM0498"}
DECODE_FRAMES = 5
"""How long after a pause the recogniser's answer is known: 0.1 s, about what it takes on an ordinary machine."""


@pytest.fixture(scope="module")
def say(caller: Caller) -> Say:
    """Words and pauses in seconds, by one voice, on a line with a little noise."""

    def line(voice: str, *parts: str | float) -> Pcm:
        sounds = [_spoken(caller(part, voice)) if isinstance(part, str) else _silence(part) for part in parts]
        whole = np.concatenate([_silence(1.0), *sounds, _silence(1.6)])
        return (whole + np.random.default_rng(1).normal(0, 15, len(whole))).astype(np.int16)

    return line


def _silence(seconds: float) -> Pcm:
    return np.zeros(round(seconds * 8000), np.int16)


def _spoken(pcm: Pcm) -> Pcm:
    frames = pcm[: len(pcm) // 80 * 80].astype(np.float64).reshape(-1, 80)
    power = (frames**2).mean(axis=1)
    loud = np.flatnonzero(power > power.max() / 1000)
    return pcm[loud[0] * 80 : (loud[-1] + 1) * 80]


def first_answer(recogniser: Recogniser, pcm: Pcm, spec: GrammarSpec, *, early: bool = True) -> Recognition:
    """What the conversation hears first; not `early`: after 0.6 s of silence, whatever was said."""
    endpointer = Endpointer()
    sent = pcm.astype("<i2").tobytes()
    understood: Recognition | None = None
    known = -1
    for number, at in enumerate(range(0, len(sent) - FRAME_BYTES + 1, FRAME_BYTES)):
        event = endpointer.feed(sent[at : at + FRAME_BYTES])
        if isinstance(event, Paused) and early:
            understood, known = recogniser.recognise(event.pcm, 8000, spec), number + DECODE_FRAMES
        elif isinstance(event, SpeechWentOn):
            understood, known = None, -1
        elif isinstance(event, Utterance):
            return understood or recogniser.recognise(event.pcm, 8000, spec)
        if number == known and understood is not None:
            endpointer.end_after(end_of_speech_timeout(understood, POLICY.confirm))
    raise AssertionError("the caller has not been heard to finish")


def outcome(heard: Recognition, key: str) -> str:
    best = heard.guesses[0] if heard.guesses else None
    if best is None or best.confidence < POLICY.confirm:
        return "not understood"
    return (
        f"{'taken' if best.confidence >= POLICY.accept else 'asked about'}, {'right' if best.key == key else 'wrong'}"
    )


def test_at_the_pause_the_same_is_understood_as_after_the_whole_silence(
    recogniser: Recogniser, say: Say, names_0229: GrammarSpec
) -> None:
    same = 0
    for name in NAMES:
        for voice in VOICES:
            pcm = say(voice, name)
            soon, late = (first_answer(recogniser, pcm, names_0229, early=early) for early in (True, False))
            assert soon.guesses[0].key == late.guesses[0].key, (name, voice)
            same += abs(soon.guesses[0].confidence - late.guesses[0].confidence) < 0.1
    print(f"\nas sure at the pause as after the whole silence: {same} of {len(NAMES) * len(VOICES)}")
    assert same >= 0.9 * len(NAMES) * len(VOICES)


def test_most_bare_names_are_clear(recogniser: Recogniser, say: Say, names_0229: GrammarSpec) -> None:
    waits = [
        end_of_speech_timeout(first_answer(recogniser, say(voice, name), names_0229), POLICY.confirm)
        for name in NAMES
        for voice in VOICES
    ]
    print(f"\nsilence after a bare name, s: {dict(sorted(Counter(waits).items()))}")
    assert sum(wait <= CLEAR_SECONDS for wait in waits) >= 0.7 * len(waits)


@pytest.mark.parametrize("pause", [0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5])
def test_corrections_with_a_pause_before_the_no(
    recogniser: Recogniser, say: Say, names_0229: GrammarSpec, pause: float
) -> None:
    """A caller who hardly pauses is not cut off; longer pauses are counted, not promised."""
    found: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for early, counts in found.items():
        for voice in VOICES:
            for first, then, key in CORRECTED:
                pcm = say(voice, first, pause, "nee", 0.12, then)
                counts[outcome(first_answer(recogniser, pcm, names_0229, early=early), key)] += 1
    print(f"\npause {pause} s, soon: {dict(found[True])}; after 0.6 s: {dict(found[False])}")
    if pause <= 0.15:
        assert found[True]["taken, wrong"] <= found[False]["taken, wrong"] + 1


@pytest.mark.parametrize("words", ["uh", "de gemeente", "ik wil graag naar", "even kijken"])
def test_who_has_not_come_to_a_name_is_hardly_ever_put_through(
    recogniser: Recogniser, say: Say, names_0229: GrammarSpec, words: str
) -> None:
    found = Counter(
        outcome(first_answer(recogniser, say(voice, words, 0.7, "Medemblik"), names_0229), "GM0420") for voice in VOICES
    )
    print(f"\n{words} … Medemblik: {dict(found)}")
    assert found["taken, wrong"] <= 1


@pytest.mark.parametrize("words", ["uh", "eh", "ik wil graag naar", "even kijken"])
def test_who_comes_to_a_name_after_a_pause_is_understood_as_well_as_who_says_it_alone(
    recogniser: Recogniser, say: Say, names_0229: GrammarSpec, words: str
) -> None:
    found = Counter(
        outcome(recogniser.recognise(say(voice, words, 0.6, name).astype("<i2").tobytes(), 8000, names_0229), key)
        for voice in VOICES
        for name, key in NAMES.items()
    )
    print(f"\n{words} … name: {dict(found)}")
    assert found["taken, right"] >= 0.65 * found.total()
    assert found["not understood"] <= 0.2 * found.total()


def test_who_names_two_with_a_pause_between_is_asked_which(
    recogniser: Recogniser, say: Say, names_0229: GrammarSpec
) -> None:
    found = Counter(
        outcome(recogniser.recognise(say(voice, *parts).astype("<i2").tobytes(), 8000, names_0229), "GM0420")
        for voice in VOICES
        for parts in (
            ("Hoorn", 0.4, "of Medemblik"),
            ("Hoorn", 0.4, "of anders", 0.1, "Opmeer"),
            ("Medemblik", 0.4, "niet Hoorn"),
        )
    )
    print(f"\ntwo names: {dict(found)}")
    assert found["taken, right"] + found["taken, wrong"] <= 0.25 * found.total()


def test_after_a_yes_nothing_need_come_and_after_a_no_a_name_may(
    recogniser: Recogniser, say: Say, confirmation_0229: GrammarSpec
) -> None:
    for voice in VOICES:
        for word, key in (("ja", YES), ("nee", NO)):
            heard = first_answer(recogniser, say(voice, word), confirmation_0229)
            if heard.guesses[0].key == key:
                assert heard.may_go_on is (key == NO)
