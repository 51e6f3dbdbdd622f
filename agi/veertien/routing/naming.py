"""How a reason or a message names several."""

from collections.abc import Sequence

MOST_NAMED = 5


def named(names: Sequence[str]) -> str:
    """Return the names as one text, "Hoorn, Medemblik and Opmeer"; of many the first ones and how many more."""
    told = list(names[:MOST_NAMED])
    if more := len(names) - len(told):
        told.append(f"{more} more")
    return " and ".join(filter(None, (", ".join(told[:-1]), told[-1])))
