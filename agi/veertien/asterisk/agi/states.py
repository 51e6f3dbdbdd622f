"""The whole FastAGI protocol as one table: where a session stands, what can happen to it, and where it stands then."""

from enum import Enum
from typing import Final


class AgiState(Enum):
    """Where the session stands."""

    HEADER = "reading the request header"
    IDLE = "no command is running"
    RUNNING = "a command waits for its reply"
    USAGE = "inside the usage text of a 520"
    VALUE = "inside a value of several lines"
    CLOSED = "the peer has closed the connection"
    ERROR = "the peer broke the protocol"


class AgiInput(Enum):
    """What can happen to a session."""

    HEADER_LINE = "header line"
    HEADER_END = "empty line"
    COMMAND = "command sent"
    REPLY = "reply line"
    TRYING = "1xx line"
    USAGE_START = "520- line"
    USAGE_LINE = "usage line"
    USAGE_END = "520 End of proper usage."
    VALUE_START = "reply line with an open bracket"
    VALUE_LINE = "value line"
    VALUE_END = "closing bracket"
    HANGUP = "HANGUP"
    END_OF_STREAM = "end of stream"
    OTHER = "any other line"


TRANSITIONS: Final[dict[AgiState, dict[AgiInput, AgiState]]] = {
    AgiState.HEADER: {
        AgiInput.HEADER_LINE: AgiState.HEADER,
        AgiInput.HEADER_END: AgiState.IDLE,
        AgiInput.END_OF_STREAM: AgiState.CLOSED,
    },
    AgiState.IDLE: {
        AgiInput.COMMAND: AgiState.RUNNING,
        AgiInput.HANGUP: AgiState.IDLE,
        AgiInput.END_OF_STREAM: AgiState.CLOSED,
    },
    AgiState.RUNNING: {
        AgiInput.REPLY: AgiState.IDLE,
        AgiInput.TRYING: AgiState.RUNNING,
        AgiInput.USAGE_START: AgiState.USAGE,
        AgiInput.VALUE_START: AgiState.VALUE,
        AgiInput.HANGUP: AgiState.RUNNING,
        AgiInput.END_OF_STREAM: AgiState.CLOSED,
    },
    AgiState.USAGE: {
        AgiInput.USAGE_LINE: AgiState.USAGE,
        AgiInput.USAGE_END: AgiState.IDLE,
        AgiInput.HANGUP: AgiState.USAGE,
        AgiInput.END_OF_STREAM: AgiState.CLOSED,
    },
    AgiState.VALUE: {
        # A line HANGUP in here is part of the value: Asterisk writes a reply in one go.
        AgiInput.VALUE_LINE: AgiState.VALUE,
        AgiInput.VALUE_END: AgiState.IDLE,
        AgiInput.END_OF_STREAM: AgiState.CLOSED,
    },
    AgiState.CLOSED: {AgiInput.END_OF_STREAM: AgiState.CLOSED},
    AgiState.ERROR: {},
}
