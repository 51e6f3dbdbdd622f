"""Calls as the stream tells of them, for tests of what is kept of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from veertien.callflow import (
    Arrival,
    CallEnd,
    CallRecord,
    CallRecorded,
    CallTimes,
    HeardName,
    NameHeard,
    Question,
    QuestionParts,
    TurnedAway,
)

NOON = datetime(2026, 11, 28, 12, 0, 0, 123_456, tzinfo=UTC)
NODE = "pbx1"


def asked_call(
    call: str = "1795445830.0", at: datetime = NOON, municipality: str = "GM0420", outcome: str = "connect"
) -> CallRecorded:
    """A call whose caller was asked, confirmed a name, and was put through behind somebody who was busy."""
    parts = QuestionParts(120, 2000, 700, 900, 410, 90, 1780)
    question = Question(
        parts.whole / 1000,
        2,
        "confirmed",
        (HeardName(municipality, 0.83), HeardName("yes", 0.97)),
        5.6,
        False,
        parts,
        1,
        0,
    )
    record = CallRecord(
        call=call,
        dialled="140229",
        area_code="0229",
        caller_area_code="0229",
        outcome=outcome,
        municipality=municipality,
        trunks=("medemblik", "operator"),
        reason="Medemblik was chosen.",
        decided_seconds=6.2,
        question=question,
        asked="open",
        reason_code="chosen",
    )
    end = CallEnd(
        call,
        "ANSWER",
        "trunk-operator",
        2,
        False,
        16,
        (TurnedAway("trunk-medemblik", "busy", 17, 486),),
        200,
        21.5,
        "caller",
    )
    times = CallTimes(
        at,
        at + timedelta(seconds=0.2),
        at + timedelta(seconds=6.2),
        at + timedelta(seconds=6.25),
        at + timedelta(seconds=40),
    )
    arrival = Arrival("8f0a6a31@198.51.100.7", False, "fixed", "0.1.0 8d6c01f24ab7", "52f23d2cf9c4", "0d9bfae0b7a1")
    return CallRecorded(call, at + timedelta(seconds=40), record, end, arrival, times)


def heard(call: str = "1795445830.0", at: datetime = NOON) -> Sequence[NameHeard]:
    """What that caller said."""
    line = {"snr_db": 22.5, "clipped": 0.0, "lost": 0.01}
    return (
        NameHeard(
            call,
            at + timedelta(seconds=3),
            "GM0420",
            0.83,
            1.1,
            0.09,
            line,
            "agreed",
            0.31,
            "asking",
            "confirm",
            "GM0405",
            0.2,
        ),
        NameHeard(
            call,
            at + timedelta(seconds=5),
            "yes",
            0.97,
            0.5,
            0.05,
            line,
            None,
            None,
            "confirming",
            "accept",
            over_prompt=True,
        ),
    )
