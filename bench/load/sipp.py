"""SIPp as the carrier's callers and as all the trunks: started, bounded, and what its logs say.

Rules, for SIPp 3.6.1. Its own `-timeout` ends no call, so each wait in the scenarios has a limit and each process has
one from outside. What became of a call is read from the log of its scenario: where a call failed, SIPp's counters don't
say which. It can press keys by raw sockets only, which not every user may: a caller's keys are tones in the sound
that it plays, as of carriers that offer no telephone-events.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.network import CARRIER_ADDRESS, PBX_ADDRESS
from demo.peer.messages import Address
from demo.ports import Wanted, choose_ports

SCENARIOS = Path(__file__).parent / "scenarios"
LOCAL_RTP = 1000
"""Ports for the callers' sound, two for each."""
STOP_SECONDS = 3.0


class SippError(RuntimeError):
    """SIPp did not start or did not end; the message holds what it said."""


@dataclass(frozen=True, slots=True)
class Callers:
    """Calls that one SIPp places."""

    numbers: Sequence[str]
    """The number of each caller."""
    dialled: str
    rate: float
    """Calls a second."""
    sound: Path | None = None
    """What each of them sends, as raw A-law; nothing where it is None."""
    faster: float = 0.0
    """By how many calls a second the rate rises each second."""
    most_rate: float = 0.0
    patience_seconds: float = 60.0
    """How long each of them stays at most."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a scenario's log: which step of which call, in seconds of the system's clock."""

    step: str
    caller: str
    at: float
    more: str
    """The number at which it arrived, or its SIP Call-ID where it was begun; empty for other steps."""


class Program:
    """SIPp, and the folder in which its processes write."""

    def __init__(self, binary: Path, folder: Path) -> None:
        """Write logs and scenarios to `folder`, which is made."""
        self._binary = binary
        self._folder = folder
        self._runs = 0
        folder.mkdir(parents=True, exist_ok=True)

    @contextlib.asynccontextmanager
    async def trunks(self, at: Address, stay_seconds: float) -> AsyncIterator[Path]:
        """Take all calls that come in at this address inside the block, each for so long; gives the log."""
        media = choose_ports([Wanted(socket.SOCK_DGRAM, (at[0],), 4)])[0]
        command = ("-d", str(round(stay_seconds * 1000)), "-mp", str(media))
        async with self._running("trunk", (SCENARIOS / "trunk.xml").read_text(), at, command) as (process, log):
            await asyncio.sleep(0.2)
            if process.returncode is not None:
                raise SippError(f"the trunks ended at once: {self._said(log)}")
            yield log

    async def place(self, callers: Callers, to: Address, most_seconds: float) -> Path:
        """Place calls and wait for the end of all of them; return the log.

        Raises SippError where SIPp does not start, or is not done in time; what it logged is there all the same.
        """
        rtp, own = choose_ports(
            [
                Wanted(socket.SOCK_DGRAM, (CARRIER_ADDRESS,), LOCAL_RTP),
                Wanted(socket.SOCK_DGRAM, (CARRIER_ADDRESS,)),
            ]
        )
        played = f'\n      <exec rtp_stream="{callers.sound},1,8"/>' if callers.sound else ""
        port = "[rtpstream_audio_port]" if callers.sound else "[media_port]"
        scenario = (SCENARIOS / "caller.xml").read_text()
        patience = str(round(callers.patience_seconds * 1000))
        scenario = scenario.replace("PLAYED", played).replace("PORT", port).replace("PATIENCE", patience)
        table = self._folder / f"callers-{self._runs}.csv"
        table.write_text("".join(["SEQUENTIAL\n", *(f"{number}\n" for number in callers.numbers)]))
        count = str(len(callers.numbers))
        command = [
            *("-s", callers.dialled, "-inf", str(table), "-m", count, "-l", count, "-mp", str(rtp)),
            *("-r", str(round(callers.rate * 1000)), "-rp", "1000s"),
        ]
        if callers.faster:
            # SIPp counts both in calls each -rp, which is a thousand seconds here.
            command += ["-rate_increase", str(round(callers.faster * 1000)), "-rate_interval", "1"]
            command += ["-rate_max", str(round(callers.most_rate * 1000)), "-no_rate_quit"]
        command.append(f"{to[0]}:{to[1]}")
        async with self._running("caller", scenario, (CARRIER_ADDRESS, own), command) as (process, log):
            try:
                async with asyncio.timeout(most_seconds):
                    await process.wait()
            except TimeoutError:
                raise SippError(f"calls are not over after {most_seconds:g} s: {self._said(log)}") from None
            # 1 means that calls failed, which the logs tell in full.
            if process.returncode not in (0, 1):
                raise SippError(f"SIPp ended with {process.returncode}: {self._said(log)}")
            return log

    @contextlib.asynccontextmanager
    async def _running(
        self, name: str, scenario: str, own: Address, more: Sequence[str]
    ) -> AsyncIterator[tuple[asyncio.subprocess.Process, Path]]:
        stem = f"{name}-{self._runs}"
        self._runs += 1
        written, log = self._folder / f"{stem}.xml", self._folder / f"{stem}.log"
        written.write_text(scenario)
        log.touch()
        control = choose_ports([Wanted(socket.SOCK_DGRAM, (PBX_ADDRESS,))])[0]
        with (self._folder / f"{stem}.out").open("wb") as said:
            process = await asyncio.create_subprocess_exec(
                *(str(self._binary), "-sf", str(written), "-i", own[0], "-mi", own[0], "-bind_local"),
                *("-p", str(own[1]), "-ci", PBX_ADDRESS, "-cp", str(control), "-nostdin", "-trace_logs"),
                # Else an INVITE that a busy Asterisk sends again counts as another message, and ends the call.
                *("-rtcheck", "loose"),
                *("-log_file", str(log), "-trace_err", "-error_file", str(log.with_suffix(".err"))),
                *more,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self._folder,
            )
        try:
            yield process, log
        finally:
            if process.returncode is None:
                process.terminate()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), STOP_SECONDS)
            if process.returncode is None:
                process.kill()
                await process.wait()

    def _said(self, log: Path) -> str:
        parts = (log.with_suffix(suffix) for suffix in (".err", ".out"))
        return " ".join(part.read_text(errors="replace")[-600:] for part in parts if part.exists())


def lines(log: Path) -> Iterator[Line]:
    """Yield what a scenario has logged so far; a line that is being written is left out."""
    for text in log.read_text().splitlines(keepends=True):
        match text.split():
            case [step, caller, seconds, microseconds, *more] if text.endswith("\n"):
                yield Line(step, caller, float(seconds) + float(microseconds) / 1e6, more[0] if more else "")


def by_caller(log: Path, step: str) -> Mapping[str, Line]:
    """Return the first line of this step of each caller."""
    found: dict[str, Line] = {}
    for line in lines(log):
        if line.step == step:
            found.setdefault(line.caller, line)
    return found
