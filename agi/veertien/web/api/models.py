"""What the API answers: of these models its answers and its OpenAPI document are made."""

import json
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from veertien.archive.rows import AnswerRow, CallRow, ChangeRow
from veertien.archive.schema import utc_text


class ApiAnswer(BaseModel):
    """An answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def as_json(self) -> str:
        """Return it as it is sent; moments as the exports have them, and nothing that was not given."""
        return json.dumps(self.model_dump(by_alias=True, exclude_unset=True), ensure_ascii=False, default=_plain)


class CallsAnswer(ApiAnswer):
    """Calls, the newest first."""

    calls: list[CallRow]
    next: str | None = Field(description="The address of what comes behind these; null where nothing does.")


class OneCallWithAnswers(ApiAnswer):
    """A call, and each answer that was recognised in its question."""

    call: CallRow
    answers: list[AnswerRow]


class ChangesAnswer(ApiAnswer):
    """Changes of what calls go by, the newest first."""

    changes: list[ChangeRow]
    next: str | None = Field(description="The address of what comes behind these; null where nothing does.")


class Named(ApiAnswer):
    """A municipality."""

    code: str
    name: str


class FigureNorm(ApiAnswer):
    """What many municipalities set themselves."""

    value: int | float
    name: str


class Figure(ApiAnswer):
    """One number of a report."""

    key: str
    name: str
    definition: str
    single_calls_only: bool
    calls_left_out: int = Field(description="How many calls it leaves out, as they have expired.")
    unit: str
    value: int | float | None
    before: int | float | None = Field(description="The same of the time before.")
    platform: int | float | None = Field(None, description="The same of all municipalities, beside that of one.")
    withheld: list[str] = Field(description="Which of the numbers are null as they would be about too few calls.")
    norm: FigureNorm | None = None


class ColumnHead(ApiAnswer):
    """A column of a table."""

    key: str
    name: str
    unit: str


class TableRow(ApiAnswer):
    """A row of a table."""

    key: str
    name: str
    values: list[int | float | None]
    withheld: bool


class ReportTable(ApiAnswer):
    """One table of a report."""

    key: str
    name: str
    definition: str
    single_calls_only: bool
    calls_left_out: int = Field(description="How many calls it leaves out, as they have expired.")
    columns: list[ColumnHead]
    rows: list[TableRow]
    withheld_together: int | None


class ReportAnswer(ApiAnswer):
    """A report, as `veertien report --json` prints it."""

    municipality: Named | None
    first: str = Field(alias="from")
    until: str
    calls: int | None
    too_few: bool
    expired: int | None
    figures: list[Figure]
    tables: list[ReportTable]


class ProblemAnswer(ApiAnswer):
    """Why there is no answer (RFC 9457)."""

    title: str
    status: int
    detail: str
    parameter: str | None = Field(None, description="The parameter that is wrong.")


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return utc_text(value)
    raise TypeError(f"{type(value)} has no place in JSON")
