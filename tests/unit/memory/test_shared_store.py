"""Remembered choices in a PostgreSQL that several machines share: real ones, which are stopped and locked."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import psycopg
import pytest
from sqlalchemy.engine import URL

from demo.postgresql import PostgresqlServer
from tests.unit.archive.conftest import postgresql, postgresql_url
from tests.unit.asterisk.waiting import until
from tests.unit.memory.test_choice_memory import recalled
from veertien.memory import ChoiceMemory, StoreUnusableError
from veertien.memory.shared_store import SharedChoiceStore

__all__ = ["postgresql", "postgresql_url"]
pytestmark = pytest.mark.slow
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
TODAY = date(2026, 11, 23)
MANY_DAYS = TODAY + timedelta(90)
ANNA, BERT = "+31612345678", "+31612345679"
HOORN, MEDEMBLIK = "GM0405", "GM0420"

Node = Callable[..., SharedChoiceStore]


@pytest.fixture
def url(postgresql_url: URL) -> str:
    return postgresql_url.render_as_string(hide_password=False)


@pytest.fixture
def node(url: str) -> Iterator[Node]:
    """Make the store of one more machine."""
    made: list[SharedChoiceStore] = []

    def make(key: bytes = KEY, at: str = url, wait_seconds: float = 0.03) -> SharedChoiceStore:
        made.append(SharedChoiceStore(at, None, key, wait_seconds))
        return made[-1]

    yield make
    for store in made:
        store.close()


@contextmanager
def as_owner(url: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(url) as connection:
        yield connection


def test_what_one_machine_remembers_another_recalls(node: Node) -> None:
    one, other = node(), node()
    assert other.recall(ANNA, "140229", TODAY) is None
    one.remember(ANNA, "140229", HOORN, MANY_DAYS)
    one.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    assert other.recall(ANNA, "140229", TODAY) == MEDEMBLIK
    assert other.recall(ANNA, "140228", TODAY) is None
    assert other.recall(BERT, "140229", TODAY) is None
    assert other.recall(ANNA, "140229", MANY_DAYS) is None
    other.remember(ANNA, "140228", HOORN, MANY_DAYS)
    assert one.forget(ANNA) == 2
    assert other.recall(ANNA, "140229", TODAY) is None


def test_it_is_tidied_as_the_file_is(node: Node) -> None:
    store = node()
    assert store.tidy(TODAY, None) == store.forget(ANNA) == store.forget_all() == 0
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    store.remember(BERT, "140229", HOORN, TODAY)
    assert store.tidy(TODAY, TODAY + timedelta(30)) == 1
    assert store.recall(ANNA, "140229", TODAY + timedelta(29)) == MEDEMBLIK
    assert store.recall(ANNA, "140229", TODAY + timedelta(30)) is None
    other = node(OTHER_KEY)
    assert other.recall(ANNA, "140229", TODAY) is None
    assert other.tidy(TODAY, None) == 1
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    assert store.forget_all() == 1


def test_to_look_makes_no_table_and_machines_that_make_it_at_once_do_not_hinder_each_other(
    node: Node, url: str
) -> None:
    assert node().recall(ANNA, "140229", TODAY) is None
    with as_owner(url) as connection:
        assert connection.execute("SELECT to_regclass('choice')").fetchone() == (None,)
    stores = [node(wait_seconds=10) for _ in range(6)]
    callers = [f"+3161234567{place}" for place in range(6)]
    with ThreadPoolExecutor(6) as threads:
        made = [
            threads.submit(store.remember, caller, "140229", HOORN, MANY_DAYS)
            for store, caller in zip(stores, callers, strict=True)
        ]
    assert [each.result() for each in made] == [None] * 6
    assert [node().recall(caller, "140229", TODAY) for caller in callers] == [HOORN] * 6


def test_whoever_may_only_write_rows_can_use_a_table_that_is_there(node: Node, url: str, postgresql_url: URL) -> None:
    node().remember(ANNA, "140229", HOORN, MANY_DAYS)
    with as_owner(url) as connection:
        connection.execute("CREATE ROLE the_memory LOGIN PASSWORD 'secret'")
        connection.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON choice TO the_memory")
    try:
        login = postgresql_url.set(username="the_memory", password="secret")
        store = node(at=login.render_as_string(hide_password=False))
        store.remember(ANNA, "140228", HOORN, MANY_DAYS)
        assert store.recall(ANNA, "140229", TODAY) == HOORN
        assert store.tidy(TODAY, TODAY) == 2
        store.close()
    finally:
        with as_owner(url) as connection:
            connection.execute("DROP OWNED BY the_memory")
            connection.execute("DROP ROLE the_memory")


def test_no_number_is_in_it(node: Node, url: str) -> None:
    node().remember(ANNA, "140229", HOORN, MANY_DAYS)
    with as_owner(url) as connection:
        (row,) = connection.execute("SELECT * FROM choice").fetchall()
    assert "612345678" not in repr(row)
    assert row[2:] == ("140229", HOORN, MANY_DAYS)


def test_a_table_of_something_else_is_left_alone(node: Node, url: str) -> None:
    with as_owner(url) as connection:
        connection.execute("CREATE TABLE choice (caller TEXT, dialled TEXT, municipality TEXT, until DATE)")
    for work in (lambda: node().recall(ANNA, "140229", TODAY), lambda: node().forget_all()):
        with pytest.raises(StoreUnusableError, match="something else"):
            work()


def test_a_lock_that_lasts_is_given_up_and_over_when_it_is_gone(node: Node, url: str) -> None:
    store = node()
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    with as_owner(url) as connection:
        connection.execute("LOCK TABLE choice")
        with pytest.raises(StoreUnusableError, match="lock timeout"):
            store.recall(ANNA, "140229", TODAY)
    assert store.recall(ANNA, "140229", TODAY) == MEDEMBLIK


def test_a_server_that_is_stopped_is_told_without_the_password_and_used_again_when_it_is_back(
    node: Node, postgresql: PostgresqlServer, postgresql_url: URL
) -> None:
    store = node()
    store.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    postgresql.stop()
    try:
        for _ in range(2):
            with pytest.raises(StoreUnusableError) as refused:
                store.recall(ANNA, "140229", TODAY)
            assert str(refused.value).startswith(f"postgresql://127.0.0.1:{postgresql_url.port}/")
            assert str(postgresql_url.password) not in str(refused.value)
    finally:
        postgresql.start()
    assert store.recall(ANNA, "140229", TODAY) == MEDEMBLIK


@pytest.mark.fault(
    "the PostgreSQL of remembered choices is stopped", caller="the question, as if never asked before", after="at once"
)
async def test_a_call_on_one_machine_recalls_what_was_chosen_on_another_and_does_without_when_it_can_not(
    node: Node, postgresql: PostgresqlServer
) -> None:
    one, other = ChoiceMemory(node()), ChoiceMemory(node())
    other.tidy(TODAY, None)
    one.remember(ANNA, "140229", MEDEMBLIK, MANY_DAYS)
    assert await recalled(other) == MEDEMBLIK
    postgresql.stop()
    try:
        assert await other.recall(ANNA, "140229", TODAY) is None
        await until(lambda: other.fault is not None)
        other.remember(ANNA, "140229", HOORN, MANY_DAYS)
    finally:
        postgresql.start()
        await one.stop()
        await other.stop()
