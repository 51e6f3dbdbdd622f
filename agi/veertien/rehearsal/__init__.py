"""What would happen to a call, said without one."""

from veertien.rehearsal.answers import Answer, answered, match_answer
from veertien.rehearsal.rehearsal import Recorded, Rehearsed, Said, rehearse
from veertien.rehearsal.remembered import MemoryUnreadableError, existing_store, remembered

__all__ = [
    "Answer",
    "MemoryUnreadableError",
    "Recorded",
    "Rehearsed",
    "Said",
    "answered",
    "existing_store",
    "match_answer",
    "rehearse",
    "remembered",
]
