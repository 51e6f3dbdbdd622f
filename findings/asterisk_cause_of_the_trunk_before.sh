#!/usr/bin/env bash
# Asterisk 22.10.1: after a second Dial on the same channel whose trunk answers nothing at all, HANGUPCAUSE and the function
# HANGUPCAUSE(channel,tech) still tell the answer of the first trunk: "busy", though that one was passed over and the last
# one is dead. HangupCauseClear() in between empties the function, not the variable. So a dialplan that tries trunks in turn
# and reports the cause of the last reports an answer of another telephone; DIALSTATUS alone is fresh.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   busy trunk:                            BUSY, HANGUPCAUSE 17, told SIP 486 Busy Here
#   then a silent one:                     NOANSWER, HANGUPCAUSE 17, told SIP 486 Busy Here
#   with HangupCauseClear() before it:     NOANSWER, HANGUPCAUSE 17, told
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25170
EOF
for trunk in busy:25171 silent:25172; do
    cat >>"$work/etc/pjsip.conf" <<EOF
[${trunk%:*}]
type=endpoint
aors=${trunk%:*}
context=closed
disallow=all
allow=alaw
[${trunk%:*}]
type=aor
contact=sip:127.0.0.3:${trunk#*:}
EOF
done
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => plain,1,Gosub(tell,busy,1)
 same => n,Gosub(tell,silent,1)
exten => cleared,1,Gosub(tell,busy,1)
 same => n,HangupCauseClear()
 same => n,Gosub(tell,silent,1)
[tell]
exten => _X!,1,Return()
exten => _[a-z].,1,Dial(PJSIP/088@\${EXTEN},3)
 same => n,Set(KEY=\${HANGUPCAUSE_KEYS()})
 same => n,System(echo "\${DIALSTATUS}, HANGUPCAUSE \${HANGUPCAUSE}, told \${HANGUPCAUSE(\${CUT(KEY,\\,,1)},tech)}" >> $work/seen)
 same => n,Return()
EOF
start_asterisk "$work/etc"
cat >"$work/trunks.py" <<'EOF'
import re
import socket

silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
silent.bind(("127.0.0.3", 25172))
busy = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
busy.bind(("127.0.0.3", 25171))
busy.settimeout(60)
print("ready", flush=True)
while True:
    data, peer = busy.recvfrom(8192)
    text = data.decode()
    if text.startswith("INVITE"):
        kept = "".join(line + "\r\n" for line in re.findall(r"^(?:Via|From|Call-ID|CSeq): [^\r]*", text, re.M))
        to = re.search(r"^To: ([^\r]*)", text, re.M)[1]
        busy.sendto(f"SIP/2.0 486 Busy Here\r\n{kept}To: {to};tag=1\r\nContent-Length: 0\r\n\r\n".encode(), peer)
EOF
python3 "$work/trunks.py" >"$work/ready" &
later $!
until [ -s "$work/ready" ]; do sleep 0.1; done
for way in plain cleared; do
    cli "channel originate Local/$way@try application Wait 9" >/dev/null
    sleep 4.5
done
sed -i 's/ *$//' "$work/seen"
paste -d' ' <(printf '%-38s\n' "busy trunk:" "then a silent one:" "busy trunk:" "with HangupCauseClear() before it:") "$work/seen"
printf '%s\n' "BUSY, HANGUPCAUSE 17, told SIP 486 Busy Here" "NOANSWER, HANGUPCAUSE 17, told SIP 486 Busy Here" \
    "BUSY, HANGUPCAUSE 17, told SIP 486 Busy Here" "NOANSWER, HANGUPCAUSE 17, told" | diff - "$work/seen" || fail "the cause is another now"
echo "as stated"
