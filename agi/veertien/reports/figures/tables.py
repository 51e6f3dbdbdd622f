"""What several tables of a report have alike: a count for each row, small rows put together, the greatest first."""

from collections.abc import Mapping

from veertien.reports.figures.small_cells import FEWEST, put_together
from veertien.reports.figures.values import Heading, Tabled, TableLine, Withheld
from veertien.wording import Wording

CALLS_HEADING = Heading("calls", Wording("oproepen", "calls"))
REST = ("rest", Wording("overige samen", "the rest together"))
REST_RULE = Wording(
    f"Rijen met minder dan {FEWEST} oproepen zijn samengevoegd.", f"Rows of fewer than {FEWEST} calls are put together."
)


def listed(about: Wording, calls: Mapping[str, int], names: Mapping[str, Wording]) -> Tabled:
    """Return the calls by key, with what each key is called."""
    found = put_together({key: calls[key] for key in sorted(calls)})
    lines = [TableLine(key, names[key], (found.shown[key],)) for key in most_first(found.shown)]
    if found.hidden:
        lines.append(TableLine(*REST, (Withheld.TOO_FEW if found.too_few else found.together,)))
    return Tabled(about, (CALLS_HEADING,), tuple(lines))


def most_first(counts: Mapping[str, int]) -> list[str]:
    """Return the keys, those with the greatest counts first."""
    return sorted(counts, key=lambda key: (-counts[key], key))
