#!/usr/bin/env bash
# Asterisk 22.10.1, keys by telephone-events: a key counts when it is let go, and the wait for it does not see that it is down.
# Who presses a key just before the time for a question is up, and lets it go just after, has not answered that question, and
# answers the next one, before a word of it was understood: Read() and AGI's WAIT FOR DIGIT take the old key at once for a new
# one, as nothing says when it was pressed. The same key let go in time answers the first. So a "please try again" after a
# time-out takes the belated key well, but a menu's next question gets an answer that it was not asked for: where that costs
# something, throw away what is pressed in its first moment.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; two questions of 2 s each, one after the other, and a caller
# who presses one key, 1.5 s after the first was asked; when the second was done with, after the key was let go:
#   Read, key held 0.2 s:           first 5, second nothing, 2 s later
#   Read, key held 1.0 s:           first nothing, second 5, at once
#   WAIT FOR DIGIT, key held 0.2 s: first 5, second nothing, 2 s later
#   WAIT FOR DIGIT, key held 1.0 s: first nothing, second 5, at once
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
cat >"$work/etc/extensions.conf" <<EOF
[take]
exten => read,1,Answer(0,i)
 same => n,Verbose(0,told: asked)
 same => n,Read(first,,1,,1,2)
 same => n,Verbose(0,told: first \${first})
 same => n,Read(second,,1,,1,2)
 same => n,Verbose(0,told: second \${second})
exten => agi,1,Answer(0,i)
 same => n,AGI($work/ask.sh)
EOF
cat >"$work/ask.sh" <<EOF
#!/bin/bash
# Asks twice by AGI, and tells the answers.
tell() { echo "VERBOSE \"told: \$1\" 1"; read -r line; }
while read -r line && [ -n "\$line" ]; do :; done
tell asked
for question in first second; do
    echo "WAIT FOR DIGIT 2000"
    read -r line
    code=\${line#*result=}
    if [ "\$code" = 0 ]; then code=; else code=\$((code - 48)); fi
    tell "\$question \$code"
done
EOF
chmod +x "$work/ask.sh"
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import pathlib
import re
import struct
import sys
import time

import sip

log = pathlib.Path(sys.argv[1])


def hold_key(call, seconds):
    """Telephone-events of the key 5: one each 20 ms while it is held, and its end three times."""
    began, count = time.monotonic(), round(50 * seconds)
    for n in range(count + 3):
        ends, length = (0x80, 160 * count) if n >= count else (0, 160 * (n + 1))
        call.packet(1 + n, 160, 7, struct.pack("!BBH", 5, ends | 10, length), 101)
        sip.until_due(began, min(n + 1, count))


def lines():
    """What the dialplan or the script told so far."""
    return [line.split() for line in re.findall(r"VERBOSE.*?: told: (.*)", log.read_text())]


def await_lines(count):
    """Wait for so many lines, and return when the last came."""
    until = time.monotonic() + 10
    while len(lines()) < count and time.monotonic() < until:
        time.sleep(0.01)
    return time.monotonic()


for way, name in (("read", "Read"), ("agi", "WAIT FOR DIGIT")):
    for seconds in (0.2, 1.0):
        before = len(lines())
        call = sip.Call(("127.0.0.1", 25062))
        call.start(way)
        asked = await_lines(before + 1)
        time.sleep(max(0.0, asked + 1.5 - time.monotonic()))
        hold_key(call, seconds)
        let_go = time.monotonic()
        late = await_lines(before + 3) - let_go
        answers = {question: key[0] if key else "nothing" for question, *key in lines()[before + 1 :]}
        call.end()
        print(f"{f'{name}, key held {seconds} s:':31} first {answers['first']}, second {answers['second']}, {'at once' if late < 0.5 else f'{late:.0f} s later'}")
EOF
PYTHONPATH=$lib python3 "$work/try.py" "$work/log/full" | tee "$work/seen"
grep -E '^#   (Read|WAIT)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "other questions are answered"
echo "as stated"
