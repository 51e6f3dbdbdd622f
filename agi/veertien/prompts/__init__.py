"""What is said to the caller, in which words and which voice."""

from veertien.prompts.catalogue import (
    Announcement,
    AnnouncementId,
    Spoken,
    load_catalogue,
)
from veertien.prompts.piper.process import PiperError
from veertien.prompts.store import PromptStore
from veertien.prompts.voices import EspeakVoice, PiperVoice, Voices
from veertien.prompts.wordings.notices import announcements_of

__all__ = [
    "Announcement",
    "AnnouncementId",
    "EspeakVoice",
    "PiperError",
    "PiperVoice",
    "PromptStore",
    "Spoken",
    "Voices",
    "announcements_of",
    "load_catalogue",
]
