"""What a notice is in announcements, one after the other."""

from datetime import datetime

from veertien.prompts.catalogue import Announcement, AnnouncementId
from veertien.prompts.dutch import said_day, said_hours, said_number
from veertien.routing import AMSTERDAM, Notice, NoticeKind, Opening, Then

_AFTER = {
    Then.END: (),
    Then.PERSON: (Announcement(AnnouncementId.OPERATOR),),
    Then.THROUGH: (Announcement(AnnouncementId.PUT_THROUGH),),
}


def announcements_of(notice: Notice, now: datetime) -> tuple[Announcement, ...]:
    """Return what the caller hears of a notice at this moment, in order."""
    return (*_said(notice, now), *_AFTER[notice.then])


def _said(notice: Notice, now: datetime) -> tuple[Announcement, ...]:
    match notice.kind:
        case NoticeKind.CLOSED:
            closed = _about(notice.name, AnnouncementId.CLOSED, AnnouncementId.ALL_CLOSED)
            return (closed, _opens(notice.opens, now)) if notice.opens else (closed,)
        case NoticeKind.NOT_CONNECTED:
            said = _about(notice.name, AnnouncementId.NOT_CONNECTED, AnnouncementId.NONE_CONNECTED)
            if notice.number is None:
                return (said,)
            number = said_number(notice.number)
            return said, Announcement(AnnouncementId.OTHER_NUMBER, notice.name, number=number)
        case NoticeKind.MAINTENANCE if notice.message:
            return (Announcement(AnnouncementId.MESSAGE, message=notice.message),)
        case NoticeKind.MAINTENANCE:
            return (_about(notice.name, AnnouncementId.MAINTENANCE, AnnouncementId.ALL_MAINTENANCE),)


def _about(name: str | None, one: AnnouncementId, everyone: AnnouncementId) -> Announcement:
    return Announcement(one, name) if name else Announcement(everyone)


def _opens(opens: Opening, now: datetime) -> Announcement:
    start, end = opens.start.astimezone(AMSTERDAM), opens.end.astimezone(AMSTERDAM)
    day = said_day(start, now.astimezone(AMSTERDAM))
    return Announcement(AnnouncementId.OPENS, day=day, hours=said_hours(start, end))
