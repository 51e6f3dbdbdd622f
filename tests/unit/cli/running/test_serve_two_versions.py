"""Two versions on one PostgreSQL, as in the middle of a rolling upgrade: no call waits, and no record is lost."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from click.testing import CliRunner
from sqlalchemy.engine import URL

from demo.daemon_config import REPOSITORY
from demo.postgresql import PostgresqlServer
from tests.older_version import NEW, NEW_STEP, OLD, OLD_STEP, make_older
from tests.unit.archive.conftest import postgresql, postgresql_url
from tests.unit.cli.running.node import NODES, Node
from tests.unit.cli.running.served import SECONDS
from veertien.asterisk.dialplan.contract import CONNECT
from veertien.cli import main

__all__ = ["postgresql", "postgresql_url"]
pytestmark = pytest.mark.slow


@pytest.fixture
def older(tmp_path: Path) -> str:
    """The folder in which the code of the version before is."""
    code = REPOSITORY / "agi/veertien"
    make_older(shutil.copytree(code, tmp_path / "older/veertien", ignore=shutil.ignore_patterns("__pycache__")))
    return str(tmp_path / "older")


class Cluster:
    """Two nodes of the version before, and the calls that were placed."""

    def __init__(self, folder: Path, url: URL, older: str) -> None:
        self.nodes = [Node(name, folder, url, PYTHONPATH=older) for name in NODES]
        self.older = older
        self.placed = 0
        self._url = url.render_as_string(hide_password=False)

    def call(self, node: Node) -> None:
        self.placed += 1
        assert node.served.call(self.placed, caller="0201234567").endswith(f'{CONNECT}"\n')

    def find(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self._url) as connection:
            return connection.execute(query.encode()).fetchall()

    def step(self) -> str:
        return str(self.find("SELECT version_num FROM alembic_version")[0][0])

    def until_recorded(self) -> None:
        """Wait until each call that was placed is recorded, once."""
        deadline = time.monotonic() + SECONDS
        while (found := self.find("SELECT count(*), count(DISTINCT unique_id) FROM call")[0]) != (self.placed,) * 2:
            assert time.monotonic() < deadline, (found, self.placed)
            time.sleep(0.2)

    def replace(self, node: Node, **environment: str) -> None:
        """End the daemon of a node and start another."""
        node.served.ends_well()
        node.serve(**environment)


@pytest.fixture
def cluster(tmp_path: Path, postgresql_url: URL, older: str) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path, postgresql_url, older)
    yield cluster
    for node in cluster.nodes:
        node.served.process.kill()
        node.served.process.wait()


@pytest.mark.fault(
    "a node of an older version finds the records' tables changed by a newer one", caller="nothing", after="-"
)
def test_nodes_are_upgraded_one_after_the_other_and_back_and_every_call_is_recorded_once(
    cluster: Cluster, postgresql: PostgresqlServer
) -> None:
    one, other = cluster.nodes
    for node in cluster.nodes:
        assert node.served.health()["version"] == OLD
        cluster.call(node)
    cluster.until_recorded()
    assert cluster.step() == OLD_STEP

    # The first is upgraded: the tables change under the other, which goes on writing.
    cluster.replace(one)
    assert one.served.health()["version"] == NEW
    for node in cluster.nodes:
        cluster.call(node)
    cluster.until_recorded()
    assert cluster.step() == NEW_STEP

    # Who has to connect anew finds tables of a later version, and keeps its records until it is upgraded too.
    postgresql.stop()
    cluster.call(other)
    other.served.until_degraded("archive")
    postgresql.start()
    for node in cluster.nodes:
        cluster.call(node)
    other.until(lambda now: "of a later version" in now["why"].get("archive", ""))
    assert other.now()["archive"]["spooled_bytes"] > 0
    cluster.replace(other)
    cluster.call(other)
    cluster.until_recorded()
    assert other.now()["archive"]["lost"] == 0

    # And back: the tables first, with no newer daemon left that would change them again.
    for node in cluster.nodes:
        node.served.ends_well()
    done = CliRunner().invoke(main, ["records", "back", OLD_STEP, "--config", str(one.config)])
    assert done.exit_code == 0, done.output
    assert cluster.step() == OLD_STEP
    for node in cluster.nodes:
        node.serve(PYTHONPATH=cluster.older)
        assert node.served.health()["version"] == OLD
        cluster.call(node)
    cluster.until_recorded()
