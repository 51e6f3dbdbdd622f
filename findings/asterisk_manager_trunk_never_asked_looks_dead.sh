#!/usr/bin/env bash
# Asterisk 22.10.1: two things that the manager does not tell. A trunk that has not been asked yet (its first OPTIONS come at
# some time within qualify_frequency) is Unavailable in PJSIPShowEndpoints, the same as a dead one: only ContactStatusDetail
# in PJSIPShowEndpoint, one trunk at a time, tells them apart. A trunk without qualify_frequency is Not in use, dead or
# alive. And the action Events answers "Events: On" to a user who may read nothing and so gets no event at all: a script
# that waits for events can't learn from it that read= is missing.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; nobody listens at the dead one, all others answer:
#             PJSIPShowEndpoints  PJSIPShowEndpoint
#   alive     Not in use          Reachable
#   dead      Unavailable         Unreachable
#   waiting   Unavailable         NonQualified
#   unasked   Not in use          NonQualified
#   look: Events: On, then 1 event of a reload
#   deaf: Events: On, then 0 event of a reload
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/manager.conf" <<'EOF'
[general]
enabled=yes
bindaddr=127.0.0.1
port=25039
[look]
secret=look
read=system
write=system
[deaf]
secret=deaf
read=
write=system
EOF
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25066
[trunk](!)
type=endpoint
context=closed
disallow=all
allow=alaw
[waiting](trunk)
aors=waiting
[waiting]
type=aor
contact=sip:127.0.0.3:25067
qualify_frequency=86400
[unasked](trunk)
aors=unasked
[unasked]
type=aor
contact=sip:127.0.0.3:25067
[dead](trunk)
aors=dead
[dead]
type=aor
contact=sip:127.0.0.9:5060
qualify_frequency=1
qualify_timeout=0.5
[alive](trunk)
aors=alive
[alive]
type=aor
contact=sip:127.0.0.3:25067
qualify_frequency=1
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import socket
import sys
import threading
import time

import sip


def blocks_of(user, *actions):
    """Logs in, sends each action, logs off; returns what came, block by block."""
    login = {"Action": "Login", "Username": user, "Secret": user, "Events": "off"}
    with socket.create_connection(("127.0.0.1", 25039), 5) as manager:
        for action in (login, *actions, {"Action": "Logoff"}):
            manager.sendall("".join(f"{key}: {value}\r\n" for key, value in action.items()).encode() + b"\r\n")
            time.sleep(0.5)
        told = manager.makefile().read()
    return [dict(line.split(": ", 1) for line in block.splitlines() if ": " in line) for block in told.split("\n\n")]


def pick(blocks, event, field):
    return [block[field] for block in blocks if block.get("Event") == event]


def answer():
    while True:
        callee.take("OPTIONS")
        callee.reply("200 OK")


callee = sip.Callee(("127.0.0.3", 25067))
threading.Thread(target=answer, daemon=True).start()
time.sleep(3)
seen = {}
every = blocks_of("look", {"Action": "PJSIPShowEndpoints"})
states = dict(zip(pick(every, "EndpointList", "ObjectName"), pick(every, "EndpointList", "DeviceState")))
print(f"{'':<10}{'PJSIPShowEndpoints':<20}PJSIPShowEndpoint")
for name in ("alive", "dead", "waiting", "unasked"):
    one = blocks_of("look", {"Action": "PJSIPShowEndpoint", "Endpoint": name})
    seen[name] = states[name], *pick(one, "ContactStatusDetail", "Status")
    print(f"{name:<10}{seen[name][0]:<20}{' '.join(seen[name][1:])}")
for user in ("look", "deaf"):
    blocks = blocks_of(user, {"Action": "Events", "EventMask": "on"}, {"Action": "Reload", "Module": "logger"})
    answers = [block["Events"] for block in blocks if "Events" in block]
    seen[user] = answers, len(pick(blocks, "Reload", "Module"))
    print(f"{user}: Events: {' '.join(answers)}, then {seen[user][1]} event of a reload")
wanted = {"alive": ("Not in use", "Reachable"), "dead": ("Unavailable", "Unreachable"), "waiting": ("Unavailable", "NonQualified")}
wanted |= {"unasked": ("Not in use", "NonQualified"), "look": (["On"], 1), "deaf": (["On"], 0)}
sys.exit(seen != wanted)
EOF
PYTHONPATH=$lib python3 "$work/try.py" || fail "the manager tells other states, or answers Events otherwise"
echo "as stated"
