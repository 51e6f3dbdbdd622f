#!/usr/bin/env bash
# Asterisk 22.10.1: whether a caller withholds the number. Of a call from PJSIP, `Privacy: id` alone counts for nothing:
# CALLERID(pres) says allowed, so a dialplan reads the number out or passes it on. Only with a P-Asserted-Identity beside it
# (and trust_id_inbound=yes) does it count, and then every value but `none` means withheld, even one that is no value (`off`)
# and `none;id`. So read the header Privacy in the dialplan as well.
# The other way, a pre-dial handler that empties the connected number and sets it to prohib still has send_pai=yes send a
# P-Asserted-Identity, with a host and no number; CONNECTEDLINE(num-valid,i)=no leaves it and the Privacy away.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, CALLERID(pres) without and with a P-Asserted-Identity:
#   no Privacy        allowed_not_screened  allowed_not_screened
#   Privacy: id       allowed_not_screened  prohib_not_screened
#   Privacy: user     allowed_not_screened  prohib_not_screened
#   Privacy: header   allowed_not_screened  prohib_not_screened
#   Privacy: session  allowed_not_screened  prohib_not_screened
#   Privacy: critical allowed_not_screened  prohib_not_screened
#   Privacy: none     allowed_not_screened  allowed_not_screened
#   Privacy: off      allowed_not_screened  prohib_not_screened
#   Privacy: none;id  allowed_not_screened  prohib_not_screened
# and what the callee gets after a pre-dial handler:
#   nothing set:          P-Asserted-Identity: <sip:0612345678@127.0.0.1>
#   number empty, prohib: Privacy: id P-Asserted-Identity: <sip:127.0.0.1>
#   num-valid=no too:     neither header
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25064
[caller]
type=endpoint
context=take
disallow=all
allow=alaw
trust_id_inbound=yes
[caller]
type=identify
endpoint=caller
match=127.0.0.2
[callee]
type=endpoint
aors=callee
context=closed
disallow=all
allow=alaw
trust_id_outbound=yes
send_pai=yes
[callee]
type=aor
contact=sip:127.0.0.3:25065
EOF
cat >"$work/etc/extensions.conf" <<EOF
[take]
exten => _1XX,1,System(echo "\${CALLERID(pres)}" >> $work/\${EXTEN})
 same => n,Hangup(21)
exten => _2XX,1,Dial(PJSIP/\${EXTEN}@callee,10,b(out^\${EXTEN}^1))
[out]
exten => 200,1,Return()
exten => 201,1,Set(CONNECTEDLINE(num,i)=)
 same => n,Set(CONNECTEDLINE(pres,i)=prohib)
 same => n,Return()
exten => 202,1,Set(CONNECTEDLINE(num,i)=)
 same => n,Set(CONNECTEDLINE(pres,i)=prohib)
 same => n,Set(CONNECTEDLINE(num-valid,i)=no)
 same => n,Return()
EOF
printf '[general]\nstrictrtp=no\nicesupport=no\nrtpstart=21200\nrtpend=21299\n' >"$work/etc/rtp.conf"
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import pathlib
import sys
import threading
import time

import sip

PBX = "127.0.0.1", 25064
seen = {}
for number, value in enumerate(("", "id", "user", "header", "session", "critical", "none", "off", "none;id"), 100):
    for asserted in ("", "P-Asserted-Identity: <sip:0201234567@127.0.0.2>\r\n"):
        file = pathlib.Path(sys.argv[1], str(number))
        sip.Call(PBX, headers=(f"Privacy: {value}\r\n" if value else "") + asserted).start(str(number))
        for _ in range(50):
            if file.exists() and file.read_text().endswith("\n"):
                break
            time.sleep(0.1)
        seen[value, bool(asserted)] = file.read_text().strip()
        file.unlink()
    print(f"{'Privacy: ' + value if value else 'no Privacy':<18}{seen[value, False]:<22}{seen[value, True]}", flush=True)
callee = sip.Callee(("127.0.0.3", 25065))
for number, what in (("200", "nothing set"), ("201", "number empty, prohib"), ("202", "num-valid=no too")):
    call = threading.Thread(target=sip.Call(PBX).start, args=(number,))
    call.start()
    invite = callee.take("INVITE")
    seen[number] = " ".join(line for line in invite.split("\r\n") if line.startswith(("P-Asserted-Identity", "Privacy")))
    print(f"{what + ':':<22}{seen[number] or 'neither header'}", flush=True)
    callee.reply("486 Busy Here")
    callee.take("ACK")
    call.join()
wanted = {(value, asserted): "prohib_not_screened" if asserted and value not in ("", "none") else "allowed_not_screened" for value, asserted in list(seen)[:18]}
wanted |= {"200": "P-Asserted-Identity: <sip:0612345678@127.0.0.1>", "201": "Privacy: id P-Asserted-Identity: <sip:127.0.0.1>", "202": ""}
sys.exit(seen != wanted)
EOF
PYTHONPATH=$lib python3 "$work/try.py" "$work" || fail "who counts as withheld, or what is sent for them, is another now"
echo "as stated"
