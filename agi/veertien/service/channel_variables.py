"""The channel variables between the daemon and the dialplan; each name stands here and in dialplan/extensions.conf."""

from collections.abc import Iterator, Sequence

from veertien.records import Question
from veertien.release import Release
from veertien.routing import Bar, CallerId, Decision, Outcome

VERSION = "VEERTIEN_VERSION"
OUTCOME = "VEERTIEN_OUTCOME"
MUNICIPALITY = "VEERTIEN_MUNICIPALITY"
HOW = "VEERTIEN_HOW"
ASKED = "VEERTIEN_ASKED"
HEARD = "VEERTIEN_HEARD"
DIALLED = "VEERTIEN_DIALLED"
COUNT = "VEERTIEN_COUNT"
ENDPOINT = "VEERTIEN_ENDPOINT_{}"
NUMBER = "VEERTIEN_NUMBER_{}"
CAPACITY = "VEERTIEN_CAPACITY_{}"
ANONYMOUS = "VEERTIEN_ANONYMOUS_{}"
DIVERSION = "VEERTIEN_DIVERSION_{}"
HEADER = "VEERTIEN_HEADER_{}"
RING = "VEERTIEN_RING_{}"
KEEPS = "VEERTIEN_KEEPS_{}"
CAUSE = "VEERTIEN_CAUSE"
DECIDED = "VEERTIEN_DECIDED"

CONNECT = "connect"
REFUSE = "refuse"
END = "end"

#: Hangup causes of Q.850 for calls that are refused. Asterisk makes 404, 403 and 486 of them.
UNALLOCATED, REJECTED, USER_BUSY = 1, 21, 17
#: The dialplan tries no more than this many.
MOST_DESTINATIONS = 20
#: Questions and answers that are told, the last ones: Asterisk takes lines of limited length.
MOST_TURNS = 20


def variables_of(
    decision: Decision, release: Release, question: Question | None = None, asked: Sequence[str] = ()
) -> Iterator[tuple[str, str]]:
    """Give the variables that tell the dialplan a decision, in the order to set them: the last one makes it count.

    `question` is how the question to the caller went, where one was asked, and `asked` what (see `Telling`).
    """
    destinations = decision.destinations[:MOST_DESTINATIONS]
    yield VERSION, release.name
    yield OUTCOME, decision.outcome.value
    yield MUNICIPALITY, decision.municipality.code if decision.municipality else ""
    yield HOW, question.how if question else ""
    heard = question.heard[-MOST_TURNS:] if question else ()
    yield ASKED, " ".join(asked[-MOST_TURNS:])
    yield HEARD, " ".join(f"{name.key}/{name.confidence:.2f}" for name in heard)
    yield DIALLED, decision.dialled
    for place, destination in enumerate(destinations, 1):
        trunk = destination.trunk
        yield ENDPOINT.format(place), trunk.endpoint
        yield NUMBER.format(place), destination.number
        yield CAPACITY.format(place), str(trunk.capacity)
        yield ANONYMOUS.format(place), _flag(trunk.caller_id is CallerId.ANONYMOUS)
        yield DIVERSION.format(place), _flag(trunk.diversion)
        yield HEADER.format(place), trunk.header or ""
        yield RING.format(place), str(destination.ring_seconds or "")
        yield KEEPS.format(place), "-".join(sorted(destination.keeps))
    yield COUNT, str(len(destinations))
    if decision.outcome is Outcome.REFUSED:
        yield CAUSE, str(_cause(decision))
    yield DECIDED, _decided(decision)


def _decided(decision: Decision) -> str:
    if decision.outcome is Outcome.REFUSED:
        return REFUSE
    return CONNECT if decision.destinations else END


def _cause(decision: Decision) -> int:
    if decision.barred is None:
        return decision.cause or UNALLOCATED
    match decision.barred.why:
        case Bar.BLOCKED:
            return REJECTED
        case Bar.TOO_MANY:
            return USER_BUSY


def _flag(value: bool) -> str:
    return "yes" if value else "no"
