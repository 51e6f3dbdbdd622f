"""What the daemon and the dialplan say to each other: each variable and event, as in dialplan/extensions.conf.

Rules. A name that changes here changes there, and its version with it; a test compares the two. The dialplan takes
nothing of what the daemon sets on trust, and the daemon nothing of what comes from there: callers wrote some of it.
DECIDED is set last, and only it makes a decision count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from veertien.asterisk.versions import inherits_headers
from veertien.callflow import CallEnd, DialledDestination, ExchangeTimes, Question, TurnedAway
from veertien.numbering import parse_caller
from veertien.routing import Bar, Call, CallerId, Decision, Outcome, trail_of

# Variables of the channel that the daemon sets.
VERSION = "VEERTIEN_VERSION"
OUTCOME = "VEERTIEN_OUTCOME"
MUNICIPALITY = "VEERTIEN_MUNICIPALITY"
HOW = "VEERTIEN_HOW"
ASKED = "VEERTIEN_ASKED"
HEARD = "VEERTIEN_HEARD"
ASKED_AT = "VEERTIEN_ASKED_AT"
HEARD_AT = "VEERTIEN_HEARD_AT"
DIALLED = "VEERTIEN_DIALLED"
ENDPOINT_OF = "VEERTIEN_ENDPOINT_{}"
NUMBER_OF = "VEERTIEN_NUMBER_{}"
CAPACITY_OF = "VEERTIEN_CAPACITY_{}"
ANONYMOUS_OF = "VEERTIEN_ANONYMOUS_{}"
DIVERSION_OF = "VEERTIEN_DIVERSION_{}"
HEADER_OF = "VEERTIEN_HEADER_{}"
RING_OF = "VEERTIEN_RING_{}"
KEEPS_OF = "VEERTIEN_KEEPS_{}"
INHERITS = "VEERTIEN_INHERITS"
COUNT = "VEERTIEN_COUNT"
CAUSE = "VEERTIEN_CAUSE"
DECIDED = "VEERTIEN_DECIDED"

CONNECT, REFUSE, END = "connect", "refuse", "end"
"""Values of DECIDED: dial the destinations, refuse the call by CAUSE, or end it."""

# Variables of the channel that the dialplan sets.
FELL_BACK = "VEERTIEN_FELL_BACK"
ENDPOINT = "VEERTIEN_ENDPOINT"
NUMBER = "VEERTIEN_NUMBER"

# Global variables that whoever installs Veertien sets, and those in which the dialplan keeps the ends of calls.
AGI = "VEERTIEN_AGI"
PATIENCE = "VEERTIEN_PATIENCE"
RING_SECONDS = "VEERTIEN_RING_SECONDS"
NATIONAL = "VEERTIEN_NATIONAL"
FALLBACK_ENDPOINT = "VEERTIEN_FALLBACK_ENDPOINT"
FALLBACK_NUMBER = "VEERTIEN_FALLBACK_NUMBER"
SETTINGS = (AGI, PATIENCE, RING_SECONDS, NATIONAL, FALLBACK_ENDPOINT, FALLBACK_NUMBER)
SELFTEST_CONTEXT = "veertien-selftest"
"""Where test calls come in that ring nobody; Local channels alone are let in."""
TEST_EAR, TEST_AT = "VEERTIEN_TEST_EAR", "VEERTIEN_TEST_AT"
"""Variables of such a call: the audio session that takes it in place of a trunk, and the address of that."""
KEPT_ENDS = tuple(f"VEERTIEN_KEPT_{place}" for place in range(499))

# Events that the dialplan sends over AMI, and their fields. VeertienOutcome is how a call ended, the variable
# VEERTIEN_OUTCOME what was decided.
END_EVENT = "VeertienOutcome"
END_FIELDS = ("Call", "Result", "Try", "Endpoint", "Fallback", "Cause", "Status", "Answered", "Talked", "By", "Away")
DIALLED_EVENT = "VeertienDialled"
DIALLED_FIELDS = ("Call", "Endpoint", "Try")
TAKEN_EVENT = "VeertienTaken"
TAKEN_FIELDS = ("Call",)
TESTED_EVENT = "VeertienTested"
TESTED_FIELDS = ("Call",)
UNMATCHED_EVENT = "VeertienUnmatched"
UNMATCHED_FIELDS = ("Number", "To")

UNALLOCATED, REJECTED, USER_BUSY = 1, 21, 17
"""Hangup causes of Q.850 for calls that are refused. Asterisk makes 404, 403 and 486 of them."""
MOST_DESTINATIONS = 20
"""The dialplan tries no more than this many."""
MOST_EXCHANGES = 20
"""Questions and answers that are set, the last ones: Asterisk takes lines of limited length."""
LOCAL = "Local/"
"""What the names of channels begin with that lead back into Asterisk."""
LONGEST_CALL_ID = 128
"""Characters of a SIP Call-ID; chan_pjsip's own have 36."""
FIRST_FINAL_STATUS = 200
"""SIP answers below this one only say how far a call is."""
_YES = "yes"
_WHOLE = ","
"""What a kept end ends with, unless Asterisk has cut it."""


@dataclass(frozen=True, slots=True)
class OfferedCall:
    """A call as the dialplan brings it, with the names that Asterisk has for it."""

    call: Call
    unique_id: str
    channel: str
    sip_call_id: str
    """Empty where the call did not come in by SIP."""
    test: bool
    """Whether it was placed on this machine: `veertien call` and the console open a Local channel."""
    selftest: bool
    """Whether it also came in at SELFTEST_CONTEXT, so that nobody is rung."""
    inherits: bool
    """Whether the trunk's channel can inherit SIP headers from the caller's."""


