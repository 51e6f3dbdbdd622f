"""What would be otherwise by the tables of now."""

from collections.abc import Iterator

from veertien.archive.rows import AnswerRow
from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.conversation import Guess, Policy, verdict_on
from veertien.explanation.dialling import destination_in_words
from veertien.explanation.facts import Again, CallFacts
from veertien.explanation.sentences import Sentence, percent
from veertien.routing import Asked
from veertien.wording import Wording

_SAME = Wording("Vandaag: de tabellen zijn nog dezelfde als toen.", "Today: the tables are still those of then.")
_UNUSABLE = Wording(
    "Vandaag: niet te zeggen, de tabellen hebben een fout (`veertien check`).",
    "Today: can't be told, the tables have a fault (`veertien check`).",
)
_ALIKE = Wording(
    "Vandaag: de tabellen zijn anders, maar met zo'n oproep zou hetzelfde gebeuren.",
    "Today: the tables are others, but the same would become of such a call.",
)


def told_of_today(facts: CallFacts) -> Iterator[Sentence]:
    """Give what would be otherwise; nothing where that was not looked at."""
    again = facts.again
    if facts.tables_unusable:
        yield Sentence(None, _UNUSABLE)
    if again is None:
        return
    if facts.same_tables:
        yield Sentence(None, _SAME)
        return
    found = [*_elsewhere(facts, again), *_judged(facts, again.policy)]
    yield from (Sentence(None, text) for text in found or [_ALIKE])


def _elsewhere(facts: CallFacts, again: Again) -> Iterator[Wording]:
    call = facts.call
    if again.unknown is not None:
        yield Wording(
            f"Vandaag: niet te zeggen, want {again.unknown.dutch}.",
            f"Today: can't be told, for {again.unknown.english}.",
        )
        return
    asked = call.asked in (Asked.OPEN, Asked.PROPOSED)
    if asked != again.asked:
        yield Wording(
            f"Vandaag: de beller zou {'wel' if again.asked else 'niet'} worden gevraagd welke gemeente wordt bedoeld.",
            f"Today: the caller would {'' if again.asked else 'not '}be asked which municipality is meant.",
        )
    if call.outcome in (ABANDONED, FALLBACK_OUTCOME) or again.outcome is None:
        # Nobody knows where it would have gone then.
        return
    then = (call.outcome, call.municipality, sorted(call.trunks.split()))
    now = (again.outcome, again.municipality, sorted(again.trunks))
    if then != now:
        where = destination_in_words(again.outcome, facts.name(again.municipality), again.trunks)
        yield Wording(
            f"Vandaag, met alle trunks bereikbaar: {where.dutch}.", f"Today, with all trunks up: {where.english}."
        )


def _judged(facts: CallFacts, policy: Policy) -> Iterator[Wording]:
    for answer in facts.answers:
        verdict = _verdict(answer, policy)
        if answer.decision is None or verdict is None or verdict == answer.decision:
            continue
        yield Wording(
            f"Vandaag: antwoord {answer.place} zou anders worden beoordeeld ({answer.decision} toen, {verdict} nu; "
            f"`accept` is nu {percent(policy.accept)}, `confirm` {percent(policy.confirm)}).",
            f"Today: answer {answer.place} would be judged otherwise ({answer.decision} then, {verdict} now; `accept` "
            f"is {percent(policy.accept)} now, `confirm` {percent(policy.confirm)}).",
        )


def _verdict(answer: AnswerRow, policy: Policy) -> str | None:
    if answer.best is None or answer.confidence is None:
        return None
    return verdict_on(Guess(answer.best, answer.confidence), policy).value
