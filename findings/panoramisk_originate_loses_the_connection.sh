#!/usr/bin/env bash
# panoramisk 1.4: Manager.send_action() of an Originate that names no Async, which AMI takes and answers when the call was
# answered or not, raises KeyError where the answer is read. asyncio then closes the connection: neither that action nor any
# other that waits then ever ends, and events are lost until panoramisk has connected again. So give each Originate its
# Async, spelt so ("async" is another key to panoramisk), and each action a deadline of its own.
#
# Output seen with panoramisk 1.4 and Asterisk 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   Async: true: answered; another call placed before: answered; connection kept
#   no Async: no answer; another call placed before: no answer; KeyError('async'), connection lost
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check panoramisk==1.4 2>"$work/pip" || { cat "$work/pip"; fail "could not install panoramisk"; }
mkdir "$work/etc"
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => 1,1,Wait(2)
 same => n,Answer()
 same => n,Wait(1)
EOF
cat >"$work/etc/manager.conf" <<EOF
[general]
enabled=yes
bindaddr=127.0.0.1
port=25181
[tries]
secret=s
read=all
write=originate,reporting
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import asyncio
import sys

from panoramisk import Manager

CALL = {"Action": "Originate", "Channel": "Local/1@try/n", "Application": "Wait", "Data": "1"}


async def ends(action):
    try:
        async with asyncio.timeout(6):
            await action
    except TimeoutError:
        return "no answer"
    return "answered"


async def tried(name, more):
    manager = Manager(host="127.0.0.1", port=25181, username="tries", secret="s", ping_delay=0)
    faults, lost = [], []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: faults.append(repr(context.get("exception"))))
    await manager.connect()
    manager.on_disconnect = lambda *_: lost.append(True)
    await asyncio.sleep(0.5)
    # Placed at once, answered after two seconds.
    other = asyncio.ensure_future(ends(manager.send_action({**CALL, "Async": "true"})))
    await asyncio.sleep(0.5)
    this = await ends(manager.send_action({**CALL, **more}))
    beside = await other
    print(f"{name}: {this}; another call placed before: {beside};", *(f"{fault}," for fault in faults), f"connection {'lost' if lost else 'kept'}")


asyncio.run(tried("Async: true", {"Async": "true"}))
asyncio.run(tried("no Async", {}))
EOF
"$work/venv/bin/python" "$work/try.py" 2>/dev/null | tee "$work/seen"
diff - "$work/seen" <<'EOF' || fail "an Originate without Async ends otherwise now"
Async: true: answered; another call placed before: answered; connection kept
no Async: no answer; another call placed before: no answer; KeyError('async'), connection lost
EOF
echo "as stated"
