#!/usr/bin/env bash
# Kamailio 5.6.3 between two nodes, with nothing but t_relay(), makes "500" of a "503 Service Unavailable" (its parameter
# remap_503_500 is on unless set), so that Asterisk 22.10.1 before it sees CHANUNAVAIL and cause 38 (network out of order) where
# it saw CONGESTION and cause 34 (no circuit) without the proxy. A dialplan, or a carrier, that leads calls on when a node is
# full takes it for broken as soon as a proxy is put in between. The reason phrase stays, so a log looks right.
#
# Output seen with Debian's kamailio 5.6.3-2 and asterisk 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   direct: CONGESTION 34 SIP 503 Service Unavailable
#   proxy: CHANUNAVAIL 38 SIP 500 Service Unavailable
. "$(dirname "$0")/lib/kamailio.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
fetch_kamailio "kamailio=5.6.3-2"
mkdir "$work/etc"
kamailio_begins 127.0.0.1:25181 tm sl rr textops >"$work/kamailio.cfg"
cat >>"$work/kamailio.cfg" <<EOF
request_route {
    if (is_method("ACK|CANCEL")) { t_relay(); exit; }
    record_route();
    t_relay_to_udp("127.0.0.1", "25182");
}
EOF
for contact in direct:25182 proxy:25181; do
cat >>"$work/etc/pjsip.conf" <<EOF
[${contact%:*}]
type=endpoint
aors=${contact%:*}
context=closed
disallow=all
allow=alaw
[${contact%:*}]
type=aor
contact=sip:127.0.0.1:${contact#*:}
EOF
done
cat >>"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25180
EOF
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => _[a-z].,1,Dial(PJSIP/088@\${EXTEN},8)
 same => n,System(echo "\${DIALSTATUS} \${HANGUPCAUSE} \${HANGUPCAUSE(\${FILTER(-/_.a-zA-Z0-9,\${HANGUPCAUSE_KEYS()})},tech)}" > $work/\${EXTEN})
EOF
cat >"$work/trunk.py" <<'EOF'
import socket
trunk = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
trunk.bind(("127.0.0.1", 25182))
trunk.settimeout(90)
print("ready", flush=True)
while True:
    data, peer = trunk.recvfrom(8192)
    lines = data.decode().split("\r\n")
    if lines[0].startswith("INVITE"):
        keep = [line for line in lines if line.split(":")[0].lower() in ("via", "from", "call-id", "cseq", "record-route")]
        to = next(line for line in lines if line.lower().startswith("to:"))
        trunk.sendto("\r\n".join(["SIP/2.0 503 Service Unavailable", *keep, to + ";tag=1", "Retry-After: 30", "Content-Length: 0", "", ""]).encode(), peer)
EOF
python3 "$work/trunk.py" >"$work/ready" &
later $!
start_kamailio
start_asterisk "$work/etc"
for _ in $(seq 50); do grep -q "udp: 127" "$work/kam.log" && break; sleep 0.2; done
sleep 1
for way in direct proxy; do
    cli "channel originate Local/$way@try application Wait 5" >/dev/null
    for _ in $(seq 50); do [ -s "$work/$way" ] && break; sleep 0.2; done
    echo "$way: $(cat "$work/$way")" | tee -a "$work/seen"
done
grep -E '^#   (direct|proxy): ' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "the proxy tells another answer now"
echo "as stated"
