"""What callers are heard by: PocketSphinx first, and in doubt the second ear, as far as it answers in time."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog

from veertien.conversation import Listen
from veertien.frames import HERTZ
from veertien.inquiry import Understanding
from veertien.speech import GrammarSpec, Recognition
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

    async def understand(
        self, understanding: Understanding, pcm: bytes, listen: Listen, urgent: asyncio.Event
    ) -> Recognition:
        """Recognise one utterance, s16le at 8 kHz; until `urgent` is set it may turn out useless.

        A clear answer waits for nobody. Raises RecogniserUnavailableError where PocketSphinx has no answer.
        """

        async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
            return await self.pocketsphinx.recognise(pcm, HERTZ, spec, urgent, factors)

        first = await understanding.understand(search, listen)
        if self.second is None or first.doubt is None:
            return first
        began = time.monotonic()
        both = await _heard_again(self.second, first, first.doubt, urgent)
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
