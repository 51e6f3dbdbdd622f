"""Nodes tell each other of themselves through PostgreSQL, and do without it when it is away."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL

from demo.postgresql import PostgresqlServer
from tests.unit.archive.databases import with_driver
from veertien.archive import Database
from veertien.archive.node_board import DRAINING, SERVING, STOPPED, NodeBoard, NodeSelf

pytestmark = pytest.mark.slow
SINCE = datetime(2026, 11, 29, 12, tzinfo=UTC)
SECONDS = 30.0


def node(name: str, process: str = "p1", state: str = SERVING) -> NodeSelf:
    return NodeSelf(name, process, state, "0.1.0 52f23d2cf9c4", "0123456789ab", SINCE, "a b")


@asynccontextmanager
async def board(url: URL) -> AsyncIterator[NodeBoard]:
    found = NodeBoard(Database(url, most_seconds=5))
    yield found
    await found.stop()


async def told(board: NodeBoard, own: NodeSelf) -> None:
    """Return when this has been told, and what the others did has been read."""
    board.tell(own)
    await until(lambda: not board.waiting)


async def until(found: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not found():
            await asyncio.sleep(0.02)


def states(board: NodeBoard) -> dict[str, str]:
    return {one.told.name: one.told.state for one in board.seen}


async def test_each_node_hears_what_all_tell_and_how_long_ago(postgresql_url: URL) -> None:
    async with board(postgresql_url) as one, board(postgresql_url) as other:
        await told(one, node("a"))
        await told(other, node("b"))
        assert states(other) == {"a": SERVING, "b": SERVING}
        assert all(0 <= seen.ago_seconds < SECONDS for seen in other.seen)
        await told(one, node("a", state=DRAINING))
        await told(other, node("b"))
        assert states(other) == {"a": DRAINING, "b": SERVING}
        one.tell(node("a", state=STOPPED))
    async with board(postgresql_url) as third:
        await told(third, node("c"))
        assert states(third) == {"a": STOPPED, "b": SERVING, "c": SERVING}
        assert [seen.alive for seen in third.seen] == [False, True, True]


async def test_a_node_that_tells_no_more_is_not_alive_and_is_forgotten_after_a_day(postgresql_url: URL) -> None:
    async with board(postgresql_url) as one:
        await told(one, node("a"))
        for ago, left in (("1 minute", {"a": False, "b": True}), ("25 hours", {"b": True})):
            engine = create_engine(with_driver(postgresql_url))
            with engine.begin() as connection:
                connection.execute(text(f"UPDATE node SET seen_at = now() - interval '{ago}' WHERE name = 'a'"))
            engine.dispose()
            await told(one, node("b", process=ago))
            assert {seen.told.name: seen.alive for seen in one.seen} == left


async def test_a_daemon_that_takes_anothers_place_is_no_namesake_and_the_other_leaves_its_row(
    postgresql_url: URL,
) -> None:
    async with board(postgresql_url) as old, board(postgresql_url) as new:
        await told(old, node("a"))
        for _ in range(3):
            await told(new, node("a", "p2"))
            await told(old, node("a", state=DRAINING))
        old.tell(node("a", state=STOPPED))
        await old.stop()
        await told(new, node("a", "p2"))
        assert states(new) == {"a": SERVING}
        assert not new.has_namesake


async def test_two_daemons_of_one_name_notice(postgresql_url: URL) -> None:
    async with board(postgresql_url) as one, board(postgresql_url) as other:
        for _ in range(4):
            await told(one, node("a"))
            await told(other, node("a", "p2"))
        assert one.has_namesake and other.has_namesake
        await told(one, node("b"))
        await told(other, node("a", "p2"))
        await told(other, node("a", "p2"))
        assert not other.has_namesake


async def test_who_tells_does_not_wait_for_a_locked_table(postgresql_url: URL) -> None:
    async with board(postgresql_url) as one:
        await told(one, node("a"))
        engine = create_engine(with_driver(postgresql_url))
        with engine.begin() as other:
            other.execute(text("LOCK TABLE node"))
            one.tell(node("a", state=DRAINING))
            # Whoever waited would be here only after the table was given up.
            assert (one.waiting, one.fault) == (1, None)
        engine.dispose()
        await until(lambda: not one.waiting)
        assert (states(one), one.fault) == ({"a": DRAINING}, None)


async def test_while_the_database_is_away_boards_do_without_and_afterwards_all_are_heard_again(
    postgresql_url: URL, postgresql: PostgresqlServer
) -> None:
    async with board(postgresql_url) as one:
        await told(one, node("a"))
        postgresql.stop()
        try:
            one.tell(node("a"))
            await until(lambda: one.fault is not None)
        finally:
            postgresql.start()
        await told(one, replace(node("a"), tables="other"))
        assert one.fault is None
        assert [seen.told.tables for seen in one.seen] == ["other"]
