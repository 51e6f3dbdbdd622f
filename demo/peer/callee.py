"""The called end: answers an INVITE when and as a script says."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from demo.peer import sdp
from demo.peer.call import Call, Dialog, Received, Send
from demo.peer.messages import Address, Headers, Message, route_of, uri_in


class IncomingCall(Call):
    """A call that came in. `invite` is its INVITE and `at` when that came, in monotonic seconds.

    A CANCEL is answered, and ends the call with 487, unless `heeds_cancel` is put off.
    """

    def __init__(self, own: Address, far: Address, invite: Message, send: Send) -> None:
        """Take an INVITE from `far`; nothing is answered yet."""
        self.at = time.monotonic()
        self.invite = invite
        self.heeds_cancel = True
        target = uri_in(invite.header("contact"))
        dialog = Dialog(
            invite.header("call-id"), invite.header("to"), invite.header("from"), target, 1000, route_of(invite)
        )
        super().__init__(own, far, dialog, sdp.Session(), send)
        self.dialog.own += f";tag={self.tag}"
        self.received.append(Received(self.at, invite))
        self._last: tuple[str, Headers, sdp.Session | None] | None = None
        self._open = False
        offer = sdp.read(invite.body)
        if offer is not None:
            self.media.connect(offer)

    async def respond(self, status: str, session: sdp.Session | None = None, headers: Headers = ()) -> None:
        """Answer the INVITE, with a description of our audio if one is given, such as "183 Session Progress"."""
        if session is not None and not self._open:
            self._open = True
            self.session = session
            await self.media.open(self._own[0])
        self._last = (status, headers, session)
        self.reply(self.invite, status, headers, session)
        code = int(status.split()[0])
        if 200 <= code < 300:
            self.up = True
        elif code >= 300:
            self._end()

    async def answer(self) -> None:
        """Answer with 200 and audio; the telephone-events of the offer are taken."""
        offer = sdp.read(self.invite.body)
        await self.respond("200 OK", sdp.Session(events=offer.events if offer else None))

    def _answer(self, message: Message) -> None:
        if message.method == "INVITE" and message.header("cseq") == self.invite.header("cseq"):
            if self._last is not None:
                status, headers, session = self._last
                self.reply(self.invite, status, headers, session)
        elif message.method == "CANCEL":
            if self.heeds_cancel:
                self.reply(message, "200 OK")
                if not self.up and not self.ended.is_set():
                    self.reply(self.invite, "487 Request Terminated")
                    self._end()
        else:
            super()._answer(message)


Script = Callable[[IncomingCall], Awaitable[None]]
"""What is done with a call that comes in; cancelled when the call is over."""
