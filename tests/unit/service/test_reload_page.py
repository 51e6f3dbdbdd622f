"""POST /reload and what /healthz, / and /metrics tell of reloads, over a real connection."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from veertien.config import WebSettings
from veertien.config.folder import ConfigFolder
from veertien.records import CallStream, Metrics, Unmatched
from veertien.release import loaded_release
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.making import EditionMaker
from veertien.service.editions.reloading import Reloader
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage
from veertien.service.web.server import WebServer
from veertien.speech import Espeak

pytestmark = pytest.mark.slow

# The system chooses a free one.
WELL = ["ami"]
"""What is degraded at all times: this site has no AMI."""
NO_PORT = WebSettings.model_construct(host="127.0.0.1", port=0, allowed_hosts=())


@dataclass
class Site:
    """The web page of a daemon without its other doors."""

    path: Path
    page: ReloadPage
    session: aiohttp.ClientSession
    url: str

    async def post(self, **headers: str) -> tuple[int, Any]:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.post(f"{self.url}/reload", headers=names) as answer:
            text = await answer.text()
            return answer.status, json.loads(text) if text.startswith("{") else text

    async def get(self, page: str) -> str:
        async with self.session.get(f"{self.url}{page}") as answer:
            return await answer.text()

    def write(self, name: str, old: str, new: str) -> None:
        text = (self.path / name).read_text()
        assert old in text
        (self.path / name).write_text(text.replace(old, new))


@pytest.fixture
async def site(small_config: Path, espeak: Espeak) -> AsyncIterator[Site]:
    folder, metrics, maker = ConfigFolder(small_config), Metrics(), EditionMaker(espeak)
    loaded = folder.load()
    in_force = InForce(await maker.make(loaded))
    reloader = Reloader(folder, maker, in_force, loaded.settings, metrics, KeptTables(small_config, None))
    page = ReloadPage(reloader, in_force)
    health = Health(in_force, reloader, None, metrics, Unmatched(metrics), loaded_release())
    server = WebServer(NO_PORT, health, Readiness(), metrics, page, Mock(Present), CallStream())
    await server.start()
    async with aiohttp.ClientSession() as session:
        yield Site(small_config, page, session, f"http://127.0.0.1:{server.port}")
    await reloader.stop()
    await server.stop()
    await in_force.stop()


async def test_new_tables_are_answered_with_what_is_in_force_and_what_goes_elsewhere(site: Site) -> None:
    site.write("municipalities/westfriesland.yaml", "0229000002", "0229000009")
    status, told = await site.post()
    assert (status, told["result"], told["rerouted"], told["needs_restart"]) == (200, "loaded", ["140229"], [])
    health = json.loads(await site.get("/healthz"))
    assert health["tables"] == told["tables"]
    assert health["tables"]["folder"] == str(site.path)
    assert (health["last_reload"]["result"], health["degraded"]) == ("loaded", WELL)


async def test_faulty_tables_are_answered_with_409_and_seen_in_the_health_until_they_are_mended(site: Site) -> None:
    before = json.loads(await site.get("/healthz"))
    assert before["last_reload"] is None
    site.write("trunks.yaml", "trunk-hoorn, capacity: 5", "trunk-hoorn, capacity: five")
    status, told = await site.post()
    assert status == 409
    (fault,) = told["faults"]
    assert (fault["file"], fault["line"], fault["code"]) == (f"{site.path}/trunks.yaml", 2, "WHOLE-NUMBER")
    health = json.loads(await site.get("/healthz"))
    assert health["tables"] == told["tables"] == before["tables"]
    assert health["degraded"] == [*WELL, "reload"]
    assert health["last_reload"]["faults"] == told["faults"]
    assert "trunks.yaml:2:44: WHOLE-NUMBER" in await site.get("/")
    site.write("trunks.yaml", "capacity: five", "capacity: 6")
    await site.post()
    assert json.loads(await site.get("/healthz"))["degraded"] == WELL


async def test_reloads_and_the_age_of_the_tables_are_in_the_metrics(site: Site) -> None:
    first = figures(await site.get("/metrics"))
    assert {first[f'veertien_reloads_total{{result="{result}"}}'] for result in ("loaded", "refused", "failed")} == {0}
    await site.post()
    site.write("operator.yaml", "operator", "nowhere")
    await site.post()
    then = figures(await site.get("/metrics"))
    assert then['veertien_reloads_total{result="loaded"}'] == then['veertien_reloads_total{result="refused"}'] == 1
    assert then["veertien_tables_loaded_timestamp_seconds"] > first["veertien_tables_loaded_timestamp_seconds"]


async def test_a_trunk_that_is_gone_is_gone_from_the_metrics(site: Site) -> None:
    assert 'veertien_trunk_up{endpoint="trunk-medemblik"}' in await site.get("/metrics")
    site.write("trunks.yaml", "trunk-medemblik", "trunk-other")
    await site.post()
    metrics = await site.get("/metrics")
    assert 'endpoint="trunk-other"' in metrics
    assert 'endpoint="trunk-medemblik"' not in metrics


async def test_what_a_browser_or_a_proxy_asks_for_somebody_else_is_refused(site: Site) -> None:
    for header in ("Origin", "Sec_Fetch_Site", "Referer", "X_Forwarded_For", "X_Real_IP", "Forwarded", "Via"):
        assert (await site.post(**{header: "http://127.0.0.1:8014"}))[0] == 403, header
    assert json.loads(await site.get("/healthz"))["last_reload"] is None


async def test_looking_at_the_page_reloads_nothing(site: Site) -> None:
    assert "405" in await site.get("/reload")
    assert json.loads(await site.get("/healthz"))["last_reload"] is None


PEERS = (
    (("192.0.2.7", 40000), ("192.0.2.1", 8014), True),
    (("2001:db8::7", 40000, 0, 0), ("2001:db8::1", 8014, 0, 0), True),
    (("::ffff:192.0.2.7", 40000, 0, 0), ("::ffff:192.0.2.1", 8014, 0, 0), True),
    (("192.0.2.1", 40000), ("192.0.2.1", 8014), False),
    (("127.0.0.3", 40000), ("127.0.0.1", 8014), False),
    (("::1", 40000, 0, 0), ("::1", 8014, 0, 0), False),
)


async def test_only_this_machine_may_ask(site: Site) -> None:
    for peer, own, refused in PEERS:
        # Connections from elsewhere can't be had in a test: what the socket would say of them stands here.
        transport = Mock()
        transport.get_extra_info = {"peername": peer, "sockname": own}.get
        request = make_mocked_request("POST", "/reload", transport=transport)
        if refused:
            with pytest.raises(web.HTTPForbidden):
                await site.page.post(request)
        else:
            assert (await site.page.post(request)).status == 200, peer


def figures(exposition: str) -> dict[str, float]:
    lines = (line.rpartition(" ") for line in exposition.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}
