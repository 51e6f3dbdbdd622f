"""A past call by the tables of now: what would become of one like it."""

from veertien.archive.rows import CallRow
from veertien.conversation import Policy, Reason
from veertien.explanation import Again
from veertien.rehearsal.past_calls import PastCall
from veertien.rehearsal.replay import Unknown, call_of
from veertien.routing import AMSTERDAM, Bar, CallSide, Decision, Tables


def again_by(tables: Tables, policy: Policy, digest: str, call: CallRow) -> Again:
    """Return what would become of a call at the moment at which it came in, by these tables with every trunk up."""
    found = _decided(tables, call)
    if isinstance(found, Unknown):
        return Again(digest, policy, unknown=found.value)
    asked, decision = found
    if decision is None:
        return Again(digest, policy, asked)
    trunks = tuple(destination.trunk.key for destination in decision.destinations)
    municipality = decision.municipality.code if decision.municipality else None
    return Again(digest, policy, asked, decision.outcome, municipality, trunks)


def _decided(tables: Tables, call: CallRow) -> tuple[bool, Decision | None] | Unknown:
    """Return whether the caller would be asked, and the decision; None where that hung up in the question."""
    if call.dialled is None:
        return Unknown.NOT_RECORDED
    if call.barred == Bar.BLOCKED:
        return Unknown.NUMBER
    past = _past(call)
    side = CallSide(tables, call_of(past, call.dialled), past.at, over_rate=call.barred == Bar.TOO_MANY)
    if not side.asks:
        return False, side.offered
    if call.question_end == Reason.HUNG_UP:
        return True, None
    if wanted := past.chosen or (call.municipality if not call.question_end else None):
        return True, side.named(wanted)
    return (True, side.person()) if call.question_end else Unknown.CHOICE


def _past(call: CallRow) -> PastCall:
    return PastCall(
        call.id,
        call.started_at.astimezone(AMSTERDAM),
        call.dialled,
        call.caller_kind,
        call.caller_area_code,
        call.municipality,
        call.asked,
        call.hint,
        call.barred,
        call.came_back,
        call.question_end,
        call.question_ms,
    )
