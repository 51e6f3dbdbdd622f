"""The TCP server that Asterisk's AudioSocket application connects to, and its connections."""

import asyncio
import socket
from collections.abc import Sized
from dataclasses import dataclass
from typing import cast
from uuid import UUID

import structlog

from veertien.addresses import host_and_port, reached_at
from veertien.asterisk.audiosocket.codec import AudioRemoteProtocolError, FrameDecoder, UuidFrame, encode_terminate
from veertien.asterisk.audiosocket.events import EndReason
from veertien.asterisk.audiosocket.session import AudioSession, Clock, Timer
from veertien.frames import FRAME_BYTES
from veertien.listeners import ListeningServer, leave

_log = structlog.get_logger()

# Audio that waits in a buffer comes late, and a broken network is noticed only when our buffers are full: so a few
# frames in the event loop's, and a quarter of a second in the kernel's, which would take minutes of audio.
_MOST_BUFFERED = 4 * FRAME_BYTES
_KERNEL_BYTES = 4096

MOVE_SECONDS = 1.0
"""Seconds that Asterisk gets to connect the audio of a call it was just asked to; it needs 2-11 ms."""
MOVE_LOOK_SECONDS = 0.02
"""Seconds between two looks whether it has."""


class AudioSocketUnavailableError(Exception):
    """The server can't listen, or does not."""


@dataclass(frozen=True, slots=True)
class AudioSocketLimits:
    """What the server puts up with."""

    most_unidentified: int = 100
    """Connections that have not sent their UUID yet."""
    uuid_seconds: float = 2.0
    """How long a connection may take to send its UUID; Asterisk needs 2-11 ms."""
    expect_seconds: float = 10.0
    """How long an expected session waits for its connection."""
    stall_seconds: float = 2.0
    """How long what we send may stay untaken."""
    linger_seconds: float = 1.0
    """How long the peer may take to close after our terminate frame."""


