"""Calls that ended while AMI was away: nobody told of their ends, so they are found by their channels being gone."""

import asyncio

import structlog

from veertien.asterisk.manager.connection import AmiError
from veertien.asterisk.manager.link import ManagerLink
from veertien.records import Ledger

#: Seconds between two looks for another login; events of calls that end at the login itself arrive meanwhile.
LOOK_SECONDS = 1.0


async def find_lost_ends(manager: ManagerLink, ledger: Ledger) -> None:
    """After each login, close the calls that Asterisk no longer has; until cancelled."""
    log = structlog.get_logger(__name__)
    looked = 0
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        login = manager.logins
        if login == looked or not manager.connected:
            continue
        waiting = ledger.awaiting_end
        try:
            living = await manager.living_calls()
        except AmiError as error:
            log.warning("lost_ends_not_looked_for", why=str(error))
            continue
        looked = login
        for call in waiting - living:
            ledger.ended_unheard(call)
