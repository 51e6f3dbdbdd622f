"""The decision about a call for one municipality or the operator: pure functions of tables, clock and trunks."""

from dataclasses import dataclass
from datetime import datetime

from veertien.routing.calls import Decision, Notice, NoticeKind, Outcome, ReasonCode, Then, TrunkState, TrunkStates
from veertien.routing.dates import Maintenance
from veertien.routing.destinations import Destination, Trunk, shared_out
from veertien.routing.opening_hours import AMSTERDAM, Opening
from veertien.routing.tables import MunicipalityEntry, Tables


@dataclass(frozen=True, slots=True)
class Case:
    """A call whose number is understood, with what is needed to decide it."""

    tables: Tables
    """Those that count now."""
    dialled: str
    area_code: str | None
    candidates: tuple[MunicipalityEntry, ...]
    """The connected municipalities of the area code in these tables."""
    now: datetime
    trunk_states: TrunkStates

    @property
    def where(self) -> str:
        """Where its number leads, for a reason: "in area code 0229"."""
        return f"in area code {self.area_code}" if self.area_code else "in the country"

    def decide(
        self,
        outcome: Outcome,
        code: ReasonCode,
        why: str,
        municipality: MunicipalityEntry | None = None,
        destinations: tuple[Destination, ...] = (),
        notice: Notice | None = None,
    ) -> Decision:
        """Return a decision; `why` is a clause, its sentence without the full stop."""
        return Decision(
            outcome, self.dialled, self.area_code, self.candidates, municipality, destinations, f"{why}.", code, notice
        )

    def operator(
        self,
        outcome: Outcome,
        code: ReasonCode,
        why: str,
        municipality: MunicipalityEntry | None = None,
        notice: Notice | None = None,
    ) -> Decision:
        """Give the call to the operator."""
        return self.decide(outcome, code, why, municipality, self.operator_destinations(), notice)

    def settle(self, entry: MunicipalityEntry, code: ReasonCode, why: str) -> Decision:
        """Return the decision for a call to this municipality. `code` and `why`, a clause, say how it was chosen."""
        if not entry.connected:
            return self._not_connected(entry)
        if entry.maintenance and entry.maintenance.active(self.now):
            return self.in_maintenance(entry.maintenance, f"{why}, but is", entry)
        if entry.schedule and not entry.schedule.is_open(self.now):
            return self._closed(entry, why)
        return self._connect(entry, code, why)

    def in_maintenance(self, maintenance: Maintenance, why: str, entry: MunicipalityEntry | None = None) -> Decision:
        """Return the decision for a call while nobody is put through, to `entry` or (None) to anybody.

        `why` is the beginning of a clause that ends in "in maintenance".
        """
        name = entry.municipality.spoken_name if entry else None
        notice = Notice(NoticeKind.MAINTENANCE, Then.PERSON, name, message=maintenance.message)
        why = f"{why} in maintenance until {clock(maintenance.end)}, so the operator gets the call"
        return self.operator(Outcome.OPERATOR, ReasonCode.MAINTENANCE, why, entry, notice)

    def leads_beyond_operator(self, decision: Decision) -> bool:
        """Whether a decision leads to somebody else than the operator."""
        operator = {destination.line for destination in self.operator_destinations()}
        return any(destination.line not in operator for destination in decision.destinations)

    def operator_destinations(self) -> tuple[Destination, ...]:
        """Return where the operator can be reached; everything that is listed when all of it is down."""
        return self._reachable(self.tables.operator) or self.tables.operator

    def _connect(self, entry: MunicipalityEntry, code: ReasonCode, why: str) -> Decision:
        own = self._reachable(entry.destinations)
        if not own:
            down = "or without a line here" if any(not each.trunk.capacity for each in entry.destinations) else ""
            why = f"{why}, but all its trunks are {f'down {down}'.rstrip()}, so the operator gets the call"
            return self.operator(Outcome.OPERATOR, ReasonCode.TRUNKS_DOWN, why, entry)
        why += self._left_out(entry.destinations) + shared_out(own)
        return self.decide(Outcome.CONNECT, code, why, entry, self._before_operator(own))

    def _closed(self, entry: MunicipalityEntry, why: str) -> Decision:
        schedule, closed = entry.schedule, entry.when_closed
        opens = schedule.next_opening(self.now) if schedule else None
        why = f"{why}, but is closed {until(opens)}{self._reason_closed(entry)}"
        own = self._reachable(closed.destinations)
        if own:
            then, destinations, after = Then.THROUGH, self._before_operator(own), "its destinations for then are tried"
            after += self._left_out(closed.destinations) + shared_out(own)
        elif closed.destinations:
            then, destinations = Then.PERSON, self.operator_destinations()
            after = "all trunks for then are down and the operator gets the call"
        else:
            then, destinations, after = Then.END, (), "the call ends after the announcement"
        name = entry.municipality.spoken_name
        notice = Notice(NoticeKind.CLOSED, then, name, opens) if closed.announce else None
        return self.decide(Outcome.CLOSED, ReasonCode.CLOSED, f"{why}, so {after}", entry, destinations, notice)

    def _not_connected(self, entry: MunicipalityEntry) -> Decision:
        why = f"{entry.name} is not connected"
        carrier, number = self.tables.rules.carrier, entry.telephone
        name = entry.municipality.spoken_name
        if number and carrier and self._takes_calls(carrier):
            destinations = self._before_operator((Destination(carrier, number),))
            notice = Notice(NoticeKind.NOT_CONNECTED, Then.THROUGH, name, number=number)
            after = f"so the carrier gets the call with its ordinary number {number}"
            return self.decide(
                Outcome.NOT_CONNECTED, ReasonCode.NOT_CONNECTED, f"{why}, {after}", entry, destinations, notice
            )
        notice = Notice(NoticeKind.NOT_CONNECTED, Then.PERSON, name, number=number)
        missing = ""
        if carrier and not number:
            missing = " and has no ordinary number that is known"
        elif carrier:
            missing = " and the carrier's trunk is down"
        why = f"{why}{missing}, so the operator gets the call"
        return self.operator(Outcome.NOT_CONNECTED, ReasonCode.NOT_CONNECTED, why, entry, notice)

    def _reason_closed(self, entry: MunicipalityEntry) -> str:
        """Return, in brackets, what closes it today other than the day of the week."""
        why = entry.schedule.on(self.now.astimezone(AMSTERDAM).date()).why if entry.schedule else None
        return f" ({why})" if why else ""

    def _before_operator(self, own: tuple[Destination, ...]) -> tuple[Destination, ...]:
        tried = {destination.line for destination in own}
        return own + tuple(each for each in self.operator_destinations() if each.line not in tried)

    def _left_out(self, destinations: tuple[Destination, ...]) -> str:
        trunks = dict.fromkeys(each.trunk for each in destinations)
        lineless = [each.key for each in trunks if not each.capacity]
        down = [each.key for each in trunks if each.capacity and not self._takes_calls(each)]
        said = f"; left out because down: {', '.join(down)}" if down else ""
        return f"{said}; left out without a line here: {', '.join(lineless)}" if lineless else said

    def _reachable(self, destinations: tuple[Destination, ...]) -> tuple[Destination, ...]:
        return tuple(destination for destination in destinations if self._takes_calls(destination.trunk))

    def _takes_calls(self, trunk: Trunk) -> bool:
        return bool(trunk.capacity) and self.trunk_states.get(trunk.endpoint) is not TrunkState.DOWN


def until(opens: Opening | None) -> str:
    """Return until when something is closed."""
    return f"until {clock(opens.start)}" if opens else "for good"


def clock(moment: datetime) -> str:
    """Return a moment in Dutch time, for a reason."""
    return f"{moment.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"
