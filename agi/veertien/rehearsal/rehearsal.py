"""A call rehearsed: the decision, what the caller is asked, and what follows from an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from veertien.callflow import Ask, CallFlow, Circumstances, CountCall, Counted, Offered, Recall, Recalled
from veertien.config import Asking
from veertien.conversation import Prompt
from veertien.gazetteer import Gazetteer
from veertien.routing import Call, Decision, MunicipalityEntry, Rate, Remembered, Tables, TrunkStates

if TYPE_CHECKING:
    from veertien.rehearsal.asked_caller import AskedCaller
    from veertien.rehearsal.recording import Judged
    from veertien.rehearsal.trial import TriedCall


RecallChoice = Callable[[Recall], Remembered | None]
"""Looks up what a caller chose before."""


@dataclass(frozen=True, slots=True)
class Said:
    """A caller's one answer, as text."""

    text: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A caller's one answer, as a recording."""

    path: Path
    model: Path | None
    """The folder of an acoustic model in place of the shipped one; None for the shipped one."""
    second_ear: Path | None
    """The folder of the second ear's model; None where there is no second ear."""


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What would become of a call."""

    first: Decision
    """The decision before the caller has said anything."""
    decision: Decision
    """The one after their answer; the first where there was no question or no answer."""
    prompts: tuple[Prompt, ...]
    """What the caller is asked in the end: the first question without an answer, else what follows from that."""
    heard: "Judged | None"
    """What was heard best in a recording."""
    likelier: tuple[MunicipalityEntry, ...]
    """Whom something known of the caller makes likelier in the question, most populous first."""
    rate: Rate | None
    """How often this caller may call, where that is counted."""


def rehearse(
    tables: Tables,
    asking: Asking,
    names: Gazetteer,
    call: Call,
    now: datetime,
    trunk_states: TrunkStates,
    answer: Said | Recorded | None,
    recall: RecallChoice,
) -> Rehearsed:
    """Return what would become of a call at `now`, and of the caller's answer if there is a question.

    It goes through the flow that the daemon's calls go through. `recall` looks up what is remembered of the caller.

    Raises ValueError for a recording or a model that can't be used.
    """
    counting, at = tables.at(now), Circumstances(now, 0.0, trunk_states)
    flow = CallFlow("", call, counting)
    action = _begun(flow, at, recall)
    first = decision = flow.first
    prompts: tuple[Prompt, ...] = ()
    heard: Judged | None = None
    hinted: tuple[MunicipalityEntry, ...] = ()
    if isinstance(action, Ask):
        hinted = tuple(entry for entry in counting.offered(action.area_code) if entry.code in action.likelier)
        asked = _asked(counting, flow, at, asking)
        match answer:
            case Said(text):
                decision, prompts = asked.after_text(text, names)
            case Recorded(path, model, second_ear):
                # Loaded here: a recogniser takes longer to import than all other ways to decide take to run.
                from veertien.rehearsal.recording import after_recording

                decision, heard, prompts = after_recording(asked, path, model, second_ear)
            case None:
                prompts = asked.question()
    counted = decision.barred is None and tables.callers.counted(call.caller) is not None
    return Rehearsed(first, decision, prompts, heard, hinted, tables.callers.rate if counted else None)


def begin_trial(
    tables: Tables,
    asking: Asking,
    names: Gazetteer,
    call: Call,
    now: datetime,
    model: Path | None,
    recall: RecallChoice,
) -> "TriedCall | Decision":
    """Begin a call that goes on as its caller answers; the decision of one that makes no question."""
    counting, at = tables.at(now), Circumstances(now, 0.0, {})
    flow = CallFlow("", call, counting)
    if not isinstance(_begun(flow, at, recall), Ask):
        return flow.first
    from veertien.rehearsal.trial import TriedCall

    return TriedCall(_asked(counting, flow, at, asking), names, model)


def _begun(flow: CallFlow, at: Circumstances, recall: RecallChoice) -> object:
    """Return what is to be done first with a call, once what it asks of the outside is answered."""
    action = flow.handle(Offered(), at)
    if isinstance(action, CountCall):
        # This caller's other calls aren't known here.
        action = flow.handle(Counted(within=True), at)
    if isinstance(action, Recall):
        action = flow.handle(Recalled(recall(action)), at)
    return action


def _asked(counting: Tables, flow: CallFlow, at: Circumstances, asking: Asking) -> "AskedCaller":
    # Loaded here: most calls make no question.
    from veertien.inquiry import inquiry_of
    from veertien.rehearsal.asked_caller import AskedCaller

    return AskedCaller(counting, flow, at, inquiry_of(counting, flow.first.area_code, asking.policy))
