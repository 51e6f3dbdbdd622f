"""Calls shared out over destinations in proportion to their weights, as SRV records share them (RFC 2782).

Destinations with a weight that follow each other are a group. One of them is drawn to be tried first, by weight; then
one of the others, and so on: who loses the draw stands behind it as overflow.

Decisions have their groups in the tables' order. The draw comes last, as a number handed in, so that the same number
gives the same order and nothing else about a decision is left to chance.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import groupby

from veertien.routing.calls import Decision
from veertien.routing.tables import Destination

_DRAW_BYTES = 16


def draw_of(call_id: str) -> Fraction:
    """Return the draw for a call, from 0 up to but not including 1: evenly spread, and the same for the same id."""
    digest = hashlib.blake2b(call_id.encode("utf-8", "replace"), digest_size=_DRAW_BYTES).digest()
    return Fraction(int.from_bytes(digest), 256**_DRAW_BYTES)


def drawn(decision: Decision, draw: Fraction) -> Decision:
    """Return a decision with the order of its destinations drawn, and its reason telling who came first.

    Within a group each end leads on to the next of it: its members stand for each other. Raises ValueError for a draw
    outside 0 to 1 (1 itself is outside).
    """
    if not 0 <= draw < 1:
        raise ValueError(f"{draw} is no draw: those go from 0 up to but not including 1")
    ordered: list[Destination] = []
    first: list[str] = []
    for group in groups_of(decision.destinations):
        if len(group) == 1:
            ordered += group
            continue
        order, draw = _pull(group, draw)
        ordered += [replace(each, keeps=frozenset()) for each in order[:-1]] + order[-1:]
        first.append(order[0].trunk.key)
    if not first:
        return decision
    told = f"{decision.reason.removesuffix('.')}; drawn first: {', '.join(first)}."
    return replace(decision, destinations=tuple(ordered), reason=told)


def groups_of(destinations: Sequence[Destination]) -> Iterator[tuple[Destination, ...]]:
    """Yield the groups in order; a destination that shares its calls with nobody is one by itself."""
    for share, members in groupby(destinations, key=lambda each: each.share and each.share.among):
        if share:
            yield tuple(members)
        else:
            yield from ((member,) for member in members)


def shares_of(destinations: Sequence[Destination]) -> tuple[Fraction | None, ...]:
    """Return for each destination the part of its group's calls it is drawn first for; None where it has no group."""
    found: list[Fraction | None] = []
    for group in groups_of(destinations):
        total = sum(map(_weight, group))
        found += [Fraction(_weight(each), total) if len(group) > 1 else None for each in group]
    return tuple(found)


def shared_out(destinations: Sequence[Destination]) -> str:
    """Return a clause that tells how calls are shared out over the groups; nothing where there is none."""
    parts = zip(destinations, shares_of(destinations), strict=True)
    told = [f"{each.trunk.key} {percentage(share)}" for each, share in parts if share is not None]
    return f"; calls are shared out: {', '.join(told)}" if told else ""


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
