"""When speech starts and ends, in 20 ms frames of 8 kHz."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench.speech import damage
from tests.examples import examples
from veertien.frames import FRAME_BYTES, HERTZ
from veertien.speech.line.endpointing import (
    LEAST_PAUSE_SECONDS,
    Endpointer,
    Paused,
    SpeechBegan,
    SpeechEvent,
    SpeechWentOn,
    Utterance,
)

Samples = NDArray[np.float64]
Pcm = NDArray[np.int16]


def noise(decibel: float, seconds: float) -> Samples:
    """White noise at a level relative to full scale."""
    return np.random.default_rng(1).normal(0, 32768 * 10 ** (decibel / 20), round(seconds * HERTZ))


def voice(seconds: float) -> Samples:
    """A buzz of 120 Hz with formants whose loudness comes and goes as syllables do."""
    at = np.arange(round(seconds * HERTZ)) / HERTZ
    buzz = sum(np.sin(2 * np.pi * 120 * k * at) / (1 + abs(120 * k - 600) / 200) for k in range(1, 25))
    syllables = 0.55 - 0.45 * np.cos(2 * np.pi * 4 * at)
    return np.asarray(4000 * buzz * syllables + noise(-60, seconds)[: len(at)], dtype=np.float64)


def frames(samples: Samples) -> list[bytes]:
    pcm = np.clip(samples, -32768, 32767).astype("<i2").tobytes()
    return [pcm[at : at + FRAME_BYTES] for at in range(0, len(pcm) - FRAME_BYTES + 1, FRAME_BYTES)]


def happenings(samples: Samples, endpointer: Endpointer | None = None) -> list[SpeechEvent]:
    endpointer = endpointer or Endpointer()
    return [event for frame in frames(samples) if (event := endpointer.feed(frame))]


def events(samples: Samples, endpointer: Endpointer | None = None) -> list[SpeechEvent]:
    """The starts and ends alone, without the pauses between them."""
    return [event for event in happenings(samples, endpointer) if isinstance(event, SpeechBegan | Utterance)]


QUIET = noise(-65, 1.0)


def test_speech_between_silences_is_one_start_and_one_utterance() -> None:
    heard = events(np.concatenate([QUIET, voice(1.0), QUIET]))
    assert [type(event) for event in heard] == [SpeechBegan, Utterance]


def test_an_utterance_has_what_came_before_its_start_was_sure_and_ends_with_the_silence() -> None:
    spoken = voice(1.0)
    (_, utterance) = events(np.concatenate([QUIET, spoken, QUIET]))
    assert isinstance(utterance, Utterance)
    seconds = len(utterance.pcm) / 2 / HERTZ
    assert 1.0 + 0.6 <= seconds <= 1.0 + 0.6 + 0.7
    assert spoken.astype("<i2").tobytes() in utterance.pcm


@pytest.mark.parametrize("trailing", [0.3, 0.9])
def test_the_silence_that_ends_an_utterance_can_be_chosen(trailing: float) -> None:
    stream = frames(np.concatenate([QUIET, voice(1.0), QUIET, QUIET]))
    endpointer = Endpointer(usual_seconds=trailing)
    end = next(at for at, frame in enumerate(stream) if isinstance(endpointer.feed(frame), Utterance))
    assert 2.0 + trailing - 0.1 <= end * 0.02 <= 2.0 + trailing + 0.3


def test_a_pause_shorter_than_that_does_not_end_it() -> None:
    heard = events(np.concatenate([QUIET, voice(0.6), QUIET[:2400], voice(0.6), QUIET]))
    assert [type(event) for event in heard] == [SpeechBegan, Utterance]


def test_a_pause_is_told_with_all_that_was_said_so_far() -> None:
    spoken = voice(1.0)
    started, paused, utterance = happenings(np.concatenate([QUIET, spoken, QUIET]))
    assert isinstance(started, SpeechBegan)
    assert isinstance(paused, Paused)
    assert isinstance(utterance, Utterance)
    assert spoken.astype("<i2").tobytes() in paused.pcm
    assert utterance.pcm.startswith(paused.pcm)
    assert len(utterance.pcm) - len(paused.pcm) == round((0.6 - LEAST_PAUSE_SECONDS) / 0.02) * FRAME_BYTES


@pytest.mark.parametrize("line", [QUIET, np.zeros_like(QUIET), np.full_like(QUIET, 8)], ids=["noise", "zeros", "A-law"])
@pytest.mark.parametrize("silence", [0.16, 0.3, 0.6])
def test_a_pause_is_as_long_as_it_is_also_on_a_line_that_sends_one_value(line: Samples, silence: float) -> None:
    endpointer = Endpointer(usual_seconds=1.0)
    happenings(np.concatenate([line, voice(1.0), line[: round(silence * HERTZ)]]), endpointer)
    assert endpointer.silence_seconds == pytest.approx(silence, abs=0.021)


@pytest.mark.parametrize("frames_lost", [1, 2, 3])
def test_lost_packets_in_speech_are_no_silence(frames_lost: int) -> None:
    endpointer = Endpointer()
    happenings(np.concatenate([QUIET, voice(0.9)]), endpointer)
    for _ in range(frames_lost):
        endpointer.feed(bytes(FRAME_BYTES))
        assert endpointer.silence_seconds == 0
    assert happenings(voice(0.5), endpointer) == []


@pytest.mark.parametrize("value", [0, 8], ids=["zeros", "A-law"])
def test_a_knock_is_as_short_as_it_is_on_a_line_that_sends_one_value(value: int) -> None:
    line = np.full(HERTZ, value)
    knocks = [np.concatenate([line, noise(-30, seconds), line]) for seconds in (0.02, 0.04, 0.06, 0.08)]
    assert [happenings(np.concatenate([line, knock])) for knock in knocks] == [[]] * 4
    endpointer = Endpointer(usual_seconds=0.9)
    happenings(np.concatenate([line, line, voice(1.0), line[: round(0.3 * HERTZ)]]), endpointer)
    heard = happenings(np.concatenate([noise(-30, 0.02), line[: round(0.3 * HERTZ)]]), endpointer)
    assert heard == []
    assert endpointer.silence_seconds == pytest.approx(0.62, abs=0.021)


def test_speech_that_goes_on_after_a_pause_is_the_same_utterance() -> None:
    heard = happenings(np.concatenate([QUIET, voice(0.6), QUIET[:3200], voice(0.6), QUIET]))
    assert [type(event) for event in heard] == [SpeechBegan, Paused, SpeechWentOn, Paused, Utterance]


def silence_waited_for(endpointer: Endpointer, said: Samples, seconds: float) -> float:
    """Seconds from the pause to the end, when at the pause it is asked to last so long."""
    silent = 0
    for frame in frames(said):
        event = endpointer.feed(frame)
        silent += 1
        if isinstance(event, Paused):
            endpointer.end_after(seconds)
            silent = 0
        elif isinstance(event, Utterance):
            return silent * 0.02 + LEAST_PAUSE_SECONDS
    raise AssertionError("the utterance did not end")


@pytest.mark.parametrize("seconds", [0.2, 0.3, 0.6, 1.0])
def test_a_pause_ends_the_utterance_when_it_has_lasted_as_long_as_asked(seconds: float) -> None:
    waited = silence_waited_for(Endpointer(), np.concatenate([QUIET, voice(1.0), QUIET, QUIET]), seconds)
    assert waited == pytest.approx(seconds, abs=0.021)


def test_what_was_asked_of_one_pause_does_not_hold_for_the_next() -> None:
    endpointer = Endpointer()
    heard = happenings(np.concatenate([QUIET, voice(0.6), QUIET[:2000]]), endpointer)
    assert isinstance(heard[-1], Paused)
    endpointer.end_after(0.3)
    heard = happenings(np.concatenate([voice(0.6), QUIET[:4000]]), endpointer)
    assert [type(event) for event in heard] == [SpeechWentOn, Paused]


def test_without_a_pause_nothing_can_be_asked() -> None:
    endpointer = Endpointer()
    endpointer.end_after(0.02)
    assert [type(event) for event in happenings(np.concatenate([QUIET, voice(1.0)]), endpointer)] == [SpeechBegan]
    endpointer.end_after(0.02)
    assert happenings(voice(0.5), endpointer) == []


def test_a_sound_when_an_early_end_is_due_is_waited_out() -> None:
    """It may be the first of what comes next."""
    endpointer = Endpointer()
    happenings(np.concatenate([QUIET, voice(1.0), QUIET[:1600]]), endpointer)
    endpointer.end_after(0.3)
    heard = happenings(np.concatenate([QUIET[:480], voice(0.6)]), endpointer)
    assert [type(event) for event in heard] == [SpeechWentOn]


def test_who_goes_on_within_the_time_they_were_given_is_heard_out() -> None:
    endpointer = Endpointer()
    happenings(np.concatenate([QUIET, voice(1.0), QUIET[:1600]]), endpointer)
    endpointer.end_after(1.0)
    heard = happenings(np.concatenate([QUIET[:4800], voice(0.6)]), endpointer)
    assert [type(event) for event in heard] == [SpeechWentOn]


def test_endless_speech_ends_at_the_longest_utterance_and_starts_anew() -> None:
    heard = events(np.concatenate([QUIET, voice(5.0)]), Endpointer(longest_seconds=2.0))
    assert [type(event) for event in heard[:3]] == [SpeechBegan, Utterance, SpeechBegan]
    assert isinstance(heard[1], Utterance)
    assert len(heard[1].pcm) == 2 * HERTZ * 2


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def talkers(count: int) -> Samples:
    """Six people at once, each a voice with pauses."""
    one = np.concatenate([voice(1.3), QUIET[:4000]]).astype(np.int16)
    return damage.babble([one] * 6, count, rng())


DAMAGES: dict[str, Callable[[Pcm], Pcm]] = {
    "white noise 10 dB below": lambda pcm: damage.add_noise(pcm, damage.white_noise(len(pcm), rng()), 10),
    "voices 12 dB below": lambda pcm: damage.add_noise(pcm, talkers(len(pcm)), 12),
    "35 dB quieter": lambda pcm: damage.gain(pcm, -35),
    "20 dB too loud": lambda pcm: damage.gain(pcm, 20),
    "5 % of packets lost": lambda pcm: damage.lose_packets(pcm, 0.05, rng()),
    "5 % of packets repeated": lambda pcm: damage.lose_packets(pcm, 0.05, rng(), repeat=True),
    "hum as loud": lambda pcm: damage.add_hum(pcm, 0),
    "silence not sent": lambda pcm: damage.suppress_silence(pcm),
    "clicks": lambda pcm: damage.add_clicks(pcm, 5, rng()),
    "an offset": lambda pcm: damage.offset(pcm, 0.1),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_on_a_bad_line_an_utterance_is_found_once_and_whole(name: str) -> None:
    line = np.concatenate([QUIET, QUIET, voice(1.0), QUIET, QUIET]).astype(np.int16)
    heard = events(damage.a_law(DAMAGES[name](line)).astype(np.float64))
    assert [type(event) for event in heard] == [SpeechBegan, Utterance]
    assert isinstance(heard[1], Utterance)
    assert 1.0 + 0.6 - 0.2 <= len(heard[1].pcm) / 2 / HERTZ <= 1.0 + 0.6 + 0.8


click = QUIET.copy()
click[4000:4008] = 20000
burst = QUIET.copy()
burst[4000:4240] = 8000 * np.random.default_rng(2).normal(size=240)
TONE = 3000 * np.sin(2 * np.pi * 425 * np.arange(4 * HERTZ) / HERTZ)

KEYS = TONE + 3000 * np.sin(2 * np.pi * 1336 * np.arange(4 * HERTZ) / HERTZ)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(np.zeros(4 * HERTZ), id="digital silence"),
        pytest.param(np.concatenate([click, QUIET]), id="a click"),
        pytest.param(np.concatenate([burst, QUIET]), id="a burst of 30 ms"),
        pytest.param(noise(-60, 4), id="line noise"),
        pytest.param(noise(-40, 4), id="loud steady noise"),
        pytest.param(TONE, id="a steady tone"),
        pytest.param(damage.add_hum(noise(-65, 4).astype(np.int16), -40).astype(np.float64), id="hum"),
        pytest.param(noise(-65, 4) + TONE * (np.arange(4 * HERTZ) % (2 * HERTZ) > HERTZ), id="ringing"),
        pytest.param(noise(-65, 4) + KEYS * (np.arange(4 * HERTZ) % HERTZ < 1200), id="keys"),
        pytest.param(10 ** np.linspace(0, 1, 4 * HERTZ) * noise(-60, 4), id="noise that grows by 5 dB a second"),
    ],
)
def test_what_is_no_speech_starts_nothing(sound: Samples) -> None:
    assert events(sound) == []


def test_noise_that_begins_at_once_is_not_taken_for_speech_for_long() -> None:
    heard = events(np.concatenate([QUIET, noise(-30, 8.0)]))
    lengths = [len(event.pcm) / 2 / HERTZ for event in heard if isinstance(event, Utterance)]
    assert len(lengths) <= 1
    assert sum(lengths) < 5


def test_after_a_reset_what_was_half_heard_is_forgotten() -> None:
    endpointer = Endpointer()
    assert events(np.concatenate([QUIET, voice(1.0)]), endpointer) == [SpeechBegan()]
    endpointer.reset()
    assert events(QUIET, endpointer) == []


@pytest.mark.parametrize("size", [0, 319, 321, 640])
def test_only_whole_frames_are_taken(size: int) -> None:
    with pytest.raises(ValueError, match=f"{size} bytes"):
        Endpointer().feed(bytes(size))


def test_a_silence_longer_than_the_longest_utterance_is_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Endpointer(usual_seconds=9.0)


Frame = st.binary(min_size=FRAME_BYTES, max_size=FRAME_BYTES) | st.sampled_from(
    frames(voice(0.3)) + frames(QUIET[:1600])
)
Asked = st.none() | st.floats(0.02, 1.2)


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.lists(Frame, min_size=1, max_size=6), st.integers(1, 12), Asked), max_size=8))
def test_whatever_comes_in_and_is_asked_for_speech_begins_pauses_goes_on_and_ends_in_order(
    stretches: list[tuple[list[bytes], int, float | None]],
) -> None:
    endpointer = Endpointer(usual_seconds=0.3, longest_seconds=1.0)
    follows: dict[type, set[type]] = {
        SpeechBegan: {Paused, Utterance},
        Paused: {SpeechWentOn, Utterance},
        SpeechWentOn: {Paused, Utterance},
        Utterance: {SpeechBegan},
    }
    last: type = Utterance
    for pool, times, asked in stretches:
        for frame in pool * times:
            event = endpointer.feed(frame)
            if event is not None:
                assert type(event) in follows[last]
                last = type(event)
            if isinstance(event, Utterance):
                assert len(event.pcm) <= 2 * HERTZ
        if asked is not None:
            endpointer.end_after(asked)


@settings(max_examples=examples(60))
@given(st.floats(0.16, 1.2), st.integers(0, 20))
def test_no_pause_lasts_longer_than_asked_by_more_than_a_frame(seconds: float, late: int) -> None:
    endpointer = Endpointer()
    happenings(np.concatenate([QUIET, voice(0.5)]), endpointer)
    silent = 0
    asked_at = None
    for frame in frames(np.concatenate([QUIET, QUIET])):
        silent += 1
        event = endpointer.feed(frame)
        if isinstance(event, Paused):
            asked_at = silent + late
        if isinstance(event, Utterance):
            break
        if silent == asked_at:
            endpointer.end_after(seconds)
    # The end of the voice itself fades into the silence by a few frames.
    due = max(seconds, LEAST_PAUSE_SECONDS + late * 0.02)
    assert due - 0.13 <= silent * 0.02 <= due + 0.07
