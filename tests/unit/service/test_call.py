"""A call that is broken off while it is decided is the fallback's, and is not kept open for ever."""

import asyncio
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import AsyncMock, Mock

import pytest

from veertien.callflow import CallGivenUp
from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.inquiry import Inquiries
from veertien.records import CallStream, Ledger
from veertien.routing import AMSTERDAM, CallLimiter
from veertien.service.calls.call import CallServices
from veertien.service.calls.crowd import Crowd
from veertien.service.calls.remembering import Remembering

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=AMSTERDAM)


async def test_a_call_whose_connection_is_cut_off_is_given_up(small_config: Path, names: Gazetteer) -> None:
    """As the server does with one that is idle for too long, and at the end of the daemon's grace."""
    stream = CallStream()
    given_up: list[CallGivenUp] = []
    stream.listen(CallGivenUp, given_up.append)
    ledger = Ledger(stream, lambda: NOON)
    inquiries = Inquiries(load_tables(small_config, names), {})
    edition = SimpleNamespace(at=lambda _: inquiries, loaded=SimpleNamespace(digest="tables"), model_digest="model")
    in_force = Mock(taken=lambda: nullcontext(edition))
    services = CallServices(
        over_audio=Mock(),
        stream=stream,
        clock=lambda: NOON,
        manager=None,
        limiter=CallLimiter(),
        remembering=Remembering(None),
        capturing=None,
        version="1",
        in_force=in_force,
        crowd=Crowd(in_force),
        recent_choices=None,
    )
    reached = asyncio.Event()

    async def never(_: object) -> None:
        reached.set()
        await asyncio.Event().wait()

    variables = {"extension": "14999", "uniqueid": "1.0"}
    agi = Mock(request=SimpleNamespace(variables=variables), conclude=AsyncMock(side_effect=never))
    call = asyncio.create_task(services.decide(agi))
    async with asyncio.timeout(30):
        await reached.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert [event.call for event in given_up] == ["1.0"]
    assert ledger.open_calls == 0
