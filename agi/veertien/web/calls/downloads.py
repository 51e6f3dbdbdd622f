"""Calls as CSV, as many as there are: sent as they are read, a page of them at a time in memory."""

import asyncio
from dataclasses import dataclass

import structlog
from aiohttp import web

from veertien.archive import Database, DatabaseUnusableError, Scope
from veertien.archive.queries.asking import CallFilter, page_of_calls
from veertien.archive.queries.exporting import csv_lines
from veertien.archive.queries.paging import Key
from veertien.archive.schema import CALL
from veertien.web.calls.records import Records
from veertien.web.rendering import NO_STORE

_ROWS_AT_ONCE = 1000
UNREAD_SECONDS = 60.0
"""For how long somebody who takes nothing of their download is waited for."""


async def send_csv(request: web.Request, records: Records, scope: Scope, chosen: CallFilter) -> web.StreamResponse:
    """Answer with the calls, the oldest first, in the columns of `veertien records export`.

    Between two pages nothing is held: who takes a download slowly holds up no reader, and no writer. Where the database
    fails on the way, or nothing is taken for a minute, the connection breaks off, so that nobody takes a part for the
    whole. Raises NoRecordsError and DatabaseUnusableError where it fails before.
    """

    async def part(after: Key | None) -> _Part:
        return await records.ask(lambda database: _part(database, scope, chosen, after))

    found = await part(None)
    answer = web.StreamResponse(headers={**NO_STORE, "Content-Disposition": 'attachment; filename="calls.csv"'})
    answer.content_type, answer.charset = "text/csv", "utf-8"
    await answer.prepare(request)
    if request.method == "HEAD":
        return answer
    try:
        await _write(answer, found.text)
        while found.next is not None:
            found = await part(found.next)
            await _write(answer, found.text)
    except (DatabaseUnusableError, _StuckError) as error:
        structlog.get_logger(__name__).warning("download_broken_off", why=str(error))
        if request.transport is not None:
            request.transport.abort()
        return answer
    await answer.write_eof()
    return answer


class _StuckError(Exception):
    """Who downloads takes nothing any more."""


async def _write(answer: web.StreamResponse, text: bytes) -> None:
    try:
        async with asyncio.timeout(UNREAD_SECONDS):
            await answer.write(text)
    except TimeoutError:
        raise _StuckError(f"nothing was taken of it for {UNREAD_SECONDS} seconds") from None


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines of the CSV."""

    text: bytes
    next: Key | None
    """Behind which there are more; None where there are none."""


def _part(database: Database, scope: Scope, chosen: CallFilter, after: Key | None) -> _Part:
    """Return the lines behind a key, the first below the columns; in the reader's thread, as it takes a while."""
    found = page_of_calls(database, scope, chosen, _ROWS_AT_ONCE, after, oldest_first=True)
    columns, *lines = csv_lines(CALL.columns.keys(), found.rows)
    return _Part("".join([columns, *lines] if after is None else lines).encode(), found.next)
