"""The pages of a stage: `veertien web` beside its daemon."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from demo.process import ServingProcess
from demo.stage import Stage

KEEPS_RECORDS = "records: {dir: records}\n"
"""What veertien.yaml says besides, so that pages have calls to show."""


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages that are served."""

    address: str
    """It ends in a slash."""
    process: ServingProcess


@contextlib.asynccontextmanager
async def running_pages(stage: Stage) -> AsyncIterator[Pages]:
    """Serve the pages for the duration of the block.

    Raises:
        DaemonError: they did not start.
    """
    process = ServingProcess("web", '"serving_pages"', stage.config, stage.config.parent / "pages.log")
    await process.start()
    try:
        yield Pages(f"http://127.0.0.1:{stage.network.pages}/", process)
    finally:
        await process.stop()
