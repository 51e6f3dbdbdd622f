"""What addresses can ask for: each parameter is defined once, for the pages, the API and its OpenAPI document."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from veertien.archive import Scope
from veertien.archive.queries.asking import CallFilter
from veertien.archive.queries.paging import Key
from veertien.reports import ReportPeriod, month_named
from veertien.reports.wording import REPORT_LANGUAGES
from veertien.web.refusals import RefusalError, RefusedParameterError
from veertien.web.wording import LANGUAGE_PARAMETER, OUTCOME_NAMES
from veertien.wording import Wording

MOST_ROWS = 1000
"""How many rows one answer of the API can have."""

_DAY = Wording("schrijf een dag als 2026-11-28", "write a day like 2026-11-28")
_MONTH = Wording("schrijf een maand als 2026-11", "write a month like 2026-11")
_CODE = Wording("schrijf de CBS-code van een gemeente, zoals GM0420", "write a CBS code, such as GM0420")
_AREA_CODE = Wording("schrijf een netnummer als 0229", "write an area code like 0229")
_TEXT = Wording("schrijf ten hoogste 200 gewone tekens", "write 200 plain characters at most")
_LIMIT = Wording(f"schrijf een getal van 1 tot {MOST_ROWS}", f"write a number from 1 to {MOST_ROWS}")
_KEY = Wording("neem een adres uit een antwoord zelf", "take an address from an answer itself")
_OF = Wording("schrijf een van: {}", "write one of: {}")

DayText = Annotated[
    str,
    Field(
        pattern=r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
        json_schema_extra={"format": "date"},
    ),
]
Code = Annotated[str, Field(pattern=r"^GM[0-9]{4}$", examples=["GM0420"])]
PlainText = Annotated[str, Field(pattern=r"^[!-~][ -~]{0,199}$")]
RowKey = Annotated[
    str,
    Field(
        pattern=r"^[2-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}\.[0-9]{3}Z"
        r"_[0-9a-f-]{36}$",
        examples=["2026-11-28T12:00:00.123Z_0d9bfae0-b7a1-5b57-9d0d-3f6d9a1c2e41"],
    ),
]


class MeantTests(StrEnum):
    """Which calls are meant by how they came about."""

    NO = "no"
    YES = "yes"
    ALL = "all"


class YesOrNo(StrEnum):
    """One or the other."""

    YES = "yes"
    NO = "no"


# mypy reads an enum's members only where they are written out; these are what the rest of the code has.
OutcomeName = StrEnum("OutcomeName", {name.upper(): str(name) for name in OUTCOME_NAMES})  # type: ignore[misc]
"""What became of a call."""
ReportLanguage = StrEnum("ReportLanguage", {each.name: each.value for each in REPORT_LANGUAGES})  # type: ignore[misc]
"""A language that reports are in."""


class Parameters(BaseModel):
    """The parameters of an address; no others are taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class CallParameters(Parameters):
    """Which calls are meant."""

    first: Annotated[DayText | None, _DAY] = Field(None, alias="from", description="The first day, Dutch time.")
    last: Annotated[DayText | None, _DAY] = Field(None, alias="until", description="The last day, Dutch time.")
    municipality: Annotated[Code | None, _CODE] = Field(None, description="The CBS code of who it was decided for.")
    area_code: Annotated[Annotated[str, Field(pattern="^0[0-9]{2,3}$", examples=["0229"])] | None, _AREA_CODE] = Field(
        None, description="The area code that was dialled."
    )
    outcome: OutcomeName | None = Field(None, description="What was decided.")
    reason_code: Annotated[PlainText | None, _TEXT] = Field(None, description="What the decision was for.")
    question_end: Annotated[PlainText | None, _TEXT] = Field(None, description="How the question ended.")
    result: Annotated[PlainText | None, _TEXT] = Field(
        None, description="The last dial status: ANSWER, BUSY, and so on."
    )
    test: MeantTests = Field(MeantTests.NO, description="Test calls: left out, nothing else, or with all others.")
    asked: YesOrNo | None = Field(None, description="Whether the caller was asked, as the reports count it.")
    dialled: Annotated[PlainText | None, _TEXT] = Field(None, description="The number that was dialled.")
    endpoint: Annotated[PlainText | None, _TEXT] = Field(None, description="The destination that was tried last.")
    trunk: Annotated[PlainText | None, _TEXT] = Field(None, description="The key of a destination in the list to try.")
    node: Annotated[PlainText | None, _TEXT] = Field(None, description="The machine that had the call.")
    call: Annotated[PlainText | None, _TEXT] = Field(
        None, description="The call's id, Asterisk's unique id or the SIP Call-ID."
    )

    def chosen(self) -> CallFilter:
        """Return the filter for these calls. Raises RefusedParameterError."""
        since, until = _moments(self.first, self.last)
        return CallFilter(
            since=since,
            until=until,
            municipality=self.municipality,
            area_code=self.area_code,
            outcome=self.outcome and str(self.outcome),
            reason_code=self.reason_code,
            question_end=self.question_end,
            result=self.result,
            test={MeantTests.NO: False, MeantTests.YES: True, MeantTests.ALL: None}[self.test],
            asked=None if self.asked is None else self.asked is YesOrNo.YES,
            dialled=self.dialled,
            endpoint=self.endpoint,
            trunk=self.trunk,
            node=self.node,
            call=self.call,
        )


