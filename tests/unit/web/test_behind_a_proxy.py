"""The pages behind a real nginx, set up as docs/web.md says: it says who asks, whatever a visitor claims."""

import base64
import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession

from demo.daemon_config import REPOSITORY
from demo.nginx import find_or_fetch_nginx
from demo.ports import Wanted, choose_ports
from tests.unit.web.conftest import Answer, Events, Serve, Served
from tests.unit.web.daemon import OwnDaemon
from veertien.config import LoginSettings
from veertien.wording import Wording

pytestmark = pytest.mark.slow
PAGE = Path("docs/web.md").read_text(encoding="utf-8")
NAME = "calls.example.nl"
PASSWORD = "opensesame"


@contextmanager
def nginx(folder: Path, pages: int) -> Iterator[int]:
    """Run nginx with the page's own `server` before the pages; give its port."""
    (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
    found = re.search(r"^    (server \{.*?^    \})", PAGE, re.MULTILINE | re.DOTALL)
    assert found
    changes = {
        "listen 443 ssl;": f"listen 127.0.0.1:{port};",
        "http://127.0.0.1:8015": f"http://127.0.0.1:{pages}",
        "/etc/nginx/veertien.htpasswd": str(folder / "htpasswd"),
    }
    server = found[1]
    for written, here in changes.items():
        assert written in server
        server = server.replace(written, here)
    (folder / "htpasswd").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in ("anna", "beheer", "piet")))
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
            yield port
        finally:
            process.terminate()


def _is_open(port: int) -> bool:
    with socket.socket() as tried:
        tried.settimeout(1.0)
        return tried.connect_ex(("127.0.0.1", port)) == 0


class Visitor:
    """Somebody who comes by way of the proxy."""

    def __init__(self, session: ClientSession, port: int, user: str, password: str = PASSWORD) -> None:
        self._served = Served(port, session)
        secret = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"Host": NAME, "Authorization": f"Basic {secret}"}

    async def get(self, path: str, **headers: str) -> Answer:
        return await self._served.get(path, **self._headers, **headers)

    def events(self) -> Events:
        return self._served.events(**self._headers)


def login() -> LoginSettings:
    users = {"anna": ["Hoorn"], "beheer": "all"}
    return LoginSettings.model_validate({"header": "X-Remote-User", "from": ["127.0.0.1"], "users": users})


async def test_the_proxy_says_who_asks_whatever_the_visitor_claims(serve: Serve, tmp_path: Path) -> None:
    served = await serve(login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as port:
        async with ClientSession() as session:
            anna, beheer = (Visitor(session, port, user) for user in ("anna", "beheer"))
            assert "<li>anna</li>" in (await anna.get("/")).text
            assert (await anna.get("/operation", X_Remote_User="beheer")).status == 403
            assert (await beheer.get("/operation", X_Remote_User="anna")).status == 200
            assert (await Visitor(session, port, "piet").get("/")).status == 403
            assert (await Visitor(session, port, "anna", "wrong").get("/")).status == 401


async def test_an_open_page_follows_the_calls_through_it(serve: Serve, daemon: OwnDaemon, tmp_path: Path) -> None:
    served = await serve(daemon=daemon, login=login(), allowed_hosts=(NAME,))
    with nginx(tmp_path, served.port) as port:
        async with ClientSession() as session, Visitor(session, port, "beheer").events() as page:
            await page.part("alarms", "Alles werkt.")
            daemon.troubles["log"] = Wording("Maak ruimte op de schijf.", "Free the disk.")
            await page.part("alarms", "Maak ruimte op de schijf.")
