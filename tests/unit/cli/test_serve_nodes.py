"""Two real daemons that write to one PostgreSQL: each knows how the other does, and serves calls without it."""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.engine import URL

from demo.ports import Wanted, choose_ports
from demo.postgresql import PostgresqlServer
from tests.unit.archive.conftest import postgresql, postgresql_url
from tests.unit.cli.served import SECONDS, Ports, Served
from veertien.asterisk.dialplan.contract import CONNECT
from veertien.cli import main

__all__ = ["postgresql", "postgresql_url"]
pytestmark = pytest.mark.slow
NODES = ("veertien-1", "veertien-2")


class Node:
    """A daemon with a config folder and a name of its own."""

    def __init__(self, name: str, folder: Path, url: URL) -> None:
        self.ports = Ports(*choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * 3))
        self.config = shutil.copytree("config", folder / name)
        services = "".join(f"{service}: {{port: {port}}}\n" for service, port in self.ports._asdict().items())
        (self.config / "veertien.yaml").write_text(
            f"{services}prompts: {{cache: {folder / 'prompts'}}}\nnode: {name}\nnodes: [{', '.join(NODES)}]\n"
            f"records: {{dir: records, url: '{url.render_as_string(hide_password=False)}'}}\nrecognisers: 1\n"
        )
        self.served = Served(self.config, self.ports, os.open(os.devnull, os.O_WRONLY))

    def now(self) -> Any:
        return json.loads(self.served.page("/now"))

    def until(self, found: Callable[[Any], bool]) -> Any:
        deadline = time.monotonic() + SECONDS
        while not found(now := self.now()):
            assert time.monotonic() < deadline, (now["nodes"], now["why"])
            time.sleep(0.1)
        return now

    def reload(self) -> None:
        result = CliRunner().invoke(main, ["reload", "--config", str(self.config)])
        assert result.exit_code == 0, result.output


@pytest.fixture
def nodes(tmp_path: Path, postgresql_url: URL) -> Iterator[tuple[Node, Node]]:
    one, other = (Node(name, tmp_path, postgresql_url) for name in NODES)
    yield one, other
    for node in (one, other):
        node.served.process.kill()
        node.served.process.wait()


@pytest.mark.fault("the PostgreSQL that nodes share is stopped", caller="nothing", after="at once")
def test_nodes_tell_while_their_tables_differ_and_calls_do_without_the_database(
    nodes: tuple[Node, Node], postgresql: PostgresqlServer
) -> None:
    one, other = nodes
    for node in nodes:
        now = node.until(lambda now: now["nodes"] and len(now["nodes"]) == 2 and "nodes_silent" not in now["degraded"])
        assert [(each["name"], each["state"]) for each in now["nodes"]] == [(name, "serving") for name in NODES]
        assert len({each["tables"] for each in now["nodes"]}) == 1
        assert not [word for word in now["degraded"] if word.startswith("nodes_")]
    lines = [{trunk["key"]: (trunk["capacity"], trunk["bought"]) for trunk in node.now()["trunks"]} for node in nodes]
    assert all(lines[0][key][0] + lines[1][key][0] == bought for key, (_, bought) in lines[1].items())

    table = other.config / "operator.yaml"
    written = table.read_text()
    table.write_text(f"# Of another day.\n{written}")
    other.reload()
    for node in nodes:
        now = node.until(lambda now: "nodes_tables" in now["degraded"])
        assert len({each["tables"] for each in now["nodes"]}) == 2
        assert "veertien-1: " in now["why"]["nodes_tables"]
    table.write_text(written)
    other.reload()
    for node in nodes:
        node.until(lambda now: "nodes_tables" not in now["degraded"])

    postgresql.stop()
    try:
        one.until(lambda now: "archive" in now["degraded"] or now["nodes"] is None)
        for number in range(20):
            began = time.monotonic()
            assert one.served.call(number, caller=f"02012345{number:02}").endswith(f'{CONNECT}"\n')
            assert time.monotonic() - began < 3
    finally:
        postgresql.start()

    other.served.ends_well()
    now = one.until(lambda now: now["nodes"] and [each["state"] for each in now["nodes"]] == ["serving", "stopped"])
    assert "nodes_silent" not in now["degraded"]
