#!/usr/bin/env bash
# Asterisk 22.10.1: two ways in which call records lose what they are kept for. `dst` is not the number called, but the
# extension that the call was sent on to by Goto before its Dial: `s` where the dialling context works with `s`; and a second
# Dial writes a second record, with another dst. Behind Gosub dst stays the number called. So dial behind Gosub.
# And a section [csv] in cdr.conf without an option in it writes no CSV: its module declines to load, and the log says so
# without the reason. One option, at its default, is enough.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   empty [csv]: 0 lines; logged: cdr_csv declined to load.
#   an option in it: lines
#   called 14020: dst 14020, ANSWERED    (Dial)
#   called 14030: dst 9001, ANSWERED     (Goto 9001, Dial)
#   called 14040: dst s, ANSWERED        (Goto s, Dial)
#   called 14050: dst 14050, ANSWERED    (Gosub s, Dial)
#   called 14060: dst 14060, BUSY        (Dial, then Goto s, Dial)
#   called 14060: dst s, ANSWERED
#   called 14070: dst 14070, BUSY        (Dial, then Gosub s, Dial)
#   called 14070: dst 14070, ANSWERED
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir -p "$work/etc" "$work/log/cdr-csv"
cat >"$work/etc/extensions.conf" <<'EOF'
[try]
exten => 14020,1,Answer()
 same => n,Dial(Local/taken@far)
exten => 14030,1,Answer()
 same => n,Goto(out,9001,1)
exten => 14040,1,Answer()
 same => n,Goto(out,s,1)
exten => 14050,1,Answer()
 same => n,Gosub(out,s,1)
exten => 14060,1,Answer()
 same => n,Dial(Local/busy@far)
 same => n,Goto(out,s,1)
exten => 14070,1,Answer()
 same => n,Dial(Local/busy@far)
 same => n,Gosub(out,s,1)
[out]
exten => _[9s]!,1,Dial(Local/taken@far)
 same => n,Hangup()
[far]
exten => taken,1,Answer()
 same => n,Wait(1)
 same => n,Hangup()
exten => busy,1,Hangup(17)
EOF
printf '[modules]\nautoload=yes\nnoload=chan_pjsip.so\n' >"$work/etc/modules.conf"
printf '[general]\n[csv]\n' >"$work/etc/cdr.conf"
start_asterisk "$work/etc"
written=$work/log/cdr-csv/Master.csv
call_all() {
    for number in 14020 14030 14040 14050 14060 14070; do
        cli "channel originate Local/$number@try application Wait 4" >/dev/null
    done
    for _ in $(seq 100); do
        if cli "core show channels count" | grep -q "^0 active channels"; then break; fi
        sleep 0.2
    done
    sleep 1
}
lines() { grep -c . "$written" || true; }

: >"$written"
call_all
empty=$(lines)
echo "empty [csv]: $empty lines; logged: $(grep -o 'cdr_csv declined.*' "$work/log/full" || true)"
printf '[general]\n[csv]\nusegmtime=no\n' >"$work/etc/cdr.conf"
cli "module unload cdr_csv.so" >/dev/null
cli "module load cdr_csv.so" >/dev/null
call_all
full=$(lines)
echo "an option in it: $([ "$full" -gt 0 ] && echo lines)"
seen=$(python3 - "$written" <<'EOF'
import csv
import sys

with open(sys.argv[1]) as file:
    for line in sorted(csv.reader(file), key=lambda line: (line[5], line[9], line[11])):
        if line[5].startswith("Local/14") and line[5].endswith(";2"):
            print(f"called {line[5][6:11]}: dst {line[2]}, {line[14]}")
EOF
)
echo "$seen"
[ "$empty" = 0 ] && [ "$full" -gt 0 ] || fail "an empty [csv] counts now, or one with an option does not"
wanted="called 14020: dst 14020, ANSWERED
called 14030: dst 9001, ANSWERED
called 14040: dst s, ANSWERED
called 14050: dst 14050, ANSWERED
called 14060: dst 14060, BUSY
called 14060: dst s, ANSWERED
called 14070: dst 14070, BUSY
called 14070: dst 14070, ANSWERED"
[ "$seen" = "$wanted" ] || fail "dst follows the dialplan otherwise now"
echo "as stated"
