"""What each table file may hold: its keys, and the kind of every value."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from veertien.config.faults.definitions.rules import (
    WrongCallerArea,
    WrongCallerNumber,
    WrongOfferUnconnected,
    WrongOtherAreaCodes,
    WrongOverRate,
)
from veertien.config.faults.definitions.values import WrongCallerId
from veertien.config.models.fields import (
    CallerNumber,
    CallerPrefix,
    Endpoint,
    Header,
    Message,
    MunicipalityCode,
    NationalNumberField,
    Overflow,
    PhoneNumber,
    PronunciationList,
    Text,
    TrunkKey,
    YesNo,
    one_of,
    refusal,
    whole_number,
)
from veertien.config.models.time_fields import (
    Date,
    DayHours,
    DayOrYearly,
    Holidays,
    WeekdayHours,
    WeekdaysKey,
    ZonedMoment,
)
from veertien.config.yaml_files.validation import Needed
from veertien.routing import CallerArea, CallerId, OfferUnconnected, OtherAreaCodes, OverRate
from veertien.routing.dates import Period


class FileModel(BaseModel):
    """Base of everything read from a file: unknown keys are refused, values don't change afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class TrunkInFile(FileModel):
    """One trunk of trunks.yaml."""

    endpoint: Needed[Endpoint] = ""
    capacity: Needed[Annotated[int, whole_number(1, 10_000)]] = 0
    caller_id: Annotated[CallerId, one_of(CallerId, WrongCallerId.written)] = CallerId.PASS
    header: Header | None = None
    diversion: YesNo = True


class TrunksFile(FileModel):
    """trunks.yaml."""

    trunks: Needed[dict[TrunkKey, TrunkInFile]] = {}


class DestinationInFile(FileModel):
    """A trunk and the number to dial on it."""

    trunk: Needed[Text] = ""
    number: Needed[PhoneNumber] = ""
    weight: Annotated[int, whole_number(1, 1000)] | None = None
    ring_seconds: Annotated[int, whole_number(2, 120)] | None = None
    overflow: Overflow | None = None
    first: Date | None = Field(None, alias="from")
    until: Date | None = None


class WhenClosedInFile(FileModel):
    """What becomes of calls outside opening hours."""

    announce: YesNo = True
    destinations: list[DestinationInFile] = []


class MaintenanceInFile(FileModel):
    """From when until when calls are not put through, and what is said then."""

    start: ZonedMoment | None = Field(None, alias="from")
    until: ZonedMoment
    message: Message | None = None


class OperatorFile(FileModel):
    """operator.yaml."""

    destinations: Needed[list[DestinationInFile]] = []


class MunicipalityInFile(FileModel):
    """One municipality of a file in municipalities/."""

    name: Needed[Text] = ""
    code: MunicipalityCode | None = None
    replaces: list[Text] = []
    first: Date | None = Field(None, alias="from")
    until: Date | None = None
    connected: YesNo = True
    area_codes: list[Text] | None = None
    destinations: list[DestinationInFile] = []
    overflow: Overflow | None = None
    other_names: list[Text] = []
    telephone: PhoneNumber | None = None
    schedule: Text | None = None
    when_closed: WhenClosedInFile | None = None
    maintenance: MaintenanceInFile | None = None


def period_of(row: DestinationInFile | MunicipalityInFile) -> Period:
    """Return when something counts."""
    return Period(row.first, row.until)


class MunicipalitiesFile(FileModel):
    """A file in municipalities/."""

    municipalities: Needed[list[MunicipalityInFile]] = []


class ScheduleInFile(FileModel):
    """One schedule of schedules.yaml."""

    based_on: Text | None = None
    hours: dict[WeekdaysKey, WeekdayHours] = {}
    holidays: Holidays = {}
    exceptions: dict[DayOrYearly, DayHours] = {}
    when_closed: WhenClosedInFile | None = None


class SchedulesFile(FileModel):
    """schedules.yaml."""

    schedules: Needed[dict[Text, ScheduleInFile]] = {}


class RememberInFile(FileModel):
    """For how long a caller's choice is remembered, and what for."""

    days: Annotated[int, whole_number(1, 365)]
    without_asking: YesNo = False


class RoutingFile(FileModel):
    """routing.yaml: rules for the whole platform."""

    offer_unconnected: Annotated[OfferUnconnected, one_of(OfferUnconnected, WrongOfferUnconnected.written)] = (
        OfferUnconnected.FORWARD
    )
    caller_area: Annotated[CallerArea, one_of(CallerArea, WrongCallerArea.written)] = CallerArea.PROPOSE
    remember: RememberInFile | None = None
    other_area_codes: Annotated[OtherAreaCodes, one_of(OtherAreaCodes, WrongOtherAreaCodes.written)] = (
        OtherAreaCodes.OFFER
    )
    national: NationalNumberField | None = None
    carrier: Text | None = None
    maintenance: MaintenanceInFile | None = None


class CallerInFile(FileModel):
    """One line of a list of callers: a number, or what numbers begin with; both as E.164."""

    number: CallerNumber | None = None
    prefix: CallerPrefix | None = None
    comment: Text | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.number is None) == (self.prefix is None):
            raise refusal(WrongCallerNumber.not_one())
        return self


def _as_number(value: Any) -> Any:
    """Return a text as an entry with that number, so that a comment costs no other way of writing."""
    return {"number": value} if isinstance(value, str) else value


ListedCaller = Annotated[CallerInFile, BeforeValidator(_as_number)]


class RateInFile(FileModel):
    """How often one number may call."""

    calls: Annotated[int, whole_number(1, 1000)]
    seconds: Annotated[int, whole_number(1, 86_400)]
    over: Annotated[OverRate, one_of(OverRate, WrongOverRate.written)] = OverRate.BUSY


class CallersFile(FileModel):
    """callers.yaml."""

    blocked: list[ListedCaller] = []
    exempt: list[ListedCaller] = []
    rate: RateInFile | None = None


class PronunciationsFile(FileModel):
    """pronunciations.yaml."""

    pronunciations: Needed[dict[Text, PronunciationList]] = {}
