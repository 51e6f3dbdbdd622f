"""Count the rooms, files, functions and calls of Veertien's own code that one call runs through.

The daemon is `veertien serve` with the example tables and one recogniser process, spoken to as Asterisk does: FastAGI,
AMI, and AudioSocket with a caller's voice, who says a name over the question. Of each kind of call the second is
counted, when everything that is kept is there, up to its record. Left out is what runs in a recogniser's process, and
in tasks that there were before the call: they watch Asterisk, the files and systemd.

Also counted are what reading the tables runs through, which is a municipality's way from YAML to a value, and how often
`veertien check` parses each file. A function is counted once however often it is called; see `tools.tracer` for what
counts as one, and as a call.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import math
import os
import shutil
import signal
import socket
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
import yaml.reader
from rich.console import Console
from rich.table import Table

import veertien
from demo.daemon_config import REPOSITORY, TABLES
from demo.ports import Wanted, choose_ports
from demo.voices import HERTZ, Voices
from tests.unit.asterisk.fake_ami import FakeAmi
from tools.traced_calls import CHANNEL, NotTracedError, place_call
from tools.tracer import Trace, Tracer
from veertien.cli import main as veertien_command
from veertien.config.folder import ConfigFolder
from veertien.speech import Espeak
from veertien.speech.line.wav import read_wav

ASKED, UNASKED = "140229", "14020"
"""Under the example tables five municipalities share the first area code, one alone has the second."""
ANSWER = "Medemblik"
SILENT_SECONDS = 0.3
"""How long the caller is silent before the answer."""
LONGER_SECONDS = 2.0
"""By how much longer another one is: the calls that this adds are those of each frame of audio."""

_START_SECONDS, _SETTLED_SECONDS = 60.0, 0.3

_PARSERS: tuple[type, ...] = (yaml.reader.Reader, *filter(None, [getattr(yaml, "CSafeLoader", None)]))
"""What begins to parse a text when it is made: PyYAML's own, and libyaml's where there is one."""


@dataclass(frozen=True, slots=True)
class Traced:
    """What one call ran through, and how many frames of audio the caller sent in it."""

    trace: Trace
    frames: int


@dataclass(frozen=True, slots=True)
class TracedCalls:
    """A call without a question, one with, and one with a caller who took `LONGER_SECONDS` more to answer."""

    unasked: Traced
    asked: Traced
    longer: Traced

    @property
    def calls_a_frame(self) -> float:
        """How many calls each 20 ms of audio costs, in both directions."""
        more = self.longer.trace.calls.total() - self.asked.trace.calls.total()
        return more / (self.longer.frames - self.asked.frames)


@dataclass(frozen=True, slots=True)
class _Ports:
    fastagi: int
    audiosocket: int
    web: int


def trace_calls(folder: Path) -> TracedCalls:
    """Run the daemon in this thread, which has to be the main one, and place calls from another; writes to `folder`.

    Raises:
        NotTracedError: it did not start, or did not decide a call.
    """
    with Espeak() as espeak:
        spoken = read_wav(Voices(folder / "voices", espeak).speak(ANSWER, "nl")).pcm.astype("<i2").tobytes()
    ports = _Ports(*choose_ports([Wanted(socket.SOCK_STREAM, ("127.0.0.1",))] * 3))
    ami = FakeAmi({f"trunk-{name}": "Not in use" for name in ("amsterdam", "medemblik", "operator")}, channel=CHANNEL)
    _write_config(folder, ports, ami)
    tracer = Tracer(Path(veertien.__file__).parent)
    came: list[TracedCalls | BaseException] = []

    def place() -> None:
        sys.setprofile(None)
        try:
            came.append(asyncio.run(_place_calls(tracer, ports.fastagi, ami, spoken)))
        except BaseException as error:  # raised again by who waits for it
            came.append(error)
        os.kill(os.getpid(), signal.SIGTERM)

    asterisk = threading.Thread(target=place, name="asterisk")
    # The doctor's rounds work in threads, of which the tracer can't tell that a task from before the call began them.
    no_rounds = patch("veertien.service.doctor.watch.ROUND_SECONDS", math.inf)
    with (folder / "log").open("w") as log, _as_stderr(log), no_rounds, tracer.installed():
        asterisk.start()
        veertien_command(["serve", "--config", str(folder / "config")], standalone_mode=False)
        asterisk.join()
    (result,) = came
    if isinstance(result, BaseException):
        raise result
    return result


def _write_config(folder: Path, ports: _Ports, ami: FakeAmi) -> None:
    config = shutil.copytree(TABLES, folder / "config")
    (config / "veertien.yaml").write_text(
        f"fastagi: {{port: {ports.fastagi}}}\naudiosocket: {{port: {ports.audiosocket}}}\nweb: {{port: {ports.web}}}\n"
        f"ami: {{port: {ami.port}, username: veertien, secret: {ami.secret}}}\n"
        f"recognisers: 1\nprompts: {{cache: {folder / 'prompts'}}}\n"
    )


async def _place_calls(tracer: Tracer, fastagi: int, ami: FakeAmi, spoken: bytes) -> TracedCalls:
    async with ami:
        await _until_serving(fastagi)
        ids = iter(f"1700000000.{number}" for number in range(100))

        async def traced(number: str, seconds: float = 0.0) -> Traced:
            await tracer.begin()
            unique_id, silence = next(ids), bytes(2 * round(seconds * HERTZ))
            frames = await place_call(fastagi, number, unique_id, silence + spoken)
            dialled = {"Call": unique_id, "Endpoint": "trunk-medemblik", "Try": "1"}
            ami.event("UserEvent", UserEvent="VeertienDialled", **dialled)
            end = {"Call": unique_id, "Result": "ANSWER", "Endpoint": "trunk-medemblik", "Try": "1", "Cause": "16"}
            ami.event("UserEvent", UserEvent="VeertienOutcome", **end)
            await _settled(tracer)
            return Traced(tracer.end(), frames)

        for number in (UNASKED, ASKED):
            await traced(number, SILENT_SECONDS)
        return TracedCalls(
            unasked=await traced(UNASKED),
            asked=await traced(ASKED, SILENT_SECONDS),
            longer=await traced(ASKED, SILENT_SECONDS + LONGER_SECONDS),
        )


async def _until_serving(fastagi: int) -> None:
    try:
        async with asyncio.timeout(_START_SECONDS):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", fastagi)
                except OSError:
                    await asyncio.sleep(0.1)
                else:
                    return writer.close()
    except TimeoutError:
        raise NotTracedError("the daemon did not start") from None


async def _settled(tracer: Tracer) -> None:
    """Return when nothing has been called for a moment."""
    before = -1
    while (now := tracer.called) != before:
        before = now
        await asyncio.sleep(_SETTLED_SECONDS)


@contextmanager
def _as_stderr(file: io.TextIOWrapper) -> Iterator[None]:
    before, hooks = sys.stderr, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    sys.stderr = file
    try:
        yield
    finally:
        sys.stderr, (sys.excepthook, threading.excepthook, sys.unraisablehook) = before, hooks


def trace_reading(folder: Path) -> Trace:
    """Read a config folder twice, as the daemon does; return what the second time ran through."""
    tracer = Tracer(Path(veertien.__file__).parent)
    ConfigFolder(folder).load()
    with tracer.installed():
        tracer.begin_with_all()
        ConfigFolder(folder).load()
        return tracer.end()


def parses(folder: Path) -> Counter[str]:
    """Return how often `veertien check` parses each file of a folder, and each that comes with Veertien."""
    package = Path(veertien.__file__).parent
    names = {
        file.read_text(encoding="utf-8"): str(file.relative_to(root))
        for root in (package, folder)
        for file in sorted(root.rglob("*.yaml"))
    }
    count = Counter(dict.fromkeys(names.values(), 0))

    def counting(begin: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
        def counted(parser: object, stream: str) -> None:
            count[names.get(stream, "another")] += 1
            begin(parser, stream)

        return counted

    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(io.StringIO()))
        for parser in _PARSERS:
            stack.enter_context(patch.object(parser, "__init__", counting(vars(parser)["__init__"])))
        veertien_command(["check", "--config", str(folder)], standalone_mode=False)
    return count


def _summary(calls: TracedCalls, reading: Trace) -> Table:
    table = Table(title="Veertien's own code, run through by", title_justify="left")
    for heading in ("", "rooms", "files", "functions", "calls"):
        table.add_column(heading, justify="left" if not heading else "right")
    for what, trace in (
        (f"a call that is asked ({ASKED})", calls.asked.trace),
        (f"a call that is not ({UNASKED})", calls.unasked.trace),
        ("reading the example's tables", reading),
    ):
        table.add_row(what, *map(str, (len(trace.rooms), len(trace.files), len(trace.calls), trace.calls.total())))
    return table


def _print(console: Console, calls: TracedCalls, reading: Trace, parsed: Counter[str], functions: int) -> None:
    console.print(_summary(calls, reading))
    frames, each = calls.asked.frames, calls.calls_a_frame
    console.print(
        f"Of the asked call's, {frames * each:.0f} are those of {frames} frames of audio, {each:.1f} each.\n"
        f"veertien check parses {len(parsed)} files {parsed.total()} times: "
        + ", ".join(f"{name} {count}" for name, count in parsed.most_common())
    )
    for what, trace in (("asked", calls.asked.trace), ("not asked", calls.unasked.trace), ("reading", reading)):
        if functions:
            console.print(f"\n{what}: {', '.join(trace.rooms)}")
        for function, count in trace.calls.most_common(functions):
            console.print(f"{count:6}  {function.file}:{function.line} {function.name}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.trace_call", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--functions", type=int, default=0, metavar="N", help="also the N that are called most of each")
    wanted = parser.parse_args(arguments)
    build = REPOSITORY / "build"
    build.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="trace-", dir=build) as folder:
        calls = trace_calls(Path(folder))
    _print(Console(highlight=False), calls, trace_reading(TABLES), parses(TABLES), wanted.functions)


if __name__ == "__main__":
    main()
