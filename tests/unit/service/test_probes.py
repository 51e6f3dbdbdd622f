"""What the web page answers to probes: whether the daemon lives, and whether it takes calls."""

from collections.abc import AsyncIterator
from unittest.mock import Mock

import aiohttp
import pytest

from veertien.config import WebSettings
from veertien.records import CallStream, Metrics
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage
from veertien.service.web.server import WebServer


@pytest.fixture
def readiness() -> Readiness:
    return Readiness()


@pytest.fixture
async def url(readiness: Readiness) -> AsyncIterator[str]:
    settings = WebSettings.model_construct(host="127.0.0.1", port=0, allowed_hosts=())
    server = WebServer(settings, Mock(Health), readiness, Metrics(), Mock(ReloadPage), Mock(Present), CallStream())
    await server.start()
    yield f"http://127.0.0.1:{server.port}"
    await server.stop()


async def answer(url: str) -> tuple[int, object]:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def test_it_is_ready_from_when_calls_are_taken_until_no_new_ones_are(url: str, readiness: Readiness) -> None:
    assert await answer(f"{url}/readyz") == (503, {"status": "starting"})
    readiness.begin()
    assert await answer(f"{url}/readyz") == (200, {"status": "ready"})
    readiness.end()
    assert await answer(f"{url}/readyz") == (503, {"status": "stopping"})


async def test_it_lives_whether_it_is_ready_or_not(url: str) -> None:
    assert await answer(f"{url}/livez") == (200, {"status": "alive"})
