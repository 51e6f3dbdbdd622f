"""How a reason or a message names several."""

from collections.abc import Sequence

from veertien.wording import Wording

MOST_NAMED = 5


def named(names: Sequence[str]) -> Wording:
    """Return the names as one text, "Hoorn, Medemblik and Opmeer"; of many the first ones and how many more."""
    dutch, english = list(names[:MOST_NAMED]), list(names[:MOST_NAMED])
    if (more := len(names) - MOST_NAMED) > 0:
        dutch.append(f"nog {more}")
        english.append(f"{more} more")
    return Wording(_listed(dutch, "en"), _listed(english, "and"))


def _listed(names: Sequence[str], last: str) -> str:
    return f" {last} ".join(filter(None, (", ".join(names[:-1]), names[-1])))
