#!/usr/bin/env bash
# uvloop 0.23.0: write() on a transport whose connection was lost raises RuntimeError, from when connection_lost() was called.
# asyncio's transports, and so all that was tried on them, throw such bytes away without a word. StreamWriter.write() does
# the same as the transport below it. So a server that says goodbye to somebody who has gone fails on uvloop alone, and the
# error is no OSError, which is what is caught around such writes.
#
# Output seen with uvloop 0.23.0 on Python 3.11, of a peer that closes before three bytes are written to it one by one:
#   asyncio: Transport ok, ok, ok; StreamWriter ok, ok, ok
#   uvloop: Transport ok, RuntimeError, RuntimeError; StreamWriter ok, RuntimeError, RuntimeError
. "$(dirname "$0")/lib/python.sh"
install uvloop==0.23.0
cat >"$work/try.py" <<'EOF2'
import asyncio
import logging
import socket

import uvloop

logging.disable()


async def transport(ours):
    made, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, sock=ours)
    return made


async def stream_writer(ours):
    _, made = await asyncio.open_connection(sock=ours)
    return made


async def written(make):
    ours, theirs = socket.socketpair()
    writer = await make(ours)
    theirs.shutdown(socket.SHUT_WR)
    theirs.close()
    seen = []
    for _ in range(3):
        try:
            writer.write(b"x")
            seen.append("ok")
        except Exception as error:
            seen.append(type(error).__name__)
        await asyncio.sleep(0.1)
    return ", ".join(seen)


for name, loop in (("asyncio", asyncio.new_event_loop), ("uvloop", uvloop.new_event_loop)):
    with asyncio.Runner(loop_factory=loop) as runner:
        print(f"{name}: Transport {runner.run(written(transport))}; StreamWriter {runner.run(written(stream_writer))}")
EOF2
"$work/venv/bin/python" "$work/try.py" | tee "$work/seen"
diff - "$work/seen" <<'EOF' || fail "uvloop or asyncio takes such bytes otherwise now"
asyncio: Transport ok, ok, ok; StreamWriter ok, ok, ok
uvloop: Transport ok, RuntimeError, RuntimeError; StreamWriter ok, RuntimeError, RuntimeError
EOF
echo "as stated"
