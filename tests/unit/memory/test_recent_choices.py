"""Who comes again within ten minutes and chooses another municipality, without anybody's number being kept."""

import gc
from datetime import datetime, timedelta
from typing import Any

from veertien.memory import RecentChoices
from veertien.memory.recent_choices import WITHIN
from veertien.routing import AMSTERDAM

AT = datetime(2026, 11, 28, 12, 0, tzinfo=AMSTERDAM)
NUMBER, DIALLED = "+31229123456", "140229"
HOORN, MEDEMBLIK = "GM0405", "GM0420"


def test_only_another_choice_of_the_same_caller_under_the_same_number_is_told() -> None:
    recent = RecentChoices()
    assert not recent.compared(NUMBER, DIALLED, HOORN, AT)
    assert not recent.compared("+31229123457", DIALLED, MEDEMBLIK, AT)
    assert not recent.compared(NUMBER, "14020", MEDEMBLIK, AT)
    assert not recent.compared(NUMBER, DIALLED, HOORN, AT + timedelta(minutes=1))
    assert recent.compared(NUMBER, DIALLED, MEDEMBLIK, AT + timedelta(minutes=2))
    assert recent.compared(NUMBER, DIALLED, HOORN, AT + timedelta(minutes=3))


def test_after_ten_minutes_it_is_forgotten() -> None:
    for later, told in ((WITHIN, True), (WITHIN + timedelta(seconds=1), False)):
        recent = RecentChoices()
        recent.compared(NUMBER, DIALLED, HOORN, AT)
        assert recent.compared(NUMBER, DIALLED, MEDEMBLIK, AT + later) is told


def test_at_midnight_all_is_forgotten_with_the_key() -> None:
    recent = RecentChoices()
    recent.compared(NUMBER, DIALLED, HOORN, AT.replace(hour=23, minute=59))
    assert not recent.compared(NUMBER, DIALLED, MEDEMBLIK, AT.replace(day=29, hour=0, minute=1))


def test_nothing_in_it_is_the_number() -> None:
    recent = RecentChoices()
    recent.compared(NUMBER, DIALLED, HOORN, AT)
    held: list[Any] = [recent.__dict__]
    for thing in held:
        assert NUMBER[-6:] not in repr(thing)
        held += [each for each in gc.get_referents(thing) if isinstance(each, dict | tuple | list)]
