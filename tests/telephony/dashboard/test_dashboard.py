"""The dashboard for Grafana: each of its queries has something to show once there have been calls."""

import asyncio
import json
import signal
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml

from demo.daemon_config import REPOSITORY
from demo.ports import Wanted, choose_ports
from demo.prometheus import find_or_fetch_prometheus
from tests.telephony.calls import by_keys, place
from tests.telephony.conftest import StageMaker

DASHBOARD = REPOSITORY / "deploy" / "grafana" / "veertien.json"
BY_GRAFANA = {"$__rate_interval": "1m", "$__range": "5m", "$instance": ".*"}
"""What Grafana puts in."""
MOST_SECONDS = 60.0


def panels() -> list[dict[str, Any]]:
    return [panel for panel in json.loads(DASHBOARD.read_text())["panels"] if panel["type"] != "row"]


def queries() -> Iterator[tuple[str, str]]:
    """Each panel's title with each of its queries, as Grafana asks them."""
    for panel in panels():
        for target in panel["targets"]:
            query = target["expr"]
            for name, value in BY_GRAFANA.items():
                query = query.replace(name, value)
            yield panel["title"], query


@asynccontextmanager
async def prometheus(folder: Path, scraped: int) -> AsyncIterator[str]:
    """Run a Prometheus that scrapes this port each second; gives its address."""
    folder.mkdir()
    (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
    job = {"job_name": "veertien", "static_configs": [{"targets": [f"127.0.0.1:{scraped}"]}]}
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "scrape_configs": [job],
        "rule_files": [str(REPOSITORY / "deploy" / "prometheus" / "veertien.rules.yml")],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            find_or_fetch_prometheus(REPOSITORY / "build") / "prometheus",
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        await process.wait()


async def ask(address: str, query: str) -> list[Any]:
    """What there is for a query now; nothing while Prometheus is starting."""
    async with aiohttp.ClientSession() as session:
        try:
            async with session.get(f"{address}/api/v1/query", params={"query": query}) as answer:
                said: Mapping[str, Any] = await answer.json(content_type=None)
        except (aiohttp.ClientError, json.JSONDecodeError):
            return []
    if said.get("errorType") == "bad_data":
        pytest.fail(f"{query}: {said['error']}")
    return list(said["data"]["result"]) if said.get("status") == "success" else []


async def test_every_query_of_the_dashboard_returns_data_after_a_call_with_and_without_a_question(
    make_stage: StageMaker, folder: Path
) -> None:
    stage = await make_stage()
    async with prometheus(folder / "prometheus", stage.network.web) as address:
        await place(stage, "14020", caller="0201234567")
        await place(stage, "140229", by_keys(1))
        async with asyncio.timeout(MOST_SECONDS):
            for title, query in queries():
                while not await ask(address, query):
                    await asyncio.sleep(0.5)
                assert title
            # What Prometheus counted is what happened.
            while (await ask(address, "sum(veertien_dials_total)"))[0]["value"][1] != "2":
                await asyncio.sleep(0.5)
        connected = await ask(address, 'veertien_calls_total{outcome="connect"}')
        assert connected[0]["value"][1] == "2"
        assert await ask(address, 'ALERTS{alertstate="firing", severity="critical"}') == []


def test_panels_lie_beside_each_other_and_each_has_its_own_number() -> None:
    everything = json.loads(DASHBOARD.read_text())["panels"]
    assert len({panel["id"] for panel in everything}) == len(everything)
    taken: set[tuple[int, int]] = set()
    for panel in everything:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert taken.isdisjoint(cells), panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= cells
