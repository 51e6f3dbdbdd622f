#!/usr/bin/env bash
# Asterisk 22.10.1: AGISTATUS tells the opposite of what a dialplan asks it. A FastAGI server that dies in the middle of a
# call, or closes without having sent a command, leaves SUCCESS: the same as one that did all of its work. One that did all
# of its work after a sound was missing leaves FAILURE. Only a refused connection is told rightly. So a dialplan that
# branches on it takes calls for decided that nobody decided, and throws decided ones away; let the server set a variable
# of its own as its last act.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   dies after a command          SUCCESS
#   closes without a command      SUCCESS
#   does its work                 SUCCESS
#   a sound is missing, then work FAILURE
#   nobody listens                FAILURE
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => _X.,1,Answer()
 same => n,AGI(agi://127.0.0.1:\${EXTEN}/x)
 same => n,System(echo "\${AGISTATUS}" >> $work/\${EXTEN})
 same => n,Hangup()
EOF
printf '[modules]\nautoload=yes\nnoload=chan_pjsip.so\n' >"$work/etc/modules.conf"
start_asterisk "$work/etc"
cat >"$work/server.py" <<'EOF'
import asyncio


async def say(reader, writer, command):
    writer.write(command + b"\n")
    return await reader.readline()


async def header(reader):
    while (await reader.readline()).strip():
        pass


async def dies(reader, writer):
    await header(reader)
    await say(reader, writer, b"SET VARIABLE HALF done")
    writer.transport.abort()


async def closes(reader, writer):
    await header(reader)
    writer.close()


async def works(reader, writer):
    await header(reader)
    await say(reader, writer, b"SET VARIABLE ALL done")
    writer.close()


async def misses_a_sound(reader, writer):
    await header(reader)
    await say(reader, writer, b'STREAM FILE no-such-sound ""')
    await say(reader, writer, b"SET VARIABLE ALL done")
    writer.close()


async def main():
    for port, server in enumerate((dies, closes, works, misses_a_sound), 24001):
        await asyncio.start_server(server, "127.0.0.1", port)
    print("ready", flush=True)
    await asyncio.sleep(60)


asyncio.run(main())
EOF
python3 "$work/server.py" >"$work/ready" &
server=$!
until [ -s "$work/ready" ]; do sleep 0.1; done
names=("dies after a command" "closes without a command" "does its work" "a sound is missing, then work" "nobody listens")
seen=
for n in 1 2 3 4 5; do
    cli "channel originate Local/2400$n@try application Wait 5" >/dev/null
    for _ in $(seq 50); do [ -s "$work/2400$n" ] && break; sleep 0.1; done
    printf '%-30s%s\n' "${names[n - 1]}" "$(cat "$work/2400$n")"
    seen="$seen$(cat "$work/2400$n") "
done
kill "$server"
[ "$seen" = "SUCCESS SUCCESS SUCCESS FAILURE FAILURE " ] || fail "AGISTATUS tells something else now: $seen"
echo "as stated"
