"""What is said to the caller, in which words and which voice."""

from veertien.prompts.catalogue import (
    Announcement,
    AnnouncementId,
    Spoken,
    load_catalogue,
)
from veertien.prompts.notices import announcements_of
from veertien.prompts.store import PromptStore

__all__ = [
    "Announcement",
    "AnnouncementId",
    "PromptStore",
    "Spoken",
    "announcements_of",
    "load_catalogue",
]
