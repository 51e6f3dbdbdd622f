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
from veertien.config.models import editor_view
from veertien.config.models.editor_view import OrElse
from veertien.config.models.fields import (
    CALLER_NUMBER_SEEN,
    AreaCodeList,
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
    """The name of the PJSIP endpoint, as in pjsip.conf. Two trunks can't share one."""
    capacity: Needed[Annotated[int, whole_number(1, 10_000, "calls")]] = 0
    """How many calls it carries at once."""
    caller_id: Annotated[CallerId, one_of(CallerId, WrongCallerId.written)] = CallerId.PASS
    """pass: the caller's number goes along, unless it is withheld. anonymous: it never does."""
    header: Header | None = None
    """A SIP header (X-... or P-Called-Party-ID) in which the dialled 14-number goes along."""
    diversion: YesNo = True
    """Whether the dialled 14-number also goes along as Diversion."""


class TrunksFile(FileModel):
    """The ways out of the PBX."""

    trunks: Needed[dict[TrunkKey, TrunkInFile]] = {}
    """The ways out of the PBX. The key is what the other tables write."""


class DestinationInFile(FileModel):
    """A trunk and the number to dial on it."""

    trunk: Needed[Text] = ""
    """A trunk of trunks.yaml, by its key."""
    number: Needed[PhoneNumber] = ""
    """The digits that are dialled on it, with or without + in front; no 14-number."""
    weight: Annotated[int, whole_number(1, 1000)] | None = None
    """Its share of the calls, beside the neighbours in the list that have a weight too."""
    ring_seconds: Annotated[int, whole_number(2, 120, "seconds")] | None = None
    """How long it rings before the next is tried; left out, the dialplan's 25."""
    overflow: Overflow | None = None
    """Which ends lead on to the next destination; left out, the municipality's."""
    first: Date | None = Field(None, alias="from")
    """The first day on which it counts, as 2027-01-01; left out, always."""
    until: Date | None = None
    """The first day on which it no longer counts, as 2027-01-01; left out, never."""


class WhenClosedInFile(FileModel):
    """What becomes of calls outside opening hours."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.unless_no("announce", "destinations", turned=True)))

    announce: YesNo = True
    """Whether the caller is told that it is closed, and when it opens."""
    destinations: list[DestinationInFile] = []
    """Where the call goes then, tried in order; left out, it ends."""


class MaintenanceInFile(FileModel):
    """From when until when calls are not put through, and what is said then."""

    start: ZonedMoment | None = Field(None, alias="from")
    """When it begins, as 2026-11-30T22:00; left out, now."""
    until: ZonedMoment
    """When it ends by itself, as 2026-12-01T06:00; Dutch time unless it says otherwise."""
    message: Message | None = None
    """Said in place of the usual words."""


class OperatorFile(FileModel):
    """Where calls go that nobody else can take."""

    model_config = ConfigDict(json_schema_extra={"allOf": [{"properties": {"destinations": {"minItems": 1}}}]})

    destinations: Needed[list[DestinationInFile]] = []
    """Where a call goes that nobody else can take, tried in order."""


class MunicipalityInFile(FileModel):
    """One municipality of a file in municipalities/."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.unless_no("connected", "destinations")))

    name: Needed[Text] = ""
    """The municipality's name in any spelling that is its own, or its CBS code, as GM0405."""
    code: MunicipalityCode | None = None
    """The CBS code of a new municipality that the national data don't know yet; only beside `replaces`."""
    replaces: list[Text] = []
    """The municipalities that go into it in a merger."""
    first: Date | None = Field(None, alias="from")
    """The first day on which the entry counts, as 2027-01-01; left out, always."""
    until: Date | None = None
    """The first day on which the entry no longer counts, as 2027-01-01; left out, never."""
    connected: YesNo = True
    """no: callers who ask for it are told its ordinary number, and nobody is put through to a destination."""
    area_codes: AreaCodeList | None = None
    """All area codes it answers in, where they differ from the national data."""
    destinations: list[DestinationInFile] = []
    """Where its calls go, tried in order; needed when it is connected."""
    overflow: Overflow | None = None
    """Which ends lead on to the next destination, and at last to the operator; left out, all of them."""
    other_names: list[Text] = []
    """What callers say for it that Veertien doesn't know."""
    telephone: PhoneNumber | None = None
    """Its ordinary number, said while it is not connected; left out, that of the national data."""
    schedule: Text | None = None
    """Its opening hours: a schedule of schedules.yaml, by its key; left out, it is always open."""
    when_closed: WhenClosedInFile | None = None
    """Where calls go outside its opening hours; left out, what its schedule says."""
    maintenance: MaintenanceInFile | None = None
    """A time in which callers get the operator."""


def period_of(row: DestinationInFile | MunicipalityInFile) -> Period:
    """Return when something counts."""
    return Period(row.first, row.until)


class MunicipalitiesFile(FileModel):
    """Who can be reached, and over which trunks. Any number of files in municipalities/."""

    municipalities: Needed[list[MunicipalityInFile]] = []
    """Municipalities, in any number of files."""


class ScheduleInFile(FileModel):
    """One schedule of schedules.yaml."""

    based_on: Text | None = None
    """Another schedule, of which this one is a variation: what stands here counts in its place."""
    hours: dict[WeekdaysKey, WeekdayHours] = {}
    """Hours by days of the week, as `monday-friday: 08:30-17:00`; a list where there is a break. Others are closed."""
    holidays: Holidays = {}
    """Public holidays that differ from the usual: closed, as-usual or hours; or as-usual for all of them."""
    exceptions: dict[DayOrYearly, DayHours] = {}
    """Single days, by date (2026-12-24) or every year (12-24): closed, as-usual or hours."""
    when_closed: WhenClosedInFile | None = None
    """Where calls go outside these hours; left out, the caller is told, and the call ends."""


class SchedulesFile(FileModel):
    """Opening hours. The file may be left out."""

    schedules: Needed[dict[Text, ScheduleInFile]] = {}
    """Opening hours, by the key that municipalities name as their `schedule`."""


class RememberInFile(FileModel):
    """For how long a caller's choice is remembered, and what for."""

    days: Annotated[int, whole_number(1, 365, "days")]
    """For how long a choice is remembered."""
    without_asking: YesNo = False
    """yes: who calls again is put through without a question."""


class RoutingFile(FileModel):
    """Rules for the whole platform. The file may be left out."""

    offer_unconnected: Annotated[OfferUnconnected, one_of(OfferUnconnected, WrongOfferUnconnected.written)] = (
        OfferUnconnected.FORWARD
    )
    """How municipalities count that are not connected. forward: understood only. ask: a choice. never: neither."""
    caller_area: Annotated[CallerArea, one_of(CallerArea, WrongCallerArea.written)] = CallerArea.PROPOSE
    """What the caller's area code does. propose: its municipality is asked about first. prefer: likelier. ignore."""
    remember: RememberInFile | None = None
    """Ask about what the caller chose before; left out, nothing is remembered."""
    other_area_codes: Annotated[OtherAreaCodes, one_of(OtherAreaCodes, WrongOtherAreaCodes.written)] = (
        OtherAreaCodes.OFFER
    )
    """What becomes of who names a municipality of another area code. offer: asked about. ignore: not understood."""
    national: NationalNumberField | None = None
    """The one number for the whole country, as 1400; the dialplan must know it too. Left out, there is none."""
    carrier: Text | None = None
    """The trunk, by its key, over which calls reach the ordinary numbers of municipalities that are not connected."""
    certain_changes: list[Text] = []
    """Municipalities that are to go into another, by an announced change that counts from its day on."""
    maintenance: MaintenanceInFile | None = None
    """A time in which every caller gets the operator."""


class CallerInFile(FileModel):
    """One line of a list of callers: a number, or what numbers begin with; both as E.164."""

    model_config = ConfigDict(json_schema_extra=dict(editor_view.one_of_keys("number", "prefix")))

    number: CallerNumber | None = None
    """A whole telephone number, in any form."""
    prefix: CallerPrefix | None = None
    """How numbers begin, as 0881234 or +32470."""
    comment: Text | None = None
    """For you: `veertien route --caller` shows it, no log does."""

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.number is None) == (self.prefix is None):
            raise refusal(WrongCallerNumber.not_one())
        return self


