"""SIP messages (RFC 3261) as text: read from a datagram, and written exactly as given."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Address = tuple[str, int]
Headers = tuple[tuple[str, str], ...]
"""Names and values in the order in which they stand in the message."""

_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "c": "content-type"}
_ENDS = "\r\n"


@dataclass(frozen=True, slots=True)
class Message:
    """A request or response: its first line, its headers under lower-case full names, its body.

    Bytes that are no UTF-8 are kept as lone surrogates, and written as the same bytes again.
    """

    first: str
    headers: Headers
    body: str = ""

    @property
    def method(self) -> str:
        """The method of a request, or of the request that a response is to."""
        return (self.header("cseq").split() or [""])[-1] if self.status else self.first.partition(" ")[0]

    @property
    def status(self) -> int:
        """The status of a response; 0 of a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0

    @property
    def uri(self) -> str:
        """The address that a request asks for; empty for a response."""
        return "" if self.status else self.first.split(" ")[1]

    def header(self, name: str) -> str:
        """Return the first header of that name, empty where there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Return every header of that name, in order."""
        return tuple(value for known, value in self.headers if known == name.lower())


def parse(data: bytes) -> Message:
    """Read a message.

    Raises:
        ValueError: it is none.
    """
    head, _, body = data.decode(errors="surrogateescape").partition(_ENDS * 2)
    first, *lines = head.replace("\r\n ", " ").replace("\r\n\t", " ").split(_ENDS)
    words = first.split(" ")
    if len(words) < 3 or not (words[-1] == "SIP/2.0" or (words[0] == "SIP/2.0" and words[1].isdecimal())):
        raise ValueError(f"no SIP message begins with {first[:80]!r}")
    pairs = ((name.strip().lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Message(first, tuple((_COMPACT.get(name, name), value) for name, value in pairs), body)


def compose(first: str, headers: Iterable[tuple[str, str]], body: str = "") -> bytes:
    """Write a message: the headers as they are, then Content-Length."""
    octets = body.encode(errors="surrogateescape")
    lines = [first, *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(octets)}", "", ""]
    return _ENDS.join(lines).encode(errors="surrogateescape") + octets


_COPIED = {
    "via": "Via",
    "from": "From",
    "to": "To",
    "call-id": "Call-ID",
    "cseq": "CSeq",
    "record-route": "Record-Route",
}


def response(request: Message, status: str, tag: str, more: Headers = (), body: str = "") -> bytes:
    """Answer a request with a status such as "180 Ringing"; `tag` goes into To where there is none yet.

    100 gets none (RFC 3261, 8.2.6.2).
    """
    headers = []
    for name, value in request.headers:
        if name in _COPIED:
            untagged = name == "to" and ";tag=" not in value and not status.startswith("100")
            headers.append((_COPIED[name], f"{value};tag={tag}" if untagged else value))
    return compose(f"SIP/2.0 {status}", [*headers, *more], body)


def route_of(message: Message) -> Headers:
    """Return the Route headers for requests in the call that a message opens, as its called end has them.

    The calling end, which gets it in the answer, has them in the other order.
    """
    named = (part.strip() for value in message.all("record-route") for part in value.split(","))
    return tuple(("Route", proxy) for proxy in named)


def uri_in(value: str) -> str:
    """Return the URI in From, To or Contact; what has no angle brackets ends at its parameters."""
    _, bracket, rest = value.partition("<")
    return rest.partition(">")[0] if bracket else value.partition(";")[0].strip()


def user_in(value: str) -> str:
    """Return the user part of the URI in From, To, Contact or P-Asserted-Identity; empty where it has none."""
    user, at, _ = uri_in(value).partition(":")[2].rpartition("@")
    return user if at else ""
