"""Where a call was put through: what was decided, what each trunk answered, and what mends one that refused."""

from collections.abc import Iterator, Mapping, Sequence

from veertien.archive.rows import CANCELLED, turned_away_of
from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.explanation.facts import CallFacts
from veertien.explanation.sentences import Sentence, seconds
from veertien.routing import Outcome
from veertien.wording import Wording, unworded

_OUTCOMES: Mapping[str, Wording] = {
    Outcome.CONNECT: Wording("naar de gemeente {name}", "to the municipality {name}"),
    Outcome.CLOSED: Wording("{name} is gesloten", "{name} is closed"),
    Outcome.NOT_CONNECTED: Wording("{name} is niet aangesloten", "{name} is not connected"),
    Outcome.OPERATOR: Wording("naar een medewerker", "to a person"),
    Outcome.REFUSED: Wording("geweigerd", "refused"),
}
_WHOEVER = Wording("wie de oproep had kunnen krijgen", "whoever could have had the call")
_ENDS: Mapping[str, Wording] = {
    "busy": Wording("was in gesprek", "was busy"),
    "no_answer": Wording("nam niet op", "was not answered"),
    "rejected": Wording("weigerde de oproep", "refused the call"),
    "congestion": Wording("had geen lijn vrij", "had no line free"),
    "unavailable": Wording("was niet te bereiken", "could not be reached"),
    "full": Wording("was vol", "was full"),
}
_STATUSES: Mapping[str, Wording] = {
    "302": Wording("verwijst door; dat wordt niet gevolgd", "redirects; that is not followed"),
    "401": Wording("wil een wachtwoord", "wants a password"),
    "403": Wording("verboden", "forbidden"),
    "404": Wording("kent het nummer niet", "does not know the number"),
    "407": Wording("wil een wachtwoord", "wants a password"),
    "408": Wording("geen antwoord op tijd", "no answer in time"),
    "410": Wording("het nummer is opgeheven", "the number is gone"),
    "480": Wording("nu niet bereikbaar", "not available now"),
    "482": Wording("de oproep gaat rond", "the call turns round"),
    "483": Wording("de oproep gaat rond", "the call turns round"),
    "484": Wording("het nummer is niet volledig", "the number is incomplete"),
    "485": Wording("het nummer is dubbelzinnig", "the number is ambiguous"),
    "486": Wording("in gesprek", "busy"),
    "488": Wording("geen codec gemeen", "no codec in common"),
    "500": Wording("een fout daar", "a fault there"),
    "503": Wording("dienst niet beschikbaar", "service unavailable"),
    "600": Wording("overal in gesprek", "busy everywhere"),
    "603": Wording("geweigerd", "declined"),
    "604": Wording("het nummer bestaat nergens", "the number exists nowhere"),
    "606": Wording("geen codec gemeen", "no codec in common"),
    "607": Wording("ongewenst", "unwanted"),
    "608": Wording("geweigerd door een filter", "rejected by a filter"),
}
_NUMBER = Wording(
    "Vergelijk `number` bij deze trunk in de tabel van de gemeente met wat haar centrale verwacht; de trunk staat in "
    "{place}.",
    "Compare `number` at this trunk in the municipality's table with what its exchange expects; the trunk is at "
    "{place}.",
)
_REFUSED = Wording(
    "Vraag wie deze trunk beheert of oproepen van uw adres, en met het nummer van de beller, worden aangenomen "
    "(anders: `caller_id: anonymous`); de trunk staat in {place}.",
    "Ask who runs this trunk whether it takes calls from your address and with the caller's number (if not: "
    "`caller_id: anonymous`); the trunk is in {place}.",
)
_PASSWORD = Wording(
    "Geef het endpoint in pjsip.conf een `outbound_auth` met de goede gegevens; de trunk staat in {place}.",
    "Give the endpoint in pjsip.conf an `outbound_auth` with the right credentials; the trunk is in {place}.",
)
_CODEC = Wording(
    "Geef het endpoint in pjsip.conf een codec die de andere kant ook heeft (`allow=alaw`); de trunk staat in {place}.",
    "Give the endpoint in pjsip.conf a codec that the other side has too (`allow=alaw`); the trunk is in {place}.",
)
_LOOP = Wording(
    "De centrale daar stuurt de oproep terug; laat haar niet doorschakelen naar het 14-nummer. De trunk staat in "
    "{place}.",
    "The exchange there sends the call back; have it no longer forward to the 14-number. The trunk is in {place}.",
)
_AWAY = Wording(
    "Kijk naar `contact` van dit endpoint in pjsip.conf en naar het netwerk (`pjsip show contacts`); de trunk staat in "
    "{place}.",
    "Look at `contact` of this endpoint in pjsip.conf and at the network (`pjsip show contacts`); the trunk is in "
    "{place}.",
)
_LINES = Wording(
    "Vraag de beheerder van deze trunk hoeveel lijnen er zijn, en zet `capacity` niet hoger; de trunk staat in "
    "{place}.",
    "Ask who runs this trunk how many lines there are, and set `capacity` no higher; the trunk is in {place}.",
)
_FULL = Wording(
    "Draagt de trunk meer oproepen? Verhoog `capacity` in {place}; anders geef de gemeente nog een trunk.",
    "Does the trunk carry more calls? Raise `capacity` in {place}; otherwise give the municipality another trunk.",
)
_RING = Wording(
    "Ging het te kort over? Verhoog `ring_seconds` bij de bestemming; de trunk staat in {place}.",
    "Did it ring too short? Raise `ring_seconds` at the destination; the trunk is in {place}.",
)
_CURES_BY_STATUS: Mapping[str, Wording] = {
    **dict.fromkeys(("404", "410", "484", "485", "604"), _NUMBER),
    **dict.fromkeys(("401", "407"), _PASSWORD),
    **dict.fromkeys(("482", "483"), _LOOP),
    **dict.fromkeys(("488", "606"), _CODEC),
}
_CURES: Mapping[str, Wording] = {
    "no_answer": _RING,
    "rejected": _REFUSED,
    "congestion": _LINES,
    "unavailable": _AWAY,
    "full": _FULL,
}
_UNTAKEN = frozenset({"BUSY", "NOANSWER", "CONGESTION", "CHANUNAVAIL"})
"""Asterisk's dial statuses of a call that nobody took."""
_ELSEWHERE = "trunks.yaml"
"""Where a trunk is looked for whose line isn't known."""


