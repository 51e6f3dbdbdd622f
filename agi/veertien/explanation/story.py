"""The story of a call: all sentences, in the order of time."""

from dataclasses import replace
from datetime import UTC, datetime

from veertien.archive.rows import CANCELLED
from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.explanation.answering import question
from veertien.explanation.arriving import announcement, arrival
from veertien.explanation.dialling import decision, dialled
from veertien.explanation.ending import ending
from veertien.explanation.facts import CallFacts
from veertien.explanation.sentences import Sentence, printable
from veertien.explanation.today import told_of_today
from veertien.routing import Outcome
from veertien.wording import Wording

_LAST = datetime.max.replace(tzinfo=UTC)


def story_of(facts: CallFacts) -> tuple[Sentence, ...]:
    """Return what happened to a call, in the order of time, and then what would be otherwise today."""
    told = [
        *arrival(facts),
        *announcement(facts),
        *question(facts),
        *decision(facts),
        *dialled(facts),
        *(_logged(facts)),
        *ending(facts),
    ]
    # Of one moment, in the order in which they are told.
    told.sort(key=lambda sentence: sentence.at or _LAST)
    return tuple(replace(one, text=printable(one.text)) for one in (*told, *told_of_today(facts)))


def headline(facts: CallFacts) -> Wording:
    """Return how the call went, in a few words."""
    call, name = facts.call, facts.name(facts.call.municipality)
    match call:
        case _ if call.outcome == ABANDONED:
            return Wording("Opgehangen voor er een keuze was", "Hung up before there was a choice")
        case _ if call.fell_back or call.outcome == FALLBACK_OUTCOME:
            return Wording("Naar het vangnet", "To the fallback")
        case _ if call.outcome == Outcome.REFUSED:
            return Wording("Geweigerd", "Refused")
        case _ if call.result == "announced":
            return Wording("Beëindigd na een mededeling", "Ended after an announcement")
        case _ if call.result == CANCELLED:
            return Wording("Opgehangen terwijl het overging", "Hung up while it rang")
        case _ if call.result == "ANSWER" and call.outcome == Outcome.CONNECT:
            return Wording(f"Doorverbonden met {name}", f"Put through to {name}")
        case _ if call.result == "ANSWER":
            return Wording(f"Opgenomen door {call.endpoint}", f"Taken by {call.endpoint}")
    return Wording("Door niemand opgenomen", "Taken by nobody")


def _logged(facts: CallFacts) -> list[Sentence]:
    return [
        Sentence(
            line.at,
            Wording(
                f"Het logboek waarschuwt: {line.event}{': ' if line.why else ''}{line.why}.",
                f"The log warns: {line.event}{': ' if line.why else ''}{line.why}.",
            ),
            Wording(
                "docs/operation.md, “Warnings and errors”, zegt wat dat betekent.",
                "docs/operation.md, “Warnings and errors”, says what that means.",
            ),
        )
        for line in facts.log
    ]
