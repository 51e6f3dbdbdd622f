"""Destinations as the commands print them for people."""

from collections.abc import Iterator, Sequence

from veertien.routing import Destination, percentage, shares_of


def described(destinations: Sequence[Destination], *, by_endpoint: bool = False) -> Iterator[str]:
    """Yield each destination with all that is not as usual, named by its trunk's key or by its endpoint."""
    for each, share in zip(destinations, shares_of(destinations), strict=True):
        shown = f"{each.number} on {each.trunk.endpoint if by_endpoint else f'trunk {each.trunk.key}'}"
        more = []
        if share is not None:
            more.append(f"first for {percentage(share)} of the calls")
        if each.ring_seconds is not None:
            more.append(f"rings {each.ring_seconds} s")
        if each.keeps:
            # Within a group each end leads on to the others of it.
            last = "the last of these " if share is not None else ""
            more.append(f"{last}ends the call on {', '.join(sorted(each.keeps)).replace('_', ' ')}")
        yield f"{shown} ({'; '.join(more)})" if more else shown
