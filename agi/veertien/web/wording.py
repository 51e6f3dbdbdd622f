"""In which language a page speaks, and what values of the records are called in each."""

from collections.abc import Mapping
from types import MappingProxyType

from aiohttp import web

from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.conversation import Language
from veertien.reports.wording import REPORT_LANGUAGES, Wording
from veertien.routing import Outcome
from veertien.web.refusals import RefusedParameterError

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


def outcome_name(outcome: str) -> Wording:
    """Return what an outcome is called; one of another version keeps its own word."""
    return OUTCOME_NAMES.get(outcome, Wording(outcome, outcome))


def language_asked(request: web.Request, otherwise: Language) -> Language:
    """Return the language that an address asks for. Raises RefusedParameterError for one that pages don't have."""
    written = request.query.get(LANGUAGE_PARAMETER, otherwise.value)
    found = next((language for language in REPORT_LANGUAGES if language.value == written), None)
    if found is None:
        raise RefusedParameterError(LANGUAGE_PARAMETER, Wording("schrijf nl of en", "write nl or en"))
    return found
