"""Who gets a call: pure functions of the tables, the call, the clock and the trunks' states.

    offer        no candidate: not connected; one: connect; more: ask
    chosen       after the caller's answer: connect, or not connected
    to_operator  when nobody else can take the call

A trunk that is down is left out. Behind a municipality's own destinations come the operator's, so that the caller is
never lost; when all of a municipality's trunks are down the call is the operator's at once. The operator's trunks that
are down are left out too, unless that leaves none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from veertien.numbering import NumberRefused, parse_dialled
from veertien.routing.calls import Call, Decision, Outcome, TrunkState
from veertien.routing.tables import Destination, MunicipalityEntry, Tables

TrunkStates = Mapping[str, TrunkState]


def offer(tables: Tables, call: Call, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the first decision for a call.

    `now` must know its time zone, else ValueError; `trunk_states` go by endpoint, and one that is missing is unknown.
    """
    case = _open(tables, call, now, trunk_states)
    if isinstance(case, Decision):
        return case
    if not case.candidates:
        why = f"No municipality in area code {case.area_code} is connected"
        return case.operator(Outcome.NOT_CONNECTED, f"{why}, so the operator gets the call")
    if len(case.candidates) == 1:
        only = case.candidates[0]
        return case.connect(only, f"{only.name} is the only connected municipality in area code {case.area_code}")
    shared = f"{len(case.candidates)} connected municipalities share area code {case.area_code}"
    return case.decide(Outcome.ASK, f"{shared}, so the caller is asked which one is meant")


def chosen(tables: Tables, call: Call, code: str, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the decision after the caller chose the municipality with this CBS code.

    Raises ValueError for a municipality that is not listed in the area code that was dialled: it was not on offer.
    """
    case = _open(tables, call, now, trunk_states)
    if isinstance(case, Decision):
        return case
    entry = next((entry for entry in tables.listed(case.area_code) if entry.code == code), None)
    if entry is None:
        raise ValueError(f"{code!r} is not a municipality listed in area code {case.area_code}")
    if not entry.connected:
        why = f"{entry.name} is not connected, so the operator gets the call"
        return case.operator(Outcome.NOT_CONNECTED, why, entry)
    return case.connect(entry, f"{entry.name} was chosen")


def to_operator(tables: Tables, call: Call, why: str, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the decision to give a call to the operator. `why` is a clause such as "the caller pressed 0"."""
    case = _open(tables, call, now, trunk_states)
    if isinstance(case, Decision):
        return case
    return case.operator(Outcome.OPERATOR, f"The operator gets the call: {why}")


@dataclass(frozen=True, slots=True)
class _Case:
    """A call whose number is understood, with what is needed to decide it."""

    tables: Tables
    dialled: str
    area_code: str
    candidates: tuple[MunicipalityEntry, ...]
    trunk_states: TrunkStates

    def decide(
        self,
        outcome: Outcome,
        why: str,
        municipality: MunicipalityEntry | None = None,
        destinations: tuple[Destination, ...] = (),
    ) -> Decision:
        return Decision(outcome, self.dialled, self.area_code, self.candidates, municipality, destinations, f"{why}.")

    def operator(self, outcome: Outcome, why: str, municipality: MunicipalityEntry | None = None) -> Decision:
        return self.decide(outcome, why, municipality, self._operator_destinations())

    def connect(self, entry: MunicipalityEntry, why: str) -> Decision:
        own = self._reachable(entry.destinations)
        if not own:
            down = "but all its trunks are down, so the operator gets the call"
            return self.operator(Outcome.OPERATOR, f"{why}, {down}", entry)
        skipped = dict.fromkeys(destination.trunk.key for destination in entry.destinations if destination not in own)
        if skipped:
            why = f"{why}; left out because down: {', '.join(skipped)}"
        behind = tuple(destination for destination in self._operator_destinations() if destination not in own)
        return self.decide(Outcome.CONNECT, why, entry, own + behind)

    def _operator_destinations(self) -> tuple[Destination, ...]:
        return self._reachable(self.tables.operator) or self.tables.operator

    def _reachable(self, destinations: tuple[Destination, ...]) -> tuple[Destination, ...]:
        return tuple(
            destination
            for destination in destinations
            if self.trunk_states.get(destination.trunk.endpoint) is not TrunkState.DOWN
        )


def _open(tables: Tables, call: Call, now: datetime, trunk_states: TrunkStates) -> _Case | Decision:
    """Return what is needed to decide a call, or the refusal when its number is not a 14-number."""
    if now.tzinfo is None:
        raise ValueError("the time of a decision must know its time zone")
    try:
        number = parse_dialled(call.dialled)
    except NumberRefused as refused:
        return Decision(Outcome.REFUSED, call.dialled, None, (), None, (), refused.reason)
    return _Case(tables, number.dialled, number.area_code, tables.candidates(number.area_code), trunk_states)
