"""Which trunks are up, by Asterisk's manager interface.

The state of a trunk is its PJSIP endpoint's device state, of which ``PJSIPShowEndpoints`` lists all at once.
(``PJSIPShowContacts`` leaves out contacts written in an AOR, so it is of no use for trunks.) A device is Unavailable
both when its contact is dead and when it has not been asked yet, as after a start of Asterisk; the contact's own
state, which ``PJSIPShowEndpoint`` has, parts the two.

One OPTIONS without an answer in time is enough for Asterisk to call a contact dead, and the next one is due after
``qualify_frequency``. So a trunk that goes down is asked once more at once: where only the one was lost or late, it is
back after a round trip.
"""

from contextlib import suppress

from veertien.asterisk.manager.connection import AmiMessage, AmiRefusedError, OneConnection
from veertien.routing import TrunkState

_NO_ENDPOINTS = "no endpoints found"
_NO_SUCH_ENDPOINT = "unable to retrieve endpoint"
_UNAVAILABLE = "Unavailable"
_DEVICE_STATES = {"Invalid": TrunkState.UNKNOWN, "Unknown": TrunkState.UNKNOWN}
_NOT_ASKED_YET = ("NonQualified", "Unknown", "Created")
"""States of a contact that no OPTIONS was answered by or given up on yet: Asterisk 20's and its successors' words."""


async def read_endpoints(manager: OneConnection, deadline_seconds: float) -> frozenset[str]:
    """Return the names of all PJSIP endpoints that there are now. Raises as OneConnection.ask does."""
    return frozenset(message.objectname for message in await _listed(manager, deadline_seconds))


async def ask_again(manager: OneConnection, endpoint: str, deadline_seconds: float) -> None:
    """Have Asterisk ask this endpoint's contacts by OPTIONS now; what comes of it is told by an event.

    Raises AmiUnavailableError as OneConnection.ask does.
    """
    # Refused for one that has been taken out of pjsip.conf since.
    with suppress(AmiRefusedError):
        await manager.ask({"Action": "PJSIPQualify", "Endpoint": endpoint}, deadline_seconds)


class EndpointStates:
    """Reads the endpoints' states, and keeps in mind which unavailable ones were asked about one by one."""

    def __init__(self) -> None:
        # By endpoint: the contacts it had, and what came out.
        self._looked_at: dict[str, tuple[str, TrunkState]] = {}

    def changed(self, endpoint: str) -> None:
        """Take note that a contact of this endpoint has got another state: it is looked at anew."""
        self._looked_at.pop(endpoint, None)

    def forget_unknown(self) -> None:
        """Have endpoints that had not been asked yet looked at anew, though no event reported a change."""
        self._looked_at = {
            endpoint: known for endpoint, known in self._looked_at.items() if known[1] is not TrunkState.UNKNOWN
        }

    async def read(self, manager: OneConnection, deadline_seconds: float) -> dict[str, TrunkState]:
        """Return the state of each PJSIP endpoint by its name.

        An endpoint whose AOR has no ``qualify_frequency`` is always UP, since Asterisk doesn't ask it. Raises as
        OneConnection.ask does; each of its questions has the deadline.
        """
        states: dict[str, TrunkState] = {}
        looked_at: dict[str, tuple[str, TrunkState]] = {}
        for message in await _listed(manager, deadline_seconds):
            endpoint = message.objectname
            if message.devicestate != _UNAVAILABLE:
                states[endpoint] = _DEVICE_STATES.get(message.devicestate, TrunkState.UP)
                continue
            contacts, state = self._looked_at.get(endpoint, ("", TrunkState.DOWN))
            if endpoint not in self._looked_at or contacts != message.contacts:
                contacts, state = message.contacts, await self._unavailable(manager, endpoint, deadline_seconds)
            states[endpoint] = state
            looked_at[endpoint] = contacts, state
        self._looked_at = looked_at
        return states

    async def _unavailable(self, manager: OneConnection, endpoint: str, deadline_seconds: float) -> TrunkState:
        """Return UNKNOWN for an endpoint that has a contact which has not been asked yet, else DOWN."""
        try:
            messages = await manager.ask({"Action": "PJSIPShowEndpoint", "Endpoint": endpoint}, deadline_seconds)
        except AmiRefusedError as error:
            # Taken out of pjsip.conf since it was listed.
            if _NO_SUCH_ENDPOINT not in str(error).lower():
                raise
            return TrunkState.UNKNOWN
        statuses = [message.status for message in messages if message.event == "ContactStatusDetail"]
        return TrunkState.UNKNOWN if any(status in _NOT_ASKED_YET for status in statuses) else TrunkState.DOWN


async def _listed(manager: OneConnection, deadline_seconds: float) -> list[AmiMessage]:
    try:
        messages = await manager.ask({"Action": "PJSIPShowEndpoints"}, deadline_seconds)
    except AmiRefusedError as error:
        if _NO_ENDPOINTS not in str(error).lower():
            raise
        return []
    return [message for message in messages if message.event == "EndpointList"]
