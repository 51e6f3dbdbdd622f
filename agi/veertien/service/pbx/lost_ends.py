"""Calls that ended while AMI was away: found by their channels being gone, with what the dialplan has kept of them."""

import asyncio

import structlog

from veertien.asterisk.dialplan.contract import KEPT_ENDS, kept_end
from veertien.asterisk.manager.connection import AmiError, AmiRefusedError
from veertien.asterisk.manager.link import ManagerLink
from veertien.callflow import CallEnd
from veertien.records import Ledger

ENDS_LOOK_SECONDS = 1.0
"""Seconds between two looks for another login; events of calls that end at the login itself arrive meanwhile."""


async def find_lost_ends(manager: ManagerLink, ledger: Ledger) -> None:
    """After each login, close the calls that have ended since the last one; until cancelled."""
    log = structlog.get_logger(__name__)
    looked = 0
    # What was kept before our first login: the daemon before this one has recorded it.
    before_us: frozenset[str] | None = None
    while True:
        await asyncio.sleep(ENDS_LOOK_SECONDS)
        login = manager.logins
        if login == looked or not manager.connected:
            continue
        waiting = ledger.awaiting_end
        try:
            living = await manager.living_calls()
            kept = await _kept_ends(manager)
        except AmiError as error:
            log.warning("lost_ends_not_looked_for", why=str(error))
            continue
        looked = login
        if before_us is None:
            before_us = frozenset(kept.keys() - waiting)
        for call, end in kept.items():
            if call not in before_us:
                ledger.ended(end)
        for call in waiting - living:
            ledger.ended_unheard(call)


async def _kept_ends(manager: ManagerLink) -> dict[str, CallEnd]:
    """Return the ends by their calls; none where the AMI user may not read variables, or the dialplan keeps none."""
    try:
        texts = (await manager.global_variables(KEPT_ENDS)).values()
    except AmiRefusedError:
        return {}
    return {end.call: end for end in map(kept_end, texts) if end.call}
