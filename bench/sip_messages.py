"""As much of SIP (RFC 3261) as it takes to ring through a PBX and give up: messages as text over UDP."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

Address = tuple[str, int]

_SDP = (
    "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
    "m=audio 40000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=sendrecv\r\n"
)
_COPIED = ("via", "from", "to", "call-id", "cseq")
_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id"}


@dataclass(frozen=True, slots=True)
class Message:
    """A request or response: its first line, and its headers under lower-case names."""

    first: str
    headers: tuple[tuple[str, str], ...]

    @property
    def method(self) -> str:
        """The method of a request, or of the request that a response is to."""
        return self.header("cseq").split()[1] if self.status else self.first.split()[0]

    @property
    def status(self) -> int:
        """The status of a response; 0 of a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0 ") else 0

    def header(self, name: str) -> str:
        """Return the first header of that name, empty where there is none."""
        return next((value for known, value in self.headers if known == name), "")


def parse(data: bytes) -> Message:
    """Read a message; its body is left alone."""
    first, *lines = data.decode(errors="replace").split("\r\n\r\n", 1)[0].split("\r\n")
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)
    return Message(first, tuple((_COMPACT.get(name, name), value) for name, value in headers))


def response(request: Message, status: str, tag: str = "") -> bytes:
    """Answer a request with a status line such as "180 Ringing"; `tag` goes into To where there is none yet."""
    lines = [f"SIP/2.0 {status}"]
    for name, value in request.headers:
        if name in _COPIED:
            untagged = name == "to" and tag and ";tag=" not in value
            lines.append(f"{name}: {value};tag={tag}" if untagged else f"{name}: {value}")
    return _text(lines, "")


@dataclass(frozen=True, slots=True)
class Invitation:
    """One call attempt of `caller` to `number` from `own` to `pbx`: all its requests."""

    number: str
    caller: str
    own: Address
    pbx: Address
    call_id: str

    def invite(self) -> bytes:
        """Give the INVITE, with an offer of a-law."""
        body = _SDP.format(host=self.own[0])
        return self._request("INVITE", self._to, ["content-type: application/sdp"], body)

    def cancel(self) -> bytes:
        """Give the CANCEL of the INVITE."""
        return self._request("CANCEL", self._to)

    def ack(self, refusal: Message) -> bytes:
        """Give the ACK of a final response that is no success."""
        return self._request("ACK", refusal.header("to"))

    @property
    def _to(self) -> str:
        return f"<sip:{self.number}@{self.pbx[0]}>"

    def _request(self, method: str, to: str, more: list[str] | None = None, body: str = "") -> bytes:
        host, port = self.own
        lines = [
            f"{method} sip:{self.number}@{self.pbx[0]}:{self.pbx[1]} SIP/2.0",
            f"via: SIP/2.0/UDP {host}:{port};rport;branch=z9hG4bK{self.call_id}",
            "max-forwards: 70",
            f"from: <sip:{self.caller}@{host}>;tag={self.call_id[:8]}",
            f"to: {to}",
            f"call-id: {self.call_id}",
            f"cseq: 1 {method}",
            f"contact: <sip:{self.caller}@{host}:{port}>",
            *(more or []),
        ]
        return _text(lines, body)


def invitation(number: str, caller: str, own: Address, pbx: Address) -> Invitation:
    """Begin a call attempt with an identity of its own."""
    return Invitation(number, caller, own, pbx, uuid4().hex)


def _text(lines: list[str], body: str) -> bytes:
    return "\r\n".join([*lines, f"content-length: {len(body)}", "", body]).encode()
