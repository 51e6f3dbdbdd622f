"""The API is what its OpenAPI document says: schemathesis asks a real `veertien web` whatever that allows, and more."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
import schemathesis
from sqlalchemy.engine import URL

from demo.daemon_config import REPOSITORY
from demo.ports import Wanted, choose_ports
from tests.unit.archive.conftest import postgresql, postgresql_url
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from tests.unit.reports.conftest import keep
from tests.unit.reports.known_calls import known_calls
from veertien.archive import Database, change_row
from veertien.archive.rows import rows_of_call
from veertien.web.api.document import document
from veertien.web.api.endpoints import ENDPOINTS

__all__ = ["postgresql", "postgresql_url"]

pytestmark = pytest.mark.slow
SECONDS = 60.0
LOGIN = "login: {header: X-User, from: [127.0.0.1], users: {jan: all, hoorn: [GM0405]}}"


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Callable[[URL], str]]:
    """Start `veertien web` with made-up calls in a database, and return its address."""
    started: list[subprocess.Popen[bytes]] = []

    def start(url: URL) -> str:
        keep(url, known_calls(300), tmp_path)
        database = Database(url)
        changes = (change_row(NODE, NOON.replace(minute=minute), "start", "0.1.0") for minute in range(3))
        database.write((*rows_of_call(NODE, asked_call(), heard()), *changes))
        database.close()
        (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
        address = "" if url.get_backend_name() == "sqlite" else f", url: '{url.render_as_string(hide_password=False)}'"
        (tmp_path / "veertien.yaml").write_text(
            f"records: {{dir: {tmp_path}{address}}}\npages: {{port: {port}, {LOGIN}}}\n"
        )
        started.append(subprocess.Popen([sys.executable, "-m", "veertien.cli", "web", "--config", str(tmp_path)]))
        wait_for(f"http://127.0.0.1:{port}/api/v1/openapi.json", started[-1])
        return f"http://127.0.0.1:{port}"

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + SECONDS
    while True:
        assert process.poll() is None
        assert time.monotonic() < deadline
        try:
            with urlopen(Request(address, headers={"X-User": "jan"})):
                return
        except URLError:
            time.sleep(0.1)


def checked(address: str, user: str, folder: Path, *more: str) -> None:
    """Have schemathesis ask in the name of a user, with all of its checks."""
    command = (sys.executable, "-m", "schemathesis.cli", "run", f"{address}/api/v1/openapi.json")
    options = ("--checks", "all", "--max-examples", "10", "--seed", "14", "--generation-database", "none")
    found = subprocess.run(
        [*command, *options, "--header", f"X-User: {user}", "--no-color", *more],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": f"{REPOSITORY}:{os.environ.get('PYTHONPATH', '')}"}
        | {"SCHEMATHESIS_HOOKS": "tests.api.possible_cases"},
        capture_output=True,
        text=True,
        check=False,
        timeout=10 * SECONDS,
    )
    assert found.returncode == 0, found.stdout + found.stderr
    # All but the address of the document itself.
    assert "Operations:       5 selected / 5 total" in found.stdout, found.stdout


def test_the_document_is_one_of_openapi_3_1_that_has_every_address() -> None:
    found = document("0.14")
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) == {each.path for each in ENDPOINTS}
    schemathesis.openapi.from_dict(found).validate()


def test_who_may_see_all_is_answered_as_the_document_says(
    web: Callable[[URL], str], postgresql_url: URL, tmp_path: Path
) -> None:
    checked(web(postgresql_url), "jan", tmp_path)


def test_a_municipalitys_user_is_answered_as_the_document_says(web: Callable[[URL], str], tmp_path: Path) -> None:
    checked(
        web(URL.create("sqlite", database=str(tmp_path / "records.sqlite"))),
        "hoorn",
        tmp_path,
        "--phases",
        "fuzzing,stateful",
        "--max-examples",
        "5",
    )
