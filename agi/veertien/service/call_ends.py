"""What the dialplan's hangup handler says of a call's end: in an event, and in a global variable that stays a while."""

from collections.abc import Iterator, Mapping

from veertien.records import CallEnd, TurnedAway

OUTCOME_EVENT = "VeertienOutcome"
#: The variables in which dialplan/extensions.conf keeps ends, until the end of a later call takes the place.
KEPT_ENDS = tuple(f"VEERTIEN_KEPT_{place}" for place in range(499))
#: SIP answers below this one only say how far a call is.
FIRST_FINAL_STATUS = 200
#: What a kept end ends with, unless Asterisk has cut it.
_WHOLE = ","


def call_end(fields: Mapping[str, str]) -> CallEnd:
    """Read the fields of the event."""
    return CallEnd(
        call=fields.get("Call", ""),
        result=fields.get("Result", ""),
        endpoint=fields.get("Endpoint", ""),
        attempt=_number(fields.get("Try", "")),
        fell_back=fields.get("Fallback", "") == "yes",
        cause=_number(fields.get("Cause", "")),
        turned_away=tuple(_turned_away(fields.get("Away", ""))),
        sip_status=_final_status(fields.get("Status", "")),
    )


def kept_end(text: str) -> CallEnd:
    """Read one of the variables: the event's fields as the dialplan writes them, parted by commas.

    Of a text that Asterisk has cut, the destination in which it did is left out.
    """
    if not text.endswith(_WHOLE):
        text = text.rpartition(" ")[0]
    return call_end(dict(_fields(text)))


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for field in text.split(","):
        name, _, value = field.partition(": ")
        yield name, value


def _turned_away(text: str) -> Iterator[TurnedAway]:
    """Read the dialplan's list, such as "trunk-hoorn/busy/17/486 trunk-full/full/34"."""
    for part in text.split():
        endpoint, end, cause, status = [*part.split("/"), "", "", ""][:4]
        yield TurnedAway(endpoint, end, _number(cause), _final_status(status))


def _final_status(text: str) -> int | None:
    status = _number(text)
    return status if status >= FIRST_FINAL_STATUS else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
