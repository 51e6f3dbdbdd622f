"""What `EXEC AudioSocket` means when it comes back."""

import pytest

from veertien.asterisk.audiosocket.events import EndReason
from veertien.asterisk.audiosocket.session import AudioOutcome, judge_audio

UP = 6


@pytest.mark.parametrize(
    ("result", "status", "ended", "outcome"),
    [
        # We ended it, and the caller is there.
        ("0", UP, EndReason.CLOSED_HERE, AudioOutcome.FINISHED),
        # We ended it just as Asterisk gave up; the conversation was over all the same.
        ("-1", UP, EndReason.CLOSED_HERE, AudioOutcome.FINISHED),
        # The caller hung up: in the question, in the very moment it was over, before the connection, unnoticed yet.
        ("-1", None, EndReason.EOF, AudioOutcome.HUNG_UP),
        ("-1", None, EndReason.CONNECTION_LOST, AudioOutcome.HUNG_UP),
        ("0", None, EndReason.CLOSED_HERE, AudioOutcome.HUNG_UP),
        ("-1", None, EndReason.NEVER_CONNECTED, AudioOutcome.HUNG_UP),
        ("-1", None, None, AudioOutcome.HUNG_UP),
        ("-1", -1, EndReason.EOF, AudioOutcome.HUNG_UP),
        # The AGI connection or the channel went before there was a reply.
        (None, None, EndReason.EOF, AudioOutcome.HUNG_UP),
        # Refused connection, bad UUID: -1 and never connected. Refused by us, UUID unknown: 0 and never connected.
        ("-1", UP, EndReason.NEVER_CONNECTED, AudioOutcome.AUDIO_FAILED),
        ("0", UP, EndReason.NEVER_CONNECTED, AudioOutcome.AUDIO_FAILED),
        # Asterisk's own time-out or an unknown frame: -1 and a plain end of stream, seen by us or not yet.
        ("-1", UP, EndReason.EOF, AudioOutcome.AUDIO_FAILED),
        ("-1", UP, None, AudioOutcome.AUDIO_FAILED),
        ("-1", UP, EndReason.PROTOCOL_ERROR, AudioOutcome.AUDIO_FAILED),
        ("-1", UP, EndReason.STALLED, AudioOutcome.AUDIO_FAILED),
        ("0", UP, EndReason.SERVER_STOPPED, AudioOutcome.AUDIO_FAILED),
        ("-2", UP, EndReason.NEVER_CONNECTED, AudioOutcome.AUDIO_FAILED),
    ],
)
def test_the_cases_are_told_apart(
    result: str | None, status: int | None, ended: EndReason | None, outcome: AudioOutcome
) -> None:
    assert judge_audio(result, status, ended).outcome is outcome


def test_a_missing_application_is_named_with_its_cure() -> None:
    assert "load app_audiosocket.so" in judge_audio("-2", UP, EndReason.NEVER_CONNECTED).reason


@pytest.mark.parametrize("ended", [*EndReason, None])
@pytest.mark.parametrize("result", ["0", "-1", "-2", None, "what?"])
@pytest.mark.parametrize("status", [None, UP])
def test_every_case_has_an_outcome_and_a_reason(
    result: str | None, status: int | None, ended: EndReason | None
) -> None:
    verdict = judge_audio(result, status, ended)
    assert verdict.reason
    assert (verdict.outcome is AudioOutcome.HUNG_UP) == (status is None)
