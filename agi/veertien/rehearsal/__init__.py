"""What would happen to a call, said without one."""

from veertien.rehearsal.answers import match_answer
from veertien.rehearsal.rehearsal import Recorded, Said, begin_trial, rehearse
from veertien.rehearsal.remembered import MemoryUnreadableError, existing_store, remembered

__all__ = [
    "MemoryUnreadableError",
    "Recorded",
    "Said",
    "begin_trial",
    "existing_store",
    "match_answer",
    "rehearse",
    "remembered",
]
