"""How a reason or a message names several."""

from collections.abc import Sequence

MOST_NAMED = 5


def named(names: Sequence[str]) -> str:
    """Return the names as one text, "Hoorn, Medemblik and Opmeer"; of many the first ones and how many more."""
    shown = list(names[:MOST_NAMED])
    if more := len(names) - len(shown):
        shown.append(f"{more} more")
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))
