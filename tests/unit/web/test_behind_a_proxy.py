"""The pages behind a real nginx by deploy/nginx/veertien.conf: it names the visitor, over TLS."""

import asyncio
import base64
import re
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import ClientConnectorCertificateError, ClientSession, TCPConnector, abc

from demo.daemon_config import REPOSITORY
from demo.nginx import find_or_fetch_nginx
from demo.ports import Wanted, choose_ports
from tests.certificates import Authority
from tests.unit.web.conftest import Answer, Events, Serve
from tests.unit.web.daemon import OwnDaemon
from veertien.config import LoginSettings
from veertien.web.server import HEADERS
from veertien.wording import Wording

pytestmark = pytest.mark.slow
SERVER = Path("deploy/nginx/veertien.conf").read_text(encoding="utf-8")
PAGE = Path("docs/nginx.md").read_text(encoding="utf-8")
NAME = "calls.example.nl"
PASSWORD = "opensesame"


@dataclass(frozen=True)
class Proxy:
    """An nginx that runs."""

    port: int
    plain_port: int
    authority: Authority

    @asynccontextmanager
    async def visitor(self, user: str = "", password: str = PASSWORD) -> AsyncIterator["Visitor"]:
        """Somebody who comes by way of it, with an account of theirs."""
        trust = ssl.create_default_context(cafile=self.authority.certificate)
        async with ClientSession(connector=TCPConnector(resolver=_Here(), ssl=trust)) as session:
            yield Visitor(session, f"https://{NAME}:{self.port}", user, password)


class Visitor:
    def __init__(self, session: ClientSession, site: str, user: str, password: str) -> None:
        self._session, self._site = session, site
        secret = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {secret}"} if user else {}

    async def get(self, path: str, **headers: str) -> Answer:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self._session.get(f"{self._site}{path}", headers={**self._headers, **given}) as answer:
            return Answer(answer.status, dict(answer.headers), await answer.text())

    def events(self) -> Events:
        return Events(self._session, f"{self._site}/now", self._headers)


class _Here(abc.AbstractResolver):
    """Every name leads to this machine."""

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET) -> list[Any]:
        found = {"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET}
        return [{**found, "proto": 0, "flags": socket.AI_NUMERICHOST}]

    async def close(self) -> None:
        """Nothing is held."""


@contextmanager
def nginx(folder: Path, pages: int) -> Iterator[Proxy]:
    """Run nginx with the server that is shipped before the pages."""
    own = folder / "own"
    authority = Authority(folder / "authority")
    signed = authority.sign("calls", f"DNS:{NAME}")
    tcp = Wanted(socket.SOCK_STREAM, ("127.0.0.1",))
    port, plain = choose_ports([tcp, tcp])
    changes = {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "http://127.0.0.1:8015": f"http://127.0.0.1:{pages}",
        "/etc/nginx/veertien/fullchain.pem": str(signed.certificate),
        "/etc/nginx/veertien/privkey.pem": str(signed.key),
        "/etc/nginx/veertien/": f"{own}/",
    }
    server = SERVER
    for written, here in changes.items():
        assert written in server
        server = server.replace(written, here)
    own.mkdir()
    for user in ("anna", "beheer", "piet"):
        asked = _command("htpasswd").replace("openssl passwd -6", f"openssl passwd -6 {PASSWORD}")
        _as_on_the_page(asked.replace("beheer:", f"{user}:"), own)
    _as_on_the_page(_command("security.txt"), own)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{server}\n}}\n"
    )
    command = [str(find_or_fetch_nginx(REPOSITORY / "build")), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL) as process:
        try:
            while not _is_open(port):
                assert process.poll() is None
            yield Proxy(port, plain, authority)
        finally:
            process.terminate()


def _command(file: str) -> str:
    """The page's command that writes this file."""
    commands = re.findall(r"^ +(printf (?:.*\\\n)?.*)$", PAGE, re.MULTILINE)
    (found,) = [command for command in commands if f"/{file} " in command]
    return str(found)


def _as_on_the_page(command: str, own: Path) -> None:
    here = command.replace("sudo ", "").replace("/etc/nginx/veertien/", f"{own}/")
    subprocess.run(["bash", "-euc", here], check=True, timeout=60)


