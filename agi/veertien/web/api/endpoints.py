"""What can be asked of the API: of this its routes and its OpenAPI document are made."""

from dataclasses import dataclass

from veertien.web.api.models import ApiAnswer, CallsAnswer, ChangesAnswer, OneCallWithAnswers, ReportAnswer
from veertien.web.errors import API
from veertien.web.parameters import (
    CallPageParameters,
    CallParameters,
    PageParameters,
    Parameters,
    ReportParameters,
)

_BASE = f"{API}v1"


@dataclass(frozen=True, slots=True)
class ApiEndpoint:
    """One address of the API."""

    path: str
    name: str
    summary: str
    parameters: type[Parameters]
    answer: type[ApiAnswer] | None
    """None for CSV, and for the OpenAPI document."""
    media_type: str = "application/json"
    platform: bool = False
    """Whether it is only for who may see the calls of all municipalities."""


CALL_PAGES = ApiEndpoint(
    f"{_BASE}/calls", "calls", "Calls, the newest first, page by page.", CallPageParameters, CallsAnswer
)
CALL_CSV = ApiEndpoint(
    f"{_BASE}/calls.csv",
    "callsAsCsv",
    "All of these calls, the oldest first, in the columns of `veertien records export`.",
    CallParameters,
    None,
    "text/csv",
)
ONE_CALL = ApiEndpoint(
    f"{_BASE}/calls/{{id}}", "call", "A call and the answers recognised in it.", Parameters, OneCallWithAnswers
)
CHANGES = ApiEndpoint(
    f"{_BASE}/changes",
    "changes",
    "Starts, stops and reloads, the newest first, page by page.",
    PageParameters,
    ChangesAnswer,
    platform=True,
)
REPORT = ApiEndpoint(f"{_BASE}/report", "report", "What the question costs callers.", ReportParameters, ReportAnswer)
DOCUMENT = ApiEndpoint(f"{_BASE}/openapi.json", "openapi", "This document.", Parameters, None)
ENDPOINTS = (CALL_PAGES, ONE_CALL, CALL_CSV, CHANGES, REPORT, DOCUMENT)
