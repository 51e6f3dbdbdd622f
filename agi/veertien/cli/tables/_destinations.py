"""Destinations as the commands print them for people."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from veertien.routing import Destination, End, percentage, shares_of
from veertien.wording import Wording

_ENDS: Mapping[End, Wording] = MappingProxyType(
    {
        End.BUSY: Wording("in gesprek", "busy"),
        End.NO_ANSWER: Wording("geen antwoord", "no answer"),
        End.REJECTED: Wording("geweigerd", "rejected"),
        End.CONGESTION: Wording("overbelast", "congestion"),
    }
)


def described(destinations: Sequence[Destination], *, by_endpoint: bool = False) -> Iterator[Wording]:
    """Yield each destination with all that is not as usual, named by its trunk's key or by its endpoint."""
    for each, share in zip(destinations, shares_of(destinations), strict=True):
        trunk = each.trunk.endpoint if by_endpoint else f"trunk {each.trunk.key}"
        more = []
        if share is not None:
            more.append(
                Wording(f"eerst bij {percentage(share)} van de oproepen", f"first for {percentage(share)} of the calls")
            )
        if each.ring_seconds is not None:
            more.append(Wording(f"gaat {each.ring_seconds} s over", f"rings {each.ring_seconds} s"))
        if each.keeps:
            more.append(_ends(each, in_group=share is not None))
        yield Wording(
            _with(f"{each.number} over {trunk}", [one.dutch for one in more]),
            _with(f"{each.number} on {trunk}", [one.english for one in more]),
        )


def _ends(destination: Destination, *, in_group: bool) -> Wording:
    ends = [_ENDS[end] for end in sorted(destination.keeps)]
    dutch, english = ", ".join(end.dutch for end in ends), ", ".join(end.english for end in ends)
    if in_group:
        # Within a group each end leads on to the others of it.
        return Wording(
            f"de laatste hiervan beëindigt de oproep bij: {dutch}", f"the last of these ends the call on {english}"
        )
    return Wording(f"beëindigt de oproep bij: {dutch}", f"ends the call on {english}")


def _with(destination: str, more: Sequence[str]) -> str:
    return f"{destination} ({'; '.join(more)})" if more else destination
