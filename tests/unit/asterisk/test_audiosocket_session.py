"""One call's audio, on a clock that the tests turn by hand."""

import asyncio
import heapq
import itertools
from collections.abc import Callable
from uuid import UUID

import pytest

from veertien.asterisk.audiosocket.codec import AudioFrame, ErrorFrame, KeyFrame, TerminateFrame, encode_audio
from veertien.asterisk.audiosocket.events import Audio, AudioEvent, Closed, EndReason, KeyReceived, PlaybackEnded
from veertien.asterisk.audiosocket.session import AudioNotConnectedError, AudioSession
from veertien.frames import SILENCE

CALL = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
LOUD = b"\x01\x10" * 160
QUIET = encode_audio(SILENCE)


class HandTimer:
    def __init__(self) -> None:
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class HandClock:
    """Stands still until told to go on."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._order = itertools.count()
        self._arranged: list[tuple[float, int, HandTimer, Callable[[], object]]] = []

    def time(self) -> float:
        return self._now

    def call_at(self, when: float, callback: Callable[[], object], /) -> HandTimer:
        timer = HandTimer()
        heapq.heappush(self._arranged, (when, next(self._order), timer, callback))
        return timer

    def go_on(self, seconds: float) -> None:
        """Every timer fires when it is due."""
        end = self._now + seconds
        while self._arranged and self._arranged[0][0] <= end + 1e-9:
            when, _, timer, callback = heapq.heappop(self._arranged)
            self._now = max(self._now, when)
            if not timer.cancelled:
                callback()
        self._now = end

    def stall(self, seconds: float) -> None:
        """Nothing fires for so long; then what was due does."""
        self._now += seconds
        self.go_on(0.0)


class Listener:
    """A wire that notes when what was sent."""

    def __init__(self, clock: HandClock) -> None:
        self._clock = clock
        self.sent: list[tuple[float, bytes]] = []
        self.finished: list[EndReason] = []

    def send(self, data: bytes) -> None:
        self.sent.append((self._clock.time() - 1000.0, data))

    def finish(self, reason: EndReason) -> None:
        self.finished.append(reason)


class Line:
    def __init__(self) -> None:
        self.clock = HandClock()
        self.wire = Listener(self.clock)
        self.forgotten: list[AudioSession] = []
        self.session = AudioSession(
            CALL, self.clock, expect_seconds=10.0, stall_seconds=2.0, on_end=self.forgotten.append
        )

    def connect(self) -> AudioSession:
        self.session.attach(self.wire)
        return self.session

    async def events(self) -> list[AudioEvent]:
        """What waits to be read now."""
        found: list[AudioEvent] = []
        try:
            while True:
                async with asyncio.timeout(0):
                    found.append(await anext(self.session))
        except (TimeoutError, StopAsyncIteration):
            return found

    async def events_but_silence(self) -> list[AudioEvent]:
        return [event for event in await self.events() if event != Audio(SILENCE)]


@pytest.fixture
async def line() -> Line:
    return Line()


def sounds(sent: list[tuple[float, bytes]]) -> list[bool]:
    return [data != QUIET for _, data in sent]


async def test_silence_is_sent_from_the_connection_on_a_frame_each_20_ms(line: Line) -> None:
    line.connect()
    line.clock.go_on(1.0)
    assert [data for _, data in line.wire.sent] == [QUIET] * 51
    assert [when for when, _ in line.wire.sent] == pytest.approx([turn * 0.02 for turn in range(51)], abs=1e-6)


async def test_what_was_sent_last_is_known_so_that_its_echo_can_be(line: Line) -> None:
    session = line.connect()
    session.play(LOUD)
    line.clock.go_on(0.02)
    assert session.last_sent == LOUD
    line.clock.go_on(0.02)
    assert session.last_sent == SILENCE


async def test_a_prompt_goes_out_frame_by_frame_and_its_end_is_told_once(line: Line) -> None:
    session = line.connect()
    number = session.play(LOUD * 3)
    line.clock.go_on(0.2)
    assert sounds(line.wire.sent) == [False, True, True, True] + [False] * 7
    assert await line.events_but_silence() == [PlaybackEnded(number)]
    line.clock.go_on(1.0)
    assert await line.events_but_silence() == []


async def test_the_end_is_told_when_the_last_frame_has_been_heard_not_when_it_is_sent(line: Line) -> None:
    session = line.connect()
    number = session.play(LOUD)
    line.clock.go_on(0.02)
    assert sounds(line.wire.sent) == [False, True]
    assert await line.events_but_silence() == []
    line.clock.go_on(0.02)
    assert await line.events_but_silence() == [PlaybackEnded(number)]


async def test_barge_in_stops_a_prompt_with_the_next_frame_and_no_end_is_told(line: Line) -> None:
    session = line.connect()
    session.play(LOUD * 100)
    line.clock.go_on(0.1)
    before = len(line.wire.sent)
    session.stop_playing()
    line.clock.go_on(3.0)
    assert not any(sounds(line.wire.sent[before:]))
    assert await line.events_but_silence() == []


async def test_a_prompt_takes_the_place_of_the_one_that_plays(line: Line) -> None:
    session = line.connect()
    session.play(LOUD * 100)
    line.clock.go_on(0.1)
    second = session.play(b"\x02\x20" * 160)
    line.clock.go_on(0.02)
    assert line.wire.sent[-1][1] == encode_audio(b"\x02\x20" * 160)
    line.clock.go_on(3.0)
    assert await line.events_but_silence() == [PlaybackEnded(second)]


@pytest.mark.parametrize("act", [AudioSession.stop_playing, lambda session: session.play(LOUD * 500)])
async def test_an_end_nobody_has_read_is_taken_back_when_something_else_is_asked_for(
    line: Line, act: Callable[[AudioSession], object]
) -> None:
    session = line.connect()
    session.play(LOUD)
    line.clock.go_on(0.1)
    act(session)
    line.clock.go_on(0.1)
    assert await line.events_but_silence() == []


async def test_an_empty_prompt_ends_too(line: Line) -> None:
    session = line.connect()
    number = session.play(b"")
    line.clock.go_on(0.02)
    assert await line.events_but_silence() == [PlaybackEnded(number)]


async def test_after_a_stall_of_ours_two_frames_go_out_and_the_rhythm_starts_again(line: Line) -> None:
    line.connect()
    line.clock.go_on(0.1)
    before = len(line.wire.sent)
    line.clock.stall(5.0)
    assert len(line.wire.sent) - before == 2
    line.clock.go_on(0.2)
    assert len(line.wire.sent) - before == 12


async def test_audio_comes_out_in_frames_of_20_ms_however_it_came(line: Line) -> None:
    session = line.connect()
    session.receive(AudioFrame(LOUD[:160]))
    assert await line.events() == []
    session.receive(AudioFrame(LOUD[160:] + LOUD[:100]))
    assert await line.events() == [Audio(LOUD)]
    session.receive(AudioFrame(LOUD[100:] + LOUD))
    assert await line.events() == [Audio(LOUD), Audio(LOUD)]


async def test_a_far_end_that_suppresses_silence_is_heard_as_silence_not_as_gone(line: Line) -> None:
    session = line.connect()
    for _ in range(10):
        line.clock.go_on(0.02)
        session.receive(AudioFrame(LOUD))
    assert await line.events() == [Audio(LOUD)] * 10
    line.clock.go_on(0.09)
    assert await line.events() == []
    line.clock.go_on(0.91)
    assert await line.events() == [Audio(SILENCE)] * 50
    line.clock.go_on(60.0)
    assert session.ended is None
    session.receive(AudioFrame(LOUD))
    assert (await line.events())[-1] == Audio(LOUD)


async def test_what_was_left_of_the_last_frame_comes_before_the_gap(line: Line) -> None:
    session = line.connect()
    session.receive(AudioFrame(LOUD[:200]))
    line.clock.go_on(0.1)
    assert (await line.events())[:2] == [Audio(LOUD[:200] + bytes(120)), Audio(SILENCE)]


async def test_keys_are_told_and_other_signals_are_not(line: Line) -> None:
    session = line.connect()
    for key in "1*fA#0":
        session.receive(KeyFrame(key))
    assert await line.events() == [KeyReceived(key) for key in "1*#0"]


async def test_a_slow_reader_loses_the_oldest_audio_and_no_key(line: Line) -> None:
    session = line.connect()
    session.receive(KeyFrame("1"))
    for turn in range(700):
        session.receive(AudioFrame(turn.to_bytes(2, "little") * 160))
    session.receive(KeyFrame("2"))
    events = await line.events()
    assert events[0] == KeyReceived("1")
    assert events[1] == Audio((200).to_bytes(2, "little") * 160)
    assert events[-1] == KeyReceived("2")
    assert len(events) == 502
    assert session.dropped_frames == 200


async def test_more_keys_than_anyone_presses_end_the_session(line: Line) -> None:
    session = line.connect()
    for _ in range(1000):
        session.receive(KeyFrame("5"))
    assert session.ended is EndReason.PROTOCOL_ERROR
    assert await line.events() == [KeyReceived("5")] * 100 + [Closed(EndReason.PROTOCOL_ERROR)]


async def test_closing_ends_the_session_once(line: Line) -> None:
    session = line.connect()
    session.close()
    session.close()
    session.end(EndReason.EOF)
    assert line.wire.finished == [EndReason.CLOSED_HERE]
    assert line.forgotten == [session]
    assert session.ended is EndReason.CLOSED_HERE
    sent = len(line.wire.sent)
    line.clock.go_on(5.0)
    assert len(line.wire.sent) == sent
    assert await line.events() == [Closed(EndReason.CLOSED_HERE)]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [(TerminateFrame(), EndReason.HANGUP), (ErrorFrame(1), EndReason.PEER_ERROR)],
)
async def test_the_peers_ends_are_told_apart(line: Line, frame: TerminateFrame | ErrorFrame, reason: EndReason) -> None:
    session = line.connect()
    session.receive(KeyFrame("7"))
    session.receive(frame)
    assert await line.events() == [KeyReceived("7"), Closed(reason)]


async def test_nothing_is_told_after_the_end(line: Line) -> None:
    session = line.connect()
    session.end(EndReason.EOF)
    session.receive(KeyFrame("7"))
    session.receive(AudioFrame(LOUD))
    session.play(LOUD)
    line.clock.go_on(1.0)
    assert await line.events() == [Closed(EndReason.EOF)]
    assert [event async for event in session] == []


async def test_a_peer_that_does_not_read_gets_nothing_and_after_2_s_the_session_ends(line: Line) -> None:
    session = line.connect()
    session.play(LOUD * 1000)
    line.clock.go_on(0.1)
    session.set_writable(False)
    sent = len(line.wire.sent)
    line.clock.go_on(1.9)
    assert len(line.wire.sent) == sent
    assert line.forgotten == []
    line.clock.go_on(0.2)
    assert session.ended is EndReason.STALLED
    assert line.wire.finished == [EndReason.STALLED]


async def test_a_peer_that_reads_again_gets_the_rest_in_time_without_a_burst(line: Line) -> None:
    session = line.connect()
    number = session.play(LOUD * 10)
    line.clock.go_on(0.1)
    session.set_writable(False)
    line.clock.go_on(1.0)
    session.set_writable(True)
    sent = len(line.wire.sent)
    line.clock.go_on(0.02)
    assert len(line.wire.sent) - sent == 1
    line.clock.go_on(0.2)
    assert sum(sounds(line.wire.sent)) == 10
    assert PlaybackEnded(number) in await line.events()


async def test_an_expected_session_expires(line: Line) -> None:
    line.clock.go_on(10.0)
    assert line.session.ended is EndReason.NEVER_CONNECTED
    assert line.forgotten == [line.session]
    assert await line.events() == [Closed(EndReason.NEVER_CONNECTED)]
    with pytest.raises(AudioNotConnectedError, match="never_connected"):
        await line.session.connected(1.0)


async def test_a_connected_session_does_not_expire(line: Line) -> None:
    session = line.connect()
    line.clock.go_on(60.0)
    assert session.ended is None


async def test_closing_before_the_connection_is_told_apart_from_closing_after_it(line: Line) -> None:
    line.session.close()
    assert line.session.ended is EndReason.NEVER_CONNECTED


async def test_waiting_for_the_connection_has_a_deadline(line: Line) -> None:
    with pytest.raises(AudioNotConnectedError, match="no audio connection"):
        await line.session.connected(0.0)
    line.connect()
    await line.session.connected(0.0)
