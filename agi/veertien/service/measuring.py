"""How much processor time an answer takes on this machine, found out beside calls by recognising one of our own."""

import asyncio
from collections.abc import Mapping
from datetime import datetime

from veertien.conversation import Expect, Listen
from veertien.inquiry.costliest import longest_answer, widest_area_code
from veertien.service.editions.in_force import Edition
from veertien.speech import Espeak, GrammarSpec, Recognition


async def answer_seconds(edition: Edition, espeak: Espeak, now: datetime) -> float | None:
    """Return how many seconds of a core the longest answer to the widest question takes; None where no area code asks.

    It goes to a recogniser as a caller's answer does. Raises RecogniserUnavailableError.
    """
    inquiries = edition.at(now)
    code = widest_area_code(inquiries.tables)
    inquiry = None if code is None else inquiries.by_area_code.get(code)
    if inquiry is None:
        return None
    said, hertz = await asyncio.to_thread(longest_answer, inquiry, espeak)
    seconds = 0.0

    async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
        nonlocal seconds
        found = await edition.ears.pocketsphinx.recognise(said, hertz, spec, factors=factors)
        seconds += found.cpu_seconds
        return found

    await inquiry.understanding().understand(search, Listen(Expect.CHOICE))
    return seconds or None
