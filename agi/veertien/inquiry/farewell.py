"""What the caller is told at the end of the question, before the call goes on."""

from datetime import datetime

from veertien.conversation import Language, Operator, Result
from veertien.prompts import Announcement, AnnouncementId, Spoken, announcements_of
from veertien.routing import Decision


def farewell_of(
    result: Result, decision: Decision, now: datetime, language: Language = Language.DUTCH
) -> tuple[Spoken, ...]:
    """Return what the caller is told before being put through to somebody else than the one asked for, or to nobody.

    `decision` is what the result of the conversation led to.
    """
    if decision.notice:
        return announcements_of(decision.notice, now, language)
    return (Announcement(AnnouncementId.OPERATOR, language=language),) if isinstance(result, Operator) else ()
