#!/usr/bin/env bash
# Asterisk 22.10.1, PJSIP: dtmf_mode says what Asterisk offers and how it sends keys, not what it takes for one. Whatever it is,
# a key in a SIP INFO counts and a telephone-event in the RTP counts, also with `inband`, and also an event of a kind that
# Asterisk's answer left out (`info` and `inband`). A telephone or gateway that is set to send both, as many can be for safety's
# sake, presses each key twice in all five modes: 14 0 becomes 1144 00, and a menu's second question is answered by the key
# for the first. No mode helps; it has to be set right at the sender.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; the caller presses 1, 4, 0 and the dialplan reads up to ten:
#   rfc4733:   events agreed on;     by INFO 140, by events 140, by both 114400
#   info:      events not agreed on; by INFO 140, by events 140, by both 114400
#   inband:    events not agreed on; by INFO 140, by events 140, by both 114400
#   auto:      events agreed on;     by INFO 140, by events 140, by both 114400
#   auto_info: events agreed on;     by INFO 140, by events 140, by both 114400
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
address=11
for mode in rfc4733 info inband auto auto_info; do
    cat >>"$work/etc/pjsip.conf" <<EOF
[$mode]
type=endpoint
context=take
disallow=all
allow=alaw
dtmf_mode=$mode
[$mode]
type=identify
endpoint=$mode
match=127.0.0.$address
EOF
    address=$((address + 1))
done
cat >"$work/etc/extensions.conf" <<'EOF'
[take]
exten => 1,1,Answer(0,i)
 same => n,Read(keys,,10,,1,2)
 same => n,Set(DB(keys/${CHANNEL(endpoint)}-${CALLERID(num)})=${keys})
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import struct
import time

import sip


def press_by_info(call, key, cseq):
    """What a telephone sends in an INFO for a key held for 100 ms."""
    body = f"Signal={key}\r\nDuration=100\r\n"
    call.send("INFO", cseq, call.to, body, kind="application/dtmf-relay")


def press_by_events(call, key, first):
    """Telephone-events of a key held for 100 ms."""
    began = time.monotonic()
    for n in range(8):
        ends, held = (0x80, 800) if n >= 5 else (0, 160 * (n + 1))
        call.packet(first + n, first * 160, 7, struct.pack("!BBH", key, ends | 10, held), 101)
        sip.until_due(began, min(n + 1, 5))


for address, mode in enumerate(("rfc4733", "info", "inband", "auto", "auto_info"), 11):
    for way in ("info", "events", "both"):
        call = sip.Call(("127.0.0.1", 25062), own=f"127.0.0.{address}", user=way)
        call.start("1")
        time.sleep(0.3)
        for n, key in enumerate((1, 4, 0)):
            if way != "events":
                press_by_info(call, key, 2 + n)
            if way != "info":
                press_by_events(call, key, 1 + 20 * n)
            time.sleep(0.3)
        # Until the dialplan has done with waiting for more.
        call.sip.settimeout(10)
        while not (text := call.sip.recv(8192).decode()).startswith("BYE"):
            pass
        if way == "both":
            print(mode, "agreed on" if "telephone-event" in call.log[-1] else "not agreed on")
EOF
PYTHONPATH=$lib python3 "$work/try.py" >"$work/agreed"
while read -r mode agreed; do
    keys() { cli "database get keys $mode-$1" | sed -n 's/^Value: //p'; }
    printf '%-10s %-21s by INFO %s, by events %s, by both %s\n' "$mode:" "events $agreed;" "$(keys info)" "$(keys events)" "$(keys both)"
done <"$work/agreed" | tee "$work/seen"
grep -E '^#   (rfc|in|auto)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "other keys are heard"
echo "as stated"
