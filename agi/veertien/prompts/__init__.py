"""What is said to the caller, in which words and which voice."""

from veertien.prompts.catalogue import (
    Announcement,
    AnnouncementId,
    Catalogue,
    CatalogueFaultyError,
    Spoken,
    load_catalogue,
    name_of,
)
from veertien.prompts.notices import announcements_of
from veertien.prompts.store import PromptStore

__all__ = [
    "Announcement",
    "AnnouncementId",
    "Catalogue",
    "CatalogueFaultyError",
    "PromptStore",
    "Spoken",
    "announcements_of",
    "load_catalogue",
    "name_of",
]
