"""Where calls go: trunks, the numbers dialled on them, and how several of those share calls.

Calls are shared out in proportion to weights, as SRV records share them (RFC 2782). Destinations with a weight that
follow each other are a group. One of them is drawn to be tried first, by weight; then one of the others, and so on: who
loses the draw stands behind it as overflow. The draw is a number handed in, so that the same number gives the same
order and nothing is left to chance.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

_DRAW_BYTES = 16


class CallerId(StrEnum):
    """Whether the caller's number goes along to a trunk. A withheld number never does."""

    PASS = "pass"  # noqa: S105 - not a password
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Trunk:
    """A way out of the PBX."""

    key: str
    endpoint: str
    """The name of the PJSIP endpoint."""
    capacity: int
    """The number of calls it carries at once from this node; 0 where other nodes have all its lines."""
    caller_id: CallerId
    header: str | None
    """The SIP header in which the dialled 14-number goes along; None: in none."""
    diversion: bool
    """Whether the dialled 14-number also goes along as Diversion."""
    bought: int | None = None
    """The number of calls it carries at once from all nodes; None where there is one node."""


class End(StrEnum):
    """How a destination may turn away a call that reached it; what does not reach it always leads on to the next."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    REJECTED = "rejected"
    """It refuses the call, or says that the number isn't in use."""
    CONGESTION = "congestion"
    """It has no line free, or a fault."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the calls of a group of destinations."""

    weight: int
    """Its part is in proportion to this."""
    among: tuple[tuple[str, str], ...]
    """The trunks' keys and numbers of the whole group as the tables have it, by which its members are known."""


@dataclass(frozen=True, slots=True)
class Destination:
    """A number to dial on a trunk."""

    trunk: Trunk
    number: str
    """Digits, with or without + in front."""
    share: Share | None = None
    ring_seconds: int | None = None
    """None: it rings as long as the dialplan says."""
    keeps: frozenset[End] = frozenset()
    """The ends after which no other destination is tried: the caller's network gets the cause."""

    @property
    def line(self) -> tuple[str, str]:
        """The trunk's key and the number: what is dialled, whatever else is said of it."""
        return self.trunk.key, self.number


def draw_of(call_id: str) -> Fraction:
    """Return the draw for a call, from 0 up to but not including 1: evenly spread, and the same for the same id."""
    digest = hashlib.blake2b(call_id.encode("utf-8", "replace"), digest_size=_DRAW_BYTES).digest()
    return Fraction(int.from_bytes(digest), 256**_DRAW_BYTES)


def drawn_order(
    destinations: Sequence[Destination], draw: Fraction
) -> tuple[tuple[Destination, ...], tuple[Destination, ...]]:
    """Return destinations in the order of a draw, and those that were drawn first, one of each group.

    Within a group each end leads on to the next of it: its members stand for each other. Raises ValueError for a draw
    outside 0 to 1 (1 itself is outside).
    """
    if not 0 <= draw < 1:
        raise ValueError(f"{draw} is no draw: those go from 0 up to but not including 1")
    if all(each.share is None for each in destinations):
        return tuple(destinations), ()
    ordered: list[Destination] = []
    first: list[Destination] = []
    for group in sharing_groups(destinations):
        if len(group) == 1:
            ordered += group
            continue
        order, draw = _pull(group, draw)
        ordered += [replace(each, keeps=frozenset()) for each in order[:-1]] + order[-1:]
        first.append(order[0])
    return tuple(ordered), tuple(first)


def sharing_groups(destinations: Sequence[Destination]) -> Iterator[tuple[Destination, ...]]:
    """Yield the groups in order; a destination that shares its calls with nobody is one by itself."""
    for share, members in groupby(destinations, key=lambda each: each.share and each.share.among):
        if share:
            yield tuple(members)
        else:
            yield from ((member,) for member in members)


def shares_of(destinations: Sequence[Destination]) -> tuple[Fraction | None, ...]:
    """Return for each destination the part of its group's calls it is drawn first for; None where it has no group."""
    found: list[Fraction | None] = []
    for group in sharing_groups(destinations):
        total = sum(map(_weight, group))
        found += [Fraction(_weight(each), total) if len(group) > 1 else None for each in group]
    return tuple(found)


def shared_out(destinations: Sequence[Destination]) -> str:
    """Return a clause that says how calls are shared out over the groups; nothing where there is none."""
    if all(each.share is None for each in destinations):
        return ""
    parts = zip(destinations, shares_of(destinations), strict=True)
    shares = [f"{each.trunk.key} {percentage(share)}" for each, share in parts if share is not None]
    return f"; calls are shared out: {', '.join(shares)}" if shares else ""


def percentage(share: Fraction) -> str:
    """Return a share for people, such as "70 %" or "33.3 %"."""
    return f"{float(100 * share):.1f}".removesuffix(".0") + " %"


def _pull(group: Sequence[Destination], draw: Fraction) -> tuple[list[Destination], Fraction]:
    """Return the group in drawn order, and what is left of the draw: given who was pulled, it is even again."""
    left = list(group)
    order = []
    while left:
        point = draw * sum(map(_weight, left))
        for each in left:
            if point < _weight(each):
                break
            point -= _weight(each)
        draw = point / _weight(each)
        order.append(each)
        left.remove(each)
    return order, draw


def _weight(destination: Destination) -> int:
    return destination.share.weight if destination.share else 1
