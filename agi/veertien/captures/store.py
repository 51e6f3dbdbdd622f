"""The folder of captures, a file each; their names tell the hour and no more."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from veertien.captures.capture import Capture, hour_of
from veertien.captures.codec import MOST_FILE_BYTES, CaptureKey, CaptureUnreadableError, decoded, encoded

SUFFIX = ".capture"
MOST_CAPTURES = 20_000
MOST_BYTES_IN_ALL = 1 << 30
"""Bounds on the folder; the oldest go when there are more."""
_UNFINISHED = ".unfinished"


class CaptureStore:
    """Captures in one folder, which is made when there is none. Blocking; methods raise OSError for the disk's faults.

    Others may take files away meanwhile.
    """

    def __init__(
        self, folder: Path, key: CaptureKey, most: int = MOST_CAPTURES, most_bytes: int = MOST_BYTES_IN_ALL
    ) -> None:
        self._folder = folder
        self._key = key
        self._most = most
        self._most_bytes = most_bytes
        self._sizes: dict[str, int] | None = None

    @property
    def key(self) -> CaptureKey:
        """What they are encrypted with."""
        return self._key

    def ids(self) -> tuple[str, ...]:
        """Return the names of all captures, the oldest first; none where there is no folder yet."""
        return tuple(sorted(self._measured()))

    def read(self, capture_id: str) -> Capture:
        """Return one capture.

        Raises CaptureUnreadableError for a file that can't be used, which says why, FileNotFoundError for none,
        ValueError for what names none.
        """
        path = self._path(capture_id)
        with path.open("rb") as file:
            content = file.read(MOST_FILE_BYTES + 1)
        if len(content) > MOST_FILE_BYTES:
            raise CaptureUnreadableError(f"{path}: is too long for a capture")
        try:
            return decoded(content, capture_id, self._key)
        except CaptureUnreadableError as error:
            raise CaptureUnreadableError(f"{path}: {error}") from None

    def all(self) -> Iterator[Capture | CaptureUnreadableError]:
        """Give all captures, the oldest first; in place of one that can't be used why that is."""
        for capture_id in self.ids():
            try:
                yield self.read(capture_id)
            except CaptureUnreadableError as error:
                yield error
            except FileNotFoundError:
                continue

    def keep(self, capture: Capture) -> None:
        """Write a capture, in place of an earlier one of the same name; the oldest go where there is no more room."""
        content = encoded(capture, self._key)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._path(capture.id)
        scratch = path.with_suffix(_UNFINISHED)
        hour = hour_of(capture.id).timestamp()
        try:
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(content)
            # The file system is not to tell the minute either.
            os.utime(scratch, (hour, hour))
            scratch.rename(path)
        except BaseException:  # whatever ends the writing, half a capture must not stay
            with contextlib.suppress(OSError):
                scratch.unlink(missing_ok=True)
            raise
        if self._sizes is None:
            self._sizes = self._measured()
        self._sizes[capture.id] = len(content)
        self._make_room(self._sizes)

    def forget(self, capture_id: str) -> bool:
        """Delete one capture; returns whether there was one. Raises ValueError for what names none."""
        if self._sizes is not None:
            self._sizes.pop(capture_id, None)
        try:
            self._path(capture_id).unlink()
        except FileNotFoundError:
            return False
        return True

    def forget_before(self, moment: datetime) -> int:
        """Delete all that were made in an hour before the moment's; returns how many that were."""
        old = [capture_id for capture_id in self.ids() if hour_of(capture_id) + timedelta(hours=1) <= moment]
        return sum(self.forget(capture_id) for capture_id in old)

    def tidy(self, now: datetime, days: int) -> int:
        """Delete what is older than so many days, and what was left unfinished; returns how many captures that were."""
        for scratch in self._folder.glob(f"*{_UNFINISHED}"):
            scratch.unlink(missing_ok=True)
        self._sizes = self._measured()
        return self.forget_before(now - timedelta(days))

    def _make_room(self, sizes: dict[str, int]) -> None:
        total = sum(sizes.values())
        for oldest in sorted(sizes)[:-1]:
            if len(sizes) <= self._most and total <= self._most_bytes:
                return
            total -= sizes[oldest]
            self.forget(oldest)

    def _measured(self) -> dict[str, int]:
        found: dict[str, int] = {}
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    # What somebody else put there is left alone.
                    with contextlib.suppress(ValueError, FileNotFoundError):
                        if entry.name.endswith(SUFFIX):
                            hour_of(name := entry.name.removesuffix(SUFFIX))
                            found[name] = entry.stat().st_size
        except FileNotFoundError:
            return {}
        return found

    def _path(self, capture_id: str) -> Path:
        hour_of(capture_id)
        return self._folder / f"{capture_id}{SUFFIX}"
