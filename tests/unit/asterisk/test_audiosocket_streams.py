"""The clock of what is sent: frame n at n * 20 ms, whatever the timers do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.asterisk.audiosocket.codec import AudioLocalProtocolError
from veertien.asterisk.audiosocket.streams import Pacer, Player
from veertien.frames import FRAME_BYTES, FRAME_SECONDS, SILENCE

LOUD = b"\x01\x10" * 160


def test_one_frame_at_once_and_then_one_each_20_ms() -> None:
    pacer = Pacer(100.0)
    assert [pacer.take_due(100.0 + ms / 1000) for ms in (0, 5, 19, 20, 21, 40, 60)] == [1, 0, 0, 1, 0, 1, 1]


def test_late_timers_never_add_up() -> None:
    pacer = Pacer(0.0)
    now = 0.0
    sent = 0
    for turn in range(10_000):
        now = pacer.next_due + 0.0001 * (turn % 150)
        sent += pacer.take_due(now)
    assert sent == 10_000
    assert pacer.next_due == pytest.approx(200.0, abs=1e-6)


def test_a_timer_that_fires_a_hair_early_counts() -> None:
    pacer = Pacer(0.0)
    pacer.take_due(0.0)
    assert pacer.take_due(0.02 - 1e-6) == 1


def test_a_short_delay_is_made_good() -> None:
    pacer = Pacer(0.0)
    pacer.take_due(0.0)
    assert pacer.take_due(0.045) == 2
    assert pacer.next_due == pytest.approx(0.06)


def test_after_a_stall_two_frames_go_out_and_the_clock_starts_again() -> None:
    pacer = Pacer(0.0)
    pacer.take_due(0.0)
    assert pacer.take_due(7.0) == 2
    assert pacer.next_due == pytest.approx(7.02)
    assert pacer.take_due(7.02) == 1


def test_frames_that_go_out_late_by_their_own_length_or_never_are_counted() -> None:
    pacer = Pacer(0.0)
    for now, late in ((0.0, 0), (0.039, 0), (0.06, 1), (0.5, 22)):
        pacer.take_due(now)
        assert pacer.late == late


@given(st.lists(st.floats(0, 1.0), max_size=60))
@settings(max_examples=examples(200))
def test_never_a_burst_and_never_ahead_of_time(waits: list[float]) -> None:
    pacer = Pacer(0.0)
    now = sent = 0.0
    for wait in waits:
        now += wait
        due = pacer.take_due(now)
        sent += due
        assert due <= 2
        assert sent <= now / FRAME_SECONDS + 3
        assert now - 1e-4 < pacer.next_due <= now + FRAME_SECONDS + 1e-4


def test_silence_while_nothing_plays() -> None:
    assert Player().next_frame() == (SILENCE, None)


def test_a_play_is_cut_into_frames_filled_up_and_reported_once_when_it_is_over() -> None:
    player = Player()
    number = player.play(LOUD + b"\x01\x10")
    played = [player.next_frame() for _ in range(4)]
    assert played == [
        (LOUD, None),
        (b"\x01\x10" + bytes(FRAME_BYTES - 2), None),
        (SILENCE, number),
        (SILENCE, None),
    ]


def test_a_play_takes_the_place_of_another_and_has_a_number_of_its_own() -> None:
    player = Player()
    first = player.play(LOUD * 3)
    player.next_frame()
    second = player.play(LOUD)
    assert second != first
    assert [player.next_frame()[1] for _ in range(4)] == [None, second, None, None]


def test_stopping_is_at_once_and_reports_nothing() -> None:
    player = Player()
    player.play(LOUD * 3)
    player.stop()
    assert [player.next_frame() for _ in range(4)] == [(SILENCE, None)] * 4


def test_half_a_sample_is_refused_and_what_plays_goes_on() -> None:
    player = Player()
    player.play(LOUD)
    with pytest.raises(AudioLocalProtocolError, match="half a sample"):
        player.play(b"abc")
    assert player.next_frame() == (LOUD, None)