class PageParameters(Parameters):
    """Which part of many rows is meant."""

    limit: Annotated[int, Field(ge=1, le=MOST_ROWS), _LIMIT] = Field(100, description="How many rows at most.")
    after: Annotated[RowKey | None, _KEY] = Field(
        None, description="Where the last answer ended; `next` in it is the address with this filled in."
    )

    @property
    def key(self) -> Key | None:
        """Behind which they are. Raises RefusedParameterError."""
        return None if self.after is None else row_key("after", self.after)


class CallPageParameters(CallParameters, PageParameters):
    """Which calls are meant, and which part of them."""


class MonthParameters(Parameters):
    """Which report of a month is meant."""

    municipality: Annotated[Code | None, _CODE] = Field(None, description="The CBS code; all calls when left out.")
    month: Annotated[
        Annotated[str, Field(pattern="^[2-9][0-9]{3}-(0[1-9]|1[0-2])$", examples=["2026-11"])] | None, _MONTH
    ] = Field(None, description="A month.")
    language: ReportLanguage = Field(ReportLanguage("nl"), description="Of its texts.")

    def period(self, otherwise: ReportPeriod) -> ReportPeriod:
        """Return the days that it is about. Raises RefusedParameterError."""
        if self.month is None:
            return otherwise
        try:
            return month_named(self.month)
        except ValueError as error:
            raise RefusedParameterError("month", Wording(_MONTH.dutch, str(error))) from None


class ReportParameters(MonthParameters):
    """Which report is meant; with no days the last whole month."""

    first: Annotated[DayText | None, _DAY] = Field(
        None, alias="from", description="In place of a month: the first day."
    )
    last: Annotated[DayText | None, _DAY] = Field(None, alias="until", description="The last day.")

    def period(self, otherwise: ReportPeriod) -> ReportPeriod:
        """Return the days that it is about. Raises RefusedParameterError."""
        if self.month is not None and (self.first or self.last):
            raise RefusedParameterError(
                "month", Wording("geef een maand, of from en until", "give a month, or from and until")
            )
        if (self.first is None) != (self.last is None):
            missing = "until" if self.last is None else "from"
            raise RefusedParameterError(missing, Wording("geef from en until beide", "give both from and until"))
        if self.first is not None and self.last is not None:
            return _period(self.first, self.last)
        return super().period(otherwise)


_Model = TypeVar("_Model", bound=Parameters)


def parameters_of(request: web.Request, model: type[_Model]) -> _Model:
    """Return the parameters of an address. Raises RefusedParameterError with the name of the first that is wrong."""
    return read_parameters(query_of(request), model)


def query_of(request: web.Request) -> dict[str, str]:
    """Return the parameters of an address as they are written. Raises RefusedParameterError for one given twice."""
    given: dict[str, str] = {}
    for name, value in request.query.items():
        if name in given:
            raise RefusedParameterError(name, Wording("geef dit één keer", "give it once"))
        given[name] = value
    return given


def parameters_of_form(request: web.Request, model: type[_Model]) -> _Model:
    """Return the same of an address to which a form leads, whose empty fields ask for nothing. Raises alike."""
    return read_parameters({name: value for name, value in query_of(request).items() if value}, model)


def read_parameters(given: Mapping[str, str], model: type[_Model]) -> _Model:
    """Return parameters that are written as text. Raises RefusedParameterError."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        (wrong, *_) = error.errors()
        name = str(wrong["loc"][0])
        raise RefusedParameterError(name, _why(model, name)) from None


def allowed(scope: Scope, municipality: str | None) -> None:
    """Raise RefusalError where a visitor may not see the calls of the municipality that they ask for."""
    if municipality is not None and not scope.sees(municipality):
        raise RefusalError(
            403,
            Wording(
                "U mag de oproepen van deze gemeente niet zien.", "You may not see the calls of this municipality."
            ),
        )


def row_key(name: str, written: str) -> Key:
    """Return the key of a row as a parameter has it. Raises RefusedParameterError."""
    try:
        return Key.read(written)
    except ValueError:
        raise RefusedParameterError(name, _KEY) from None


def _why(model: type[Parameters], name: str) -> Wording:
    """Return what to write for a parameter."""
    fields = {field.alias or own: field for own, field in model.model_fields.items()}
    if name not in fields:
        known = ", ".join(each for each in (*fields, LANGUAGE_PARAMETER))
        return Wording(f"dat kent dit adres niet; er zijn {known}", f"this address has none such; there are {known}")
    hint = next((each for each in fields[name].metadata if isinstance(each, Wording)), None)
    if hint is not None:
        return hint
    values = ", ".join(_values(fields[name].annotation))
    return Wording(_OF.dutch.format(values), _OF.english.format(values))


def _values(annotation: Any) -> list[str]:
    kinds = getattr(annotation, "__args__", (annotation,))
    return [str(value) for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum) for value in kind]


def _moments(first: str | None, last: str | None) -> tuple[datetime | None, datetime | None]:
    if first is not None and last is not None:
        period = _period(first, last)
        return period.since, period.until
    return (
        None if first is None else _only("from", first).since,
        None if last is None else _only("until", last).until,
    )


def _only(name: str, written: str) -> ReportPeriod:
    day = _day(name, written)
    try:
        return ReportPeriod(day, day)
    except ValueError as error:
        raise RefusedParameterError(name, Wording(_DAY.dutch, str(error))) from None


def _period(first: str, last: str) -> ReportPeriod:
    days = _day("from", first), _day("until", last)
    try:
        return ReportPeriod(*days)
    except ValueError as error:
        raise RefusedParameterError("until", Wording(f"{_DAY.dutch}, niet voor from", str(error))) from None


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise RefusedParameterError(name, _DAY) from None
