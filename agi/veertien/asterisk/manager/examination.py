"""One look at an Asterisk over a manager connection of its own, for who is no daemon."""

import asyncio
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass

from veertien.asterisk.manager.connection import AmiRefusedError, AmiUnavailableError, OneConnection
from veertien.asterisk.manager.pbx_details import PbxDetails, read_details
from veertien.asterisk.manager.pbx_facts import PbxFacts, read_facts
from veertien.asterisk.manager.rights import AmiRights, read_rights
from veertien.asterisk.manager.trunk_states import EndpointStates
from veertien.routing import TrunkState


@dataclass(frozen=True, slots=True)
class ExaminedPbx:
    """What was seen of it."""

    facts: PbxFacts
    details: PbxDetails
    states: Mapping[str, TrunkState]
    """Of each endpoint."""


async def examine_pbx(
    manager: OneConnection,
    rights: AmiRights,
    states: Mapping[str, TrunkState],
    variables: Collection[str],
    first: Collection[str],
    numbers: Iterable[str],
    deadline_seconds: float,
) -> ExaminedPbx:
    """Ask over a connection that is logged in; as read_facts and read_details do."""
    facts = await read_facts(manager, rights, states, variables, deadline_seconds)
    details = await read_details(manager, rights, facts.endpoints, first, numbers, deadline_seconds)
    return ExaminedPbx(facts, details, states)


async def log_in(manager: OneConnection, username: str, secret: str, deadline_seconds: float) -> AmiRights:
    """Connect, log in, and return what this login is allowed; the deadline is each step's. Raises as opened does."""
    # Only these events: on a busy PBX the others would cost more than the calls.
    await opened(manager, username, secret, "system,user", deadline_seconds)
    return await read_rights(manager, username, deadline_seconds)


async def opened(manager: OneConnection, username: str, secret: str, events: str, deadline_seconds: float) -> None:
    """Connect and log in, for these classes of events ("off" for none); the deadline is each step's.

    Raises OSError when nobody listens, AmiUnavailableError without an answer in time, and AmiRefusedError for a wrong
    user or secret.
    """
    try:
        async with asyncio.timeout(deadline_seconds):
            await manager.connect()
    except TimeoutError:
        raise AmiUnavailableError(f"no connection within {deadline_seconds:g} seconds") from None
    login = {"Action": "Login", "Username": username, "Secret": secret, "Events": events}
    try:
        await manager.ask(login, deadline_seconds)
    except AmiRefusedError as error:
        raise AmiRefusedError(f"{error}; compare the AMI user and secret with Asterisk's manager.conf") from None


async def examine_once(
    host: str,
    port: int,
    username: str,
    secret: str,
    variables: Collection[str],
    first: Collection[str],
    numbers: Iterable[str],
    deadline_seconds: float,
) -> ExaminedPbx | AmiRights:
    """Log in, look and log out; returns the rights alone where they are too small to look at anything.

    Raises as log_in and examine_pbx do.
    """
    manager = OneConnection(host, port)
    with closing(manager):
        rights = await log_in(manager, username, secret, deadline_seconds)
        if not rights.asks_system:
            return rights
        states = await EndpointStates().read(manager, deadline_seconds)
        return await examine_pbx(manager, rights, states, variables, first, numbers, deadline_seconds)
