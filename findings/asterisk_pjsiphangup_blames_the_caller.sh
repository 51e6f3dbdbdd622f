#!/usr/bin/env bash
# Asterisk 22.10.1: a dialplan that refuses a PJSIP call by PJSIPHangup(603) has it noted as hung up by the caller: a hangup
# handler finds the caller's own channel in CHANNEL(hangupsource), where it finds "dialplan/" and more after Hangup(21). So
# statistics of who ended calls count callers who never gave up. PJSIPHangup also leaves the dialplan by failing: behind
# TryExec(), which is there to run it where an older Asterisk lacks it, TRYSTATUS is FAILED though the answer was sent, and the
# steps behind it run in some calls, by which thread is first; only in those the dialplan is noted as who hung up. So note
# what was sent before PJSIPHangup, change it no more after it, and take FAILED for success on a PJSIP channel.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, on two cores, 400 calls each way (14 went on):
#   Hangup(21): answer 403, hung up by dialplan
#   PJSIPHangup(603): answer 603, hung up by dialplan, the caller
#   steps behind TryExec(PJSIPHangup(603)): ran in some calls and not in others, TRYSTATUS FAILED
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
exten => _[12],1,Set(CHANNEL(hangup_handler_push)=ended,s,1)
 same => n,Set(OWN=${CHANNEL(name)})
 same => n,Goto(way${EXTEN},s,1)
[way1]
exten => s,1,Hangup(21)
[way2]
exten => s,1,TryExec(PJSIPHangup(603))
 same => n,Log(NOTICE,behind it ${TRYSTATUS}.)
 same => n,Hangup(21)
[ended]
exten => s,1,Set(BY=${IF($["${CHANNEL(hangupsource)}" = "${OWN}"]?the caller:${CUT(CHANNEL(hangupsource),/,1)})})
 same => n,Log(NOTICE,ended by ${BY}.)
 same => n,Return()
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import re
import sys
import time
from pathlib import Path

import sip

log = Path(sys.argv[1])
CALLS = 400
seen = 0


def told(words: str) -> set[str]:
    return set(re.findall(rf"Ext\. s: {words} ([^.]*)\.", log.read_text()[seen:]))


def count(words: str) -> int:
    return len(re.findall(rf"Ext\. s: {words} ", log.read_text()[seen:]))


for number, way in ("1", "Hangup(21)"), ("2", "PJSIPHangup(603)"):
    seen = len(log.read_text())
    answers = {sip.Call(("127.0.0.1", 25190)).start(number) for _ in range(CALLS)}
    for _ in range(50):
        if count("ended by") == CALLS:
            break
        time.sleep(0.1)
    print(f"{way}: answer {', '.join(map(str, answers))}, hung up by {', '.join(sorted(told('ended by')))}")
behind = count("behind it")
print(f"{behind} of {CALLS} went on behind PJSIPHangup", file=sys.stderr)
ran = "some calls and not in others" if 0 < behind < CALLS else f"{behind} of {CALLS} calls"
print(f"steps behind TryExec(PJSIPHangup(603)): ran in {ran}, TRYSTATUS {', '.join(told('behind it'))}")
EOF
PYTHONPATH=$lib python3 "$work/try.py" "$work/log/full" | tee "$work/seen"
grep -E '^#   ' "$0" | sed 's/^# *//' | diff - "$work/seen" || fail "the caller is not blamed, or the steps behind it all run, or none"
echo "as stated"
