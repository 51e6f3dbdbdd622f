"""`python -m bench.start_beside CHECKOUT [STARTS]`: starts of the daemon by this build and by another one, by turns.

CHECKOUT is a folder with another state of this repository (`git worktree add --detach CHECKOUT COMMIT`).
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.figures import Sample, ratio, table
from bench.processes import children, cpu_seconds, memory
from bench.start import daemon
from demo.daemon_config import REPOSITORY, TABLES, write_config
from demo.network import Network, lay_out
from demo.voices import HERTZ, Voices
from tools.traced_calls import place_call
from veertien.speech import Espeak
from veertien.speech.line.wav import read_wav

STARTS = 10
REST_SECONDS = 4.0
"""What a daemon does behind its start is over by then, and behind a call."""
NUMBER, ANSWER = "140229", "Medemblik"
_SETTINGS = ("fastagi", "audiosocket", "web", "prompts", "recognisers")
"""What every build knows."""


def config_of_any_build(folder: Path, tables: Path, network: Network, prompts: Path) -> Path:
    """Write a config folder that every build knows, for a daemon without an Asterisk; return it."""
    config = write_config(folder, tables, network, prompts)
    settings = config / "veertien.yaml"
    settings.write_text("\n".join(one for one in settings.read_text().splitlines() if one.startswith(_SETTINGS)))
    return config


async def measure(config: Path, fastagi: int, said: bytes, before: Path, starts: int) -> Table:
    """Start both by turns; the prompts are there from a first start of each on."""
    found: dict[Path, dict[str, list[float]]] = {REPOSITORY: {}, before: {}}
    for turn in range(starts + 1):
        for code, figures in found.items():
            for what, value in (await _start(config, fastagi, said, code)).items():
                if turn:
                    figures.setdefault(what, []).append(value)
    shown = table(
        "Start of the daemon, beside another build",
        f"{starts} starts of each by turns, example tables, one recogniser, prompts rendered.\n"
        f"Memory at rest, and at rest after a call to {NUMBER} whose caller said {ANSWER}.",
        ("what", "this one", "the other", "beside it"),
    )
    for what, values in found[REPOSITORY].items():
        ours, theirs = (Sample(tuple(one)).median for one in (values, found[before][what]))
        shown.add_row(what, f"{ours:.2f}", f"{theirs:.2f}", ratio(ours, theirs))
    return shown


async def _start(config: Path, fastagi: int, said: bytes, code: Path) -> dict[str, float]:
    began = time.perf_counter()
    async with daemon(config, code) as process:
        seconds = time.perf_counter() - began
        (recogniser,) = children(process.pid)
        used = cpu_seconds(process.pid), cpu_seconds(recogniser)
        await asyncio.sleep(REST_SECONDS)
        resident = memory(process.pid).resident, memory(recogniser).resident
        await place_call(fastagi, NUMBER, "1700000000.1", said)
        await asyncio.sleep(REST_SECONDS)
        after = memory(process.pid).resident, memory(recogniser).resident
        process.terminate()
        await process.communicate()
    return {
        "until it serves, s": seconds,
        "CPU of the daemon, s": used[0],
        "CPU of the recogniser, s": used[1],
        "CPU, s": sum(used),
        "daemon, MiB": resident[0],
        "recogniser, MiB": resident[1],
        "both, MiB": sum(resident),
        "daemon after an answer, MiB": after[0],
        "recogniser after an answer, MiB": after[1],
        "both after an answer, MiB": sum(after),
    }


def main(before: Path, starts: int) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        network = lay_out((), secrets.token_hex(16))
        config = config_of_any_build(Path(folder) / "config", TABLES, network, Path(folder) / "prompts")
        settings = config / "veertien.yaml"
        settings.write_text(settings.read_text().replace("recognisers: 2", "recognisers: 1"))
        with Espeak() as espeak:
            spoken = read_wav(Voices(Path(folder) / "voices", espeak).speak(ANSWER, "nl")).pcm
        said = bytes(HERTZ) + spoken.astype("<i2").tobytes()
        Console(width=100).print(asyncio.run(measure(config, network.fastagi, said, before, starts)))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else STARTS)
