"""A download is the whole, or breaks off where everybody sees it."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientPayloadError
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, NOON, asked_call
from tests.unit.web.conftest import Serve
from veertien.archive import Database
from veertien.archive.rows import rows_of_call

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
