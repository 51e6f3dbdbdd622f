"""The commands of docs/tutorial.md, one after the other as a newcomer types them, print what the page shows."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from demo.daemon_config import REPOSITORY
from demo.installation import Installation

pytestmark = pytest.mark.slow
BLOCKS = re.compile(r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
START = "make run\n"
MOST_SECONDS = 120.0


async def test_the_commands_of_the_tutorial_print_what_it_shows(folder: Path, installation: Installation) -> None:
    (first, shown), *others = BLOCKS.findall((REPOSITORY / "docs/tutorial.md").read_text("utf-8"))
    assert first == START
    assert len(others) > 5
    # As in a clone, but for what make sets up, which is there.
    (folder / "build").mkdir()
    for name in ("venv", "asterisk", "cache"):
        if (REPOSITORY / "build" / name).exists():
            (folder / "build" / name).symlink_to(REPOSITORY / "build" / name)
    async with asyncio.timeout(MOST_SECONDS):
        demo = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "demo", cwd=folder, env=_environment(), stdout=asyncio.subprocess.PIPE
        )
        try:
            assert demo.stdout is not None
            printed = ""
            while not _holds(printed, shown):
                line = await demo.stdout.readline()
                assert line, printed
                printed += line.decode()
            # Its calls go on beside.
            reads = asyncio.create_task(demo.stdout.read())
            for commands, expected in others:
                said = await _run(commands, folder)
                assert _holds(said, expected), f"{commands}printed\n{said}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                demo.send_signal(signal.SIGINT)
            await demo.wait()
        await reads


async def _run(commands: str, folder: Path) -> str:
    """Type it, and return what it printed, as in a wide terminal."""
    process = await asyncio.create_subprocess_exec(
        "bash",
        "-c",
        commands,
        cwd=folder,
        env=_environment(),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return said.decode()


def _environment() -> dict[str, str]:
    paths = os.pathsep.join((str(REPOSITORY / "agi"), str(REPOSITORY)))
    return {**os.environ, "PYTHONPATH": paths, "COLUMNS": "200", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


def _holds(printed: str, shown: str) -> bool:
    """Whether each line that is shown was printed, in this order, whatever figures with a point are in it."""
    at = 0
    for line in shown.splitlines():
        found = re.compile(re.sub(r"\\?\d+\\\.\d+|:\d{5}", r"[\\d.:]+", re.escape(line))).search(printed, at)
        if not found:
            return False
        at = found.end()
    return True
