"""What integrators wrote in `config/`, loaded into frozen values, and the decisions that follow from it."""

from veertien.routing.answers import Answer, answered, match_answer
from veertien.routing.calls import Call, Decision, Outcome, TrunkState
from veertien.routing.comparison import NumberChange, Stage, Way, compare
from veertien.routing.decisions import chosen, offer, to_operator
from veertien.routing.faults import Code, Fault, Severity, TablesFaulty
from veertien.routing.hints import likelier
from veertien.routing.loader import (
    check_config,
    listings,
    load_config,
    load_tables,
    unused_pronunciations,
    useless_national,
)
from veertien.routing.notices import Notice, NoticeKind, Then
from veertien.routing.opening_hours import AMSTERDAM, Opening
from veertien.routing.settings import AmiSettings, AriSettings, Settings, load_settings, needing_restart
from veertien.routing.tables import (
    CallerArea,
    CallerId,
    Destination,
    MunicipalityEntry,
    OfferUnconnected,
    OtherAreaCodes,
    Tables,
    Trunk,
)

__all__ = [
    "AMSTERDAM",
    "AmiSettings",
    "Answer",
    "AriSettings",
    "Call",
    "CallerArea",
    "CallerId",
    "Code",
    "Decision",
    "Destination",
    "Fault",
    "MunicipalityEntry",
    "Notice",
    "NoticeKind",
    "NumberChange",
    "OfferUnconnected",
    "Opening",
    "OtherAreaCodes",
    "Outcome",
    "Settings",
    "Severity",
    "Stage",
    "Tables",
    "TablesFaulty",
    "Then",
    "Trunk",
    "TrunkState",
    "Way",
    "answered",
    "check_config",
    "chosen",
    "compare",
    "likelier",
    "listings",
    "load_config",
    "load_settings",
    "load_tables",
    "match_answer",
    "needing_restart",
    "offer",
    "to_operator",
    "unused_pronunciations",
    "useless_national",
]
