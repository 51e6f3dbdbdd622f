"""Talk-off: speech that Asterisk takes for keys, where the caller's side offers no telephone-events.

Recordings of people are played over SIP and RTP to a PBX with the carrier's endpoint as shipped; every key that it
reports is wrong. Before that every key is sent as tones, so that a PBX that hears none at all shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from bench.figures import table
from bench.speech.clips import read_clips, read_index
from bench.speech.line import faultless
from bench.speech.materials import INDEX
from demo.daemon_config import REPOSITORY
from demo.installation import find_or_fetch
from demo.instance import Instance
from demo.network import MEDIA, lay_out, pbx_files
from demo.peer import Address, Invitation, Peer, Session, peer_at
from demo.peer.tones import key_tone
from veertien.frames import HERTZ

CALLERS = 16
OWN_ADDRESS = "127.0.0.4"
MOST_SPEECH_SECONDS = 55.0
"""Seconds of speech from each caller, at most: a benchmark has 100 s."""
KEYS = "1234567890*#"
PAUSE = np.zeros(HERTZ // 5, np.int16)
LISTENS = "[bench-listens]\nexten => 14020,1,Answer()\n same => n,Wait(120)\n"
"""The PBX answers and listens, and does nothing with a key."""


async def measure(folder: Path) -> tuple[Table, ...]:
    """Play the recordings in the folder that SPEECH names, and count the keys that nobody pressed."""
    shown = table(
        "Talk-off",
        f"{CALLERS} callers at once, none offers telephone-events: first each key once as tones, then people's speech\n"
        "in the telephone band, at an ordinary level, in A-law. What the PBX takes for keys, dtmf_mode as shipped.",
        ("what is sent", "keys sent", "speech s", "keys reported"),
    )
    speech = os.environ.get("SPEECH")
    if speech is None:
        shown.add_row("nothing: give SPEECH=DIR, recordings by people with an index.tsv", "", "", "")
        return (shown,)
    lines = await asyncio.to_thread(_spoken, Path(speech))
    keys = np.concatenate([part for key in KEYS for part in (key_tone(key), PAUSE)])
    async with _listening(folder) as (pbx, carrier, address):
        reported = [await _reported(pbx, carrier, address, sounds) for sounds in ([keys] * CALLERS, lines)]
    shown.add_row("keys as tones", str(len(KEYS) * CALLERS), "", str(reported[0]))
    shown.add_row("speech", "0", f"{sum(map(len, lines)) / HERTZ:.0f}", str(reported[1]))
    return (shown,)


def _spoken(speech: Path) -> list[NDArray[np.int16]]:
    """Deal the recordings out to the callers, until each has enough to say."""
    said: list[list[NDArray[np.int16]]] = [[] for _ in range(CALLERS)]
    seconds = [0.0] * CALLERS
    # Every so many: recordings of one speaker stand together in the index.
    lines = read_index(speech / INDEX)
    for line in lines[:: max(1, len(lines) // 500)]:
        caller = seconds.index(min(seconds))
        (clip,) = read_clips(speech, [line])
        heard = faultless(clip)
        if seconds[caller] + len(heard) / HERTZ < MOST_SPEECH_SECONDS:
            said[caller] += [heard, PAUSE]
            seconds[caller] += (len(heard) + len(PAUSE)) / HERTZ
    return [np.concatenate(parts) for parts in said]


async def _reported(pbx: Instance, carrier: Peer, address: Address, sounds: Sequence[NDArray[np.int16]]) -> int:
    """Place a call for each sound, all at once, and return how many keys the PBX reports."""

    async def say(number: int, sound: NDArray[np.int16]) -> None:
        call = await carrier.call(address, Invitation("14020", f"02010{number:05}", session=Session(events=None)))
        await call.answered()
        await call.media.play(PAUSE)
        await call.media.play(sound)
        await call.media.play(PAUSE)
        call.bye()
        await call.over()

    reports = pbx.folders.log.parent / "keys"
    before = reports.read_text().count("DTMF end '") if reports.exists() else 0
    await asyncio.gather(*(say(number, sound) for number, sound in enumerate(sounds)))
    return (reports.read_text().count("DTMF end '") if reports.exists() else 0) - before


@contextlib.asynccontextmanager
async def _listening(folder: Path) -> AsyncIterator[tuple[Instance, Peer, Address]]:
    """Run a PBX that answers the carrier and writes every key it hears into its log folder."""
    installation = await asyncio.to_thread(find_or_fetch, REPOSITORY / "build")
    network = lay_out((), secrets.token_hex(16))
    files = pbx_files(network, REPOSITORY / "dialplan")
    files["pjsip.conf"] += (
        f"[listens](veertien-carrier)\ncontext=bench-listens\n{MEDIA}"
        f"[listens-identify](veertien-identify)\nendpoint=listens\nmatch={OWN_ADDRESS}\n"
    )
    files["extensions.conf"] += LISTENS
    pbx = Instance(installation, folder / "pbx", files)
    async with contextlib.AsyncExitStack() as stack:
        stack.callback(pbx.remove_run_folder)
        stack.push_async_callback(pbx.stop)
        await pbx.start()
        await pbx.console("logger add channel keys dtmf")
        yield pbx, await stack.enter_async_context(peer_at(OWN_ADDRESS)), network.pbx
