"""What integrators wrote in `config/`, loaded into frozen values, and the decisions that follow from it."""

from veertien.routing.answers import Answer, answered, match_answer
from veertien.routing.callers import Bar, Barred, Callers, OverRate, Rate
from veertien.routing.calls import Asked, Call, Decision, Hint, Outcome, Remembered, TrunkState
from veertien.routing.comparison import NumberChange, Stage, Way, compare
from veertien.routing.decisions import chosen, offer, to_operator, too_many
from veertien.routing.faults import Code, Fault, Severity, TablesFaulty
from veertien.routing.hints import likelier
from veertien.routing.limiter import CallLimiter
from veertien.routing.loader import (
    check_config,
    listings,
    load_config,
    load_tables,
    lost_zeros,
    maintenance_messages,
    missing_carrier,
    past_maintenance,
    unused_pronunciations,
    useless_national,
)
from veertien.routing.loops import Trail, Turn, trail_of
from veertien.routing.notices import Notice, NoticeKind, Then
from veertien.routing.opening_hours import AMSTERDAM, Opening
from veertien.routing.rule_comparison import KeyChange, compare_rules
from veertien.routing.settings import AmiSettings, AriSettings, Settings, WebSettings, load_settings, needing_restart
from veertien.routing.shares import draw_of, drawn, percentage, shares_of
from veertien.routing.standing import TrunkStates
from veertien.routing.tables import (
    CallerArea,
    CallerId,
    Destination,
    End,
    MunicipalityEntry,
    OfferUnconnected,
    OtherAreaCodes,
    Remember,
    Tables,
    Trunk,
)

__all__ = [
    "AMSTERDAM",
    "AmiSettings",
    "Answer",
    "AriSettings",
    "Asked",
    "Bar",
    "Barred",
    "Call",
    "CallLimiter",
    "CallerArea",
    "CallerId",
    "Callers",
    "Code",
    "Decision",
    "Destination",
    "End",
    "Fault",
    "Hint",
    "KeyChange",
    "MunicipalityEntry",
    "Notice",
    "NoticeKind",
    "NumberChange",
    "OfferUnconnected",
    "Opening",
    "OtherAreaCodes",
    "Outcome",
    "OverRate",
    "Rate",
    "Remember",
    "Remembered",
    "Settings",
    "Severity",
    "Stage",
    "Tables",
    "TablesFaulty",
    "Then",
    "Trail",
    "Trunk",
    "TrunkState",
    "TrunkStates",
    "Turn",
    "Way",
    "WebSettings",
    "answered",
    "check_config",
    "chosen",
    "compare",
    "compare_rules",
    "draw_of",
    "drawn",
    "likelier",
    "listings",
    "load_config",
    "load_settings",
    "load_tables",
    "lost_zeros",
    "maintenance_messages",
    "match_answer",
    "missing_carrier",
    "needing_restart",
    "offer",
    "past_maintenance",
    "percentage",
    "shares_of",
    "to_operator",
    "too_many",
    "trail_of",
    "unused_pronunciations",
    "useless_national",
]
