#!/usr/bin/env bash
# Asterisk 22.10.1 (PJSIP, Dial, then Hangup(${HANGUPCAUSE})) tells the caller's network another answer than the trunk gave:
# a loop (483) becomes "temporarily unavailable", a gateway's time-out (504) a "decline", an unknown extension in Require
# (420) "not found", a decline (603) "forbidden", and nuisance answers (607, 608) "server error". A redirection that Dial was
# told not to follow (option i) leaves DIALSTATUS=BUSY with cause 0 and becomes 603. So a carrier that tries another way on
# some answers, or bills by them, acts on what nobody said; who needs the true answer reads HANGUPCAUSE(channel,tech).
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   302: DIALSTATUS BUSY, HANGUPCAUSE 0, the caller gets 603
#   401: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 21, the caller gets 403
#   405: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 127, the caller gets 500
#   415: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 127, the caller gets 500
#   420: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 3, the caller gets 404
#   480: DIALSTATUS NOANSWER, HANGUPCAUSE 19, the caller gets 480
#   482: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 127, the caller gets 500
#   483: DIALSTATUS NOANSWER, HANGUPCAUSE 19, the caller gets 480
#   486: DIALSTATUS BUSY, HANGUPCAUSE 17, the caller gets 486
#   500: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 38, the caller gets 500
#   503: DIALSTATUS CONGESTION, HANGUPCAUSE 34, the caller gets 503
#   504: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 102, the caller gets 603
#   513: DIALSTATUS CONGESTION, HANGUPCAUSE 34, the caller gets 503
#   600: DIALSTATUS BUSY, HANGUPCAUSE 17, the caller gets 486
#   603: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 21, the caller gets 403
#   604: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 1, the caller gets 404
#   606: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 58, the caller gets 488
#   607: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 127, the caller gets 500
#   608: DIALSTATUS CHANUNAVAIL, HANGUPCAUSE 127, the caller gets 500
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25160
[caller]
type=endpoint
context=in
disallow=all
allow=alaw
[caller]
type=identify
endpoint=caller
match=127.0.0.2
[trunk]
type=endpoint
aors=trunk
context=closed
disallow=all
allow=alaw
[trunk]
type=aor
contact=sip:127.0.0.3:25161
EOF
cat >"$work/etc/extensions.conf" <<EOF
[in]
exten => _[3-6]XX,1,Dial(PJSIP/\${EXTEN}@trunk,8,i)
 same => n,System(echo "\${DIALSTATUS} \${HANGUPCAUSE}" > $work/\${EXTEN})
 same => n,Hangup(\${HANGUPCAUSE})
EOF
start_asterisk "$work/etc"
cat >"$work/callee.py" <<'EOF'
import re
import socket

callee = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
callee.bind(("127.0.0.3", 25161))
callee.settimeout(60)
print("ready", flush=True)
while True:
    data, peer = callee.recvfrom(8192)
    text = data.decode()
    status = re.match(r"INVITE sip:(\d+)@", text)
    if status:
        kept = re.findall(r"^(?:Via|From|Call-ID|CSeq): .*?\r$", text, re.M)
        to = re.search(r"^To: (.*?)\r$", text, re.M)[1]
        more = "Contact: <sip:0612345678@127.0.0.9>\r\n" if status[1] == "302" else ""
        answer = f"SIP/2.0 {status[1]} As Asked\r\n" + "\n".join(kept) + f"\nTo: {to};tag=1\r\n{more}Content-Length: 0\r\n\r\n"
        callee.sendto(answer.encode(), peer)
EOF
python3 "$work/callee.py" >"$work/ready" &
later $!
until [ -s "$work/ready" ]; do sleep 0.1; done
cat >"$work/try.py" <<'EOF'
import pathlib
import sys
import time

import sip

work = pathlib.Path(sys.argv[1])
for status in sys.argv[2:]:
    call = sip.Call(("127.0.0.1", 25160))
    answered = call.start(status)
    told = work / status
    for _ in range(50):
        if told.exists() and told.read_text().endswith("\n"):
            break
        time.sleep(0.1)
    dial = told.read_text().split()
    print(f"{status}: DIALSTATUS {dial[0]}, HANGUPCAUSE {dial[1]}, the caller gets {answered}", flush=True)
EOF
codes=$(grep -oE '^# +[0-9]{3}:' "$0" | grep -oE '[0-9]{3}')
PYTHONPATH=$lib python3 "$work/try.py" "$work" $codes | tee "$work/seen"
grep -E '^# +[0-9]{3}: ' "$0" | sed 's/^# *//' | diff - "$work/seen" || fail "some answers become others now"
echo "as stated"
