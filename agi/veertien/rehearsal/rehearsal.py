"""A call rehearsed: the decision, what the caller is asked, and what follows from an answer."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from veertien.config.asking import Asking
from veertien.conversation import Prompt
from veertien.gazetteer import Gazetteer
from veertien.routing import Call, Decision, MunicipalityEntry, Outcome, Rate, Tables, TrunkStates, likelier, offer

if TYPE_CHECKING:
    from veertien.rehearsal.asked_caller import AskedCaller
    from veertien.rehearsal.recording import Judged


@dataclass(frozen=True, slots=True)
class Said:
    """A caller's one answer, as text."""

    text: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A caller's one answer, as a recording; `model` is an acoustic model in place of the shipped one."""

    path: Path
    model: Path | None


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
) -> Rehearsed:
    """Return what would become of a call at `now`, and of the caller's answer if there is a question.

    Raises ValueError for a recording or a model that can't be used.
    """
    first = decision = offer(tables, call, now, trunk_states)
    prompts: tuple[Prompt, ...] = ()
    heard: Judged | None = None
    hinted: tuple[MunicipalityEntry, ...] = ()
    if first.outcome is Outcome.ASK:
        asked = _asked(tables.at(now), call, first, now, trunk_states, asking)
        hinted = _likelier(asked.tables, call, first)
        match answer:
            case Said(text):
                decision, prompts = asked.after_text(text, names)
            case Recorded(path, model):
                # Loaded here: a recogniser takes longer to import than all other ways to decide take to run.
                from veertien.rehearsal.recording import after_recording

                decision, heard, prompts = after_recording(asked, path, model)
            case None:
                prompts = asked.question()
    counted = decision.barred is None and tables.callers.counted(call.caller) is not None
    return Rehearsed(first, decision, prompts, heard, hinted, tables.callers.rate if counted else None)


def _asked(
    counting: Tables, call: Call, first: Decision, now: datetime, trunk_states: TrunkStates, asking: Asking
) -> "AskedCaller":
    # Loaded here: most calls make no question.
    from veertien.inquiry import inquiry_of
    from veertien.rehearsal.asked_caller import AskedCaller

    return AskedCaller(counting, call, first, now, trunk_states, inquiry_of(counting, first.area_code, asking.policy))


def _likelier(counting: Tables, call: Call, first: Decision) -> tuple[MunicipalityEntry, ...]:
    codes = likelier(counting, call, first.area_code)
    return tuple(entry for entry in counting.offered(first.area_code) if entry.code in codes)
