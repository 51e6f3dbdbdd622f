"""Test calls: whether each came to what the tables say, and whether its two sides heard what they should."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from veertien.conversation import How
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.kinds import call_kinds
from veertien.doctor.tested import ExpectedCall, SeenCall
from veertien.routing import TrunkState, TrunkStates

_UNDERSTOOD = {How.SPEECH, How.CONFIRMED}


def of_self_call(expected: ExpectedCall, tested: SeenCall, states: TrunkStates) -> Iterator[DoctorFinding]:
    """Tell what went wrong; `states` are those of the trunks' endpoints when it was placed."""
    number, record = tested.number, tested.record
    if tested.why_not is not None:
        yield call_kinds.CALL_NOT_PLACED.found(number=number, why=tested.why_not)
        return
    if record is None or tested.fell_back:
        yield call_kinds.CALL_UNDECIDED.found(number=number)
        return
    question: Mapping[str, Any] = record.get("question") or {}
    if len(tested.prompts) < len(tested.asked):
        yield call_kinds.PROMPT_UNHEARD.found(number=number)
    if expected.says is not None and question.get("how") not in _UNDERSTOOD:
        yield call_kinds.NAME_MISHEARD.found(number=number, said=expected.says, how=question.get("how") or "-")
    elif not _as_expected(expected, record):
        came = _end(record["outcome"], record["municipality"], record["trunks"])
        yield call_kinds.CALL_DIFFERS.found(number=number, came=came, expected=_expected_end(expected))
    if record["trunks"]:
        yield from _of_its_end(tested, states)


def _of_its_end(tested: SeenCall, states: TrunkStates) -> Iterator[DoctorFinding]:
    number = tested.number
    if tested.taken_seconds is None:
        yield call_kinds.CALL_LOST.found(number=number)
    elif not tested.went_well:
        deaf = [side for side, heard in (("caller", tested.caller_heard), ("trunk", tested.trunk_heard)) if not heard]
        yield call_kinds.CALL_SILENT.found(number=number, deaf=" + ".join(deaf))
    if tested.endpoint is not None:
        state = states.get(tested.endpoint, TrunkState.UNKNOWN)
        if state is not TrunkState.UP:
            yield call_kinds.CALL_LEADS_DOWN.found(number=number, endpoint=tested.endpoint, state=state.value)


def _as_expected(expected: ExpectedCall, record: Mapping[str, Any]) -> bool:
    decision = expected.decision
    code = decision.municipality.code if decision.municipality else None
    # Of several weighted destinations any may be the first.
    trunks = {destination.trunk.key for destination in decision.destinations}
    return (record["outcome"], record["municipality"], set(record["trunks"])) == (decision.outcome, code, trunks)


def _expected_end(expected: ExpectedCall) -> str:
    decision = expected.decision
    code = decision.municipality.code if decision.municipality else None
    return _end(decision.outcome, code, [destination.trunk.key for destination in decision.destinations])


def _end(outcome: str, code: str | None, trunks: Sequence[str]) -> str:
    return " ".join([str(outcome), *([code] if code else []), *([f"({', '.join(trunks)})"] if trunks else [])])
