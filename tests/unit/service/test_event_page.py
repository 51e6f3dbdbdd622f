"""GET /events: call events as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from unittest.mock import Mock

import aiohttp
import pytest

from veertien.callflow import CallDecided, CallOffered
from veertien.config import WebSettings
from veertien.records import CallStream, Metrics
from veertien.service.web import event_page
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage
from veertien.service.web.server import WebServer

NOW = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)


@dataclass
class Site:
    stream: CallStream
    server: WebServer
    session: aiohttp.ClientSession
    url: str

    def get(self, after: str = "") -> "aiohttp.client._RequestContextManager":
        return self.session.get(self.url, headers={"Last-Event-ID": after} if after else {})


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    stream = CallStream()
    settings = WebSettings.model_construct(host="127.0.0.1", port=0, allowed_hosts=())
    server = WebServer(settings, Mock(Health), Readiness(), Metrics(), Mock(ReloadPage), Mock(Present), stream)
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Site(stream, server, session, f"http://127.0.0.1:{server.port}/events")
    await server.stop()


async def event(response: aiohttp.ClientResponse) -> list[str]:
    """Read the next event, line by line."""
    lines: list[str] = []
    while (line := (await response.content.readline()).decode().rstrip("\n")) or not lines:
        lines.append(line)
    return lines


async def test_what_is_kept_comes_first_and_then_each_event_as_it_happens(site: Site) -> None:
    site.stream.publish(CallOffered("1", NOW))
    async with site.get() as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        first, name, _ = await event(response)
        assert (first[-2:], name) == ("-1", "event: offered")
        site.stream.publish(CallDecided("1", NOW, "connect", "Medemblik was chosen.\r\ndata: forged"))
        number, name, data = await event(response)
        assert (number, name) == (first[:-1] + "2", "event: decided")
        assert json.loads(data.removeprefix("data: "))["reason"] == "Medemblik was chosen.\r\ndata: forged"


async def test_who_comes_back_gets_what_came_since(site: Site) -> None:
    for call in ("1", "2"):
        site.stream.publish(CallOffered(call, NOW))
    async with site.get() as response:
        first, *_ = await event(response)
    async with site.get(after=first.removeprefix("id: ")) as response:
        assert (await event(response))[0] == first[:-1] + "2"


async def test_who_does_not_follow_gets_what_is_kept(site: Site) -> None:
    for call in ("1", "2"):
        site.stream.publish(CallOffered(call, NOW))
    async with site.session.get(site.url + "?follow=no") as response:
        assert (await response.text()).count("event: offered") == 2


@pytest.mark.parametrize("after", ["x", "5", "-1", "0123abcd-5000", "9" * 40])
async def test_what_is_no_event_of_this_daemon_counts_as_none(site: Site, after: str) -> None:
    site.stream.publish(CallOffered("1", NOW))
    async with site.get(after=after) as response:
        assert (await event(response))[0].endswith("-1")


async def test_a_silent_connection_is_kept_alive(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_page, "ALIVE_SECONDS", 0.05)
    monkeypatch.setattr(event_page, "LOOK_SECONDS", 0.05)
    async with site.get() as response:
        assert await event(response) == [":"]


async def test_no_more_readers_than_can_be_served_are_let_in(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_page, "MOST_READERS", 1)
    monkeypatch.setattr(event_page, "LOOK_SECONDS", 0.05)
    async with site.get(), site.get() as second:
        assert second.status == 503
    async with site.get() as response:
        while response.status == 503:
            response = await site.session.get(site.url)
        assert response.status == 200


async def test_the_server_stops_although_somebody_reads(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_page, "LOOK_SECONDS", 600.0)
    site.stream.publish(CallOffered("1", NOW))
    async with site.get() as response:
        await event(response)
        async with asyncio.timeout(30):
            await site.server.stop()


async def test_a_head_request_is_no_reader(site: Site) -> None:
    async with site.session.head(site.url) as response:
        assert response.status == 405


@pytest.mark.slow
async def test_who_does_not_take_in_what_is_sent_is_let_go(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """And with them what was sent: a connection that is only closed waits until all of it has been taken in."""
    monkeypatch.setattr(event_page, "SEND_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.server.port, limit=1024)
    writer.write(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"\r\n\r\n")
    for _ in range(300):
        site.stream.publish(CallDecided("1", NOW, "connect", "x" * 100_000))
    await asyncio.sleep(1.0)
    last = b""
    while part := await reader.read(100_000):
        last = part
    # Cut off within an event: nothing is kept for whoever does not read.
    assert last.endswith(b"x")
    writer.close()
