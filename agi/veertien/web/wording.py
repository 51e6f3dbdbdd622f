"""In which language a page speaks, and what values of the records are called in each."""

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.conversation import Language
from veertien.reports.wording import REPORT_LANGUAGES
from veertien.routing import Outcome
from veertien.web.refusals import RefusedParameterError
from veertien.wording import Wording, unworded

LANGUAGE_PARAMETER = "language"
"""The parameter of an address that asks for another language than the settings do."""

OUTCOME_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        Outcome.CONNECT: Wording("naar de gemeente", "to the municipality"),
        Outcome.CLOSED: Wording("gesloten", "closed"),
        Outcome.NOT_CONNECTED: Wording("niet aangesloten", "not connected"),
        Outcome.OPERATOR: Wording("naar een medewerker", "to a person"),
        Outcome.REFUSED: Wording("geweigerd", "refused"),
        ABANDONED: Wording("opgehangen voor er een keuze was", "hung up before there was a choice"),
        FALLBACK_OUTCOME: Wording("vangnet", "fallback"),
    }
)
"""What the outcomes of calls are called."""


STAGE_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "offered": Wording("binnengekomen", "come in"),
        "asking": Wording("in de vraag", "in the question"),
        "dialling": Wording("gaat over", "ringing"),
        "talking": Wording("in gesprek", "talking"),
    }
)
"""What the stages of calls under way are called, in their order."""

STATE_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "up": Wording("bereikbaar", "up"),
        "down": Wording("onbereikbaar", "down"),
        "unknown": Wording("onbekend", "unknown"),
    }
)
"""What the states of trunks are called."""

CHANGE_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "start": Wording("start", "start"),
        "stop": Wording("stop", "stop"),
        "reload": Wording("herlading", "reload"),
        "done": Wording("gedaan", "done"),
        "loaded": Wording("geladen", "loaded"),
        "refused": Wording("geweigerd", "refused"),
        "failed": Wording("mislukt", "failed"),
    }
)
"""What kinds of changes, and what came of them, are called."""

STATUS_NAMES: Mapping[str, Wording] = MappingProxyType(
    {
        "connected": Wording("verbonden", "connected"),
        "ready": Wording("gereed", "ready"),
        "not configured": Wording("niet ingesteld", "not configured"),
    }
)
"""What parts of the daemon say of themselves when all is well."""

NODE_STATES: Mapping[str, Wording] = MappingProxyType(
    {
        "serving": Wording("neemt oproepen aan", "takes calls"),
        "draining": Wording("maakt oproepen af", "finishes its calls"),
        "stopped": Wording("gestopt", "stopped"),
        "silent": Wording("niets van te horen", "not heard of"),
    }
)
"""What states of nodes are called."""

_TROUBLES: Mapping[str, Wording] = MappingProxyType(
    {
        "ami": Wording("Verbinding met Asterisk", "Connection to Asterisk"),
        "recognisers": Wording("Herkenners", "Recognisers"),
        "second_ear": Wording("Tweede oor", "Second ear"),
        "trunks": Wording("Trunks", "Trunks"),
        "reload": Wording("Laatste herlading", "Last reload"),
        "tables": Wording("Tabellen", "Tables"),
        "fallback": Wording("Vangnet", "Fallback"),
        "archive": Wording("Vastleggen van oproepen", "Call records"),
        "records": Wording("Gebeurtenissen", "Events"),
        "memory": Wording("Onthouden van keuzes", "Memory of choices"),
        "captures": Wording("Opgenomen antwoorden", "Captures"),
        "prompts": Wording("Gesproken teksten", "Prompts"),
        "state": Wording("Bewaarde tabellen", "Kept tables"),
        "log": Wording("Logboek", "Log"),
        "nodes_tables": Wording("Tabellen van de machines", "Tables of the nodes"),
        "nodes_versions": Wording("Versies van de machines", "Versions of the nodes"),
        "nodes_lists": Wording("Lijst van machines", "List of nodes"),
        "nodes_silent": Wording("Machine weg", "Node gone"),
        "nodes_unlisted": Wording("Onbekende machine", "Unknown node"),
        "nodes_namesake": Wording("Twee machines met één naam", "Two nodes of one name"),
        "nodes_unknown": Wording("Andere machines", "Other nodes"),
    }
)


def called(names: Mapping[str, Wording], value: str | None) -> Wording:
    """Return what a value is called; a dash where there is none."""
    return unworded("-") if not value else names.get(value, unworded(value))


def trouble_name(word: str) -> Wording:
    """Return what a trouble is called; one without a name of its own keeps the daemon's word."""
    return called(_TROUBLES, word)


def outcome_name(outcome: str) -> Wording:
    """Return what an outcome is called; one of another version keeps its own word."""
    return called(OUTCOME_NAMES, outcome)


def language_asked(request: web.Request, otherwise: Language) -> Language:
    """Return the language that an address asks for. Raises RefusedParameterError for one that pages don't have."""
    written = request.query.get(LANGUAGE_PARAMETER, otherwise.value)
    found = next((language for language in REPORT_LANGUAGES if language.value == written), None)
    if found is None:
        raise RefusedParameterError(LANGUAGE_PARAMETER, Wording("schrijf nl of en", "write nl or en"))
    return found
