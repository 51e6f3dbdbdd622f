"""What callers are heard by: PocketSphinx first, and in doubt the second ear, as far as it answers in time."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

import structlog

from veertien.frames import HERTZ
from veertien.speech import Recognition
from veertien.speech.processes.pool import ProcessPool
from veertien.speech.processes.recognisers import RecogniserPool
from veertien.speech.processes.second_ears import SecondEarPool, SecondEarUnavailableError
from veertien.speech.recognition.doubt import Doubt
from veertien.speech.recognition.joining import joined
from veertien.speech.recognition.second_opinion import CameOfAsking, SecondOpinion

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ears:
    """The processes that hear callers."""

    pocketsphinx: RecogniserPool
    second: SecondEarPool | None = None
    """None where there is no second ear."""

    @property
    def pools(self) -> tuple[ProcessPool[Any, Any], ...]:
        """All of them."""
        return (self.pocketsphinx, self.second) if self.second else (self.pocketsphinx,)

    def begin(self, pcm: bytes) -> None:
        """Let the second ear, where there is one, listen to an utterance (s16le, 8 kHz, mono) while PocketSphinx does.

        Where answers wait for a recogniser it doesn't, as it is not asked then.
        """
        if self.second is not None and not self.pocketsphinx.pressed:
            self.second.listen(pcm)

    async def reconsider(self, first: Recognition, doubt: Doubt, urgent: asyncio.Event) -> Recognition:
        """Return what both ears make of an answer that PocketSphinx leaves in doubt, as far as that comes in time.

        Until `urgent` is set it may turn out useless. Without a second ear it is `first`; never raises.
        """
        if self.second is None:
            return first
        began = time.monotonic()
        both = await _heard_again(self.second, first, doubt, urgent)
        return replace(both or first, second_opinion=SecondOpinion(_came(first, both), time.monotonic() - began))


async def _heard_again(
    second: SecondEarPool, first: Recognition, doubt: Doubt, urgent: asyncio.Event
) -> Recognition | None:
    """Return what both ears understood; None where the second had no answer in time."""
    # A new process takes seconds to start, longer than anybody may wait for it.
    if not second.ready:
        return None
    try:
        return joined(first, await second.hear(doubt.pcm, HERTZ, doubt.texts, urgent))
    except SecondEarUnavailableError as error:
        _log.debug("second_ear_unavailable", why=str(error))
    except Exception:
        # Whatever broke there, what PocketSphinx understood is as good as before.
        _log.exception("second_ear_failed")
    return None


def _came(first: Recognition, both: Recognition | None) -> CameOfAsking:
    if both is None:
        return CameOfAsking.UNAVAILABLE
    before, after = ([guess.key for guess in one.guesses[:1]] for one in (first, both))
    return CameOfAsking.AGREED if before == after else CameOfAsking.CHANGED
