#!/usr/bin/env bash
# asyncari 0.20.6, the asyncio client for Asterisk's ARI: an event that the program is slow to take ends the whole client.
# Events are handed to whoever listens for their type with no queue in between, and while one waits for its listener all
# others wait behind it, for other listeners too. After half a second "Processing delayed" is logged; after another whole
# second TimeoutError is raised in a task of the client's own, and the task group around it ends with all calls in it. So a
# listener that waits 2 s for anything in its loop does no harm with one call at a time, and ends them all when a second call
# comes meanwhile: with load. Do nothing in the loop but taskgroup.start_soon().
#
# Output seen with asyncari 0.20.6, Python 3.11 and Debian's Asterisk 1:22.10.1+dfsg+~cs6.17.60671434-1; one listener is slow with
# each call that comes, another takes each event at once; two calls, 0.3 s apart, of 0.3 s each:
#   slow by 0.1 s:                 runs on, the other hears of the second call's end at once
#   slow by 1.2 s:                 runs on, the other hears of the second call's end late
#   slow by 3.0 s:                 ended by TimeoutError, the other never hears of the second call's end
#   slow by 3.0 s, but start_soon: runs on, the other hears of the second call's end at once
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet --disable-pip-version-check install asyncari==0.20.6 2>"$work/pip" || { cat "$work/pip"; fail "could not install asyncari"; }
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
printf '[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=25088\n' >"$work/etc/http.conf"
printf '[general]\nenabled=yes\n[finding]\ntype=user\npassword=finding\n' >"$work/etc/ari.conf"
printf '[take]\nexten => 1,1,Answer(0,i)\n same => n,Stasis(finding)\n' >"$work/etc/extensions.conf"
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import asyncio
import logging
import time

import anyio
import asyncari
import sip

logging.disable()


async def run(pause, apart):
    """One call, and how the client fared."""
    ends = []

    async def be_slow(client):
        async with client.on_channel_event("StasisStart") as listener:
            async for _ in listener:
                if apart:
                    client.taskgroup.start_soon(anyio.sleep, pause)
                else:
                    await anyio.sleep(pause)

    async def be_quick(client):
        async for event in client:
            if event["type"] == "StasisEnd":
                ends.append(time.monotonic())

    told, hung_up = "runs on", 0.0
    try:
        async with asyncari.connect("http://127.0.0.1:25088/", "finding", "finding", "finding") as client:
            client.taskgroup.start_soon(be_slow, client)
            client.taskgroup.start_soon(be_quick, client)
            await anyio.sleep(0.2)
            for _ in range(2):
                call = sip.Call(("127.0.0.1", 25062))
                await asyncio.to_thread(call.start, "1")
                await anyio.sleep(0.3)
                call.end()
                hung_up = time.monotonic()
            await anyio.sleep(4)
    except BaseException as error:
        while isinstance(error, BaseExceptionGroup):
            error = error.exceptions[0]
        told = f"ended by {type(error).__name__}"
    hears = f"hears of the second call's end {'late' if ends[1] - hung_up > 0.3 else 'at once'}" if len(ends) > 1 else "never hears of the second call's end"
    name = f"slow by {pause} s{', but start_soon' if apart else ''}:"
    print(f"{name:30} {told}, the other {hears}", flush=True)


asyncio.run(run(0.1, apart=False))
asyncio.run(run(1.2, apart=False))
asyncio.run(run(3.0, apart=False))
asyncio.run(run(3.0, apart=True))
EOF
PYTHONPATH=$lib "$work/venv/bin/python" "$work/try.py" 2>"$work/errors" | tee "$work/seen"
grep -E '^#   slow' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "the client takes events otherwise"
echo "as stated"
