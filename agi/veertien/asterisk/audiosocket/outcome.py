"""Telling apart why Asterisk's AudioSocket application came back."""

from dataclasses import dataclass
from enum import StrEnum

from veertien.asterisk.audiosocket.events import EndReason


class AudioOutcome(StrEnum):
    """What is left to do for the caller after the audio session."""

    FINISHED = "finished"
    """The conversation was over and the caller is still there."""
    AUDIO_FAILED = "audio_failed"
    """The audio broke down but the caller is still there: someone must take the call."""
    HUNG_UP = "hung_up"
    """The caller is gone."""


@dataclass(frozen=True, slots=True)
class AudioVerdict:
    """An outcome and the reason for it, in one sentence."""

    outcome: AudioOutcome
    reason: str


_FAILURES = {
    EndReason.NEVER_CONNECTED: "Asterisk never connected to the AudioSocket server",
    EndReason.EOF: "Asterisk ended the audio session while the caller was still there",
    EndReason.HANGUP: "Asterisk ended the audio session while the caller was still there",
    EndReason.PEER_ERROR: "Asterisk reported an error on the audio session",
    EndReason.PROTOCOL_ERROR: "Asterisk's side of the audio session broke the AudioSocket protocol",
    EndReason.CONNECTION_LOST: "the audio connection to Asterisk was lost",
    EndReason.STALLED: "Asterisk stopped reading the audio session",
    EndReason.SERVER_STOPPED: "the audio server was stopped",
}

_NO_SUCH_APPLICATION = "-2"


def judge_audio(result: str | None, channel_status: int | None, ended: EndReason | None) -> AudioVerdict:
    """Say what became of an audio session.

    `result` is the result of `EXEC AudioSocket` (None when no reply came because the channel or the AGI connection was
    gone), `channel_status` that of `CHANNEL STATUS` asked after it (None when it was answered 511 or not at all), and
    `ended` how the audio session ended (None when it had not noticed yet).

    Asterisk answers -1 for a caller who hung up, but also for a refused connection, a bad UUID and its own 2 s
    time-out, with the channel alive; and 0 both when we ended the session and when we refused it. So the channel's
    status decides whether the caller is there, and our own end of the session whether the conversation was over.
    """
    if channel_status is None or channel_status < 0:
        return AudioVerdict(AudioOutcome.HUNG_UP, "the caller hung up")
    if ended is EndReason.CLOSED_HERE:
        return AudioVerdict(AudioOutcome.FINISHED, "the conversation was over")
    if result == _NO_SUCH_APPLICATION:
        reason = "Asterisk has no application AudioSocket: load app_audiosocket.so"
    elif ended is None:
        reason = "Asterisk left the AudioSocket application while the session was open"
    else:
        reason = _FAILURES[ended]
    return AudioVerdict(AudioOutcome.AUDIO_FAILED, reason)
