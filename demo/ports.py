"""Free ports for servers that start later, of which the kernel gives none away in the meantime."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

EPHEMERAL = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""Two numbers: the first and the last port that the kernel gives to sockets that name none."""
USUAL_EPHEMERAL = (32768, 60999)
"""What Linux has where nobody set it."""
LOWEST = 10000
"""Below it are the usual ports of servers that a host may start at any time, SIP's and Asterisk's among them."""
HIGHEST = 65535
FEWEST = 2000
"""A host that leaves fewer ports than this has a range too wide to keep out of."""


PARTS = 16
"""Of the range: each process that chooses ports begins in one of its own."""


class NoFreePortError(RuntimeError):
    """Every port is taken."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many ports in a row, the first of them even."""

    kind: socket.SocketKind
    addresses: tuple[str, ...]
    """Each port is free at all of these."""
    count: int = 1


def choose_ports(wanted: Sequence[Wanted], besides: Collection[int] = ()) -> list[int]:
    """Return the first port of each, all of them different and free at this moment, and none of those `besides`.

    Raises:
        NoFreePortError: there are not so many.
    """
    outside = outside_ephemeral()
    firsts = [port for port in outside if port % 2 == 0]
    # Between the choice and the server's start a port is nobody's: another process must not choose it meanwhile.
    part, _ = _own_part()
    begin, end = (len(firsts) * place // PARTS for place in (part, part + 1))
    # Rows fit into the part, where they can.
    start = begin + secrets.randbelow(max(1, end - begin - sum(want.count for want in wanted) // 2))
    turns = iter(firsts[start:end] + firsts[begin:start] + firsts[end:] + firsts[:begin])
    chosen: list[int] = []
    left = set(outside).difference(besides)
    for want in wanted:
        for first in turns:
            ports = range(first, first + want.count)
            if left.issuperset(ports) and _are_free(want, ports):
                left.difference_update(ports)
                chosen.append(first)
                break
        else:
            raise NoFreePortError(f"no {want.count} free ports at {', '.join(want.addresses)}")
    return chosen


@cache
def _own_part() -> tuple[int, socket.socket | None]:
    """Return the part of the range that is this process's until it ends, and the socket that says so to others.

    Where more processes than parts choose ports, or the system has no abstract sockets, it is any part.
    """
    for part in range(PARTS):
        name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # An abstract name: it goes with the process and leaves no file.
            name.bind(f"\0veertien-ports-{part}")
        except OSError:
            name.close()
        else:
            return part, name
    return secrets.randbelow(PARTS), None


def outside_ephemeral() -> list[int]:
    """Return the ports that the kernel gives to nobody who does not name them, in order."""
    low, high = _ephemeral()
    outside = [port for port in range(LOWEST, HIGHEST + 1) if not low <= port <= high]
    return outside if len(outside) >= FEWEST else list(range(LOWEST, HIGHEST + 1))


def _ephemeral() -> tuple[int, int]:
    try:
        low, high = EPHEMERAL.read_text().split()
        return int(low), int(high)
    except (OSError, ValueError):
        return USUAL_EPHEMERAL


def _are_free(want: Wanted, ports: range) -> bool:
    """Bind each of `ports`, one after the other: there may be more of them than a process may have sockets open."""
    for port in ports:
        for address in want.addresses:
            with socket.socket(socket.AF_INET, want.kind) as tried:
                try:
                    tried.bind((address, port))
                except OSError:
                    return False
    return True
