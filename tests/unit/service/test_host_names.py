"""Whom the web page answers: requests for its own names alone, with headers that give a browser nothing to guess."""

import asyncio
import logging
from collections.abc import AsyncIterator
from unittest.mock import Mock

import pytest

from veertien.config import WebSettings
from veertien.http import HostNames
from veertien.records import CallStream, Metrics
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.readiness import Readiness
from veertien.service.web.reload_page import ReloadPage
from veertien.service.web.server import WebServer

LISTED = "pbx.example.nl"


@pytest.fixture
async def port() -> AsyncIterator[int]:
    settings = WebSettings.model_construct(host="127.0.0.1", port=0, allowed_hosts=(LISTED,))
    health = Mock(Health, report=lambda: {"status": "ok"})
    server = WebServer(settings, health, Readiness(), Metrics(), Mock(ReloadPage), Mock(Present), CallStream())
    await server.start()
    yield server.port
    await server.stop()


async def answer(port: int, request: str) -> tuple[int, dict[str, str], str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.replace("\n", "\r\n").encode())
    async with asyncio.timeout(10):
        whole = (await reader.read()).decode()
    writer.close()
    head, _, body = whole.partition("\r\n\r\n")
    status, *lines = head.split("\r\n")
    return int(status.split()[1]), dict(line.lower().split(": ", 1) for line in lines), body


async def status_for(port: int, host: str, path: str = "/healthz") -> int:
    return (await answer(port, f"GET {path} HTTP/1.1\nHost: {host}\nConnection: close\n\n"))[0]


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8014",
        "localhost:8014",
        "LocalHost",
        "localhost.",
        "[::1]:8014",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "127.0.0.53",
        LISTED,
        "PBX.example.NL:443",
    ],
)
async def test_its_own_names_are_answered(port: int, host: str) -> None:
    assert await status_for(port, host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8014",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "evil.pbx.example.nl",
        "192.0.2.1",
        "[2001:db8::1]:8014",
        "",
        ":8014",
        "localhost:port",
        "user@localhost",
        "localhost:1:2",
        "::1",
    ],
)
@pytest.mark.parametrize("path", ["/", "/healthz", "/metrics", "/nowhere"])
async def test_other_names_are_not_whatever_they_ask_for(port: int, host: str, path: str) -> None:
    assert await status_for(port, host, path) == 421


async def test_a_refusal_says_where_to_list_the_name(port: int) -> None:
    _, _, body = await answer(port, "GET / HTTP/1.1\nHost: evil.example\nConnection: close\n\n")
    assert "allowed_hosts" in body
    assert "evil" not in body


async def test_a_reload_is_asked_for_by_an_own_name_only(port: int) -> None:
    request = "POST /reload HTTP/1.1\nHost: evil.example\nConnection: close\n\n"
    assert (await answer(port, request))[0] == 421


@pytest.mark.parametrize("hosts", ["", "Host: localhost\nHost: evil.example\n"])
async def test_no_host_and_several_are_bad_requests(port: int, hosts: str) -> None:
    assert (await answer(port, f"GET /healthz HTTP/1.1\n{hosts}Connection: close\n\n"))[0] == 400


@pytest.mark.parametrize(
    "request_text",
    ["no request at all\n\n", "GET / HTTP/1.1\nHost: localhost\nX: \0\n\n", "GET / HTTP/1.1\nContent-Length: nine\n\n"],
)
async def test_who_speaks_no_http_fills_no_log_with_errors(
    port: int, caplog: pytest.LogCaptureFixture, request_text: str
) -> None:
    for _ in range(3):
        assert (await answer(port, request_text))[0] == 400
    assert [record.levelname for record in caplog.records if record.levelno > logging.DEBUG] == []


async def test_a_probe_of_http_1_0_needs_no_host(port: int) -> None:
    assert (await answer(port, "GET /healthz HTTP/1.0\n\n"))[0] == 200


@pytest.mark.parametrize(
    "request_text",
    [
        "GET /healthz HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "GET /nowhere HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "POST /metrics HTTP/1.1\nHost: localhost\nConnection: close\n\n",
        "GET / HTTP/1.1\nHost: evil.example\nConnection: close\n\n",
        "no request at all\n\n",
        "GET / HTTP/1.1\nHost: localhost\nContent-Length: nine\n\n",
    ],
)
async def test_every_answer_has_nosniff_and_no_version(port: int, request_text: str) -> None:
    _, headers, _ = await answer(port, request_text)
    assert headers["server"] == "veertien"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("host", "own", "known"),
    [
        ("192.0.2.7:8014", "192.0.2.7", True),
        ("192.0.2.8:8014", "192.0.2.7", False),
        ("[2001:DB8:0::7]", "2001:db8::7", True),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
    ],
)
def test_on_a_wildcard_the_address_that_was_connected_to_is_known(host: str, own: str, *, known: bool) -> None:
    assert HostNames(["0.0.0.0"], "web").known(host, own) is known


def test_the_name_that_it_listens_by_is_known() -> None:
    assert HostNames(["pbx1"], "web").known("pbx1:8014", "192.0.2.7")
