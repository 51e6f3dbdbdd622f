"""Two real daemons that write to one PostgreSQL: each knows how the other does, and serves calls without it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from demo.postgresql import PostgresqlServer
from tests.unit.archive.conftest import postgresql, postgresql_url
from tests.unit.archive.databases import with_driver
from tests.unit.cli.running.node import NODES, Node
from tests.unit.cli.running.served import SECONDS
from veertien.asterisk.dialplan.contract import CONNECT, REFUSE

__all__ = ["postgresql", "postgresql_url"]
pytestmark = pytest.mark.slow


@pytest.fixture
def nodes(tmp_path: Path, postgresql_url: URL) -> Iterator[tuple[Node, Node]]:
    one, other = (Node(name, tmp_path, postgresql_url) for name in NODES)
    yield one, other
    for node in (one, other):
        node.served.process.kill()
        node.served.process.wait()


@contextmanager
def locked(url: URL) -> Iterator[Callable[[], set[object]]]:
    """Have whoever uses the tables wait inside the block; gives a function that returns the statements that do."""
    engine = create_engine(with_driver(url), isolation_level="AUTOCOMMIT")
    locking = create_engine(with_driver(url))
    seen = text("SELECT pid, query_start FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    with locking.begin() as lock, engine.connect() as looking:
        lock.execute(text("LOCK TABLE node, call, answer, change"))
        yield lambda: {(row.pid, row.query_start) for row in looking.execute(seen)}
    locking.dispose()
    engine.dispose()


def until_some(waiting: Callable[[], set[object]]) -> set[object]:
    deadline = time.monotonic() + SECONDS
    while not (found := waiting()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return found


@pytest.mark.fault("the PostgreSQL that nodes share is stopped", caller="nothing", after="at once")
def test_nodes_tell_while_their_tables_differ_and_calls_do_without_the_database(
    nodes: tuple[Node, Node], postgresql: PostgresqlServer, postgresql_url: URL
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

    # Each counts the calls that it gets.
    for node in nodes:
        (node.config / "callers.yaml").write_text("rate: {calls: 2, seconds: 600}\n")
        node.reload()
    for node in nodes:
        decided = [node.served.call(100 + number, caller="0209999999") for number in range(3)]
        assert [REFUSE in command for command in decided] == [False, False, True]

    with locked(postgresql_url) as waiting:
        passed = []
        for number in range(20):
            before = until_some(waiting)
            assert one.served.call(200 + number, caller=f"02012346{number:02}").endswith(f'{CONNECT}"\n')
            passed.append(bool(before & waiting()))
        # A call that waited for the database, or for who does, would outlast all that waited before it. By chance one
        # of those is given up during a call that doesn't.
        assert passed.count(True) > 10

    postgresql.stop()
    try:
        one.until(lambda now: "archive" in now["degraded"] or now["nodes"] is None)
        for number in range(20):
            assert one.served.call(number, caller=f"02012345{number:02}").endswith(f'{CONNECT}"\n')
    finally:
        postgresql.start()

    other.served.ends_well()
    now = one.until(lambda now: now["nodes"] and [each["state"] for each in now["nodes"]] == ["serving", "stopped"])
    assert "nodes_silent" not in now["degraded"]
