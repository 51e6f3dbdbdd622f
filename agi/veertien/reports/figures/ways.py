"""The way that a call took through the question, told from its record."""

from collections import Counter
from collections.abc import Mapping
from enum import Enum

from veertien.archive.rows import CANCELLED
from veertien.callflow import ABANDONED
from veertien.callflow.events import FALLBACK_OUTCOME
from veertien.conversation import How, Reason
from veertien.reports.counting import Course
from veertien.routing import Asked
from veertien.wording import Wording


class CallWay(Enum):
    """Each call took exactly one."""

    NONE = Wording("zonder vraag", "no question")
    SKIPPED = Wording("overgeslagen", "skipped")
    UNDERSTOOD = Wording("verstaan", "understood")
    HINTED = Wording("voorgesteld", "proposed")
    CONFIRMED = Wording("bevestigd", "confirmed")
    KEYS = Wording("toetsen", "keys")
    PERSON = Wording("medewerker", "person")
    GIVEN_UP = Wording("opgehangen", "hung up")
    FALLBACK = Wording("vangnet", "fallback")

    @property
    def key(self) -> str:
        """Its name for programs."""
        return self.name.lower()


_ENDS: Mapping[str, CallWay] = {
    How.SPEECH: CallWay.UNDERSTOOD,
    How.PROPOSED: CallWay.HINTED,
    How.CONFIRMED: CallWay.CONFIRMED,
    How.KEYPAD: CallWay.KEYS,
    Reason.HUNG_UP: CallWay.GIVEN_UP,
}


def was_asked(course: Course) -> bool:
    """Return whether the caller was to be asked which municipality is meant.

    Records of old versions say how a question ended, and not that there was one.
    """
    return course.asked in {Asked.OPEN, Asked.PROPOSED} or bool(course.question_end)


def way_of(course: Course) -> CallWay:
    """Return the way of a call. Whatever broke, a caller who was asked and chose nothing comes to a person."""
    match course:
        case Course(outcome=outcome) if outcome == FALLBACK_OUTCOME:
            return CallWay.FALLBACK
        case Course(outcome=outcome) if outcome == ABANDONED:
            return CallWay.GIVEN_UP
        case Course(asked=Asked.SKIPPED):
            return CallWay.SKIPPED
        case _ if was_asked(course):
            return _ENDS.get(course.question_end, CallWay.PERSON)
    return CallWay.NONE


def gave_up(course: Course) -> bool:
    """Return whether the caller hung up before anybody took the call."""
    return way_of(course) is CallWay.GIVEN_UP or course.result == CANCELLED


def ways_of(courses: Mapping[Course, int]) -> Counter[CallWay]:
    """Return how many calls took each way."""
    found = Counter(dict.fromkeys(CallWay, 0))
    for course, count in courses.items():
        found[way_of(course)] += count
    return found
