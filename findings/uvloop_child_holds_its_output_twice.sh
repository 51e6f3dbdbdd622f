#!/usr/bin/env bash
# uvloop 0.23.0: a process that create_subprocess_exec() starts with stdout=PIPE has that pipe twice, as descriptor 1 and as
# one more that it is not told of and that programs it starts inherit, unless they close what they don't know (Python does by
# itself, a shell or C program doesn't). So communicate() goes on waiting for the end of the output when the process has long
# ended, as long as anything lives that it started, with its own output sent elsewhere though. On asyncio's loop it returns.
#
# Output seen with uvloop 0.23.0 on Python 3.11, of a shell that leaves a `sleep 3 >/dev/null` behind:
#   asyncio: over within a second
#   uvloop: over after the 3 s of what it left behind
. "$(dirname "$0")/lib/python.sh"
install uvloop==0.23.0
cat >"$work/try.py" <<'EOF2'
import asyncio
import time

import uvloop

LEFT_BEHIND = "sleep 3 >/dev/null 2>&1 & echo said"


async def seconds():
    began = time.monotonic()
    process = await asyncio.create_subprocess_exec("sh", "-c", LEFT_BEHIND, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert said == b"said\n"
    return time.monotonic() - began


taken = {}
for name, loop in (("asyncio", asyncio.new_event_loop), ("uvloop", uvloop.new_event_loop)):
    with asyncio.Runner(loop_factory=loop) as runner:
        taken[name] = runner.run(seconds())
    print(f"{name}: over " + ("within a second" if taken[name] < 1 else "after the 3 s of what it left behind"))
raise SystemExit(not (taken["asyncio"] < 1 and 2.5 < taken["uvloop"] < 4))
EOF2
"$work/venv/bin/python" "$work/try.py" || fail "what a process leaves behind no longer holds its output, or otherwise"
echo "as stated"
