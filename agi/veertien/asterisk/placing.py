"""Places self-tests over AMI, as the user that may do nothing else.

Each has a connection of its own: Asterisk answers Originate when the call was answered or is over, and nothing else on
that connection until then.
"""

from contextlib import closing
from dataclasses import dataclass

from veertien.asterisk.dialplan import contract
from veertien.asterisk.manager.connection import AmiRefusedError, OneConnection
from veertien.asterisk.manager.examination import opened

LOGIN_SECONDS = 5.0
RING_SECONDS = 60
"""How long the call may wait for an answer: for each destination in turn, as a caller would."""
_MARGIN_SECONDS = 5.0
_NOT_ANSWERED = "Originate failed"
"""What Asterisk says when the call was placed, and nobody answered it."""


@dataclass(frozen=True, slots=True)
class SelfCall:
    """A call to be placed: its number, both of its unique ids, and the audio sessions that wait for it."""

    number: str
    near_id: str
    """Of the half that the test caller is at."""
    far_id: str
    """Of the half that goes through the dialplan: by this the daemon knows the call."""
    caller: str
    """The UUID of the caller's session."""
    trunk: str
    """That of the session which takes the call in place of a trunk."""
    audio: str
    """Where both are reached, as host and port."""


async def place_call(host: str, port: int, username: str, secret: str, call: SelfCall) -> bool:
    """Place it, and return whether it was answered: at once when it was, when the call is over where not.

    Raises OSError when nobody listens, AmiUnavailableError without an answer in time, and AmiRefusedError where this
    user can't log in or may not place calls.
    """
    manager = OneConnection(host, port)
    with closing(manager):
        await opened(manager, username, secret, "off", LOGIN_SECONDS)
        variables = {f"__{contract.TEST_EAR}": call.trunk, f"__{contract.TEST_AT}": call.audio}
        action = {
            "Action": "Originate",
            "Channel": f"{contract.LOCAL}{call.number}@{contract.SELFTEST_CONTEXT}/n",
            "Application": "AudioSocket",
            "Data": f"{call.caller},{call.audio}",
            "Timeout": str(RING_SECONDS * 1000),
            # panoramisk reads it of each Originate.
            "Async": "false",
            "ChannelId": call.near_id,
            "OtherChannelId": call.far_id,
            "Variable": ",".join(f"{name}={value}" for name, value in variables.items()),
        }
        try:
            await manager.ask(action, RING_SECONDS + _MARGIN_SECONDS)
        except AmiRefusedError as error:
            if _NOT_ANSWERED in str(error):
                return False
            raise
    return True
