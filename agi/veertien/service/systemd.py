"""What systemd is notified of: the datagrams of sd_notify(3), to the socket that it names.

Own code, for the libraries that do this wait when systemd doesn't read, and a call would wait with them.
"""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager, suppress
from typing import Self

STATUS_SECONDS = 5.0
"""Seconds between two looks at the status."""
HAND_OVER_SECONDS = 3.0
"""Seconds for which another process is announced that is the service from now on."""
_ROOM_SECONDS = 0.05
SIGNS_OF_LIFE = 3
"""How often the loop shows that it is alive in the time that the watchdog gives it."""


class Systemd:
    """Notifies systemd of how the service is doing, where a `NOTIFY_SOCKET` was given.

    Never waits and never raises, but for `hand_over`.

    `watchdog_seconds` is the time in which systemd wants a sign of life, None where it wants none.
    """

    def __init__(self, address: str | None = None, watchdog_seconds: float | None = None) -> None:
        self.watchdog_seconds = watchdog_seconds
        self._address = f"\0{address[1:]}" if address and address.startswith("@") else address
        self._stopping = False
        self._replaced = False
        self._status = ""
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC)
        self._socket.setblocking(False)

    @classmethod
    def taken_from(cls, environment: MutableMapping[str, str], pid: int) -> Self:
        """Take what systemd left for process `pid` out of the environment: it is not meant for child processes."""
        address = environment.pop("NOTIFY_SOCKET", None)
        microseconds, meant = environment.pop("WATCHDOG_USEC", ""), environment.pop("WATCHDOG_PID", str(pid))
        wanted = microseconds.isascii() and microseconds.isdecimal() and int(microseconds) > 0 and meant == str(pid)
        return cls(address, int(microseconds) / 1e6 if wanted else None)

    def ready(self) -> None:
        """Notify systemd that calls are served."""
        self._send("READY=1")

    def stopping(self) -> None:
        """Notify systemd that the service is ending; its status is given no more after that."""
        self._send("STOPPING=1", "STATUS=Callers in the question are finishing.")
        self._stopping = True

    def environment(self) -> dict[str, str]:
        """Return what a process needs in its environment that comes to be the service in our place."""
        found = {} if self._address is None else {"NOTIFY_SOCKET": self._address.replace("\0", "@")}
        if self.watchdog_seconds is not None:
            found["WATCHDOG_USEC"] = str(round(self.watchdog_seconds * 1e6))
        return found

    async def hand_over(self, pid: int) -> None:
        """Notify systemd that this process is the service from now on, and say no more: it would not be believed.

        This one notice must get through: without it our end would be taken for that of the service. Raises OSError.
        """
        if self._address is not None:
            ends_at = time.monotonic() + HAND_OVER_SECONDS
            while True:
                try:
                    self._socket.sendto(f"MAINPID={pid}".encode(), self._address)
                    break
                except BlockingIOError:
                    if time.monotonic() > ends_at:
                        raise
                    await asyncio.sleep(_ROOM_SECONDS)
        self._replaced = True

    def status(self, text: str) -> None:
        """Give the status in one line, where it has changed."""
        if text != self._status:
            self._status = text
            self._send(f"STATUS={' '.join(text.split())}")

    def alive(self) -> None:
        """Give a sign of life."""
        if self.watchdog_seconds is not None:
            self._send("WATCHDOG=1", also_stopping=True)

    @contextmanager
    def reload(self) -> Iterator[None]:
        """Notify systemd that a reload is under way during the block."""
        self._send("RELOADING=1", f"MONOTONIC_USEC={time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000}")
        try:
            yield
        finally:
            self.ready()

    async def keep_told(self, status: Callable[[], str]) -> None:
        """Give signs of life and the status until cancelled: a loop that is frozen can do neither."""
        pause = STATUS_SECONDS
        if self.watchdog_seconds is not None:
            pause = min(pause, self.watchdog_seconds / SIGNS_OF_LIFE)
        while True:
            self.alive()
            self.status(status())
            await asyncio.sleep(pause)

    def _send(self, *lines: str, also_stopping: bool = False) -> None:
        if self._address is None or self._replaced or (self._stopping and not also_stopping):
            return
        # A sign of life that finds no room or no socket is a sign that is missing; the next may come through.
        with suppress(OSError):
            self._socket.sendto("\n".join(lines).encode(), self._address)
