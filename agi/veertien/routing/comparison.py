"""Which numbers two tables route differently, and which rules they have otherwise.

Every 14-number of table 140X is decided by both tables, and so is the national number of either; where the caller is
asked, so is every answer: each municipality understood there, and a person. One of another area code gets what it gets
under its own number, so that is compared there. One that is no more is compared with its heir. A national number that
only one of the tables has is shown as a whole, without its answers. Destinations that share calls are compared by their
shares, undrawn. The caller's number is withheld and every trunk is up, as in `veertien route`. What callers are
understood to say, how names sound, and a trunk's settings beside its endpoint are not compared. Rules about callers and
hints, of which the decisions for one caller show nothing, are compared key by key.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from veertien.numbering import CallerList, FourteenNumber, NationalNumber, area_codes, parse_caller
from veertien.routing.calls import Call, Decision, Outcome
from veertien.routing.decisions import chosen, offer, to_operator, too_many
from veertien.routing.destinations import shares_of, sharing_groups
from veertien.routing.tables import MunicipalityEntry, Tables

PERSON_ASKED = "a person was asked for"
WITHHELD = parse_caller(None, "prohib")


class Stage(StrEnum):
    """Where in a call a decision is made."""

    OFFERED = "offered"
    """As the call comes in."""
    CHOSEN = "chosen"
    """After the caller named a municipality."""
    PERSON = "person"
    """After the caller asked for a person."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a call, by the old tables and by the new.

    A decision is None where those tables don't let callers answer so: they aren't asked, or the municipality isn't
    listed.
    """

    stage: Stage
    municipality: MunicipalityEntry | None
    """The one named; for CHOSEN only."""
    before: Decision | None
    after: Decision | None

    @property
    def differs(self) -> bool:
        """Whether the two decisions send the call different ways."""
        return self.differs_beside({})

    def differs_beside(self, renamed: Mapping[str, str]) -> bool:
        """Return whether they differ in more than these endpoints, by what they were called and what they are now."""
        return self._gist(self.before, renamed) != self._gist(self.after, {})

    def _gist(self, decision: Decision | None, renamed: Mapping[str, str]) -> object:
        """Return what makes two decisions differ: neither the words of the reason nor what trunks are called here."""
        if decision is None:
            return None
        return (
            decision.outcome,
            # Who else could have been chosen makes no difference to a caller who has chosen.
            self.stage is Stage.OFFERED and [entry.code for entry in decision.candidates],
            decision.municipality and decision.municipality.code,
            _dialled(decision, renamed),
            decision.notice,
        )


def _dialled(decision: Decision, renamed: Mapping[str, str]) -> list[list[tuple[object, ...]]]:
    """Return what is dialled, group by group in order; within a group the order doesn't count, but the shares do."""
    shares = {
        each.line: share for each, share in zip(decision.destinations, shares_of(decision.destinations), strict=True)
    }
    return [
        sorted(
            (
                renamed.get(each.trunk.endpoint, each.trunk.endpoint),
                each.number,
                shares[each.line],
                each.ring_seconds,
                tuple(sorted(each.keeps)),
            )
            for each in group
        )
        for group in sharing_groups(decision.destinations)
    ]


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that is routed differently, with the ways that differ, in the order of a call."""

    number: FourteenNumber | NationalNumber
    ways: tuple[Branch, ...]


def every_number(*tables: Tables) -> tuple[FourteenNumber | NationalNumber, ...]:
    """Return the 14-numbers of all area codes, in rising order, and the national numbers of the tables."""
    national = dict.fromkeys(one.rules.national for one in tables if one.rules.national)
    return (*map(FourteenNumber, area_codes()), *national)


def compare(old: Tables, new: Tables, now: datetime) -> tuple[NumberChange, ...]:
    """Return the numbers that `new` routes otherwise than `old`, for calls that come in at `now`.

    Otherwise: another outcome, other candidates when the call comes in, another municipality, other destinations (an
    endpoint, a number, their order, their shares, how long they ring, what leads on from them), or another
    announcement. Raises ValueError when `now` doesn't know its time zone.
    """
    found = []
    for number in every_number(old, new):
        ways = tuple(way for way in _ways(old, new, number, now) if way.differs)
        if ways:
            found.append(NumberChange(number, ways))
    return tuple(found)


def renamed_endpoints(old: Tables, new: Tables) -> Mapping[str, str]:
    """Return the endpoints that trunks have under another name in `new`, by the name that they had.

    One counts where each of its trunks has the same new one, and no trunk has the old one any more.
    """
    kept = {trunk.endpoint for trunk in new.trunks.values()}
    names: dict[str, set[str]] = {}
    for key, trunk in old.trunks.items():
        if key in new.trunks and trunk.endpoint not in kept:
            names.setdefault(trunk.endpoint, set()).add(new.trunks[key].endpoint)
    return {before: after.pop() for before, after in names.items() if len(after) == 1}


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


def _ways(old: Tables, new: Tables, number: FourteenNumber | NationalNumber, now: datetime) -> Iterator[Branch]:
    call = Call(number.dialled, WITHHELD)
    before, after = CallSide(old, call, now), CallSide(new, call, now)
    yield Branch(Stage.OFFERED, None, before.offered, after.offered)
    if Outcome.REFUSED in (before.offered.outcome, after.offered.outcome):
        # Under a new national number every municipality of the country would be new.
        return
    for entry in {entry.code: entry for side in (before, after) for entry in side.answers}.values():
        yield Branch(Stage.CHOSEN, entry, before.chosen(entry.code), after.chosen(entry.code))
    yield Branch(Stage.PERSON, None, before.person(), after.person())


class CallSide:
    """What one of the tables makes of a call, with every trunk up."""

    def __init__(self, tables: Tables, call: Call, now: datetime, *, over_rate: bool = False) -> None:
        """`over_rate` says that its caller called too often; that counts where the tables have a rate.

        Raises ValueError when `now` doesn't know its time zone.
        """
        self.tables = tables = tables.at(now)
        self._call = call
        self._now = now
        rate = tables.callers.rate if over_rate else None
        self.offered = too_many(tables, call, rate, now, {}) if rate else offer(tables, call, now, {})
        self.asks = self.offered.outcome is Outcome.ASK
        """Whether the caller is asked which municipality is meant."""
        self.answers = tables.offered(self.offered.area_code) if self.asks else ()
        """The municipalities that lie where the caller is asked about, and are understood there."""

    def chosen(self, code: str) -> Decision | None:
        """Return the decision once this municipality, or what became of it, was named; None where it is no answer."""
        heir = self.tables.heir_of(code)
        return self.named(heir) if any(entry.code == heir for entry in self.answers) else None

    def named(self, code: str) -> Decision | None:
        """Return the same, of one that lies in another area code as well; None where it isn't understood, or asked."""
        if not self.asks:
            return None
        try:
            return chosen(self.tables, self._call, self.tables.heir_of(code), self._now, {})
        except ValueError:
            return None

    def person(self) -> Decision | None:
        """Return the decision once a person was asked for; None where nothing is asked."""
        return to_operator(self.tables, self._call, PERSON_ASKED, self._now, {}) if self.asks else None


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