def decision(facts: CallFacts) -> Iterator[Sentence]:
    """Give where the call was to go; nothing where that was never decided."""
    call = facts.call
    if call.reason is not None and call.outcome != ABANDONED:
        where = destination_in_words(call.outcome, facts.name(call.municipality), call.trunks.split())
        yield Sentence(
            call.decided_at or call.started_at,
            Wording(
                f"Besluit: {where.dutch}. In de woorden van het record: {call.reason}",
                f"Decision: {where.english}. In the record's words: {call.reason}",
            ),
        )


def destination_in_words(outcome: str, municipality: str, trunks: Sequence[str]) -> Wording:
    """Return where a call goes: what was decided, and the trunks in order."""
    name = unworded(municipality) if municipality else _WHOEVER
    # Of a call that fell back in the end the record has no more than the order.
    known = _OUTCOMES.get(outcome, Wording("naar wie het opneemt", "to whoever takes it"))
    where = Wording(known.dutch.format(name=name.dutch), known.english.format(name=name.english))
    keys = ", ".join(trunks)
    order = Wording(f"; in volgorde te proberen: {keys}", f"; to be tried in order: {keys}") if keys else unworded("")
    return Wording(where.dutch + order.dutch, where.english + order.english)


def dialled(facts: CallFacts) -> Iterator[Sentence]:
    """Give what each destination answered, in order, and who took the call."""
    call = facts.call
    at = call.dialled_at or call.decided_at or call.started_at
    for endpoint, end, cause, status in turned_away_of(call.turned_away):
        yield Sentence(at, _turned_away(endpoint, end, cause, status), _cure(facts, endpoint, end, status))
    if call.fell_back or call.outcome == FALLBACK_OUTCOME:
        yield _fallback(facts)
    if call.endpoint and call.result == "ANSWER":
        rang = _rang(facts)
        yield Sentence(
            call.taken_at or at,
            Wording(f"{call.endpoint} nam de oproep aan{rang.dutch}.", f"{call.endpoint} took the call{rang.english}."),
        )
    elif call.endpoint and call.result == CANCELLED:
        yield Sentence(
            at,
            Wording(
                f"{call.endpoint} ging over; de beller hing op voor er werd opgenomen.",
                f"{call.endpoint} rang; the caller hung up before anybody answered.",
            ),
        )
    elif call.result in _UNTAKEN and not call.fell_back:
        yield Sentence(call.ended_at or at, Wording("Er was niemand meer te proberen.", "Nobody was left to try."))


def status_in_words(status: str) -> Wording:
    """Return what a SIP answer means; the number alone of one that is rare."""
    known = _STATUSES.get(status)
    if known is None:
        return unworded(f"SIP {status}")
    return Wording(f"SIP {status}, {known.dutch}", f"SIP {status}, {known.english}")


def _rang(facts: CallFacts) -> Wording:
    """Return how long it took from the first that was dialled to who took the call."""
    call = facts.call
    if call.dialled_at is None or call.taken_at is None:
        return unworded("")
    lasted = seconds(max(0, round((call.taken_at - call.dialled_at).total_seconds() * 1000)))
    return Wording(f", {lasted.dutch} na het eerste kiezen", f", {lasted.english} after the first was dialled")


def _turned_away(endpoint: str, end: str, cause: str, status: str) -> Wording:
    ended = _ENDS.get(end, unworded(end))
    said = status_in_words(status) if status else Wording("geen SIP-antwoord", "no SIP answer")
    if end == "full":
        # It was not dialled.
        return Wording(f"{endpoint} {ended.dutch}.", f"{endpoint} {ended.english}.")
    numbered = f"; Q.850 {cause}" if cause else ""
    return Wording(
        f"{endpoint} {ended.dutch} ({said.dutch}{numbered}).", f"{endpoint} {ended.english} ({said.english}{numbered})."
    )


def _cure(facts: CallFacts, endpoint: str, end: str, status: str) -> Wording | None:
    cure = _CURES_BY_STATUS.get(status) or _CURES.get(end)
    if cure is None:
        return None
    place = facts.trunk_lines.get(endpoint, _ELSEWHERE)
    return Wording(cure.dutch.format(place=place), cure.english.format(place=place))


def _fallback(facts: CallFacts) -> Sentence:
    call = facts.call
    if call.reason is None:
        return Sentence(
            call.started_at,
            Wording(
                "Het dialplan gaf de oproep aan het vangnet: Veertien heeft er niets over besloten.",
                "The dialplan gave the call to the fallback: Veertien decided nothing about it.",
            ),
            Wording(
                "Draaide `veertien serve`? `veertien doctor`, en het logboek van dat moment, zeggen meer.",
                "Was `veertien serve` running? `veertien doctor`, and the log of that moment, say more.",
            ),
        )
    return Sentence(
        call.dialled_at or call.decided_at or call.started_at,
        Wording(
            "Niemand nam de oproep aan, dus gaf het dialplan hem aan het vangnet.",
            "Nobody took the call, so the dialplan gave it to the fallback.",
        ),
    )
