"""Session descriptions (RFC 4566): what a peer offers or answers, and what it reads of the other side's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from demo.peer.messages import Address

CONTENT_TYPE = ("Content-Type", "application/sdp")
A_LAW = 8


@dataclass(frozen=True, slots=True)
class Session:
    """A-law audio in one direction or both."""

    events: int | None = 101
    """The payload type of telephone-events (RFC 4733); None: without them."""
    direction: str = "sendrecv"
    more: tuple[str, ...] = ()
    """Further lines of the audio part, such as "a=ptime:40"."""

    def text(self, at: Address) -> str:
        """Return the description for audio that is received at this address."""
        host, port = at
        kind = self.events
        keys = () if kind is None else (f"a=rtpmap:{kind} telephone-event/8000", f"a=fmtp:{kind} 0-16")
        formats = f"{A_LAW}" if kind is None else f"{A_LAW} {kind}"
        lines = (
            "v=0",
            f"o=- 1 1 IN IP4 {host}",
            "s=-",
            f"c=IN IP4 {host}",
            "t=0 0",
            f"m=audio {port} RTP/AVP {formats}",
            f"a=rtpmap:{A_LAW} PCMA/8000",
            *keys,
            f"a={self.direction}",
            *self.more,
        )
        return "".join(f"{line}\r\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Description:
    """What the other side said: where it wants audio, and its payload type for telephone-events, if any."""

    audio: Address
    events: int | None


def read(body: str) -> Description | None:
    """Read a description; None where there is no audio in it."""
    audio = re.search(r"^m=audio (\d+) ", body, re.MULTILINE)
    host = re.search(r"^c=IN IP4 ([\d.]+)", body, re.MULTILINE)
    if audio is None or host is None:
        return None
    events = re.search(r"^a=rtpmap:(\d+) telephone-event/8000", body, re.MULTILINE | re.IGNORECASE)
    return Description((host[1], int(audio[1])), int(events[1]) if events else None)
