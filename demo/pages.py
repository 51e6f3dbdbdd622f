"""The pages of a stage: `veertien web` beside its daemon."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from demo.process import ServingProcess
from demo.stage import Stage

KEEPS_RECORDS = "records: {dir: records}\n"
"""What veertien.yaml says besides, so that pages have calls to show."""


@contextlib.asynccontextmanager
async def running_pages(stage: Stage) -> AsyncIterator[str]:
    """Serve the pages for the duration of the block, and give their address, which ends in a slash.

    Raises:
        DaemonError: they did not start.
    """
    pages = ServingProcess("web", '"serving_pages"', stage.config, stage.config.parent / "pages.log")
    await pages.start()
    try:
        yield f"http://127.0.0.1:{stage.network.pages}/"
    finally:
        await pages.stop()
