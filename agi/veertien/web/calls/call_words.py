"""What the values of a call's record are called; what has no name here keeps its own word."""

from collections.abc import Mapping
from types import MappingProxyType

from veertien.conversation import How, Reason
from veertien.numbering import CallerKind
from veertien.routing import Asked, ReasonCode
from veertien.wording import Wording

RESULT_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "ANSWER": Wording("opgenomen", "taken"),
        "BUSY": Wording("in gesprek", "busy"),
        "NOANSWER": Wording("niet opgenomen", "not answered"),
        "CANCEL": Wording("opgehangen terwijl het overging", "hung up while it rang"),
        "CONGESTION": Wording("geen lijn", "no line"),
        "CHANUNAVAIL": Wording("onbereikbaar", "out of reach"),
        "none": Wording("niets gekozen", "nothing dialled"),
        "announced": Wording("mededeling", "announcement"),
        "unknown": Wording("onbekend", "unknown"),
    }
)
"""What came of dialling."""

END_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        How.SPEECH: Wording("verstaan", "understood"),
        How.CONFIRMED: Wording("bevestigd", "confirmed"),
        How.PROPOSED: Wording("voorgesteld", "proposed"),
        How.KEYPAD: Wording("met toetsen", "by keys"),
        Reason.ASKED: Wording("vroeg om een medewerker", "asked for a person"),
        Reason.NO_INPUT: Wording("gaf geen antwoord", "gave no answer"),
        Reason.NOT_UNDERSTOOD: Wording("niet verstaan", "not understood"),
        Reason.DECLINED: Wording("zei nee tegen wat werd aangeboden", "said no to what was offered"),
        Reason.WRONG_KEY: Wording("toetsen zonder betekenis", "keys that stand for nothing"),
        Reason.NONE_OF_THESE: Wording("geen van deze", "none of these"),
        Reason.UNSURE: Wording("wist het niet", "did not know"),
        Reason.REPEATED: Wording("te vaak om herhaling gevraagd", "asked too often to hear it again"),
        Reason.TOOK_TOO_LONG: Wording("duurde te lang", "took too long"),
        Reason.AUDIO_LOST: Wording("audio weggevallen", "audio connection lost"),
        Reason.HUNG_UP: Wording("opgehangen", "hung up"),
    }
)
"""How questions end."""

REASON_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        ReasonCode.ONLY: Wording("de enige die kan", "the only one"),
        ReasonCode.SEVERAL: Wording("er zijn er meer", "there are several"),
        ReasonCode.CHOSEN: Wording("gekozen", "chosen"),
        ReasonCode.REMEMBERED: Wording("onthouden", "remembered"),
        ReasonCode.PERSON: Wording("naar een medewerker", "to a person"),
        ReasonCode.CLOSED: Wording("gesloten", "closed"),
        ReasonCode.MAINTENANCE: Wording("onderhoud", "maintenance"),
        ReasonCode.NOT_CONNECTED: Wording("niet aangesloten", "not connected"),
        ReasonCode.TRUNKS_DOWN: Wording("trunks uitgevallen", "trunks down"),
        ReasonCode.CAME_BACK: Wording("teruggekomen", "came back"),
        ReasonCode.BLOCKED: Wording("geblokkeerd", "blocked"),
        ReasonCode.TOO_MANY: Wording("te veel oproepen", "too many calls"),
        ReasonCode.NO_SUCH_NUMBER: Wording("geen 14-nummer", "no such number"),
    }
)
"""What decisions were for."""

ASKED_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        Asked.OPEN: Wording("ja", "yes"),
        Asked.PROPOSED: Wording("ja, met een voorstel", "yes, with a proposal"),
        Asked.SKIPPED: Wording("overgeslagen", "skipped"),
        Asked.NOT_NEEDED: Wording("niet nodig", "not needed"),
    }
)
"""Whether the caller was asked."""

DECISION_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "accept": Wording("zeker genoeg", "sure enough"),
        "confirm": Wording("te bevestigen", "to be confirmed"),
        "reject": Wording("te onzeker", "too unsure"),
    }
)
"""What a guess was good for."""

KIND_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        CallerKind.FIXED: Wording("vast nummer", "fixed number"),
        CallerKind.MOBILE: Wording("mobiel nummer", "mobile number"),
        CallerKind.FOREIGN: Wording("buitenlands nummer", "foreign number"),
        CallerKind.OTHER: Wording("ander nummer", "another number"),
        CallerKind.WITHHELD: Wording("nummer afgeschermd", "number withheld"),
        CallerKind.UNKNOWN: Wording("geen nummer", "no number"),
    }
)
"""What numbers callers have."""

TURNED_AWAY_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "busy": Wording("in gesprek", "busy"),
        "no_answer": Wording("niet opgenomen", "not answered"),
        "rejected": Wording("geweigerd", "rejected"),
        "congestion": Wording("geen lijn", "no line"),
        "unavailable": Wording("onbereikbaar", "out of reach"),
        "full": Wording("vol", "full"),
    }
)
"""Why destinations did not take calls."""

SECOND_EAR_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "agreed": Wording("eens", "agreed"),
        "changed": Wording("anders, en gevolgd", "otherwise, and followed"),
        "unavailable": Wording("niet op tijd", "not in time"),
    }
)
"""What came of asking the second ear."""

ENDED_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "caller": Wording("de beller", "the caller"),
        "destination": Wording("de bestemming", "the destination"),
        "us": Wording("Veertien", "Veertien"),
    }
)
"""Who ended a call."""

GUESS_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "yes": Wording("ja", "yes"),
        "no": Wording("nee", "no"),
        "person": Wording("medewerker", "a person"),
        "repeat": Wording("herhalen", "repeat"),
        "unsure": Wording("weet niet", "does not know"),
        "dutch": Wording("Nederlands", "Dutch"),
        "frisian": Wording("Fries", "Frisian"),
        "english": Wording("Engels", "English"),
    }
)
"""What answers can be that are no municipality."""

QUESTION_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "proposing": Wording("voorstel", "proposal"),
        "asking": Wording("vraag", "question"),
        "confirming": Wording("bevestiging", "confirmation"),
        "spelling": Wording("letters", "letters"),
        "listing": Wording("lijst", "list"),
        "list_confirming": Wording("bevestiging in de lijst", "confirmation in the list"),
    }
)
"""Which question an answer was to."""
