"""The calling end: an INVITE that says whatever it is given, and what follows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from demo.peer import sdp
from demo.peer.call import MOST_SECONDS, Call, Dialog, Received, Send
from demo.peer.errors import PeerError
from demo.peer.messages import Address, Headers, Message, compose, route_of, uri_in


def _as_they_are(headers: Headers) -> Headers:
    return headers


_USUAL = sdp.Session()


@dataclass(frozen=True, slots=True)
class Invitation:
    """What an INVITE says. What is left None is as an ordinary carrier has it.

    The `body` takes the place of the offer that `session` makes; without both there is none.
    """

    number: str
    caller: str = "0201234567"
    uri: str | None = None
    """The request line's."""
    from_: str | None = None
    """The header's whole value, without a tag."""
    to: str | None = None
    """The header's whole value, without a tag."""
    headers: Headers = ()
    """They come behind the usual ones."""
    session: sdp.Session | None = _USUAL
    body: str | None = None
    arrange: Callable[[Headers], Headers] = _as_they_are
    """Is given all headers and returns those to send: changed, left out, in another order."""


class OutgoingCall(Call):
    """A call that this peer places. Final answers are acknowledged, unless `acknowledges` is put off.

    `sent` is when the INVITE went out, in monotonic seconds.
    """

    def __init__(self, own: Address, far: Address, invitation: Invitation, send: Send) -> None:
        """Make the call; `start` sends it."""
        self.invitation = invitation
        self.acknowledges = True
        self.sent = 0.0
        host, port = own
        tagged = f"{invitation.from_ or f'<sip:{invitation.caller}@{host}>'};tag={uuid4().hex[:8]}"
        to = invitation.to or f"<sip:{invitation.number}@{far[0]}>"
        uri = invitation.uri or f"sip:{invitation.number}@{far[0]}:{far[1]}"
        super().__init__(own, far, Dialog(uuid4().hex, tagged, to, uri), invitation.session, send)
        self._invited_uri = uri
        self._via = ("Via", f"SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{uuid4().hex}")

    async def start(self) -> None:
        """Send the INVITE."""
        host, port = self._own
        await self.media.open(host)
        made = self.invitation
        body = made.body if made.body is not None else made.session.text(self.media.address) if made.session else ""
        headers = (
            *self._of_the_invite("INVITE", self.dialog.far),
            ("Contact", f"<sip:{made.caller}@{host}:{port}>"),
            *((sdp.CONTENT_TYPE,) if body else ()),
            *made.headers,
        )
        self.sent = time.monotonic()
        self.send(compose(f"INVITE {self._invited_uri} SIP/2.0", made.arrange(headers), body))

    def cancel(self) -> None:
        """Give up before an answer."""
        self.send(compose(f"CANCEL {self._invited_uri} SIP/2.0", self._of_the_invite("CANCEL", self.dialog.far)))

    async def provisional(self, *statuses: int, most_seconds: float = MOST_SECONDS) -> Received:
        """Wait for the first of these, such as 180 or 183.

        Raises:
            PeerError: none of them came in time.
        """
        names = " or ".join(str(status) for status in statuses)
        return await self.until(lambda message: message.status in statuses, names, most_seconds)

    async def final(self, most_seconds: float = MOST_SECONDS) -> Received:
        """Wait for the answer to the INVITE, success or not.

        Raises:
            PeerError: none came in time.
        """
        return await self.until(_is_final, "final answer to the INVITE", most_seconds)

    async def answered(self, most_seconds: float = MOST_SECONDS) -> Received:
        """Wait until the call is answered.

        Raises:
            PeerError: it was refused, or no answer came in time.
        """
        final = await self.final(most_seconds)
        if final.message.status >= 300:
            raise PeerError(f"refused: {final.message.first}")
        return final

    def close(self) -> None:
        """Give up or hang up, and let go of the sockets."""
        if not self.up and not self.ended.is_set():
            self.cancel()
        super().close()

    def _answer(self, message: Message) -> None:
        if not _is_final(message):
            super()._answer(message)
            return
        if message.status < 300:
            self.dialog.far = message.header("to")
            self.dialog.target = uri_in(message.header("contact")) or self.dialog.target
            self.dialog.route = route_of(message)[::-1]
            self.up = not self.ended.is_set()
            if self.acknowledges:
                self.request("ACK", cseq=1)
            return
        if self.acknowledges:
            headers = self._of_the_invite("ACK", message.header("to"))
            self.send(compose(f"ACK {self._invited_uri} SIP/2.0", headers))
        self._end()

    def _of_the_invite(self, method: str, to: str) -> Headers:
        """Return the headers that make CANCEL and the ACK of a refusal the INVITE's own (RFC 3261, 9.1, 17.1.1.3)."""
        return (
            self._via,
            ("Max-Forwards", "70"),
            ("From", self.dialog.own),
            ("To", to),
            ("Call-ID", self.dialog.call_id),
            ("CSeq", f"1 {method}"),
        )


def _is_final(message: Message) -> bool:
    return message.method == "INVITE" and message.status >= 200
