"""How long a line Asterisk takes and gives over FastAGI: what docs/fastagi.md says of it."""

import asyncio
from pathlib import Path

from demo.installation import Installation
from demo.instance import Instance
from veertien.asterisk.agi.codec import LONGEST_COMMAND_BYTES
from veertien.asterisk.agi.server import AgiApplication, FastAgiServer
from veertien.asterisk.agi.session import AgiSession

SECONDS = 30.0
LONGEST_VALUE_READ = 1023


async def test_the_longest_command_is_taken_whole_and_a_long_value_is_read_cut(
    installation: Installation, folder: Path
) -> None:
    value = "a" * (LONGEST_COMMAND_BYTES - len('SET VARIABLE "LONG" ""\n'))
    read: asyncio.Future[tuple[str | None, str | None]] = asyncio.get_running_loop().create_future()

    async def handler(session: AgiSession) -> None:
        await session.set_variable("LONG", value)
        length = await session.command("GET FULL VARIABLE", "${LEN(${LONG})}")
        read.set_result((length.text, await session.get_variable("LONG")))

    app = AgiApplication()
    app.add_route("route", handler)
    server = FastAgiServer(app, "127.0.0.1", 0)
    await server.start()
    dialplan = f"[calls]\nexten => s,1,Answer()\n same => n,AGI(agi://127.0.0.1:{server.port}/route)\n"
    asterisk = Instance(installation, folder, {"extensions.conf": dialplan, "pjsip.conf": ""})
    try:
        await asterisk.start()
        await asterisk.console("module load res_clioriginate.so")
        await asterisk.console("channel originate Local/s@calls application Wait 5")
        async with asyncio.timeout(SECONDS):
            length, whole = await read
    finally:
        await asterisk.stop()
        asterisk.remove_run_folder()
        await server.stop(grace_seconds=0)
    assert length == str(len(value))
    assert whole == value[:LONGEST_VALUE_READ]
