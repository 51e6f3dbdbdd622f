"""Who gets a call: pure functions of the tables, the call, the clock and the trunks' states.

    offer        nobody to put it through to: closed, not connected or the operator; one: connect; more: ask
    too_many     of a caller who called too often: refused as busy, or the operator
    chosen       after the caller's answer: connect, closed, not connected, or the operator
    to_operator  when nobody else can take the call
    drawn        any of these, with the order of destinations that share calls drawn by lot

The question depends on the tables, and not on who can be reached now (open, not in maintenance, with a trunk that is
up): a caller of a municipality that is closed hears that, and is not put through to another one. Only where nobody can
be reached is nobody asked. What is not connected makes no question by itself.

A call that was put through and comes back goes to the operator, the second time to nobody.

A trunk that is down is left out. Behind a municipality's own destinations come the operator's, so that the caller is
never lost; when all of a municipality's trunks are down the call is the operator's at once. The operator's trunks that
are down are left out too, unless that leaves none.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from veertien.numbering import NumberRefusedError, parse_offered
from veertien.routing.calls import (
    Bar,
    Barred,
    Call,
    Decision,
    Hint,
    Notice,
    NoticeKind,
    Outcome,
    ReasonCode,
    Then,
    TrunkStates,
    Turn,
    turn_of,
)
from veertien.routing.case import Case, until
from veertien.routing.destinations import drawn_order
from veertien.routing.hints import lies_in, proposed, unproposed
from veertien.routing.opening_hours import Opening
from veertien.routing.tables import MunicipalityEntry, OfferUnconnected, OverRate, Rate, Tables

EXCHANGE_ROUTING_ERROR = 25
"""Q.850's cause for a call that can't be routed for a fault in the routing itself."""
MOST_STATES = 5
"""Most municipalities of which a reason says why they can't be reached: at night it may be half the country."""

_Settled = Sequence[tuple[MunicipalityEntry, Decision]]


