"""Records while their PostgreSQL is stopped, locked, frozen or lets nobody in: no call waits, all is written later."""

import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from demo.postgresql import PostgresqlServer
from tests.unit.archive.databases import with_driver
from tests.unit.archive.kept_archive import kept_in
from veertien.archive import Database

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("brief_waits")]


@pytest.mark.fault("the records' PostgreSQL is stopped", caller="nothing", after="at once")
async def test_while_postgresql_is_stopped_rows_wait_in_the_spool(
    tmp_path: Path, postgresql: PostgresqlServer, postgresql_url: URL
) -> None:
    async with kept_in(tmp_path, url=postgresql_url) as kept:
        kept.call(1)
        await kept.idle()
        assert kept.archive.fault is None
        postgresql.stop()
        try:
            kept.call(2)
            await kept.until(lambda: kept.archive.fault is not None)
            await kept.idle()
            assert kept.archive.spooled_bytes > 0
        finally:
            postgresql.start()
        kept.call(3)
        kept.look()
        await kept.well()
        assert (kept.archive.written, kept.archive.lost, kept.archive.spooled_bytes) == (9, 0, 0)
    database = Database(postgresql_url)
    assert database.counts() == {"call": 3, "answer": 6, "change": 0}
    database.close()


async def test_a_wrong_password_is_a_fault_that_does_not_show_it(tmp_path: Path, postgresql_url: URL) -> None:
    async with kept_in(tmp_path, url=postgresql_url.set(password="opensesame")) as kept:
        kept.call(1)
        await kept.until(lambda: kept.archive.fault is not None)
        assert "password authentication failed" in str(kept.archive.fault)
        assert "opensesame" not in str(kept.archive.fault)


@pytest.mark.fault("the records' PostgreSQL gives no answer", caller="nothing", after="at once")
async def test_while_a_table_is_locked_in_postgresql_rows_wait(tmp_path: Path, postgresql_url: URL) -> None:
    async with kept_in(tmp_path, url=postgresql_url) as kept:
        kept.call(1)
        await kept.idle()
        engine = create_engine(with_driver(postgresql_url))
        with engine.begin() as other:
            other.execute(text("LOCK TABLE call IN ACCESS EXCLUSIVE MODE"))
            kept.call(2)
            await kept.until(lambda: kept.archive.fault is not None)
            assert "lock timeout" in str(kept.archive.fault)
        engine.dispose()
        kept.look()
        await kept.well()
        assert (kept.archive.written, kept.archive.lost) == (6, 0)


@pytest.mark.fault("the records' PostgreSQL is frozen", caller="nothing", after="at once")
async def test_a_postgresql_that_freezes_is_told_and_gets_all_when_it_thaws(
    tmp_path: Path, postgresql_url: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("veertien.side_thread.STUCK_SECONDS", 0.2)
    async with kept_in(tmp_path, url=postgresql_url) as kept:
        kept.call(1)
        await kept.idle()
        (ours,) = processes_of(postgresql_url)
        os.kill(ours, signal.SIGSTOP)
        try:
            kept.call(2)
            await kept.until(lambda: kept.archive.fault is not None)
            assert str(kept.archive.fault).startswith("no answer")
        finally:
            os.kill(ours, signal.SIGCONT)
        await kept.well()
        assert (kept.archive.written, kept.archive.lost) == (6, 0)


def processes_of(url: URL) -> list[int]:
    """The server's processes that serve an archive in this database."""
    engine = create_engine(with_driver(url))
    query = "SELECT pid FROM pg_stat_activity WHERE application_name = 'veertien' AND datname = current_database()"
    with engine.connect() as connection:
        found = list(connection.execute(text(query)).scalars())
    engine.dispose()
    return found
