"""Asks the running daemon over HTTP, within a deadline and a size."""

import asyncio
import json
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from veertien.addresses import host_and_port, reached_at
from veertien.config import WebSettings

_ANSWER_SECONDS = 4.0
_MOST_BYTES = 16 * 1024 * 1024


class DaemonSilentError(Exception):
    """The daemon gave no answer. Says why."""


def ask_daemon(settings: WebSettings, path: str) -> str:
    """Return what it answers to a GET of this path, whatever the status. Blocking. Raises DaemonSilentError."""
    return asyncio.run(_ask(f"http://{host_and_port(reached_at(settings.host), settings.port)}{path}"))


def call_events(settings: WebSettings) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give the call events that it still has, each by its name, the oldest first. Raises DaemonSilentError."""
    name = ""
    for line in ask_daemon(settings, "/events?follow=no").splitlines():
        key, _, value = line.partition(": ")
        if key == "event":
            name = value
        elif key == "data":
            yield name, json.loads(value)


async def _ask(address: str) -> str:
    timeout = ClientTimeout(total=_ANSWER_SECONDS)
    try:
        async with ClientSession(timeout=timeout, trust_env=False) as session, session.get(address) as answer:
            found = bytearray()
            async for part in answer.content.iter_chunked(65536):
                found += part
                if len(found) > _MOST_BYTES:
                    raise DaemonSilentError(f"{address}: the answer is too long")
            return found.decode(errors="replace")
    except TimeoutError as error:
        raise DaemonSilentError(f"{address}: no answer in time") from error
    except (ClientError, OSError, ValueError) as error:
        raise DaemonSilentError(f"{address}: {error}") from error
