"""What a table file's model holds are values, not texts that somebody has to read again."""

from datetime import UTC, date, datetime

import pytest

from veertien.config.models.file_models import (
    DestinationInFile,
    FileModel,
    MaintenanceInFile,
    PronunciationsFile,
    RateInFile,
    RoutingFile,
    ScheduleInFile,
    TrunkInFile,
)
from veertien.config.models.time_fields import Weekdays
from veertien.gazetteer.pronunciations import parse_words
from veertien.numbering import NationalNumber
from veertien.routing import CallerArea, CallerId, End, OfferUnconnected, OtherAreaCodes, OverRate
from veertien.routing.opening_hours import Span

TO_OPERATOR = {"trunk": "operator", "number": "0880000014"}
NINE_TO_FIVE = (Span(9 * 60, 17 * 60),)


@pytest.mark.parametrize(
    ("model", "written", "field", "value"),
    [
        (TrunkInFile, {"endpoint": "a", "capacity": "5", "caller_id": "anonymous"}, "caller_id", CallerId.ANONYMOUS),
        (TrunkInFile, {"endpoint": "a", "capacity": "5"}, "caller_id", CallerId.PASS),
        (RoutingFile, {"offer_unconnected": "ask"}, "offer_unconnected", OfferUnconnected.ASK),
        (RoutingFile, {"caller_area": "ignore"}, "caller_area", CallerArea.IGNORE),
        (RoutingFile, {"other_area_codes": "ignore"}, "other_area_codes", OtherAreaCodes.IGNORE),
        (RoutingFile, {"national": "1400"}, "national", NationalNumber("1400")),
        (RateInFile, {"calls": "3", "seconds": "60", "over": "operator"}, "over", OverRate.OPERATOR),
        (DestinationInFile, {**TO_OPERATOR, "overflow": ["busy"]}, "overflow", [End.BUSY]),
        (DestinationInFile, {**TO_OPERATOR, "from": "2027-01-01"}, "first", date(2027, 1, 1)),
        (MaintenanceInFile, {"until": "2026-11-23T18:00"}, "until", datetime(2026, 11, 23, 17, tzinfo=UTC)),
        (
            ScheduleInFile,
            {"hours": {"saturday-monday": "09:00-17:00", "friday": "closed"}},
            "hours",
            {Weekdays("saturday-monday", (5, 6, 0)): NINE_TO_FIVE, Weekdays("friday", (4,)): ()},
        ),
        (ScheduleInFile, {"holidays": {"kings-day": "as-usual"}}, "holidays", {"kings-day": None}),
        (
            ScheduleInFile,
            {"exceptions": {"2026-12-24": "09:00-17:00", "12-31": ["closed"]}},
            "exceptions",
            {date(2026, 12, 24): NINE_TO_FIVE, (12, 31): ()},
        ),
        (
            PronunciationsFile,
            {"pronunciations": {"Hoorn": "hoːrn"}},
            "pronunciations",
            {"Hoorn": [parse_words("hoːrn")]},
        ),
    ],
)
def test_a_model_holds_the_value_of_what_is_written(
    model: type[FileModel], written: dict[str, object], field: str, value: object
) -> None:
    found = getattr(model.model_validate(written), field)
    assert (type(found), found) == (type(value), value)
