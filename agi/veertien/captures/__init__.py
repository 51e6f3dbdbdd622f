"""What callers said, kept encrypted for a while with what became of it, to learn from; calls can do without it."""

from veertien.captures.became import CapturedAnswer, what_became
from veertien.captures.capture import About, AskedWhen, Became, Capture, CapturedGuess, Label, hour_of, new_id
from veertien.captures.codec import CaptureKey, CaptureUnreadableError
from veertien.captures.exporting import export, wav_of
from veertien.captures.keeper import CaptureKeeper
from veertien.captures.labels import NONE_OF_THESE, SpokenName, said_in
from veertien.captures.store import CaptureStore

__all__ = [
    "NONE_OF_THESE",
    "About",
    "AskedWhen",
    "Became",
    "Capture",
    "CaptureKeeper",
    "CaptureKey",
    "CaptureStore",
    "CaptureUnreadableError",
    "CapturedAnswer",
    "CapturedGuess",
    "Label",
    "SpokenName",
    "export",
    "hour_of",
    "new_id",
    "said_in",
    "wav_of",
    "what_became",
]
