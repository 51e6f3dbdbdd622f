"""A datagram with a SIP OPTIONS request (RFC 3261, 11), and the answer to one: no I/O.

Rules. Whoever reaches the port writes the datagram. Of what it says nothing is used but the headers that an answer has
to repeat, and those go out as they came: an answer is hardly larger than what it answers, and goes nowhere else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MOST_BYTES = 4096
"""A larger datagram is no such request; a proxy's has some 400."""
_COMPACT = {b"v": b"via", b"f": b"from", b"t": b"to", b"i": b"call-id"}
_ONCE = frozenset({b"from", b"to", b"call-id", b"cseq"})
_REPEATED = _ONCE | {b"via"}
_NEW_LINE = b"\r\n"


class Status(StrEnum):
    """What is answered."""

    TAKES_CALLS = "200 OK"
    TAKES_NONE = "503 Service Unavailable"


@dataclass(frozen=True, slots=True)
class OptionsRequest:
    """A request: what its answer repeats, in the order in which it came."""

    headers: tuple[tuple[bytes, bytes], ...]
    """Names in lower case, and values."""


def read_request(datagram: bytes) -> OptionsRequest | None:
    """Read a request; None for what is none, or none that could be answered."""
    head, end, _ = datagram.partition(_NEW_LINE * 2)
    if not end or len(datagram) > _MOST_BYTES:
        return None
    # A line that begins with a blank goes on with the one before.
    first, *lines = head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ").split(_NEW_LINE)
    words = first.split(b" ")
    if len(words) != 3 or words[0] != b"OPTIONS" or words[2].upper() != b"SIP/2.0":
        return None
    headers = tuple(_repeated(lines))
    names = [name for name, _ in headers]
    if b"via" not in names or any(names.count(name) != 1 for name in _ONCE):
        return None
    return OptionsRequest(headers)


def _repeated(lines: list[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for line in lines:
        name, _, value = line.partition(b":")
        name = name.strip().lower()
        name = _COMPACT.get(name, name)
        # A lone line break would be a header of the sender's own making to who reads such breaks as ends.
        if name in _REPEATED and b"\r" not in value and b"\n" not in value:
            yield name, value.strip()


def answer(request: OptionsRequest, status: Status, tag: str) -> bytes:
    """Write the answer; `tag` goes into To where there is none yet."""
    lines = [b"SIP/2.0 " + status.encode()]
    for name, value in request.headers:
        untagged = name == b"to" and b";tag=" not in value.lower()
        lines.append(name + b": " + value + (b";tag=" + tag.encode() if untagged else b""))
    return _NEW_LINE.join([*lines, b"content-length: 0", b"", b""])
