"""The AudioSocket server over real sockets, with a stand-in for Asterisk's side."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import pytest

from veertien.asterisk.audiosocket.events import Audio, Closed, EndReason, KeyReceived, PlaybackEnded
from veertien.asterisk.audiosocket.server import AudioSocketLimits, AudioSocketServer, AudioSocketUnavailableError
from veertien.asterisk.audiosocket.session import AudioNotConnectedError, AudioSession

LOUD = b"\x01\x10" * 160
QUIET = b"\x10\x01\x40" + bytes(320)
TERMINATE = b"\x00\x00\x00"
LIMITS = AudioSocketLimits(most_unidentified=3, uuid_seconds=0.2, expect_seconds=0.5, linger_seconds=0.3)
PATIENCE = 5.0


class Caller:
    """What Asterisk's application does."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    def say(self, kind: int, payload: bytes = b"") -> None:
        self.writer.write(bytes([kind]) + len(payload).to_bytes(2, "big") + payload)

    async def hear(self) -> bytes:
        """One frame, or nothing at the end."""
        async with asyncio.timeout(PATIENCE):
            try:
                head = await self.reader.readexactly(3)
                return head + await self.reader.readexactly(int.from_bytes(head[1:], "big"))
            except (asyncio.IncompleteReadError, ConnectionError):
                return b""

    async def hear_until(self, wanted: bytes) -> list[bytes]:
        found = [await self.hear()]
        while found[-1] != wanted:
            found.append(await self.hear())
        return found

    def hang_up(self) -> None:
        self.writer.close()

    def vanish(self) -> None:
        """Reset the connection."""
        found = self.writer.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()


class Exchange:
    def __init__(self, server: AudioSocketServer) -> None:
        self.server = server
        self._callers: list[Caller] = []

    async def dial(self) -> Caller:
        caller = Caller(*await asyncio.open_connection("127.0.0.1", self.server.port))
        self._callers.append(caller)
        return caller

    async def call(self) -> tuple[AudioSession, Caller]:
        """A session and the caller in it."""
        session = self.server.expect(uuid4())
        caller = await self.dial()
        caller.say(0x01, session.call_id.bytes)
        await session.connected(PATIENCE)
        return session, caller

    def hang_up_all(self) -> None:
        for caller in self._callers:
            caller.hang_up()


@pytest.fixture
async def exchange() -> AsyncIterator[Exchange]:
    server = AudioSocketServer("127.0.0.1", 0, LIMITS)
    await server.start()
    exchange = Exchange(server)
    yield exchange
    exchange.hang_up_all()
    await server.stop(0)


async def next_but_audio(session: AudioSession) -> KeyReceived | PlaybackEnded | Closed:
    async with asyncio.timeout(PATIENCE):
        async for event in session:
            if not isinstance(event, Audio):
                return event
    raise AssertionError("the session ended without saying so")


async def test_a_whole_call(exchange: Exchange) -> None:
    session, caller = await exchange.call()
    number = session.play(LOUD * 2)
    caller.say(0x10, LOUD)
    caller.say(0x03, b"4")
    # Where it took a while until they spoke, silence comes first.
    while (heard := await anext(session)) == Audio(bytes(320)):
        pass
    assert heard == Audio(LOUD)
    assert await next_but_audio(session) == KeyReceived("4")
    assert await next_but_audio(session) == PlaybackEnded(number)
    session.close()
    frames = await caller.hear_until(TERMINATE)
    assert [frame[3:] for frame in frames if frame not in (QUIET, TERMINATE)] == [LOUD, LOUD]
    caller.hang_up()
    assert await next_but_audio(session) == Closed(EndReason.CLOSED_HERE)
    assert exchange.server.open_sessions == 0


async def test_silence_comes_before_anything_is_said(exchange: Exchange) -> None:
    _, caller = await exchange.call()
    assert [await caller.hear() for _ in range(3)] == [QUIET] * 3


async def test_frames_cut_anywhere_by_the_network(exchange: Exchange) -> None:
    session = exchange.server.expect(uuid4())
    caller = await exchange.dial()
    for byte in b"\x01\x00\x10" + session.call_id.bytes + b"\x03\x00\x019":
        caller.writer.write(bytes([byte]))
        await caller.writer.drain()
        await asyncio.sleep(0)
    assert await next_but_audio(session) == KeyReceived("9")


async def test_the_connection_sends_each_frame_at_once(exchange: Exchange) -> None:
    seen: list[int] = []
    admit = exchange.server.admit

    def note(connection: object) -> bool:
        seen.append(connection._transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))  # type: ignore[attr-defined]
        return admit(connection)  # type: ignore[arg-type]

    exchange.server.admit = note  # type: ignore[method-assign]
    await exchange.call()
    assert seen == [1]


async def test_the_caller_hanging_up_is_an_end_of_stream(exchange: Exchange) -> None:
    session, caller = await exchange.call()
    caller.writer.write_eof()
    assert await next_but_audio(session) == Closed(EndReason.EOF)


async def test_a_reset_connection_is_told_apart(exchange: Exchange) -> None:
    session, caller = await exchange.call()
    caller.vanish()
    assert await next_but_audio(session) == Closed(EndReason.CONNECTION_LOST)


@pytest.mark.parametrize(
    ("kind", "payload", "reason"),
    [
        (0x00, b"", EndReason.HANGUP),
        (0xFF, b"\x01", EndReason.PEER_ERROR),
        (0x55, b"", EndReason.PROTOCOL_ERROR),
        (0x03, b"11", EndReason.PROTOCOL_ERROR),
    ],
)
async def test_the_peers_faults_end_its_own_session_alone(
    exchange: Exchange, kind: int, payload: bytes, reason: EndReason
) -> None:
    other, _ = await exchange.call()
    session, caller = await exchange.call()
    caller.say(kind, payload)
    assert await next_but_audio(session) == Closed(reason)
    await caller.hear_until(b"")
    assert other.ended is None


