"""A call that is placed over ARI, to try an installed system with a real caller's ears and mouth."""

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
