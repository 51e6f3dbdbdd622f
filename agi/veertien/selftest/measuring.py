"""Two seconds of recognition on this machine: how many callers in the question its cores can serve."""

import asyncio
import os
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from veertien.config import load_calls, load_settings, national_data
from veertien.conversation import Expect, Listen
from veertien.doctor.rows.measured import MeasuredSpeed, questions_promised
from veertien.inquiry import inquiry_of
from veertien.routing import AMSTERDAM, Tables
from veertien.speech import Espeak, GrammarSpec, Recognition
from veertien.speech.processes.recogniser_work import make_recogniser

MEASURED_SECONDS = 2.0
_PHRASE = "ik wil graag de gemeente {name}"
"""With words around the name all of it is decoded, which costs the most."""


def measure(config: Path) -> MeasuredSpeed | None:
    """Recognise an answer to the question with the most choices, again and again. None where no number asks.

    Takes some seconds more to make ready. Raises TablesFaultyError where the folder can't be used, and ModelFileError
    for a model that can't be.
    """
    settings = load_settings(config)
    loaded, asking = load_calls(config, national_data(config).gazetteer)
    tables = loaded.at(datetime.now(AMSTERDAM))
    code = _widest(tables)
    if code is None:
        return None
    entries = tables.offered(code)
    understands = inquiry_of(tables, code, asking.policy).understanding(frozenset())
    with Espeak() as espeak:
        name = max((entry.name for entry in entries), key=len)
        samples, hertz = espeak.synthesise(_PHRASE.format(name=name), "nl")
        recogniser = make_recogniser(espeak, tables.overrides, settings.model)
        said = samples.astype("<i2").tobytes()

        async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
            return recogniser.recognise(said, hertz, spec, factors)

        # The first makes the grammar ready.
        asyncio.run(understands.understand(search, Listen(Expect.CHOICE)))
        answers, began, worked = 0, time.monotonic(), time.process_time()
        while time.monotonic() - began < MEASURED_SECONDS:
            asyncio.run(understands.understand(search, Listen(Expect.CHOICE)))
            answers += 1
        worked = time.process_time() - worked
    cores = len(os.sched_getaffinity(0))
    return MeasuredSpeed(code, len(entries), worked / answers, cores, settings.recognisers, questions_promised(tables))


def _widest(tables: Tables) -> str | None:
    codes = sorted({code for entry in tables.municipalities.values() for code in entry.area_codes})
    widest = max(codes, key=lambda code: len(tables.offered(code)), default=None)
    return widest if widest is not None and len(tables.offered(widest)) > 1 else None
