"""How a call came in, and what the tables said of it then."""

from collections.abc import Iterator, Mapping

from veertien.callflow import ABANDONED
from veertien.explanation.facts import CallFacts
from veertien.explanation.sentences import Sentence, seconds
from veertien.numbering import CallerKind
from veertien.routing import Asked, Hint, ReasonCode, Turn
from veertien.wording import Wording, unworded

_CALLERS: Mapping[str, Wording] = {
    CallerKind.FIXED: Wording("Een beller met een vast nummer", "A caller with a fixed number"),
    CallerKind.MOBILE: Wording("Een beller met een mobiel nummer", "A caller with a mobile number"),
    CallerKind.FOREIGN: Wording("Een beller met een buitenlands nummer", "A caller with a foreign number"),
    CallerKind.OTHER: Wording("Een beller met een ander nummer, zoals 088", "A caller with another number, as 088"),
    CallerKind.WITHHELD: Wording("Een beller die het nummer afschermt", "A caller who withholds the number"),
    CallerKind.UNKNOWN: Wording("Een beller zonder bruikbaar nummer", "A caller without a number of use"),
}
_ANY_CALLER = Wording("Een beller", "A caller")

_HINTS: Mapping[str, Wording] = {
    Hint.REMEMBERED: Wording("want die koos de beller eerder", "which the caller chose before"),
    Hint.CALLER_AREA: Wording(
        "want die ligt ook in het netnummer van de beller", "which lies in the caller's area too"
    ),
}

_UNASKED: Mapping[str, Wording] = {
    ReasonCode.ONLY: Wording(
        "was er maar één gemeente die de oproep kon krijgen, dus er is niets gevraagd",
        "one municipality alone could get the call, so nothing was asked",
    ),
    ReasonCode.CLOSED: Wording(
        "was wie de oproep had kunnen krijgen gesloten", "whoever could have had the call was closed"
    ),
    ReasonCode.MAINTENANCE: Wording("was er onderhoud", "there was maintenance"),
    ReasonCode.NOT_CONNECTED: Wording("was daar geen gemeente aangesloten", "no municipality there was connected"),
    ReasonCode.TRUNKS_DOWN: Wording(
        "was daar geen gemeente te bereiken: hun trunks waren uitgevallen",
        "no municipality there could be reached: their trunks were down",
    ),
}
_DOWN_CURE = Wording(
    "`veertien doctor` zegt welke trunks nu uitgevallen zijn, en waarom.",
    "`veertien doctor` says which trunks are down now, and why.",
)
_BARRED: Mapping[str, Wording] = {
    ReasonCode.BLOCKED: Wording(
        "Het nummer van de beller staat op de blokkeerlijst.", "The caller's number is on the blocking list."
    ),
    ReasonCode.TOO_MANY: Wording(
        "Van dit nummer kwamen te veel oproepen in korte tijd.", "Too many calls came from this number in a short time."
    ),
    ReasonCode.NO_SUCH_NUMBER: Wording("Dat is geen 14-nummer dat bestaat.", "That is no 14-number that exists."),
}
_BARRED_CURES: Mapping[str, Wording] = {
    ReasonCode.BLOCKED: Wording(
        "Hoort deze beller er wel door te komen? Haal het nummer uit `blocked` in callers.yaml.",
        "Should this caller get through? Take the number out of `blocked` in callers.yaml.",
    ),
    ReasonCode.TOO_MANY: Wording(
        "Is het een nummer met veel mensen erachter? Zet het in `exempt` van callers.yaml, of verruim `rate`.",
        "Is it a number with many people behind it? Put it in `exempt` of callers.yaml, or widen `rate`.",
    ),
    ReasonCode.NO_SUCH_NUMBER: Wording(
        "Vraag de carrier het nummer te sturen zoals docs/dialplan.md het aanneemt.",
        "Ask the carrier to send the number as docs/dialplan.md takes it.",
    ),
}
_CAME_BACK: Mapping[str, Wording] = {
    Turn.BACK: Wording(
        "De oproep was al doorverbonden en kwam terug; daarom kreeg een medewerker hem.",
        "The call had been put through and came back; so a person got it.",
    ),
    Turn.AGAIN: Wording(
        "De oproep kwam opnieuw terug; daarom is hij geweigerd, anders ging hij altijd door.",
        "The call came back once more; so it was refused, or it would turn round for ever.",
    ),
    Turn.ALIKE: Wording(
        "Er liepen zo veel oproepen van deze beller naar dit nummer dat het er een leek die rondgaat.",
        "So many calls of this caller to this number were under way that it looked like one that turns round.",
    ),
}
_CAME_BACK_CURE = Wording(
    "Laat de centrale van de gemeente niet doorschakelen naar het 14-nummer.",
    "Have the municipality's exchange no longer forward to the 14-number.",
)


