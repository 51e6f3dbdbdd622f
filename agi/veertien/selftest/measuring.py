"""Two seconds of recognition on this machine: how many callers in the question its cores can serve."""

import asyncio
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from veertien.config import load_calls, load_settings, national_data
from veertien.conversation import Expect, Listen
from veertien.cores import usable_cores
from veertien.doctor.rows.measured import MeasuredSpeed, questions_promised
from veertien.inquiry import inquiry_of
from veertien.inquiry.costliest import longest_answer, widest_area_code
from veertien.routing import AMSTERDAM
from veertien.speech import Espeak, GrammarSpec, Recognition
from veertien.speech.processes.capacity import processes_for
from veertien.speech.processes.recogniser_work import make_recogniser

MEASURED_SECONDS = 2.0


def measure(config: Path) -> MeasuredSpeed | None:
    """Recognise an answer to the question with the most choices, again and again. None where no number asks.

    Takes some seconds more to make ready. Raises TablesFaultyError where the folder can't be used, and ModelFileError
    for a model that can't be.
    """
    settings = load_settings(config)
    loaded, asking = load_calls(config, national_data(config).gazetteer)
    tables = loaded.at(datetime.now(AMSTERDAM))
    code = widest_area_code(tables)
    if code is None:
        return None
    inquiry = inquiry_of(tables, code, asking.policy)
    understands = inquiry.understanding()
    with Espeak() as espeak:
        said, hertz = longest_answer(inquiry, espeak)
        recogniser = make_recogniser(espeak, tables.overrides, settings.model)

        async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
            return recogniser.recognise(said, hertz, spec, factors)

        # The first makes the grammar ready.
        asyncio.run(understands.understand(search, Listen(Expect.CHOICE)))
        answers, began, worked = 0, time.monotonic(), time.process_time()
        while time.monotonic() - began < MEASURED_SECONDS:
            asyncio.run(understands.understand(search, Listen(Expect.CHOICE)))
            answers += 1
        worked = time.process_time() - worked
    cores = usable_cores()
    processes = processes_for(cores, settings.recognisers)
    return MeasuredSpeed(code, len(inquiry.here), worked / answers, cores, processes, questions_promised(tables))