def offer(tables: Tables, call: Call, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the first decision for a call.

    `now` must know its time zone, else ValueError; `trunk_states` go by endpoint, and one that is missing is unknown.
    """
    case = _open(tables, call, now, trunk_states)
    if isinstance(case, Decision):
        return case
    decision = _blocked(case, call) or _come_back(case, call) or _platform_maintenance(case) or _offered(case)
    return _with_hint(case, call, decision) if decision.outcome is Outcome.ASK else decision


def too_many(tables: Tables, call: Call, rate: Rate, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the decision for a call over this rate, in place of offer()."""
    case = _open(tables, call, now, trunk_states)
    return case if isinstance(case, Decision) else _over_rate(case, rate)


def chosen(tables: Tables, call: Call, code: str, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the decision after the caller chose the municipality with this CBS code.

    One that doesn't answer there, too, gets the call as if its own number had been dialled. Raises ValueError for a
    municipality that is not understood where the call came in: it was not on offer.
    """
    case = _open(tables, call, now, trunk_states)
    if isinstance(case, Decision):
        return case
    here = next((entry for entry in case.tables.listed(case.area_code) if entry.code == code), None)
    entry = here or next((entry for entry in case.tables.elsewhere(case.area_code) if entry.code == code), None)
    if entry is None:
        raise ValueError(f"{code!r} is not a municipality that can be chosen {case.where}")
    of_another = case.area_code is not None and case.area_code not in entry.lies_in
    why = f"{entry.name}, of another area code, was chosen" if of_another else f"{entry.name} was chosen"
    return _platform_maintenance(case) or case.settle(entry, ReasonCode.CHOSEN, why)


def to_operator(tables: Tables, call: Call, why: str, now: datetime, trunk_states: TrunkStates) -> Decision:
    """Return the decision to give a call to the operator. `why` is a clause such as "the caller pressed 0"."""
    case = _open(tables, call, now, trunk_states)
    if isinstance(case, Decision):
        return case
    return case.operator(Outcome.OPERATOR, ReasonCode.PERSON, f"The operator gets the call: {why}")


def drawn(decision: Decision, draw: Fraction) -> Decision:
    """Return a decision with the order of its destinations drawn, and its reason saying who came first.

    The draw comes last, so that nothing else about a decision is left to chance. Raises ValueError for a draw outside
    0 to 1 (1 itself is outside).
    """
    ordered, first = drawn_order(decision.destinations, draw)
    if not first:
        return decision
    trunks = ", ".join(destination.trunk.key for destination in first)
    reason = f"{decision.reason.removesuffix('.')}; drawn first: {trunks}."
    return replace(decision, destinations=ordered, reason=reason)


def _open(tables: Tables, call: Call, now: datetime, trunk_states: TrunkStates) -> Case | Decision:
    """Return what is needed to decide a call, or the refusal when its number leads nowhere."""
    if now.tzinfo is None:
        raise ValueError("the time of a decision must know its time zone")
    tables = tables.at(now)
    try:
        number = parse_offered(call.dialled, tables.rules.national)
    except NumberRefusedError as refused:
        return Decision(Outcome.REFUSED, call.dialled, None, (), None, (), refused.reason, ReasonCode.NO_SUCH_NUMBER)
    area_code = number.area_code
    return Case(tables, number.dialled, area_code, tables.candidates(area_code), now, trunk_states)


def _blocked(case: Case, call: Call) -> Decision | None:
    """Return the refusal of a call whose caller is on the blocking list; None for any other.

    Its reason has neither the number nor the list's comment, for it goes to the log.
    """
    entry = case.tables.callers.blocking(call.caller)
    if entry is None:
        return None
    decision = case.decide(Outcome.REFUSED, ReasonCode.BLOCKED, "The caller's number is on the blocking list")
    return replace(decision, barred=Barred(Bar.BLOCKED, entry))


def _over_rate(case: Case, rate: Rate) -> Decision:
    """Return the decision for a call over the rate."""
    why = f"More than {rate.calls} calls in {rate.seconds} seconds came from the caller's number"
    if rate.over is OverRate.OPERATOR:
        decision = case.operator(Outcome.OPERATOR, ReasonCode.TOO_MANY, f"{why}, so the operator gets the call")
    else:
        decision = case.decide(Outcome.REFUSED, ReasonCode.TOO_MANY, f"{why}, so this one is refused as busy")
    return replace(decision, barred=Barred(Bar.TOO_MANY))


def _come_back(case: Case, call: Call) -> Decision | None:
    """Return the decision for a call that was put through and came back; None for any other."""
    turn = turn_of(call.trail, case.dialled)
    match turn:
        case None:
            return None
        case Turn.AGAIN:
            why = f"The call was put through {len(call.trail.passed)} times and came back"
            why += ", so it is refused before it turns round for ever"
            refused = case.decide(Outcome.REFUSED, ReasonCode.CAME_BACK, why)
            decision = replace(refused, cause=EXCHANGE_ROUTING_ERROR)
        case Turn.BACK:
            why = "The operator gets the call: it was put through and came back"
            decision = case.operator(Outcome.OPERATOR, ReasonCode.CAME_BACK, why)
        case Turn.ALIKE:
            why = f"there are {call.trail.alike} calls of this caller to this number, as of one that turns round"
            decision = case.operator(Outcome.OPERATOR, ReasonCode.CAME_BACK, f"The operator gets the call: {why}")
    return replace(decision, turn=turn)


def _platform_maintenance(case: Case) -> Decision | None:
    maintenance = case.tables.rules.maintenance
    if maintenance and maintenance.active(case.now):
        return case.in_maintenance(maintenance, "The whole platform is")
    return None


def _offered(case: Case) -> Decision:
    settled = [(entry, case.settle(entry, ReasonCode.ONLY, _only(case, entry))) for entry in case.candidates]
    choices = [decision for _, decision in settled if decision.outcome is Outcome.CONNECT]
    out = [(entry, decision) for entry, decision in settled if decision.outcome is not Outcome.CONNECT]
    if case.tables.rules.offer_unconnected is OfferUnconnected.ASK:
        unconnected = [case.settle(entry, ReasonCode.NOT_CONNECTED, "") for entry in _unconnected(case)]
        choices += [decision for decision in unconnected if case.leads_beyond_operator(decision)]
    if choices:
        return choices[0] if len(choices) + len(out) == 1 else _ask(case, len(choices), out)
    if not settled:
        return _nobody_connected(case)
    if len(settled) == 1:
        return settled[0][1]
    return _nobody_reachable(case, settled)


def _with_hint(case: Case, call: Call, decision: Decision) -> Decision:
    found = proposed(case.tables, call, case.area_code)
    if found is None:
        why = unproposed(case.tables, call, case.area_code)
        return replace(decision, reason=f"{decision.reason.removesuffix('.')}; {why}.") if why else decision
    entry, hint = found
    if hint is Hint.REMEMBERED:
        why = "as the caller chose it before"
        unasked = _unasked(case, call, entry)
        if unasked:
            return replace(unasked, hint=hint)
    else:
        why = f"as it {lies_in(call, case.area_code)}"
    reason = f"{decision.reason.removesuffix('.')}: {entry.name} first, {why}."
    return replace(decision, proposed=entry, hint=hint, reason=reason)


def _unasked(case: Case, call: Call, entry: MunicipalityEntry) -> Decision | None:
    """Return the decision to put a caller through to what they chose before, where the rules let that be done unasked.

    None while it can't be reached as usual: another one may be.
    """
    remember = case.tables.rules.remember
    if remember is None or not remember.without_asking or (call.remembered and call.remembered.just_now):
        return None
    why = f"{entry.name} was chosen by this caller before and need not be asked for"
    decision = case.settle(entry, ReasonCode.REMEMBERED, why)
    return decision if decision.outcome is Outcome.CONNECT else None


def _only(case: Case, entry: MunicipalityEntry) -> str:
    """Return why a municipality gets the call without a question, if it does."""
    if len(case.candidates) == 1:
        return f"{entry.name} is the only connected municipality {case.where}"
    return f"{entry.name} is the only municipality {case.where} whose calls anybody but the operator takes now"


def _unconnected(case: Case) -> tuple[MunicipalityEntry, ...]:
    return tuple(entry for entry in case.tables.listed(case.area_code) if not entry.connected)


def _ask(case: Case, choices: int, out: _Settled) -> Decision:
    """Return the decision to ask which of so many choices is meant; `out` are the connected ones that are none."""
    if choices == len(case.candidates) and not out:
        shared = f"area code {case.area_code}" if case.area_code else "the national number"
        why = f"{choices} connected municipalities share {shared}"
    else:
        states = f" ({_states(out)})" if 0 < len(out) <= MOST_STATES else ""
        municipalities = "municipality" if choices == 1 else "municipalities"
        why = f"{choices} {municipalities} can be reached now {case.where}{states}"
    return case.decide(Outcome.ASK, ReasonCode.SEVERAL, f"{why}, so the caller is asked which one is meant")


def _nobody_connected(case: Case) -> Decision:
    why = f"No municipality {case.where} is connected"
    unconnected = _unconnected(case)
    if len(unconnected) == 1:
        decision = case.settle(unconnected[0], ReasonCode.NOT_CONNECTED, "")
        return replace(decision, reason=f"{why}; {decision.reason}")
    notice = Notice(NoticeKind.NOT_CONNECTED, Then.PERSON)
    why += ", so the operator gets the call"
    return case.operator(Outcome.NOT_CONNECTED, ReasonCode.NOT_CONNECTED, why, notice=notice)


def _nobody_reachable(case: Case, settled: _Settled) -> Decision:
    """Return the decision where several municipalities are connected and none can be reached as usual.

    They are asked for only if they are closed and different people take their calls.
    """
    decisions = [decision for _, decision in settled]
    elsewhere = [decision for decision in decisions if case.leads_beyond_operator(decision)]
    if len({decision.destinations for decision in elsewhere}) > 1:
        why = f"{case.where.capitalize()} {len(elsewhere)} closed municipalities have other destinations for then"
        return case.decide(Outcome.ASK, ReasonCode.SEVERAL, f"{why}, so the caller is asked which one is meant")
    where = f"all {len(settled)} connected municipalities {case.where}"
    if all(decision.outcome is Outcome.CLOSED for decision in decisions):
        return _all_closed(case, where, decisions)
    if elsewhere:
        return elsewhere[0]
    if all(decision.notice and decision.notice.kind is NoticeKind.MAINTENANCE for decision in decisions):
        notice = Notice(NoticeKind.MAINTENANCE, Then.PERSON)
        why = f"The operator gets the call: {where} are in maintenance"
        return case.operator(Outcome.OPERATOR, ReasonCode.MAINTENANCE, why, notice=notice)
    states = f"({_states(settled)})" if case.area_code else ""
    why = f"The operator gets the call: of {where} none can be reached now {states}".rstrip()
    return case.operator(Outcome.OPERATOR, ReasonCode.TRUNKS_DOWN, why)


def _states(settled: _Settled) -> str:
    return ", ".join(f"{entry.name} {_state(decision)}" for entry, decision in settled)


def _all_closed(case: Case, where: str, settled: Sequence[Decision]) -> Decision:
    """Return the one decision for several closed municipalities; of their next opening only what holds for all."""
    to_somebody = [decision for decision in settled if decision.destinations]
    leading = next(
        (decision for decision in settled if case.leads_beyond_operator(decision)), (*to_somebody, settled[0])[0]
    )
    notices = [decision.notice for decision in settled if decision.notice]
    openings = {notice.opens for notice in notices}
    opens = next(iter(openings)) if len(openings) == 1 else None
    then = Then.THROUGH if case.leads_beyond_operator(leading) else Then.PERSON if leading.destinations else Then.END
    notice = Notice(NoticeKind.CLOSED, then, opens=opens) if notices else None
    after = {
        Then.END: "the call ends after the announcement",
        Then.PERSON: "the operator gets the call",
        Then.THROUGH: "the destinations for then are tried",
    }[then]
    closed = f"{where[0].upper()}{where[1:]} are closed{_common(opens)}, so {after}"
    return case.decide(Outcome.CLOSED, ReasonCode.CLOSED, closed, None, leading.destinations, notice)


def _common(opens: Opening | None) -> str:
    return f" {until(opens)}" if opens else ""


def _state(decision: Decision) -> str:
    if decision.outcome is Outcome.CLOSED:
        return "is closed"
    return "is in maintenance" if decision.notice else "has no trunk that is up"