def arrival(facts: CallFacts) -> Iterator[Sentence]:
    """Give what came in, and what was made of it before the caller had said anything."""
    call = facts.call
    yield Sentence(call.started_at, _came_in(facts))
    if turned := _CAME_BACK.get(call.came_back or ""):
        yield Sentence(call.started_at, turned, _CAME_BACK_CURE)
    elif barred := _BARRED.get(call.reason_code or ""):
        yield Sentence(call.started_at, barred, _BARRED_CURES.get(call.reason_code or ""))
    elif found := _by_the_tables(facts):
        yield Sentence(call.started_at, found, _DOWN_CURE if call.reason_code == ReasonCode.TRUNKS_DOWN else None)


def announcement(facts: CallFacts) -> Iterator[Sentence]:
    """Give what a caller who wasn't asked was told."""
    call = facts.call
    if call.announced_ms is not None:
        lasted = seconds(call.announced_ms)
        yield Sentence(
            call.answered_at or call.started_at,
            Wording(
                f"Veertien nam op en vertelde de beller dat; dat duurde {lasted.dutch}.",
                f"Veertien answered and told the caller so; that took {lasted.english}.",
            ),
        )


def _came_in(facts: CallFacts) -> Wording:
    call = facts.call
    who = _CALLERS.get(call.caller_kind or "", _ANY_CALLER)
    if call.test:
        who = Wording("Een proefoproep van deze machine", "A test call of this machine")
    area = unworded(f" ({call.caller_area_code})" if call.caller_area_code else "")
    number = Wording(call.dialled or "een nummer dat niet is vastgelegd", call.dialled or "a number not recorded")
    if call.national:
        number = Wording(f"het landelijke nummer {number.dutch}", f"the national number {number.english}")
    return Wording(
        f"{who.dutch}{area.dutch} koos {number.dutch}.", f"{who.english}{area.english} dialled {number.english}."
    )


def _by_the_tables(facts: CallFacts) -> Wording | None:
    call = facts.call
    said = _said(facts)
    if said is None:
        return None
    digest = f" ({call.tables})" if call.tables else ""
    return Wording(
        f"Volgens de tabellen van toen{digest} {said.dutch}.", f"By the tables of then{digest} {said.english}."
    )


def _said(facts: CallFacts) -> Wording | None:
    call, name = facts.call, facts.name(facts.call.municipality)
    why = _HINTS.get(call.hint or "", unworded(""))
    match call.asked:
        case Asked.OPEN:
            return Wording(
                "konden meer gemeenten deze oproep krijgen, dus is gevraagd welke wordt bedoeld",
                "several municipalities could get this call, so it was asked which one is meant",
            )
        case Asked.PROPOSED:
            return Wording(
                f"konden meer gemeenten deze oproep krijgen; er is eerst één voorgesteld, {why.dutch}",
                f"several municipalities could get this call; one was proposed first, {why.english}",
            )
        case Asked.SKIPPED:
            return Wording(
                f"konden meer gemeenten deze oproep krijgen, maar {name} kreeg hem zonder vraag, {why.dutch}",
                f"several municipalities could get this call, but {name}, {why.english}, got it unasked",
            )
    if call.outcome == ABANDONED and call.reason_code == ReasonCode.SEVERAL:
        return Wording("zou het worden gevraagd", "it was to be asked")
    return _UNASKED.get(call.reason_code or "")