def _is_open(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(1.0)
        return tried.connect_ex(("127.0.0.1", port)) == 0


def login() -> LoginSettings:
    """The page's own, for other municipalities."""
    found = re.search(r"^ {7}pages:\n(?: {8}.*\n)+", PAGE, re.MULTILINE)
    assert found
    settings: Mapping[str, Any] = yaml.safe_load(found[0])["pages"]
    assert settings["allowed_hosts"] == [NAME]
    return LoginSettings.model_validate({**settings["login"], "users": {"anna": ["Hoorn"], "beheer": "all"}})


async def test_the_proxy_says_who_asks_whatever_the_visitor_claims(serve: Serve, tmp_path: Path) -> None:
    served = await serve(login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as proxy:
        async with proxy.visitor("anna") as anna, proxy.visitor("beheer") as beheer:
            assert "<li>anna</li>" in (await anna.get("/")).text
            assert (await anna.get("/operation", X_Remote_User="beheer")).status == 403
            assert (await beheer.get("/operation", X_Remote_User="anna")).status == 200
        for user, password, status in (("piet", PASSWORD, 403), ("anna", "wrong", 401), ("", "", 401)):
            async with proxy.visitor(user, password) as visitor:
                assert (await visitor.get("/")).status == status


async def test_an_open_page_follows_the_calls_through_it(serve: Serve, daemon: OwnDaemon, tmp_path: Path) -> None:
    served = await serve(daemon=daemon, login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as proxy:
        async with proxy.visitor("beheer") as beheer, beheer.events() as page:
            await page.part("alarms", "Alles werkt.")
            daemon.troubles["log"] = Wording("Maak ruimte op de schijf.", "Free the disk.")
            await page.part("alarms", "Maak ruimte op de schijf.")


async def test_every_answer_demands_tls_and_keeps_the_headers_of_the_pages(serve: Serve, tmp_path: Path) -> None:
    served = await serve(login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as proxy:
        async with proxy.visitor("beheer") as beheer, proxy.visitor("anna", "wrong") as stranger:
            page, nothing, refusal = await beheer.get("/"), await beheer.get("/nothing"), await stranger.get("/")
            for headers in (page.headers, nothing.headers, refusal.headers):
                assert headers["Strict-Transport-Security"] == "max-age=31536000"
                assert headers["Server"] == "nginx"
            assert page.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
            assert page.headers["X-Content-Type-Options"] == "nosniff"
        async with ClientSession(connector=TCPConnector(resolver=_Here())) as session:
            plain = f"http://elsewhere.example:{proxy.plain_port}/calls?day=2026-11-25"
            async with session.get(plain, allow_redirects=False) as answer:
                assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/calls?day=2026-11-25")
            with pytest.raises(ClientConnectorCertificateError):
                await session.get(f"https://{NAME}:{proxy.port}/")


async def test_old_tls_is_refused(serve: Serve, tmp_path: Path) -> None:
    served = await serve()
    with nginx(tmp_path, served.port) as proxy:
        old = ssl.create_default_context(cafile=proxy.authority.certificate)
        old.set_ciphers("ALL:@SECLEVEL=0")
        old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        with pytest.deprecated_call():
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
            await asyncio.open_connection("127.0.0.1", proxy.port, ssl=old, server_hostname=NAME)


async def test_whom_to_tell_of_a_weakness_is_told_without_a_login(serve: Serve, tmp_path: Path) -> None:
    served = await serve(login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as proxy:
        async with proxy.visitor() as stranger:
            answer = await stranger.get("/.well-known/security.txt")
            other = await stranger.get("/.well-known/other.txt")
    assert (answer.status, other.status) == (200, 401)
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert fields["Contact"].startswith("mailto:")
    assert fields["Canonical"] == f"https://{NAME}/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=150) < left < timedelta(days=365)


async def test_who_asks_too_often_is_told_so(serve: Serve, tmp_path: Path) -> None:
    served = await serve(login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as proxy:
        async with proxy.visitor("beheer", "wrong") as guesser:
            statuses = {(await guesser.get("/")).status for _ in range(400)}
    assert statuses == {401, 429}
