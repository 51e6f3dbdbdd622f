"""One TCP connection from Asterisk, until it is known which session it belongs to and after that."""

import asyncio
import socket
from typing import Protocol
from uuid import UUID

import structlog

from veertien.asterisk.audiosocket.codec import (
    AudioRemoteProtocolError,
    Frame,
    FrameDecoder,
    UuidFrame,
    encode_terminate,
)
from veertien.asterisk.audiosocket.events import EndReason
from veertien.asterisk.audiosocket.session import AudioSession, Clock, Timer
from veertien.frames import FRAME_BYTES

_log = structlog.get_logger()

# Audio that waits in a buffer comes late, and a broken network is noticed only when our buffers are full: so a few
# frames in the event loop's, and a quarter of a second in the kernel's, which would take minutes of audio.
_MOST_BUFFERED = 4 * FRAME_BYTES
_KERNEL_BYTES = 4096


class Exchange(Protocol):
    """Who knows the sessions."""

    def admit(self, connection: "AudioConnection") -> bool:
        """Take note of a new connection; False when there are too many."""

    def claim(self, connection: "AudioConnection", call_id: UUID) -> AudioSession | None:
        """Return the session that waits for this connection; None when none does."""

    def gone(self, connection: "AudioConnection") -> None:
        """Take note that a connection is no more."""


class AudioConnection(asyncio.Protocol):
    """Reads always and at once: Asterisk gives a session up as soon as one of its writes does not fit."""

    def __init__(self, exchange: Exchange, clock: Clock, *, uuid_seconds: float, linger_seconds: float) -> None:
        self._exchange = exchange
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
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  a TCP server gives nothing else
        self._transport = transport
        found = transport.get_extra_info("socket")
        found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _KERNEL_BYTES)
        transport.set_write_buffer_limits(high=_MOST_BUFFERED)
        if self._exchange.admit(self):
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
                self._receive(frame)
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
        self._exchange.gone(self)

    def pause_writing(self) -> None:
        """Tell the session that the peer does not read."""
        if self._session is not None:
            self._session.set_writable(False)

    def resume_writing(self) -> None:
        """Tell the session that the peer reads again."""
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

    def _receive(self, frame: Frame) -> None:
        if self._session is not None:
            self._session.receive(frame)
        elif isinstance(frame, UuidFrame):
            self._cancel_timer()
            session = self._exchange.claim(self, frame.call_id)
            if session is None:
                self.refuse(f"no session waits for {frame.call_id}")
            else:
                self._session = session
                session.attach(self)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
