"""The decisions about calls that are blocked, or over the rate."""

from dataclasses import replace

from veertien.routing.callers import Bar, Barred, OverRate, Rate
from veertien.routing.calls import Call, Decision, Outcome
from veertien.routing.standing import Case


def blocked(case: Case, call: Call) -> Decision | None:
    """Return the refusal of a call whose caller is on the blocking list; None for any other.

    Its reason tells neither the number nor the list's comment, for it goes to the log.
    """
    entry = case.tables.callers.blocking(call.caller)
    if entry is None:
        return None
    decision = case.decide(Outcome.REFUSED, "The caller's number is on the blocking list")
    return replace(decision, barred=Barred(Bar.BLOCKED, entry))


def over_rate(case: Case, rate: Rate) -> Decision:
    """Return what becomes of a call over the rate."""
    why = f"More than {rate.calls} calls in {rate.seconds} seconds came from the caller's number"
    if rate.over is OverRate.OPERATOR:
        decision = case.operator(Outcome.OPERATOR, f"{why}, so the operator gets the call")
    else:
        decision = case.decide(Outcome.REFUSED, f"{why}, so this one is refused as busy")
    return replace(decision, barred=Barred(Bar.TOO_MANY))
