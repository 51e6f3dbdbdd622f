#!/usr/bin/env bash
# Asterisk 22.10.1: what Hangup(cause) answers to a PJSIP call that was not answered. It knows 20 causes; for the other 107 it
# says 603 Decline, so that the callee seems to have refused: for 16 (normal clearing), and where RFC 3398 has 404 (26), 503
# (41, 47) or 403 (57). Cause 23 becomes a 302 that redirects the caller to Asterisk itself, with no user in the Contact;
# RFC 3398 has 410. The header Reason has the true cause each time. So take a cause from this table, or PJSIPHangup(answer),
# and never 23.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, of the causes 1 to 127:
#   302 Moved Temporarily: 23
#   403 Forbidden: 21
#   404 Not Found: 1-3
#   408 Request Timeout: 18
#   410 Gone: 22
#   480 Temporarily Unavailable: 19-20, 31
#   484 Address Incomplete: 28
#   486 Busy Here: 17
#   488 Not Acceptable Here: 58
#   500 Server Internal Error: 38, 127
#   501 Not Implemented: 29
#   502 Bad Gateway: 27
#   503 Service Unavailable: 34, 42, 66
#   603 Decline: 4-16, 24-26, 30, 32-33, 35-37, 39-41, 43-57, 59-65, 67-126
#   Contact of the 302: <sip:127.0.0.1:25190>
#   Reason with the cause: 127 of 127
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25190
[caller]
type=endpoint
context=in
disallow=all
allow=alaw
[caller]
type=identify
endpoint=caller
match=127.0.0.2
EOF
cat >"$work/etc/extensions.conf" <<'EOF'
[in]
exten => _X!,1,Hangup(${EXTEN})
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import re

import sip


def ranges(numbers):
    """Rising numbers as text, those in a row as one range."""
    rows = []
    for number in numbers:
        if rows and rows[-1][1] == number - 1:
            rows[-1][1] = number
        else:
            rows.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in rows)


causes, contacts, reasons = {}, [], 0
for cause in range(1, 128):
    call = sip.Call(("127.0.0.1", 25190))
    status = call.start(str(cause))
    answer = call.log[-1]
    causes.setdefault(answer.split("\r\n")[0].removeprefix("SIP/2.0 "), []).append(cause)
    contacts += re.findall(r"(?m)^Contact: ([^\r]*)", answer) if status == 302 else []
    reasons += f"\r\nReason: Q.850;cause={cause}\r\n" in answer
for answer, these in sorted(causes.items()):
    print(f"{answer}: {ranges(these)}")
print(f"Contact of the 302: {', '.join(contacts)}")
print(f"Reason with the cause: {reasons} of 127")
EOF
PYTHONPATH=$lib python3 "$work/try.py" | tee "$work/seen"
grep -E '^#   ' "$0" | sed 's/^# *//' | diff - "$work/seen" || fail "some causes become other answers now"
echo "as stated"
