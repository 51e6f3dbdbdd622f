"""`python -m bench.crowd [CALLERS...]`: that many callers within 2 s, each of whom says a name, and keys after it.

Who is not understood, or was not listened to, presses the key of the municipality; so all that come to the operator had
no way but that. Status 1 means that a caller reached nobody.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console

from bench.figures import Sample, table
from demo.daemon_config import REPOSITORY
from demo.installation import find_or_fetch
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage, running_stage
from tests.telephony.calls import place
from veertien.testcall.placed_call import HearOut, Press, Say, Step, Wait

CROWDS = (10, 40)
WITHIN_SECONDS = 2.0
CALL_SECONDS = 60.0
BUILD = REPOSITORY / "build"
WANTED = (("Hoorn", "trunk-hoorn", "1"), ("Medemblik", "trunk-medemblik", "2"))
"""What callers say, where that leads, and its key in the list of 0229."""


async def came(stage: Stage, number: int, callers: int) -> str:
    """Place one call of the crowd; return what became of it."""
    name, endpoint, key = WANTED[number % len(WANTED)]
    caller = f"0229{number:06}"
    said = Say(stage.voices.speak(name, CLEAR_VOICE), name)
    steps: tuple[Step, ...] = (HearOut(), said, Wait(6.0), Press(key), Wait(4.0), Press(key))
    await asyncio.sleep(WITHIN_SECONDS * number / callers)
    try:
        async with asyncio.timeout(CALL_SECONDS):
            await place(stage, "140229", steps, caller=caller)
    except TimeoutError:
        pass
    arrived = {arrival.endpoint for arrival in stage.world.arrivals if arrival.caller == caller}
    if endpoint in arrived:
        return "right"
    return "operator" if "trunk-operator" in arrived else "elsewhere" if arrived else "nobody"


async def crowd(callers: int, folder: Path) -> tuple[Counter[str], Counter[str], list[float]]:
    """Return what became of callers, how municipalities were chosen, and the seconds that recognition took."""
    async with running_stage(await asyncio.to_thread(find_or_fetch, BUILD), folder, BUILD / "cache") as stage:
        for name, _, _ in WANTED:
            stage.voices.speak(name, CLEAR_VOICE)
        ends = await asyncio.gather(*(came(stage, number, callers) for number in range(callers)))
        lines = [json.loads(line) for line in stage.daemon.log.splitlines() if line.startswith("{")]
        hows = Counter(str((line.get("question") or {}).get("how")) for line in lines if line["event"] == "call")
        seconds = [float(line["seconds"]) for line in await stage.daemon.events.so_far("heard")]
    return Counter(ends), hows, seconds


def main(crowds: tuple[int, ...]) -> int:
    """Print what came of each crowd; return the exit status."""
    ends = ("right", "elsewhere", "operator", "nobody")
    shown = table(
        "Callers in the question at once",
        f"All of them begin within {WITHIN_SECONDS:g} s and say a name; who has nobody 6 s later presses a key.",
        ("callers", *ends, "by speech", "by keys", "answer s, median", "p95"),
    )
    lost = 0
    for callers in crowds:
        with tempfile.TemporaryDirectory(prefix="v14-") as folder:
            came_to, hows, seconds = asyncio.run(crowd(callers, Path(folder) / "0"))
        lost += came_to["nobody"]
        spoken = hows["speech"] + hows["confirmed"]
        shown.add_row(
            str(callers),
            *(str(came_to[end]) for end in ends),
            str(spoken),
            str(hows["keypad"]),
            *Sample(tuple(seconds)).cells(1, 2)[1:],
        )
    Console(highlight=False).print(shown)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(tuple(map(int, sys.argv[1:])) or CROWDS))