class AudioSocketServer(ListeningServer):
    """Matches Asterisk's connections with the sessions that expect them.

    A connection with an unknown UUID, with one that is connected already, without a UUID, or one too many, is dropped
    and harms no other. Sessions need no limit of their own: each was asked for with `expect` and expires by itself.
    """

    def __init__(self, host: str, port: int, limits: AudioSocketLimits | None = None) -> None:
        super().__init__(host, port)
        self._limits = limits or AudioSocketLimits()
        self._sessions: dict[UUID, AudioSession] = {}
        self._connections: set[AudioConnection] = set()
        self._unidentified: set[AudioConnection] = set()
        self._changed = asyncio.Event()
        self._late_before = 0
        self.reached_at = ""
        """Where Asterisk is to connect from now on, as host and port."""

    @property
    def open_sessions(self) -> int:
        """How many sessions are expected or connected."""
        return len(self._sessions)

    @property
    def late_frames(self) -> int:
        """How many frames of 20 ms went to callers late by their own length or more, or not at all, since the start."""
        return self._late_before + sum(session.late_frames for session in self._sessions.values())

    async def start(self, handed: socket.socket | None = None) -> None:
        """Listen; with a `handed` socket not before `begin`.

        Raises `AudioSocketUnavailableError` when that can't be.
        """
        await self._listen_or_say_why(self._port, handed)

    async def move(self) -> None:
        """Listen on a port that the system chooses, and leave the one before to the process that has it too.

        Sessions that are expected still get their connections there. Raises `AudioSocketUnavailableError`, and nothing
        is changed.
        """
        before = self._running()
        await self._listen_or_say_why(0, None)
        ends_at = asyncio.get_running_loop().time() + MOVE_SECONDS
        expected = [session for session in self._sessions.values() if not session.attached]
        while asyncio.get_running_loop().time() < ends_at:
            expected = [one for one in expected if self._sessions.get(one.call_id) is one and not one.attached]
            if not expected:
                break
            await asyncio.sleep(MOVE_LOOK_SECONDS)
        await leave(before)

    async def _listen_or_say_why(self, port: int, handed: socket.socket | None) -> None:
        loop = asyncio.get_running_loop()
        limits = self._limits

        def connection() -> "AudioConnection":
            return AudioConnection(self, loop, uuid_seconds=limits.uuid_seconds, linger_seconds=limits.linger_seconds)

        try:
            await self._listen(connection, handed, port)
        except OSError as error:
            raise AudioSocketUnavailableError(
                f"AudioSocket cannot listen on {host_and_port(self._host, port)} ({error.strerror}): "
                "stop what uses that port, or set another host or port"
            ) from error
        self.reached_at = host_and_port(reached_at(self._host), self.port)

    async def stop(self, grace_seconds: float) -> None:
        """Take no more sessions, give those that are connected `grace_seconds` to end, then end them."""
        self._running().close()
        for session in list(self._sessions.values()):
            if not session.attached:
                session.end(EndReason.SERVER_STOPPED)
        await self._until_empty(self._sessions, grace_seconds)
        for session in list(self._sessions.values()):
            session.end(EndReason.SERVER_STOPPED)
        for connection in list(self._unidentified):
            connection.refuse("the server stops")
        await self._until_empty(self._connections, self._limits.linger_seconds * 2)
        await self._running().wait_closed()
        self._server = None

    def expect(self, call_id: UUID) -> AudioSession:
        """Return the session for a call that Asterisk will be asked to connect under this UUID.

        Must be called before `EXEC AudioSocket` is. Close the session when done, connected or not. Raises
        `AudioSocketUnavailableError` when the server does not listen and `ValueError` when the UUID is in use.
        """
        if not self._running().is_serving():
            raise AudioSocketUnavailableError("the AudioSocket server is stopping")
        if call_id in self._sessions:
            raise ValueError(f"audio session {call_id} is already there: give each call a UUID of its own")
        session = AudioSession(
            call_id,
            asyncio.get_running_loop(),
            expect_seconds=self._limits.expect_seconds,
            stall_seconds=self._limits.stall_seconds,
            on_end=self._forget,
        )
        self._sessions[call_id] = session
        return session

    # What follows is for the connections.

    def admit(self, connection: "AudioConnection") -> bool:
        """Take note of a new connection; False when too many are without a UUID."""
        self._connections.add(connection)
        if len(self._unidentified) >= self._limits.most_unidentified:
            return False
        self._unidentified.add(connection)
        return True

    def claim(self, connection: "AudioConnection", call_id: UUID) -> AudioSession | None:
        """Return the session that waits for this connection; None when none does."""
        self._unidentified.discard(connection)
        session = self._sessions.get(call_id)
        return None if session is None or session.attached else session

    def gone(self, connection: "AudioConnection") -> None:
        """Take note that a connection is no more."""
        self._connections.discard(connection)
        self._unidentified.discard(connection)
        self._changed.set()

    def _forget(self, session: AudioSession) -> None:
        if self._sessions.pop(session.call_id, None) is not None:
            self._late_before += session.late_frames
        self._changed.set()

    def _running(self) -> asyncio.Server:
        if self._server is None:
            raise AudioSocketUnavailableError("the AudioSocket server is not started")
        return self._server

    async def _until_empty(self, what: Sized, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                while what:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return


class AudioConnection(asyncio.Protocol):
    """Reads always and at once: Asterisk gives a session up as soon as one of its writes does not fit."""

    def __init__(
        self, server: "AudioSocketServer", clock: Clock, *, uuid_seconds: float, linger_seconds: float
    ) -> None:
        self._server = server
        self._clock = clock
        self._uuid_seconds = uuid_seconds
        self._linger_seconds = linger_seconds
        self._decoder = FrameDecoder()
        self._session: AudioSession | None = None
        self._finished = False
        self._timer: Timer | None = None
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin: wait for the UUID frame, but not for ever."""
        # By the event loop's word: uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)
        found = self._transport.get_extra_info("socket")
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
        self._transport.set_write_buffer_limits(high=_MOST_BUFFERED)
        if self._server.admit(self):
            when = self._clock.time() + self._uuid_seconds
            self._timer = self._clock.call_at(when, lambda: self.refuse("no UUID frame came in time"))
        else:
            self.refuse("too many connections without a UUID")

    def data_received(self, data: bytes) -> None:
        """Decode and hand on; after the end what still comes is thrown away."""
        if self._finished:
            return
        self._decoder.receive_data(data)
        try:
            while not self._finished and (frame := self._decoder.next_frame()) is not None:
                if self._session is not None:
                    self._session.receive(frame)
                elif isinstance(frame, UuidFrame):
                    self._begin(frame.call_id)
        except AudioRemoteProtocolError as error:
            if self._session is None:
                self.refuse(str(error))
            else:
                _log.warning("audiosocket_protocol_error", call_id=str(self._session.call_id), fault=str(error))
                self._session.end(EndReason.PROTOCOL_ERROR)

    def eof_received(self) -> None:
        """Take the peer's end of stream for the end of the session."""
        if self._session is not None:
            self._session.end(EndReason.EOF)

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up."""
        self._finished = True
        self._cancel_timer()
        if self._session is not None:
            self._session.end(EndReason.EOF if exc is None else EndReason.CONNECTION_LOST)
        self._server.gone(self)

    def pause_writing(self) -> None:
        """Let the session know that the peer does not read."""
        if self._session is not None:
            self._session.set_writable(False)

    def resume_writing(self) -> None:
        """Let the session know that the peer reads again."""
        if self._session is not None:
            self._session.set_writable(True)

    def send(self, data: bytes) -> None:
        """Send one whole frame."""
        self._transport.write(data)

    def finish(self, reason: EndReason) -> None:
        """Say goodbye when it is ours to say, then wait a little for the peer to close.

        Closing at once, with audio still unread, would reset the connection, and Asterisk might see that before the
        terminate frame.
        """
        self._finished = True
        self._cancel_timer()
        if reason in {EndReason.CLOSED_HERE, EndReason.SERVER_STOPPED}:
            self._transport.write(encode_terminate())
            self._timer = self._clock.call_at(self._clock.time() + self._linger_seconds, self._transport.abort)
        else:
            self._transport.abort()

    def refuse(self, reason: str) -> None:
        """Drop a connection that belongs to no session."""
        _log.warning("audiosocket_connection_refused", reason=reason)
        self._finished = True
        self._cancel_timer()
        self._transport.abort()

    def _begin(self, call_id: UUID) -> None:
        self._cancel_timer()
        session = self._server.claim(self, call_id)
        if session is None:
            self.refuse(f"no session waits for {call_id}")
        else:
            self._session = session
            session.attach(self)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
