"""What a notice is in announcements, one after the other."""

from datetime import datetime

from veertien.conversation import Language
from veertien.prompts.catalogue import Announcement, AnnouncementId
from veertien.prompts.wordings.languages import WORDS
from veertien.routing import AMSTERDAM, Notice, NoticeKind, Opening, Then

_AFTER = {
    Then.END: (),
    Then.PERSON: (AnnouncementId.OPERATOR,),
    Then.THROUGH: (AnnouncementId.PUT_THROUGH,),
}


def announcements_of(notice: Notice, now: datetime, language: Language = Language.DUTCH) -> tuple[Announcement, ...]:
    """Return what the caller hears of a notice at this moment, in order."""
    after = (Announcement(identity, language=language) for identity in _AFTER[notice.then])
    return (*_said(notice, now, language), *after)


def _said(notice: Notice, now: datetime, language: Language) -> tuple[Announcement, ...]:
    name = notice.name
    match notice.kind:
        case NoticeKind.CLOSED:
            closed = _about(name, AnnouncementId.CLOSED, AnnouncementId.ALL_CLOSED, language)
            return (closed, _opens(notice.opens, now, language)) if notice.opens else (closed,)
        case NoticeKind.NOT_CONNECTED:
            said = _about(name, AnnouncementId.NOT_CONNECTED, AnnouncementId.NONE_CONNECTED, language)
            if notice.number is None:
                return (said,)
            number = WORDS[language].telephone(notice.number)
            return said, Announcement(AnnouncementId.OTHER_NUMBER, name, number=number, language=language)
        case NoticeKind.MAINTENANCE if notice.message:
            return (Announcement(AnnouncementId.MESSAGE, message=notice.message, language=language),)
        case NoticeKind.MAINTENANCE:
            return (_about(name, AnnouncementId.MAINTENANCE, AnnouncementId.ALL_MAINTENANCE, language),)


def _about(name: str | None, one: AnnouncementId, everyone: AnnouncementId, language: Language) -> Announcement:
    return Announcement(one, name, language=language) if name else Announcement(everyone, language=language)


def _opens(opens: Opening, now: datetime, language: Language) -> Announcement:
    words = WORDS[language]
    start, end = opens.start.astimezone(AMSTERDAM), opens.end.astimezone(AMSTERDAM)
    day = words.day(start, now.astimezone(AMSTERDAM))
    return Announcement(AnnouncementId.OPENS, day=day, hours=words.open_hours(start, end), language=language)
