"""`python -m bench.reloading [CHECKOUT]`: seconds a reload of the whole country takes, and how late frames come.

The daemon runs by the code of CHECKOUT, where one is given. Its first start renders 2,600 prompts: a minute.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from uuid import UUID

from rich.console import Console
from rich.table import Table

from bench.asterisk_side import (
    AUDIO,
    FRAME_BYTES,
    FRAME_SECONDS,
    TERMINATE,
    UUID_FRAME,
    audio_frame,
    audio_wanted,
    header_of_call,
    read_audio_frame,
)
from bench.figures import Sample, ratio, table
from bench.loading import whole_country
from bench.start import daemon
from bench.start_beside import config_of_any_build
from demo.daemon_config import REPOSITORY
from demo.network import Network, lay_out
from veertien import gazetteer

CALLERS = 10
RELOADS = 3
START_SECONDS = 300.0
REST_SECONDS = 3.0
SHARED = "140229"
LATE_SECONDS = 0.02
"""A frame that is later than that leaves a gap: it is the length of one."""

_RESULTS = {"CHA": 6, "SET": 1}
"""What CHANNEL STATUS returns of a channel that is up, and SET VARIABLE; others return 0."""
_PRONOUNCED = "pronunciations: {{Hoorn: {}}}\n"


@dataclass
class Listener:
    """A caller in the question who says nothing: when each frame came."""

    came: list[float] = field(default_factory=list)

    def lateness(self, begin: float, end: float) -> list[float]:
        """Return how late each frame between two moments was behind the one before it, in seconds."""
        return [max(0.0, at - before - FRAME_SECONDS) for before, at in pairwise(self.came) if begin <= at <= end]


async def measure(folder: Path, code: Path) -> Table:
    """Reload by turns with what is in force, with other numbers, and with other pronunciations; callers listen."""
    country = whole_country(folder / "country", gazetteer.load())
    network = lay_out((), secrets.token_hex(16))
    config = config_of_any_build(folder / "config", country, network, folder / "prompts")
    seconds: dict[str, list[float]] = {"nothing is reloaded": [], "other numbers": [], "other pronunciations": []}
    late: dict[str, list[float]] = {what: [] for what in seconds}
    async with daemon(config, code, START_SECONDS):
        for turn in range(RELOADS):
            for what in seconds:
                if what == "other numbers":
                    _change_number(config)
                elif what == "other pronunciations":
                    (config / "pronunciations.yaml").write_text(_PRONOUNCED.format("hoːrn" if turn % 2 else "hoːrən"))
                took, lateness = await _turn(network, reload=bool(what != "nothing is reloaded"))
                seconds[what].append(took)
                late[what] += lateness
    return _shown(seconds, late)


def _shown(seconds: dict[str, list[float]], late: dict[str, list[float]]) -> Table:
    shown = table(
        "Reload of the whole country",
        f"342 municipalities, 127 shared area codes, two recognisers, {CALLERS} callers in the question. For other\n"
        "pronunciations new recognisers are needed. Late is what comes more than 20 ms after the frame before it; a\n"
        "frame late by more than 20 ms leaves a gap.",
        ("what", "times", "median s", "longest s", "frames", "p95 late ms", "latest ms", "late by 20 ms"),
    )
    for what, took in seconds.items():
        lateness = Sample(tuple(late[what]))
        gaps = sum(one > LATE_SECONDS for one in late[what])
        shown.add_row(
            what,
            str(len(took)),
            f"{Sample(tuple(took)).median:.2f}",
            f"{max(took):.2f}",
            str(len(late[what])),
            f"{lateness.p95 * 1000:.1f}",
            f"{max(late[what]) * 1000:.1f}",
            f"{gaps} ({ratio(gaps, len(late[what]))})" if gaps else "0",
        )
    return shown


async def _turn(network: Network, *, reload: bool) -> tuple[float, list[float]]:
    """Have callers listen while something happens; return how long that took, and how late their frames were."""
    clock = asyncio.get_running_loop().time
    async with _callers(network) as listeners:
        begin = clock()
        if reload:
            await _reload(network)
        else:
            await asyncio.sleep(REST_SECONDS)
        end = clock()
    return end - begin, [late for one in listeners for late in one.lateness(begin, end)]


@asynccontextmanager
async def _callers(network: Network) -> AsyncIterator[Sequence[Listener]]:
    """Give callers who hear the question for the duration of the block."""
    listeners = [Listener() for _ in range(CALLERS)]
    calls = [
        asyncio.create_task(_call(network.fastagi, listener, f"{secrets.token_hex(4)}.{number}"))
        for number, listener in enumerate(listeners)
    ]
    try:
        async with asyncio.timeout(10):
            while not all(len(listener.came) > 25 for listener in listeners):
                await asyncio.sleep(0.05)
        yield listeners
    finally:
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)


async def _call(fastagi: int, listener: Listener, unique_id: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", fastagi)
    with contextlib.closing(writer):
        writer.write(header_of_call(SHARED, unique_id))
        while line := (await reader.readline()).decode():
            if (wanted := audio_wanted(line)) is not None:
                await _listen(*wanted, listener)
            result = _RESULTS.get(line[:3], 0)
            writer.write(f"200 result={result}\n".encode())


async def _listen(call_id: UUID, port: int, listener: Listener) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    clock = asyncio.get_running_loop().time
    with contextlib.closing(writer):
        writer.write(audio_frame(UUID_FRAME, call_id.bytes))
        silence = asyncio.create_task(_say_nothing(writer))
        try:
            kind = AUDIO
            while kind != TERMINATE:
                kind = await read_audio_frame(reader)
                listener.came.append(clock())
        finally:
            silence.cancel()


async def _say_nothing(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(audio_frame(AUDIO, bytes(FRAME_BYTES)))
        await asyncio.sleep(FRAME_SECONDS)


async def _reload(network: Network) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", network.web)
    with contextlib.closing(writer):
        writer.write(f"POST /reload HTTP/1.0\r\nHost: 127.0.0.1:{network.web}\r\nContent-Length: 0\r\n\r\n".encode())
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0] or json.loads(body)["result"] != "loaded":
        raise RuntimeError(f"the daemon did not reload: {head.decode()} {body.decode()[:1000]}")


def _change_number(config: Path) -> None:
    """Give one municipality another number: tables change, and recognisers don't."""
    file = sorted((config / "municipalities").iterdir())[0]
    text = file.read_text()
    before, _, rest = text.partition("number: 0229")
    file.write_text(f"{before}number: 0229{(int(rest[:6]) + 1) % 1_000_000:06}{rest[6:]}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        by = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else REPOSITORY
        Console(width=120).print(asyncio.run(measure(Path(made), by)))
