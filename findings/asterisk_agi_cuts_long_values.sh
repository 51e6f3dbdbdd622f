#!/usr/bin/env bash
# Asterisk 22.10.1: AGI's GET VARIABLE hands out no more than 1,023 bytes of a value, and no sign that it was longer. GET FULL
# VARIABLE "${NAME}" hands out all of it (8,000 bytes tried). A command line may be 8,191 bytes long, newline counted. One byte
# more still gets its 200, but its newline stays behind and is a command of its own as soon as the next one comes: that one
# is answered 510 first, and a server that reads one reply to a command is one reply behind for the rest of the call.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   GET VARIABLE of 1023 bytes        200 result=1 (1023 bytes)
#   GET FULL VARIABLE of 1023 bytes   200 result=1 (1023 bytes)
#   GET VARIABLE of 1024 bytes        200 result=1 (1023 bytes)
#   GET FULL VARIABLE of 1024 bytes   200 result=1 (1024 bytes)
#   GET VARIABLE of 8000 bytes        200 result=1 (1023 bytes)
#   GET FULL VARIABLE of 8000 bytes   200 result=1 (8000 bytes)
#   a command line of 8191 bytes      200
#     and the next command            200
#   a command line of 8192 bytes      200
#     and the next command            510 200
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/extensions.conf" <<'EOF'
[try]
exten => 1,1,Answer()
 same => n,AGI(agi://127.0.0.1:24011/x)
 same => n,Hangup()
EOF
printf '[modules]\nautoload=yes\nnoload=chan_pjsip.so\n' >"$work/etc/modules.conf"
start_asterisk "$work/etc"
cat >"$work/server.py" <<'EOF'
import socket
import sys
import time

with socket.create_server(("127.0.0.1", 24011)) as server:
    server.settimeout(30)
    print("ready", file=sys.stderr)
    connection = server.accept()[0]
connection.settimeout(5)
stream = connection.makefile("rb")
while stream.readline().strip():
    pass


def ask(command):
    connection.sendall(command.encode() + b"\n")
    return stream.readline().decode().strip()


def replies(sent):
    """The replies within half a second to what is sent, without what they carry."""
    connection.sendall(sent)
    time.sleep(0.5)
    return " ".join(line.split()[0] for line in connection.recv(4096).decode().splitlines())


def held(reply):
    """What a reply says, without its value, and the length of that."""
    return f"{reply.partition('(')[0]}({len(reply.partition('(')[2].removesuffix(')'))} bytes)"


seen = []
for size in (1023, 1024, 8000):
    ask(f"SET VARIABLE LONG {'x' * size}")
    seen.append((f"GET VARIABLE of {size} bytes", held(ask("GET VARIABLE LONG"))))
    seen.append((f"GET FULL VARIABLE of {size} bytes", held(ask('GET FULL VARIABLE "${LONG}"'))))
for length in (8191, 8192):
    seen.append((f"a command line of {length} bytes", replies(b"VERBOSE ".ljust(length - 1, b"x") + b"\n")))
    seen.append(("  and the next command", replies(b"VERBOSE next\n")))
for what, told in seen:
    print(f"{what:<33} {told}")
wanted = [f"200 result=1 ({size} bytes)" for size in (1023, 1023, 1023, 1024, 1023, 8000)] + ["200", "200", "200", "510 200"]
sys.exit([told for _, told in seen] != wanted)
EOF
python3 "$work/server.py" 2>"$work/said" &
server=$!
later $server
for _ in $(seq 50); do [ -s "$work/said" ] && break; sleep 0.1; done
cli "channel originate Local/1@try application Wait 20" >/dev/null
wait $server || fail "long values or lines are handled otherwise now: $(tail -1 "$work/said")"
echo "as stated"
