"""What is written to the database of records, and what comes back."""

from dataclasses import astuple
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import URL

from tests.unit.archive.databases import with_driver
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive.database import Database, DatabaseUnusableError
from veertien.archive.migrating import alembic_config
from veertien.archive.rows import KeptRow, call_id_of, change_row, rows_of_call
from veertien.archive.schema import (
    ANSWER,
    CALL,
    CALL_HOUR,
    CHANGE,
    METADATA,
    QUESTION_HOUR,
    TABLE_OF,
    TAKEN_HOUR,
    TRIED_HOUR,
)

ROWS: tuple[KeptRow, ...] = (
    *rows_of_call(NODE, asked_call(), heard()),
    change_row(NODE, NOON, "start", "0.1.0", tables="52f23d2cf9c4"),
)


def test_what_is_written_comes_back_as_it_was(database: Database) -> None:
    assert database.write(ROWS) == 4
    for kind, table in TABLE_OF.items():
        expected = [astuple(row) for row in ROWS if isinstance(row, kind)]
        assert [tuple(row) for row in database.rows(table, None, None)] == expected


def test_what_is_written_twice_is_there_once(database: Database) -> None:
    database.write(ROWS)
    assert database.write(ROWS) == 0
    assert database.counts() == {"call": 1, "answer": 2, "change": 1}


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(database: Database) -> None:
    database.write(ROWS)
    begun = NOON.replace(microsecond=123_000)
    assert list(database.rows(CALL, begun, begun + timedelta(milliseconds=1)))
    assert not list(database.rows(CALL, begun - timedelta(hours=1), begun))


def test_a_call_that_is_forgotten_is_gone_with_its_answers(database: Database) -> None:
    database.write(ROWS)
    assert database.forget(call_id_of(NODE, asked_call().call)) == 1
    assert database.forget("no such call") == 0
    assert database.counts() == {"call": 0, "answer": 0, "change": 1}


def test_a_period_that_is_forgotten_is_gone(database: Database) -> None:
    database.write(ROWS)
    assert database.forget_between(NOON - timedelta(hours=1), NOON + timedelta(hours=1)) == 1
    assert database.counts()["answer"] == 0


def test_calls_that_expire_are_added_to_their_hours_and_tests_are_not(database: Database) -> None:
    for place in range(3):
        database.write(rows_of_call(NODE, asked_call(f"{place}.0"), ()))
    database.write(rows_of_call(NODE, asked_call("9.0", at=NOON + timedelta(days=1)), ()))
    assert database.expire(NOON + timedelta(hours=1)) == 3
    assert database.expire(NOON + timedelta(hours=1)) == 0
    database.write(rows_of_call(NODE, asked_call("late.0"), ()))
    assert database.expire(NOON + timedelta(hours=1)) == 1
    (hour,) = database.rows(CALL_HOUR, None, None)
    assert (hour.hour, hour.calls, hour.municipality) == (NOON.replace(minute=0, second=0, microsecond=0), 4, "GM0420")
    assert (hour.question_ms, hour.confirming_ms, hour.talk_ms) == (4 * 6000, 4 * 1780, 4 * 21500)
    (question,) = database.rows(QUESTION_HOUR, None, None)
    assert (question.tenths, question.calls) == (60, 4)
    (taken,) = database.rows(TAKEN_HOUR, None, None)
    assert (taken.tenths, taken.calls, taken.waited_ms, taken.question_ms) == (185, 4, 4 * 18_500, 4 * 6000)
    tried = {(row.endpoint, row.end): row.calls for row in database.rows(TRIED_HOUR, None, None)}
    assert tried == {("trunk-medemblik", "busy"): 4, ("trunk-operator", "taken"): 4}
    assert (hour.node, hour.caller_kind, hour.language) == (NODE, "fixed", "nl")
    assert database.counts()["call"] == 1


def test_changes_expire_too(database: Database) -> None:
    database.write(ROWS)
    while database.expire(NOON + timedelta(hours=1)):
        pass
    assert not list(database.rows(CHANGE, None, None))
    assert not list(database.rows(ANSWER, None, None))