def _as_number(value: Any) -> Any:
    """Return a text as an entry with that number, so that a comment costs no other way of writing."""
    return {"number": value} if isinstance(value, str) else value


ListedCaller = Annotated[CallerInFile, OrElse(BeforeValidator(_as_number), CALLER_NUMBER_SEEN)]


class RateInFile(FileModel):
    """How often one number may call."""

    calls: Annotated[int, whole_number(1, 1000, "calls")]
    """How many calls from one number are taken in `seconds`."""
    seconds: Annotated[int, whole_number(1, 86_400, "seconds")]
    """The time in which `calls` are taken."""
    over: Annotated[OverRate, one_of(OverRate, WrongOverRate.written)] = OverRate.BUSY
    """What becomes of more. busy: refused. operator: put through to the operator."""


class CallersFile(FileModel):
    """Callers' numbers: who is blocked, and how often one may call. The file may be left out."""

    blocked: list[ListedCaller] = []
    """Callers whose calls are refused unanswered."""
    exempt: list[ListedCaller] = []
    """Callers who are neither blocked nor counted."""
    rate: RateInFile | None = None
    """How often one number may call; left out, as often as it likes."""


class PronunciationsFile(FileModel):
    """How names sound, where Veertien has it wrong. The file may be left out."""

    pronunciations: Needed[dict[Text, PronunciationList]] = {}
    """How names, or words of names, sound: one pronunciation in IPA or a list, the most usual first."""
