"""How open pages are kept up to date: one who looks costs the others nothing, and nobody for ever."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web

from veertien.conversation import Language
from veertien.web import live
from veertien.web.access import EVERYBODY
from veertien.web.live import Live, Shown
from veertien.web.rendering import View

pytestmark = pytest.mark.slow

VIEW = View(Language.DUTCH, Language.DUTCH, EVERYBODY, "/now", {})


class Page:
    """A page of which a test says what it shows."""

    def __init__(self) -> None:
        self.shows: dict[str, str] = {"calls": "none"}
        self.point: tuple[float, ...] | None = None
        self.fault: Exception | None = None
        self.made = 0

    async def make(self, _: View) -> Shown:
        self.made += 1
        if self.fault is not None:
            raise self.fault
        return Shown(dict(self.shows), self.point)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_LOOK_SECONDS", 0.01)


@asynccontextmanager
async def served(page: Page) -> AsyncIterator[tuple[ClientSession, int]]:
    kept = Live()

    async def follow(request: web.Request) -> web.StreamResponse:
        return await kept.follow(request, VIEW, page.make)

    application = web.Application()
    application.router.add_get("/now", follow)
    application.on_shutdown.append(kept.stop)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with ClientSession() as session:
            yield session, runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def until(answer: Any, text: bytes) -> bytes:
    read = b""
    async with asyncio.timeout(20):
        while text not in read:
            read += await answer.content.readany()
    return read


async def test_only_what_changed_is_sent_again() -> None:
    page = Page()
    page.shows = {"calls": "none", "trunks": "up"}
    async with served(page) as (session, port), session.get(f"http://127.0.0.1:{port}/now") as answer:
        await until(answer, b'"up"')
        page.shows["calls"] = "one"
        assert b"trunks" not in await until(answer, b'"one"')


async def test_a_page_that_is_opened_later_gets_all_there_is_and_the_points_so_far() -> None:
    page = Page()
    async with served(page) as (session, port), session.get(f"http://127.0.0.1:{port}/now") as first:
        for second in range(3):
            page.point = (1000.0 + second, second)
            await until(first, f"[{1000.0 + second}, {second}]".encode())
        async with session.get(f"http://127.0.0.1:{port}/now") as later:
            read = await until(later, b"[1002.0, 2]")
    assert b'"none"' in read
    assert b"[1000.0, 0]" in read


async def test_a_fault_is_told_in_the_log_and_the_page_goes_on() -> None:
    page = Page()
    async with served(page) as (session, port), session.get(f"http://127.0.0.1:{port}/now") as answer:
        await until(answer, b'"none"')
        page.fault = RuntimeError("ours")
        made = page.made
        while page.made < made + 3:
            await asyncio.sleep(0.01)
        page.fault, page.shows = None, {"calls": "mended"}
        await until(answer, b'"mended"')


async def test_there_are_no_more_readers_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST_OPEN_PAGES", 1)
    async with served(Page()) as (session, port), session.get(f"http://127.0.0.1:{port}/now") as answer:
        await until(answer, b'"none"')
        async with session.get(f"http://127.0.0.1:{port}/now") as other:
            assert other.status == 503


@pytest.mark.slow
async def test_who_does_not_take_in_what_is_sent_is_let_go_and_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_SEND_SECONDS", 0.1)
    page = Page()
    async with served(page) as (session, port):
        stuck, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
        writer.write(b"GET /now HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await stuck.readuntil(b"\r\n\r\n")
        async with session.get(f"http://127.0.0.1:{port}/now") as answer:
            for number in range(100):
                page.shows = {"calls": f"{number} " + "x" * 100_000}
                await until(answer, f'"{number} '.encode())
            last = b""
            async with asyncio.timeout(20):
                # Cut off: nothing is kept for whoever does not read.
                while part := await stuck.read(100_000):
                    last = part
            assert not last.endswith(b"\n\n")
            page.shows = {"calls": "still here"}
            await until(answer, b"still here")
        writer.close()
