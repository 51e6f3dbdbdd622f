"""Orders to a running daemon, which only its own user and root may give: to hand over, and to end after its callers.

They come over a Unix socket without a file, named after the folder that the daemon serves. The kernel says who is at
the other end of it.
"""

import asyncio
import hashlib
import json
import os
import socket
import struct
from collections.abc import Awaitable, Callable
from enum import StrEnum
from pathlib import Path
from typing import Any

import structlog

from veertien.listeners import leave

_MOST_BYTES = 4096
_HEAR_SECONDS = 5.0
_CREDENTIALS = struct.Struct("3i")
"""Process, user and group, as the kernel gives them for SO_PEERCRED."""


class DaemonOrder(StrEnum):
    """What a daemon can be told."""

    HAND_OVER = "hand-over"
    """Have another daemon take this one's place."""
    DRAIN = "drain"
    """Take no more calls, let callers in the question finish, and end."""


class NoDaemonError(Exception):
    """Nobody took the order. Says why."""


Carry = Callable[[], Awaitable[dict[str, Any]]]
"""Carries an order out, and returns the answer."""


def order_address(folder: Path) -> str:
    """Return the name of the socket on which the daemon that serves a folder takes orders."""
    return f"\0veertien-{hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:24]}"


class OrderServer:
    """Takes orders for the daemon that serves a folder."""

    def __init__(self, folder: Path, orders: dict[DaemonOrder, Carry]) -> None:
        self._address = order_address(folder)
        self._orders = orders
        self._server: asyncio.Server | None = None
        self._log = structlog.get_logger(__name__)

    @property
    def at(self) -> str:
        """Its address, for who compares it."""
        return self._address[1:]

    @property
    def sockets(self) -> list[socket.socket]:
        """What is listened on."""
        return [] if self._server is None else list(self._server.sockets)

    async def start(self, handed: socket.socket | None = None) -> None:
        """Take orders; one that can't is logged, for calls need none."""
        try:
            listening = handed or _bound(self._address)
            self._server = await asyncio.start_unix_server(self._take, sock=listening, limit=_MOST_BYTES)
        except OSError as error:
            self._log.warning("orders_not_taken", why=error.strerror or str(error))

    async def leave(self) -> None:
        """Leave further orders to the process that has the socket too."""
        if self._server is not None:
            await leave(self._server)
            self._server = None

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if _user_of(writer.get_extra_info("socket")) not in {0, os.geteuid()}:
                answer: dict[str, Any] = {"why": "only root and Veertien's own user may order this"}
            else:
                async with asyncio.timeout(_HEAR_SECONDS):
                    line = await reader.readline()
                if not line:
                    # Somebody looked whether there is a daemon.
                    return
                answer = await self._carried_out(DaemonOrder(line.decode().strip()))
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except (OSError, ValueError, TimeoutError) as error:
            self._log.warning("order_not_understood", why=repr(error))
        finally:
            writer.close()

    async def _carried_out(self, order: DaemonOrder) -> dict[str, Any]:
        try:
            return await self._orders[order]()
        except Exception as error:
            self._log.exception("order_failed", order=order)
            return {"why": repr(error)}


def takes_orders(folder: Path) -> bool:
    """Return whether a daemon that serves a folder is there to take orders. Blocking."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
            asked.settimeout(_HEAR_SECONDS)
            asked.connect(order_address(folder))
    except OSError:
        return False
    return True


def give_order(folder: Path, order: DaemonOrder, most_seconds: float) -> dict[str, Any]:
    """Give an order to the daemon that serves a folder, and return what it answers. Blocking.

    Raises NoDaemonError.
    """
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as asked:
            asked.settimeout(most_seconds)
            asked.connect(order_address(folder))
            asked.sendall(f"{order}\n".encode())
            with asked.makefile("rb") as answers:
                answer = json.loads(answers.readline(_MOST_BYTES) or b"null")
    except TimeoutError:
        raise NoDaemonError(f"the daemon has not finished after {most_seconds:.0f} seconds; see its log") from None
    except (OSError, ValueError) as error:
        raise NoDaemonError(f"no daemon serves {folder} here ({error})") from None
    if not isinstance(answer, dict):
        raise NoDaemonError("the daemon ended without an answer; see its log")
    return answer


def _bound(address: str) -> socket.socket:
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.bind(address)
    except OSError:
        made.close()
        raise
    return made


def _user_of(connected: socket.socket) -> int:
    found = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(found)[1])
