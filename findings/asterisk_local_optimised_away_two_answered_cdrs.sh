#!/usr/bin/env bash
# Asterisk 22.10.1: an answered caller is put through by Dial over a Local channel whose own Dial rings the trunk. Once the
# trunk has answered and audio flows, the Local leaves the call, and from then on the caller has two records of one call, both
# ANSWERED: one to the Local, which ends there, and one to the trunk. CDR_PROP(disable)=1 in the Local's context takes away
# the records of the Local's own leg, not the second one of the caller. With /n the Local stays, and there is one. So who
# counts or bills answered calls by CDRs and dials over Local channels needs /n.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, the caller's records of a call each:
#   Local:                       ANSWERED to Local/088@leg;1, ANSWERED to PJSIP/trunk
#   Local, CDR_PROP(disable):    ANSWERED to Local/088@quiet;1, ANSWERED to PJSIP/trunk
#   Local/n:                     ANSWERED to Local/088@leg;1
#   Local/n, CDR_PROP(disable):  ANSWERED to Local/088@quiet;1
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir -p "$work/etc" "$work/log/cdr-csv"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25180
[caller]
type=endpoint
context=in
disallow=all
allow=alaw
direct_media=no
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
direct_media=no
[trunk]
type=aor
contact=sip:127.0.0.3:25181
EOF
cat >"$work/etc/extensions.conf" <<'EOF'
[in]
exten => 1,1,Answer()
 same => n,Dial(Local/088@leg)
exten => 2,1,Answer()
 same => n,Dial(Local/088@quiet)
exten => 3,1,Answer()
 same => n,Dial(Local/088@leg/n)
exten => 4,1,Answer()
 same => n,Dial(Local/088@quiet/n)
[leg]
exten => 088,1,Dial(PJSIP/088@trunk)
[quiet]
exten => 088,1,Set(CDR_PROP(disable)=1)
 same => n,Dial(PJSIP/088@trunk)
EOF
printf '[general]\n[csv]\nusegmtime=no\n' >"$work/etc/cdr.conf"
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import csv
import pathlib
import re
import sys
import threading
import time

import sip

WAYS = {"1": "Local", "2": "Local, CDR_PROP(disable)", "3": "Local/n", "4": "Local/n, CDR_PROP(disable)"}

records = pathlib.Path(sys.argv[1])
trunk = sip.Callee(("127.0.0.3", 25181))
for number, way in WAYS.items():
    call = sip.Call(("127.0.0.1", 25180))
    assert call.start(number) == 200
    trunk.take("INVITE")
    trunk.reply("200 OK", media=True)
    trunk.take("ACK")
    # A Local leaves the call when audio comes along.
    far = threading.Thread(target=trunk.play, args=(1000, 2))
    far.start()
    call.play(425, 2, 1, 1)
    far.join()
    call.end()
    trunk.take("BYE")
    trunk.reply("200 OK")
    # Time for the records to be written.
    time.sleep(1)
    with records.open() as file:
        lines = list(csv.reader(file))
    records.write_text("")
    told = sorted(f"{line[14]} to {re.sub('-[0-9a-f]+', '', line[6])}" for line in lines if line[5].startswith("PJSIP/caller"))
    print(f"{way + ':':<29}{', '.join(told)}", flush=True)
EOF
: >"$work/log/cdr-csv/Master.csv"
PYTHONPATH=$lib python3 "$work/try.py" "$work/log/cdr-csv/Master.csv" | tee "$work/seen"
grep -E '^#   Local' "$0" | sed 's/^# *//' | diff - "$work/seen" || fail "the caller has other records now"
echo "as stated"
