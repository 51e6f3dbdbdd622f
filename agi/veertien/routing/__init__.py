"""Who may be reached at a 14-number and over which trunks, as frozen values, and the decisions that follow."""

from veertien.routing.callers import Bar, Barred, Callers, OverRate, Rate
from veertien.routing.calls import Asked, Call, Decision, Hint, Outcome, Remembered, TrunkState
from veertien.routing.comparison import NumberChange, Stage, Way, compare
from veertien.routing.decisions import chosen, offer, to_operator, too_many
from veertien.routing.hints import likelier
from veertien.routing.limiter import CallLimiter
from veertien.routing.loops import Trail, Turn, trail_of
from veertien.routing.notices import Notice, NoticeKind, Then
from veertien.routing.opening_hours import AMSTERDAM, Opening
from veertien.routing.rule_comparison import KeyChange, compare_rules
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
    "Asked",
    "Bar",
    "Barred",
    "Call",
    "CallLimiter",
    "CallerArea",
    "CallerId",
    "Callers",
    "Decision",
    "Destination",
    "End",
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
    "Stage",
    "Tables",
    "Then",
    "Trail",
    "Trunk",
    "TrunkState",
    "TrunkStates",
    "Turn",
    "Way",
    "chosen",
    "compare",
    "compare_rules",
    "draw_of",
    "drawn",
    "likelier",
    "offer",
    "percentage",
    "shares_of",
    "to_operator",
    "too_many",
    "trail_of",
]
