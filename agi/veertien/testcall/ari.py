"""ARI through asyncari: a link that finds its way back after an Asterisk restart, with plain events per channel.

asyncari gives the calls and the event socket. Its object model is left out: it shares channels between clients in one
process by identifier and fails on events it doesn't know, where a plain mapping serves a test call better.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import asyncari
import httpx

WATCH_SECONDS = 0.5
"""Seconds between two looks at whether the event socket is still there."""
_RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds to wait before the first and between later tries to connect."""
REQUEST_SECONDS = 10.0
"""Seconds one ARI request may take."""

AriEvent = Mapping[str, Any]


class AriUnavailableError(RuntimeError):
    """There is no connection to ARI now, or a request got no answer in time."""


class AriRefusedError(RuntimeError):
    """Asterisk refused a request; the message holds what was asked and what it said."""


class AriLink:
    """A lasting connection to one Asterisk's ARI for one Stasis application."""

    def __init__(self, url: str, username: str, password: str, application: str) -> None:
        """Name the server (`http://host:port/`), the ARI user and the Stasis application that events are wanted for."""
        self.application = application
        self._url = url
        self._username = username
        self._password = password
        self._client: asyncari.Client | None = None
        self._up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._listeners: list[asyncio.Queue[AriEvent]] = []
        self._lost_because = "no answer"

    @property
    def connected(self) -> bool:
        """Whether events arrive at this moment."""
        return self._up.is_set()

    async def start(self, deadline_seconds: float) -> None:
        """Connect and stay connected until `stop`.

        Raises:
            AriUnavailableError: no connection within the deadline.
        """
        self._task = asyncio.create_task(self._stay_connected(), name="ari")
        try:
            await asyncio.wait_for(self._up.wait(), deadline_seconds)
        except TimeoutError:
            await self.stop()
            raise AriUnavailableError(
                f"no ARI at {self._url} for user {self._username!r}: {self._lost_because}; is Asterisk up, does "
                "http.conf have enabled=yes and this port, and ari.conf this user?"
            ) from None

    async def is_taken(self) -> bool:
        """Return whether Asterisk has somebody for this application already; it would tell whoever comes last alone.

        False also where it doesn't answer, which `start` says better.
        """
        where = f"{self._url.rstrip('/')}/ari/applications/{self.application}"
        try:
            async with httpx.AsyncClient(auth=(self._username, self._password), timeout=REQUEST_SECONDS) as client:
                return (await client.get(where)).is_success
        except httpx.HTTPError:
            return False

    async def stop(self) -> None:
        """Close the connection; harmless where there is none."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    @contextlib.contextmanager
    def listening(self) -> Iterator[asyncio.Queue[AriEvent]]:
        """Give a queue that gets every event of the application from now on."""
        queue: asyncio.Queue[AriEvent] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            yield queue
        finally:
            self._listeners.remove(queue)

    async def request(self, resource: str, operation: str, **parameters: Any) -> Any:
        """Run one ARI operation, such as `request("channels", "hangup", channelId=...)`, and return the decoded answer.

        Raises:
            AriUnavailableError: not connected, or no answer in time.
            AriRefusedError: Asterisk said no.
        """
        answer = await self.fetch(resource, operation, **parameters)
        return json.loads(answer) if answer else None

    async def fetch(self, resource: str, operation: str, **parameters: Any) -> bytes:
        """Do the same, and return the answer as it came: a recording, say. Raises as `request` does."""
        client = self._client
        if client is None:
            raise AriUnavailableError(f"not connected to ARI at {self._url}")
        call = getattr(getattr(client.swagger, resource), operation)
        try:
            answer = await asyncio.wait_for(call(**parameters), REQUEST_SECONDS)
        except httpx.HTTPStatusError as error:
            said = error.response.text[:200]
            asked = f"{resource}.{operation} {parameters}"
            raise AriRefusedError(f"{asked}: {error.response.status_code} {said}") from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise AriUnavailableError(f"{resource}.{operation}: no answer from {self._url}") from error
        content: bytes = answer.content
        return content

    async def _stay_connected(self) -> None:
        tries = 0
        while True:
            try:
                async with asyncari.connect(self._url, self.application, self._username, self._password) as client:
                    client.class_map = {}
                    tries = 0
                    await self._serve(client)
            # A lost socket surfaces from inside asyncari as whatever its layers raise; all of it means: connect again.
            except* Exception as group:
                self._lost_because = str(_root_of(group.exceptions[0]))[:200]
            finally:
                self._client = None
                self._up.clear()
            await asyncio.sleep(_RETRY_SECONDS[min(tries, len(_RETRY_SECONDS) - 1)])
            tries += 1

    async def _serve(self, client: asyncari.Client) -> None:
        self._client = client
        self._up.set()
        reader = asyncio.create_task(self._read(client))
        try:
            # asyncari ends its reader silently when the socket closes; an empty set of sockets is how it shows.
            while client.websockets and not reader.done():
                await asyncio.sleep(WATCH_SECONDS)
        finally:
            reader.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await reader

    async def _read(self, client: asyncari.Client) -> None:
        async for event in client:
            for queue in self._listeners:
                queue.put_nowait(event._orig_msg)


def _root_of(error: BaseException) -> BaseException:
    """Return what an error came of: asyncari closes its client first, and complains of that."""
    while (before := error.__cause__ or error.__context__) is not None:
        error = before
    return error
