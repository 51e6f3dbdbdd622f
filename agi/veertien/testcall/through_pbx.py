"""A test call through the running PBX, from the dialplan's own entrance to whoever takes it."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from enum import Enum
from operator import itemgetter
from uuid import uuid4

from veertien.asterisk.dialplan import contract
from veertien.config import AriSettings
from veertien.conversation import Guess, Policy, Verdict, verdict_on
from veertien.routing import Outcome
from veertien.testcall.ari import AriLink, AriRefusedError
from veertien.testcall.caller import CallPlacer
from veertien.testcall.placed_call import Moment, PlacedCall, Step

_APPLICATION = "veertien-call"
ENTRANCE = "veertien-inbound"
"""The dialplan's context that a carrier's calls come to."""

CONNECT_SECONDS = 5.0
_LOOK_SECONDS = 0.1
"""Seconds between two looks at what the dialplan has decided."""

STAY_SECONDS = 2.0
"""Seconds the caller stays once put through."""

MOST_SECONDS = 120.0

_DECIDED, _FELL_BACK, _PUT_THROUGH = "decided", "fell back", "put through"
"""Moments that say where a call ended."""

Show = Callable[[Moment], None]


class TakenBy(Enum):
    """Who took a call."""

    MUNICIPALITY = "municipality"
    SOMEBODY_ELSE = "somebody else"
    """The operator, or who takes the calls of a municipality that is closed."""
    FALLBACK = "fallback"
    """Whom the dialplan calls without the daemon."""
    NOBODY = "nobody"


def end_of(call: PlacedCall) -> TakenBy:
    """Return who took a call that is over."""
    if call.at(_PUT_THROUGH) is None:
        return TakenBy.NOBODY
    if call.at(_FELL_BACK) is not None:
        return TakenBy.FALLBACK
    decided = [moment.detail for moment in call.moments if moment.what == _DECIDED]
    return TakenBy.MUNICIPALITY if decided and decided[-1].split()[0] == Outcome.CONNECT else TakenBy.SOMEBODY_ELSE


async def call_through(
    ari: AriSettings, number: str, steps: Sequence[Step], caller_id: str, show: Show, policy: Policy | None = None
) -> PlacedCall:
    """Place a call, carry out the caller's steps, and return when it is over. `show` gets each moment as it happens.

    By `policy` it is told which answers were not understood. Raises AriUnavailableError and AriRefusedError when the
    call can't be placed, TimeoutError when it isn't over after `MOST_SECONDS`.
    """
    # A name of its own: of two with one name Asterisk tells the second alone what happens to the calls of both.
    link = AriLink(ari.url, ari.username, ari.password, f"{_APPLICATION}-{uuid4().hex}")
    await link.start(CONNECT_SECONDS)
    try:
        placing = CallPlacer(link, lambda _, moment: show(moment))
        return await placing.call(
            f"Local/{number}@{ENTRANCE}/n",
            number,
            steps,
            caller_id=caller_id,
            over=lambda call: _decided(link, call, show, policy),
            until=lambda call: _put_through(link, call, show),
            most_seconds=MOST_SECONDS,
        )
    finally:
        await link.stop()


def heard_moment(answer: str, policy: Policy | None) -> tuple[str, str]:
    """Return the moment at which an answer was heard, and its detail; `answer` is as the dialplan has it: KEY/0.83."""
    key, _, confidence = answer.rpartition("/")
    if policy is not None and verdict_on(Guess(key, float(confidence)), policy) is Verdict.REJECT:
        return "not understood", f"(best: {answer})"
    return "understood", answer


async def _decided(link: AriLink, call: PlacedCall, show: Show, policy: Policy | None) -> None:
    """Wait for the decision; show it, and what was understood."""
    # The call's own end and its longest duration end this wait and the next from outside.
    while not (await _variable(link, call, contract.DECIDED) or await _variable(link, call, contract.FELL_BACK)):
        await asyncio.sleep(_LOOK_SECONDS)
    if not await _variable(link, call, contract.DECIDED):
        return
    heard = await _exchanges(link, call, contract.HEARD, contract.HEARD_AT)
    asked = await _exchanges(link, call, contract.ASKED, contract.ASKED_AT)
    told = [(seconds, *heard_moment(one, policy)) for seconds, one in heard]
    # An answer brings the next question along, so at the same moment the answer comes first.
    told += ((seconds, "asked", one) for seconds, one in asked)
    for moment in sorted(told, key=itemgetter(0)):
        show(call.note_late(*moment))
    names = (contract.OUTCOME, contract.MUNICIPALITY, contract.HOW)
    values = [await _variable(link, call, name) for name in names]
    show(call.note(_DECIDED, " ".join(filter(None, values))))


async def _exchanges(link: AriLink, call: PlacedCall, what: str, when: str) -> list[tuple[float, str]]:
    """Return what was said or heard, and when: as the daemon gets a call at once, in seconds after dialling too."""
    said, at = [(await _variable(link, call, name)).split() for name in (what, when)]
    return [(float(seconds), one) for seconds, one in zip(at, said, strict=True)]


async def _put_through(link: AriLink, call: PlacedCall, show: Show) -> None:
    """Wait until the far half of the Local channel talks to a destination, and stay a little."""
    while not await _variable(link, call, "BRIDGEPEER"):
        await asyncio.sleep(_LOOK_SECONDS)
    if await _variable(link, call, contract.FELL_BACK):
        show(call.note(_FELL_BACK))
    number, endpoint = [await _variable(link, call, name) for name in (contract.NUMBER, contract.ENDPOINT)]
    show(call.note(_PUT_THROUGH, f"{number} on {endpoint}"))
    await asyncio.sleep(STAY_SECONDS)


async def _variable(link: AriLink, call: PlacedCall, name: str) -> str:
    # ARI answers 404 for a variable that isn't set, and for a channel that has gone.
    with contextlib.suppress(AriRefusedError):
        answer = await link.request("channels", "getChannelVar", channelId=call.far_channel, variable=name)
        return str(answer["value"])
    return ""
