"""A caller's answer, rehearsed by the way that calls go."""

from datetime import datetime
from pathlib import Path

from veertien.callflow import Recall
from veertien.config.asking import load_asking
from veertien.gazetteer import Gazetteer
from veertien.rehearsal import Said, rehearse
from veertien.routing import Call, Decision, Remembered, Tables, TrunkStates

ASKING = load_asking(Path("config"))


def answered(
    tables: Tables, call: Call, text: str, names: Gazetteer, now: datetime, trunk_states: TrunkStates
) -> Decision:
    """Return the decision after a caller who is asked has said the text once."""
    return rehearse(tables, ASKING, names, call, now, trunk_states, Said(text), _nothing).decision


def _nothing(_: Recall) -> Remembered | None:
    return None
