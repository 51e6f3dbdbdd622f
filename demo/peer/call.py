"""What both ends of a call do alike: keep what comes, answer what the dialog brings along, hang up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from demo.peer import sdp
from demo.peer.errors import PeerError
from demo.peer.media import Media
from demo.peer.messages import Address, Headers, Message, compose, response, uri_in

MOST_SECONDS = 30.0
"""Longest wait for a message, in seconds, where a test names none."""
Send = Callable[[bytes, Address], None]


@dataclass(frozen=True, slots=True)
class Received:
    """A message, and when it came in, in monotonic seconds."""

    at: float
    message: Message


@dataclass
class Dialog:
    """What requests within a call need (RFC 3261, 12): both ends' names, the far end's address, our own count."""

    call_id: str
    own: str
    far: str
    target: str
    cseq: int = 1
    route: Headers = ()
    """Leads through the proxies that asked to stay in the way."""


class Call:
    """A call at one of its ends.

    `received` holds every message of it, retransmissions too. `ended` is set when it is over, however it ended.
    """

    def __init__(self, own: Address, far: Address, dialog: Dialog, session: sdp.Session | None, send: Send) -> None:
        """Talk from `own` to `far`."""
        self.media = Media()
        self.received: list[Received] = []
        self.ended = asyncio.Event()
        self.vanished = False
        self.up = False
        self.dialog = dialog
        self.session = session
        self.tag = uuid4().hex[:8]
        self._own = own
        self._far = far
        self._send_bytes = send
        self._news = asyncio.Event()

    def take(self, message: Message) -> None:
        """Take a message of this call; a call that has vanished takes none."""
        if self.vanished:
            return
        self.received.append(Received(time.monotonic(), message))
        if message.body and (description := sdp.read(message.body)) is not None:
            self.media.connect(description)
        self._answer(message)
        self._news.set()
        self._news = asyncio.Event()

    async def until(
        self, matches: Callable[[Message], bool], what: str, most_seconds: float = MOST_SECONDS
    ) -> Received:
        """Wait for the first message that matches, past ones included; `what` names it where it does not come.

        Raises:
            PeerError: it did not come in time.
        """
        looked_at = 0
        try:
            async with asyncio.timeout(most_seconds):
                while True:
                    for one in self.received[looked_at:]:
                        if matches(one.message):
                            return one
                    looked_at = len(self.received)
                    await self._news.wait()
        except TimeoutError:
            came = ", ".join(one.message.first for one in self.received) or "nothing"
            raise PeerError(f"no {what} in {most_seconds} s; what came: {came}") from None

    async def over(self, most_seconds: float = MOST_SECONDS) -> None:
        """Wait until the call is over.

        Raises:
            PeerError: it is not in time.
        """
        try:
            await asyncio.wait_for(self.ended.wait(), most_seconds)
        except TimeoutError:
            raise PeerError(f"the call is not over after {most_seconds} s") from None

    def bye(self) -> None:
        """Hang up a call that was answered."""
        self.request("BYE")
        self._end()

    def info(self, key: str, milliseconds: int = 160) -> None:
        """Press a key by SIP INFO, in the form of application/dtmf-relay."""
        self.request(
            "INFO", (("Content-Type", "application/dtmf-relay"),), f"Signal={key}\r\nDuration={milliseconds}\r\n"
        )

    def vanish(self) -> None:
        """Be gone without a word: send nothing more, answer nothing more."""
        self.vanished = True
        self._end()

    def close(self) -> None:
        """Let go of the sockets and hang up what is left of the call."""
        if self.up and not self.ended.is_set():
            self.bye()
        self._end()

    def request(self, method: str, headers: Headers = (), body: str = "", cseq: int | None = None) -> None:
        """Send any request within the call, with a count of our own where none is given."""
        if cseq is None:
            self.dialog.cseq += 1
        host, port = self._own
        first = f"{method} {self.dialog.target} SIP/2.0"
        basic = (
            ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{uuid4().hex}"),
            ("Max-Forwards", "70"),
            ("From", self.dialog.own),
            ("To", self.dialog.far),
            ("Call-ID", self.dialog.call_id),
            ("CSeq", f"{self.dialog.cseq if cseq is None else cseq} {method}"),
            *self.dialog.route,
        )
        self.send(compose(first, (*basic, *headers), body))

    def send(self, data: bytes) -> None:
        """Send any bytes to the far end."""
        if not self.vanished:
            self._send_bytes(data, self._far)

    def reply(self, request: Message, status: str, headers: Headers = (), session: sdp.Session | None = None) -> None:
        """Answer a request, with a description of our audio if one is given."""
        host, port = self._own
        body = "" if session is None else session.text(self.media.address)
        about = (sdp.CONTENT_TYPE,) if session is not None else ()
        contact = ("Contact", f"<sip:{host}:{port}>")
        self.send(response(request, status, self.tag, (contact, *about, *headers), body))

    def _answer(self, message: Message) -> None:
        """Do what SIP wants done about a message."""
        if message.status:
            return
        if message.method == "BYE":
            self.reply(message, "200 OK")
            self._end()
        elif message.method == "INVITE":
            # A session refreshed, or the other side's name changed.
            self.dialog.target = uri_in(message.header("contact")) or self.dialog.target
            self.reply(message, "200 OK", session=self.session)
        elif message.method != "ACK":
            self.reply(message, "200 OK")

    def _end(self) -> None:
        self.up = False
        self.media.close()
        self.ended.set()
