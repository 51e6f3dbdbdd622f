"""Which rules about callers and hints two tables have otherwise, of which the decisions for one caller tell nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from veertien.numbering import CallerList
from veertien.routing.tables import Tables


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key of a file that says something else than before, both as a person writes them; a list by what is on it."""

    file: str
    key: str
    before: str
    after: str


def compare_rules(old: Tables, new: Tables) -> tuple[KeyChange, ...]:
    """Return the rules that `new` has otherwise than `old`."""
    changes = []
    for file, rules in _RULES.items():
        before, after = rules(old), rules(new)
        changes += [KeyChange(file, key, before[key], after[key]) for key in before if before[key] != after[key]]
    return tuple(changes)


def _routing(tables: Tables) -> Mapping[str, str]:
    rules = tables.rules
    remember = rules.remember
    unasked = ", without asking" if remember and remember.without_asking else ""
    return {
        "offer_unconnected": rules.offer_unconnected.value,
        "caller_area": rules.caller_area.value,
        "other_area_codes": rules.other_area_codes.value,
        "national": rules.national.dialled if rules.national else "none",
        "carrier": rules.carrier.key if rules.carrier else "none",
        "remember": f"{remember.days} days{unasked}" if remember else "off",
    }


def _callers(tables: Tables) -> Mapping[str, str]:
    callers = tables.callers
    rate = callers.rate
    return {
        "blocked": _listed(callers.blocked),
        "exempt": _listed(callers.exempt),
        "rate": f"{rate.calls} calls in {rate.seconds} seconds, then {rate.over}" if rate else "off",
    }


def _listed(entries: CallerList) -> str:
    return ", ".join([*entries.numbers, *(f"{prefix}…" for prefix in entries.prefixes)]) or "nobody"


_RULES = {"routing.yaml": _routing, "callers.yaml": _callers}