def test_the_migrations_lead_to_the_tables_that_the_code_knows(database: Database, url: URL) -> None:
    database.prepare()
    with create_engine(with_driver(url)).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_what_an_earlier_version_has_kept_stays_and_new_hours_are_added_to_it(database: Database, url: URL) -> None:
    database.prepare()
    database.close()
    engine = create_engine(with_driver(url))
    config = alembic_config()
    with engine.begin() as connection:
        METADATA.drop_all(connection)
        connection.execute(text("DELETE FROM alembic_version"))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        hour = "'2026-11-28T12:00:00.000Z'" if engine.dialect.name == "sqlite" else "'2026-11-28 12:00:00+00'"
        kinds = "'140229', '0229', 'GM0420', 'connect', 'chosen', 'open', '', 'confirmed', 'ANSWER'"
        values = f"({hour}, {kinds}, {', '.join('7' * 12)})"
        connection.execute(text(f"INSERT INTO call_hour VALUES {values}"))
    engine.dispose()
    database = Database(url)
    database.write(ROWS)
    assert database.expire(NOON + timedelta(hours=1)) == 1
    early, late = sorted(database.rows(CALL_HOUR, None, None), key=lambda row: str(row.node))
    assert (early.node, early.language, early.calls) == ("", "", 7)
    assert (late.node, late.language, late.calls) == (NODE, "nl", 1)


def test_tables_that_were_brought_back_are_not_brought_forward_by_who_writes_to_them(
    database: Database, url: URL
) -> None:
    database.prepare()
    Database(url).go_back("0006")
    database.close()
    with pytest.raises(DatabaseUnusableError, match=r"brought back to an earlier version \(step 0006\)"):
        database.write(ROWS)
    assert database.steps()[0] == "0006"
    another = Database(url)
    another.write(ROWS)
    assert database.counts()["call"] == another.counts()["call"] > 0
    another.close()


def test_a_database_of_a_later_version_is_left_alone(database: Database, url: URL) -> None:
    database.prepare()
    database.close()
    engine = create_engine(with_driver(url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(DatabaseUnusableError, match="9999"):
        database.write(ROWS)


def test_who_only_reads_opens_what_another_has_made_and_changes_nothing(url: URL, database: Database) -> None:
    database.write(rows_of_call(NODE, asked_call(), heard()))
    reader = Database(url, read_only=True)
    assert reader.read(lambda connection: connection.execute(select(CALL.c.unique_id)).scalars().all()) == [
        "1795445830.0"
    ]
    with pytest.raises(DatabaseUnusableError):
        reader.write(rows_of_call(NODE, asked_call("2.0"), ()))
    reader.close()
    assert database.counts()["call"] == 1


def test_who_only_reads_makes_no_file_and_no_tables(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "records.sqlite"
    reader = Database(URL.create("sqlite", database=str(file)), read_only=True)
    with pytest.raises(DatabaseUnusableError, match="veertien serve"):
        reader.counts()
    assert list(tmp_path.iterdir()) == []
    file.parent.mkdir()
    file.touch()
    with pytest.raises(DatabaseUnusableError, match="no tables yet"):
        reader.counts()
    assert file.stat().st_size == 0


FOR_EVER = text("WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x > 0) SELECT count(*) FROM n")


@pytest.mark.slow
def test_a_reader_that_takes_too_long_is_stopped_and_the_next_answer_comes(database: Database, url: URL) -> None:
    database.prepare()
    reader = Database(url, read_only=True, most_seconds=1)
    with pytest.raises(DatabaseUnusableError, match=r"in time|timeout"):
        reader.read(lambda connection: connection.execute(FOR_EVER).all())
    assert reader.counts()["call"] == 0
    reader.close()


def test_a_reader_makes_and_changes_nothing(database: Database, url: URL) -> None:
    reader = Database(url, read_only=True)
    with pytest.raises(DatabaseUnusableError, match=r"veertien serve` makes it|start the daemon"):
        reader.counts()
    database.prepare()
    assert reader.counts()["call"] == 0
    with pytest.raises(DatabaseUnusableError, match=r"read-?only"):
        reader.expire(NOON + timedelta(days=1))
    reader.close()
