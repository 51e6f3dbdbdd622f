"""What integrators wrote in `config/`, loaded into frozen values, and the decisions that follow from it."""

from veertien.routing.answers import Answer, answered, match_answer
from veertien.routing.calls import Call, Decision, Outcome, TrunkState
from veertien.routing.decisions import chosen, offer, to_operator
from veertien.routing.faults import Code, Fault, TablesFaulty
from veertien.routing.loader import check_config, load_tables
from veertien.routing.settings import AmiSettings, AriSettings, Settings, load_settings
from veertien.routing.tables import CallerId, Destination, MunicipalityEntry, Tables, Trunk

__all__ = [
    "AmiSettings",
    "Answer",
    "AriSettings",
    "Call",
    "CallerId",
    "Code",
    "Decision",
    "Destination",
    "Fault",
    "MunicipalityEntry",
    "Outcome",
    "Settings",
    "Tables",
    "TablesFaulty",
    "Trunk",
    "TrunkState",
    "answered",
    "check_config",
    "chosen",
    "load_settings",
    "load_tables",
    "match_answer",
    "offer",
    "to_operator",
]
