#!/usr/bin/env bash
# Asterisk 22.10.1: of a trunk with two contacts in its AOR one gets every call, and not the one that is written first: the
# order of the lines makes no difference. When it answers 503 the other is not tried, and Dial ends with CONGESTION. So two
# lines `contact=` are neither sharing nor failover; that takes an endpoint for each address and a dialplan that tries them
# in turn. (With qualify_frequency the other is used once the first answers no OPTIONS; not shown here.)
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, both contacts answering 503, four calls each:
#   forth: 4 25191 4 CONGESTION
#   back: 4 25191 4 CONGESTION
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25190
[one](!)
type=endpoint
context=closed
disallow=all
allow=alaw
EOF
contact() { echo "contact=sip:127.0.0.3:$1"; }
for trunk in "forth 25191 25192" "back 25192 25191"; do
    set -- $trunk
    printf '[%s](one)\naors=%s\n[%s]\ntype=aor\n%s\n%s\n' "$1" "$1" "$1" "$(contact "$2")" "$(contact "$3")" >>"$work/etc/pjsip.conf"
done
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => _[a-z].,1,Dial(PJSIP/088@\${EXTEN},5)
 same => n,System(echo "\${DIALSTATUS}" >> $work/\${EXTEN})
EOF
start_asterisk "$work/etc"
cat >"$work/trunks.py" <<'EOF'
import re
import selectors
import socket
import sys

asked = selectors.DefaultSelector()
for port in (25191, 25192):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.bind(("127.0.0.3", port))
    asked.register(one, selectors.EVENT_READ, port)
print("ready", flush=True)
seen = set()
while True:
    for key, _ in asked.select():
        data, peer = key.fileobj.recvfrom(8192)
        text = data.decode()
        call = re.search(r"^Call-ID: (\S+)", text, re.M | re.I)[1]
        if text.startswith("INVITE"):
            if (call, key.data) not in seen:
                print(key.data, flush=True)
            seen.add((call, key.data))
            kept = "".join(line + "\r\n" for line in re.findall(r"^(?:Via|From|Call-ID|CSeq): [^\r]*", text, re.M))
            to = re.search(r"^To: ([^\r]*)", text, re.M)[1]
            key.fileobj.sendto(f"SIP/2.0 503 Full\r\n{kept}To: {to};tag=1\r\nContent-Length: 0\r\n\r\n".encode(), peer)
EOF
python3 "$work/trunks.py" >"$work/invites" &
later $!
until [ -s "$work/invites" ]; do sleep 0.1; done
for trunk in forth back; do
    before=$(wc -l <"$work/invites")
    for call in 1 2 3 4; do
        cli "channel originate Local/$trunk@try application Wait 5" >/dev/null
        for _ in $(seq 60); do [ "$(cat "$work/$trunk" 2>/dev/null | wc -l)" -ge $call ] && break; sleep 0.1; done
    done
    tail -n +$((before + 1)) "$work/invites" | cat - "$work/$trunk" | sort | uniq -c | tr -s ' \n' ' ' | sed "s/^/$trunk:/; s/ *$//"
    echo
done | tee "$work/seen"
grep -E '^#   (forth|back): ' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "two contacts are used in another way now"
echo "as stated"
