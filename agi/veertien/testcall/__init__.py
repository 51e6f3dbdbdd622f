"""Calls that are placed over ARI: by a caller who tries an installed system, and to somebody who speaks prompts."""

from veertien.testcall.answers import PAUSE, steps_of
from veertien.testcall.ari import AriRefusedError, AriUnavailableError
from veertien.testcall.placed_call import Moment
from veertien.testcall.through_pbx import MOST_SECONDS, TakenBy, call_through, end_of

__all__ = [
    "MOST_SECONDS",
    "PAUSE",
    "AriRefusedError",
    "AriUnavailableError",
    "Moment",
    "TakenBy",
    "call_through",
    "end_of",
    "steps_of",
]
