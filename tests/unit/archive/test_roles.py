"""In PostgreSQL the daemon may do with the rights that docs/records.md gives it, and no more."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

from tests.unit.archive.databases import with_driver
from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from veertien.archive import Database, DatabaseUnusableError, Scope
from veertien.archive.queries.asking import CallFilter, count_of_calls, one_call, page_of_calls
from veertien.archive.rows import call_id_of, change_row, rows_of_call

pytestmark = pytest.mark.slow
GRANTS = re.findall(r"^    (GRANT .*;)$", Path("docs/records.md").read_text(encoding="utf-8"), re.MULTILINE)
DAEMON, REPORTS = "the_daemon", "the_reports"
FORBIDDEN = (
    (DAEMON, "DROP TABLE call"),
    (DAEMON, "UPDATE call SET dialled = ''"),
    (REPORTS, "DELETE FROM call"),
)


def as_owner(url: URL, *statements: str) -> None:
    engine = create_engine(with_driver(url), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture
def roles(postgresql_url: URL) -> Iterator[URL]:
    """The address of a database in which these two roles are known."""
    as_owner(postgresql_url, *(f"CREATE ROLE {role} LOGIN PASSWORD 'secret'" for role in (DAEMON, REPORTS)))
    yield postgresql_url
    for role in (DAEMON, REPORTS):
        as_owner(postgresql_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def granted(url: URL) -> None:
    owner = Database(url)
    owner.prepare()
    owner.close()
    roles = {"veertien;": f"{DAEMON};", "reports;": f"{REPORTS};"}
    assert len(GRANTS) == 5
    as_owner(url, *(re.sub("|".join(roles), lambda found: roles[found[0]], grant) for grant in GRANTS))


def test_the_daemon_writes_and_expires_with_its_rights(roles: URL) -> None:
    granted(roles)
    daemon = Database(roles.set(username=DAEMON, password="secret"))
    daemon.write((*rows_of_call(NODE, asked_call(), heard()), change_row(NODE, NOON, "start", "0.1.0")))
    assert daemon.write(rows_of_call(NODE, asked_call(), heard())) == 0
    assert daemon.expire(NOON + timedelta(days=1)) == 1
    assert daemon.expire(NOON + timedelta(days=1)) == 0
    daemon.write(rows_of_call(NODE, asked_call("2.0"), ()))
    assert daemon.expire(NOON + timedelta(days=1)) == 1
    daemon.close()


def test_pages_read_with_the_rights_of_reports_and_change_nothing(roles: URL) -> None:
    granted(roles)
    daemon = Database(roles.set(username=DAEMON, password="secret"))
    row, *answers = rows_of_call(NODE, asked_call(), heard())
    daemon.write((row, *answers))
    daemon.close()
    reader = Database(roles.set(username=REPORTS, password="secret"), read_only=True)
    assert [each.unique_id for each in page_of_calls(reader, Scope(), CallFilter(), 50).rows] == [asked_call().call]
    assert count_of_calls(reader, Scope(), CallFilter()) == 1
    found = one_call(reader, Scope(), call_id_of(NODE, asked_call().call))
    assert found is not None
    assert len(found.answers) == len(answers)
    with pytest.raises(DatabaseUnusableError, match=r"read-only transaction|permission denied"):
        reader.write((row,))
    reader.close()


def test_nobody_but_the_owner_changes_tables_and_reports_only_read(roles: URL) -> None:
    granted(roles)
    for role, statement in FORBIDDEN:
        engine = create_engine(with_driver(roles).set(username=role, password="secret"))
        with engine.connect() as connection, pytest.raises(ProgrammingError, match=r"must be owner|permission denied"):
            connection.execute(text(statement))
        engine.dispose()


def test_the_shipped_file_gives_the_same_rights_and_may_be_run_again(postgresql_url: URL) -> None:
    owner = Database(postgresql_url)
    owner.prepare()
    owner.close()
    shipped = Path("deploy/cluster/roles.sql").read_text(encoding="utf-8")
    assert re.findall(r"^(GRANT .*;)$", shipped, re.MULTILINE) == GRANTS
    # The server of these tests is owned by a veertien itself.
    renamed = re.sub(r"\bveertien\b", DAEMON, re.sub(r"\breports\b", REPORTS, shipped))
    try:
        for _ in range(2):
            as_owner(postgresql_url, renamed)
        as_owner(postgresql_url, f"ALTER ROLE {DAEMON} PASSWORD 'secret'")
        daemon = Database(postgresql_url.set(username=DAEMON, password="secret"))
        assert daemon.write(rows_of_call(NODE, asked_call(), heard())) > 0
        daemon.close()
    finally:
        for role in (DAEMON, REPORTS):
            as_owner(postgresql_url, f"DROP OWNED BY {role}", f"DROP ROLE {role}")


def test_a_daemon_that_may_not_make_the_tables_says_so(roles: URL) -> None:
    daemon = Database(roles.set(username=DAEMON, password="secret"))
    with pytest.raises(DatabaseUnusableError, match="permission denied for schema public"):
        daemon.prepare()
