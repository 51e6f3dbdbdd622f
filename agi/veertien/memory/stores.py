"""Where remembered choices may be: a file of this machine's, or a database that several machines share."""

from datetime import date
from pathlib import Path
from typing import Protocol

from veertien.memory.choice_store import ChoiceStore
from veertien.memory.shared_store import SharedChoiceStore


class Choices(Protocol):
    """A database of remembered choices. Blocking; for one thread at a time.

    Every method but `close` raises StoreUnusableError; the next call opens the database anew.
    """

    def recall(self, number_e164: str, dialled: str, today: date) -> str | None:
        """Return the CBS code of what a caller chose under a number, None where nothing is remembered."""

    def remember(self, number_e164: str, dialled: str, code: str, until: date) -> None:
        """Remember a choice in place of an earlier one; `until` is the first day on which it no longer counts."""

    def forget(self, number_e164: str) -> int:
        """Forget all that one caller chose; returns how many choices that were."""

    def forget_all(self) -> int:
        """Forget everything; returns how many choices that were."""

    def tidy(self, today: date, latest: date | None) -> int:
        """Delete what no longer counts, and what was written under another key; returns how many choices that were.

        What counts for longer than `latest` counts until then.
        """

    def close(self) -> None:
        """Close it; harmless where it isn't open."""


def choices_in(file: Path, url: str | None, password: str | None, key: bytes, wait_seconds: float) -> Choices:
    """Return the database: the PostgreSQL at `url`, or the file where there is no `url`.

    `wait_seconds` is how long to wait for somebody else's lock.
    """
    if url is None:
        return ChoiceStore(file, key, wait_seconds)
    return SharedChoiceStore(url, password, key, wait_seconds)