@dataclass(frozen=True, slots=True)
class UnmatchedCall:
    """A call that the dialplan has no pattern for: the number asked for, and the header To, both filtered there."""

    number: str
    to: str


def offered_call(variables: Mapping[str, str]) -> OfferedCall:
    """Read what AGI says of a call, without the prefix agi_; what is missing counts as empty. Raises nothing.

    A self-test has no caller: nobody's calls are counted by it, and nobody's choice is remembered.
    """
    trail = trail_of(variables.get("arg_1", ""), variables.get("arg_2", ""))
    channel = variables.get("channel", "")
    test = channel.startswith(LOCAL)
    selftest = test and variables.get("arg_4") == _YES
    number, presentation = (None, None) if selftest else (variables.get("callerid"), variables.get("callingpres"))
    caller = parse_caller(number, presentation)
    call = Call(variables.get("extension", ""), caller, trail=trail)
    sip_call_id = variables.get("arg_3", "")[:LONGEST_CALL_ID]
    inherits = inherits_headers(variables.get("version", ""))
    return OfferedCall(call, variables.get("uniqueid", ""), channel, sip_call_id, test, selftest, inherits)


def variables_of(
    decision: Decision,
    version: str,
    question: Question | None = None,
    times: ExchangeTimes | None = None,
    *,
    inherits: bool = False,
) -> Iterator[tuple[str, str]]:
    """Give the variables that carry a decision to the dialplan, in the order to set them: the last makes it count.

    `version` is the daemon's; `question` is how the question to the caller went, where one was asked, and `times` when:
    in seconds since the call came in. `inherits` is the offered call's.
    """
    destinations = decision.destinations[:MOST_DESTINATIONS]
    yield VERSION, version
    yield OUTCOME, decision.outcome.value
    yield MUNICIPALITY, decision.municipality.code if decision.municipality else ""
    yield HOW, question.how if question else ""
    heard = question.heard[-MOST_EXCHANGES:] if question else ()
    yield ASKED, " ".join(question.asked[-MOST_EXCHANGES:]) if question else ""
    yield HEARD, " ".join(f"{name.key}/{name.confidence:.2f}" for name in heard)
    for name, seconds in ((ASKED_AT, times.asked), (HEARD_AT, times.heard)) if times else ():
        yield name, " ".join(f"{each:.3f}" for each in seconds[-MOST_EXCHANGES:])
    yield DIALLED, decision.dialled
    for place, destination in enumerate(destinations, 1):
        trunk = destination.trunk
        yield ENDPOINT_OF.format(place), trunk.endpoint
        yield NUMBER_OF.format(place), destination.number
        yield CAPACITY_OF.format(place), str(trunk.capacity)
        yield ANONYMOUS_OF.format(place), "yes" if trunk.caller_id is CallerId.ANONYMOUS else "no"
        yield DIVERSION_OF.format(place), "yes" if trunk.diversion else "no"
        yield HEADER_OF.format(place), trunk.header or ""
        yield RING_OF.format(place), str(destination.ring_seconds or "")
        yield KEEPS_OF.format(place), "-".join(sorted(destination.keeps))
    yield INHERITS, _YES if inherits else ""
    yield COUNT, str(len(destinations))
    if decision.outcome is Outcome.REFUSED:
        yield CAUSE, str(_cause(decision))
        yield DECIDED, REFUSE
    else:
        yield DECIDED, CONNECT if destinations else END


def _cause(decision: Decision) -> int:
    if decision.barred is None:
        return decision.cause or UNALLOCATED
    match decision.barred.why:
        case Bar.BLOCKED:
            return REJECTED
        case Bar.TOO_MANY:
            return USER_BUSY


def call_end(fields: Mapping[str, str]) -> CallEnd:
    """Read the fields of END_EVENT, which the hangup handler sends at a call's end."""
    return CallEnd(
        call=fields.get("Call", ""),
        result=fields.get("Result", ""),
        endpoint=fields.get("Endpoint", ""),
        attempt=_number(fields.get("Try", "")),
        fell_back=fields.get("Fallback", "") == "yes",
        cause=_number(fields.get("Cause", "")),
        turned_away=tuple(_turned_away(fields.get("Away", ""))),
        sip_status=_final_status(fields.get("Status", "")),
        talk_seconds=_number(fields.get("Talked", "")) / 1000 or None,
        ended_by=fields.get("By", "") or None,
    )


def kept_end(text: str) -> CallEnd:
    """Read one of KEPT_ENDS: the event's fields as the dialplan writes them, parted by commas.

    Of a text that Asterisk has cut, the destination in which it did is left out.
    """
    if not text.endswith(_WHOLE):
        text = text.rpartition(" ")[0]
    parts = (field.partition(": ") for field in text.split(","))
    return call_end({name: value for name, _, value in parts})


def dialled_destination(fields: Mapping[str, str]) -> DialledDestination:
    """Read the fields of DIALLED_EVENT."""
    return DialledDestination(fields.get("Call", ""), fields.get("Endpoint", ""), _number(fields.get("Try", "")))


def taken_call(fields: Mapping[str, str]) -> str:
    """Read the fields of TAKEN_EVENT: the unique id of the caller's channel."""
    return fields.get("Call", "")


def tested_call(fields: Mapping[str, str]) -> str:
    """Read the fields of TESTED_EVENT: the unique id of a self-test in which each side heard the other."""
    return fields.get("Call", "")


def unmatched_call(fields: Mapping[str, str]) -> UnmatchedCall:
    """Read the fields of UNMATCHED_EVENT."""
    return UnmatchedCall(fields.get("Number", ""), fields.get("To", ""))


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