async def test_an_unknown_uuid_is_refused(exchange: Exchange) -> None:
    session, _ = await exchange.call()
    stranger = await exchange.dial()
    stranger.say(0x01, uuid4().bytes)
    assert await stranger.hear() == b""
    assert session.ended is None


async def test_a_second_connection_under_the_same_uuid_is_refused_and_the_first_lives(exchange: Exchange) -> None:
    session, caller = await exchange.call()
    second = await exchange.dial()
    second.say(0x01, session.call_id.bytes)
    assert await second.hear() == b""
    caller.say(0x03, b"1")
    assert await next_but_audio(session) == KeyReceived("1")


async def test_a_uuid_is_good_for_one_session(exchange: Exchange) -> None:
    session, caller = await exchange.call()
    session.close()
    await caller.hear_until(TERMINATE)
    again = await exchange.dial()
    again.say(0x01, session.call_id.bytes)
    assert await again.hear() == b""


@pytest.mark.parametrize("opening", [b"", b"\x01\x00", b"GET / HTTP/1.0\r\n\r\n", b"\x10\x00\x02ab"])
async def test_a_connection_that_does_not_say_its_uuid_is_dropped(exchange: Exchange, opening: bytes) -> None:
    caller = await exchange.dial()
    caller.writer.write(opening)
    assert await caller.hear() == b""


async def test_a_bare_connect_and_close_harms_nobody(exchange: Exchange) -> None:
    (await exchange.dial()).hang_up()
    session, caller = await exchange.call()
    caller.say(0x03, b"1")
    assert await next_but_audio(session) == KeyReceived("1")


async def test_too_many_connections_without_a_uuid_are_refused_until_the_others_are_gone(exchange: Exchange) -> None:
    silent = [await exchange.dial() for _ in range(3)]
    refused = await exchange.dial()
    refused.say(0x01, bytes(16))
    assert await refused.hear() == b""
    assert [await caller.hear() for caller in silent] == [b""] * 3
    session, _ = await exchange.call()
    assert session.ended is None


@pytest.mark.slow
async def test_an_expected_session_that_nobody_connects_expires(exchange: Exchange) -> None:
    session = exchange.server.expect(uuid4())
    assert await next_but_audio(session) == Closed(EndReason.NEVER_CONNECTED)
    assert exchange.server.open_sessions == 0
    late = await exchange.dial()
    late.say(0x01, session.call_id.bytes)
    assert await late.hear() == b""


async def test_waiting_for_a_caller_who_never_comes_has_an_end(exchange: Exchange) -> None:
    with pytest.raises(AudioNotConnectedError):
        await exchange.server.expect(uuid4()).connected(0.05)


async def test_the_same_uuid_cannot_be_expected_twice(exchange: Exchange) -> None:
    exchange.server.expect(UUID(int=1))
    with pytest.raises(ValueError, match="already there"):
        exchange.server.expect(UUID(int=1))


async def test_a_peer_that_does_not_close_after_the_goodbye_is_dropped(exchange: Exchange) -> None:
    session, caller = await exchange.call()
    session.close()
    await caller.hear_until(TERMINATE)
    for _ in range(1000):
        caller.say(0x10, LOUD)
    assert await caller.hear() == b""


@pytest.mark.slow
async def test_a_peer_that_takes_nothing_any_more_ends_as_stalled() -> None:
    limits = AudioSocketLimits(stall_seconds=0.1)
    server = AudioSocketServer("127.0.0.1", 0, limits)
    await server.start()
    session = server.expect(uuid4())
    with socket.socket() as frozen:
        frozen.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        frozen.connect(("127.0.0.1", server.port))
        frozen.sendall(b"\x01\x00\x10" + session.call_id.bytes)
        await session.connected(PATIENCE)
        async with asyncio.timeout(30):
            async for event in session:
                if isinstance(event, Closed):
                    assert event.reason is EndReason.STALLED
    await server.stop(0)


async def test_stopping_ends_what_is_left_and_says_goodbye() -> None:
    server = AudioSocketServer("127.0.0.1", 0, LIMITS)
    await server.start()
    exchange = Exchange(server)
    session, caller = await exchange.call()
    waiting = server.expect(uuid4())
    silent = await exchange.dial()
    stopping = asyncio.create_task(server.stop(0.05))
    await caller.hear_until(TERMINATE)
    exchange.hang_up_all()
    await stopping
    assert await next_but_audio(session) == Closed(EndReason.SERVER_STOPPED)
    assert await next_but_audio(waiting) == Closed(EndReason.SERVER_STOPPED)
    assert await silent.hear() == b""
    with pytest.raises(AudioSocketUnavailableError):
        server.expect(uuid4())


async def test_stopping_waits_for_calls_that_end_in_time() -> None:
    server = AudioSocketServer("127.0.0.1", 0, LIMITS)
    await server.start()
    session, caller = await Exchange(server).call()
    stopping = asyncio.create_task(server.stop(PATIENCE))
    await asyncio.sleep(0)
    with pytest.raises(AudioSocketUnavailableError):
        server.expect(uuid4())
    caller.say(0x03, b"1")
    assert await next_but_audio(session) == KeyReceived("1")
    session.close()
    caller.hang_up()
    await stopping
    assert session.ended is EndReason.CLOSED_HERE


async def test_a_port_in_use_is_named_with_its_cure(exchange: Exchange) -> None:
    second = AudioSocketServer("127.0.0.1", exchange.server.port)
    with pytest.raises(AudioSocketUnavailableError, match=rf"127\.0\.0\.1:{exchange.server.port}.*another"):
        await second.start()
