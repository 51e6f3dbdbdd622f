"""A download is the whole, or breaks off where everybody sees it."""

import asyncio
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientPayloadError
from sqlalchemy.engine import URL

from demo.ports import Wanted, choose_ports
from tests.unit.archive.made_calls import NODE, NOON, asked_call
from tests.unit.cli.running.test_web import first_line, started
from tests.unit.web.conftest import Serve
from veertien.archive import Database
from veertien.archive.rows import rows_of_call
from veertien.archive.schema import CALL
from veertien.web.calls import downloads

pytestmark = pytest.mark.slow

CALLS = 4000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Records of calls in order, so that the last of them stand last in the file."""
    file = tmp_path / "records.sqlite"
    database = Database(URL.create("sqlite", database=str(file)))
    made = (asked_call(f"{place}.0", NOON + timedelta(seconds=place)) for place in range(CALLS))
    database.write([row for call in made for row in rows_of_call(NODE, call, ())])
    database.close()
    return file


@pytest.fixture
def many(file: Path) -> Path:
    """The same with so many that no connection holds them all for who does not read: each is there 15 times."""
    values = {column.name: f'"{column.name}"' for column in CALL.columns} | {
        "id": "printf('%08x', ?1) || substr(id, 9)"
    }
    columns = ", ".join(f'"{name}"' for name in values)
    query = f"INSERT INTO call ({columns}) SELECT {', '.join(values.values())} FROM call WHERE rowid <= {CALLS}"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executemany(query, ((place,) for place in range(1, 15)))
    return file


def damage(file: Path) -> None:
    """Overwrite what is behind the middle."""
    half = file.stat().st_size // 2
    with file.open("r+b") as written:
        written.seek(half)
        written.write(bytes(file.stat().st_size - half))


async def test_it_breaks_off_where_the_database_fails_on_the_way(
    serve: Serve, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    served = await serve(file.parent)
    assert (await served.get("/api/v1/calls.csv")).text.count("\n") == CALLS + 1
    damage(file)
    with pytest.raises(ClientPayloadError):
        await served.get("/api/v1/calls.csv")
    assert "download_broken_off" in capsys.readouterr().out


async def test_a_database_that_fails_at_once_is_told_in_the_answer(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"something else" * 1000)
    answer = await (await serve(tmp_path)).get("/api/v1/calls.csv")
    assert (answer.status, "file is not a database" in answer.text) == (503, True)


async def test_it_breaks_off_where_nothing_is_taken_of_it(
    serve: Serve, many: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(downloads, "UNREAD_SECONDS", 0.5)
    served = await serve(many.parent)
    with asks_and_reads_nothing(served.port):
        async with asyncio.timeout(60):
            while "download_broken_off" not in (said := capsys.readouterr().out):
                await asyncio.sleep(0.1)
    assert "nothing was taken of it for 0.5 seconds" in said


@pytest.mark.slow
def test_one_that_is_read_no_further_does_not_keep_the_pages_from_ending(many: Path) -> None:
    (port,) = choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))])
    with started(many.parent, f"records: {{dir: {many.parent}}}\npages: {{port: {port}}}\n") as process:
        first_line(process)
        with asks_and_reads_nothing(port) as downloading:
            assert downloading.recv(15) == b"HTTP/1.1 200 OK"
            process.terminate()
            assert process.wait(30) == 0


def asks_and_reads_nothing(port: int) -> socket.socket:
    downloading = socket.socket()
    # Little of it waits in the system for who does not read.
    downloading.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    downloading.connect(("127.0.0.1", port))
    downloading.sendall(b"GET /api/v1/calls.csv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    return downloading
