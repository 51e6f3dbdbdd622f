"""Which municipality a caller chose a moment ago, to tell who comes again and chooses another: in memory alone.

Of the caller there is a hash with a key that nobody has but this process, and that is thrown away each night with all
that was hashed. So after a night, or a restart, nobody can find out who it was, and nothing of it is on a disk.
"""

import secrets
from collections import OrderedDict
from datetime import date, datetime, timedelta
from hashlib import blake2b

WITHIN = timedelta(minutes=10)
"""How long a choice is kept."""
_MOST = 10_000
"""Choices that are kept at most; beyond them the oldest goes."""
_KEY_BYTES = 32


class RecentChoices:
    """The latest choice of each caller under each number that they dialled."""

    def __init__(self) -> None:
        self._key = b""
        self._day: date | None = None
        self._chosen: OrderedDict[bytes, tuple[datetime, str]] = OrderedDict()

    def compared(self, number: str, dialled: str, code: str, at: datetime) -> bool:
        """Keep a choice, by its CBS code; return whether the same caller made another one within `WITHIN` before it.

        `at` is local time: with its date the key changes.
        """
        if at.date() != self._day:
            self._key, self._day = secrets.token_bytes(_KEY_BYTES), at.date()
            self._chosen.clear()
        caller = blake2b(f"{number} {dialled}".encode(), key=self._key).digest()
        self._forget_before(at - WITHIN)
        _, before = self._chosen.pop(caller, (at, code))
        self._chosen[caller] = at, code
        if len(self._chosen) > _MOST:
            self._chosen.popitem(last=False)
        return before != code

    def _forget_before(self, at: datetime) -> None:
        while self._chosen and next(iter(self._chosen.values()))[0] < at:
            self._chosen.popitem(last=False)
