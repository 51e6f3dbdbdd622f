#!/usr/bin/env bash
# Kamailio 5.6.3's dispatcher keeps no state over `dispatcher.reload`, though the list of nodes is the same file as before:
# - a node that an admin took out by `dispatcher.set_state d` gets calls again, without a word in the log. While it is out it
#   is not pinged either, so nothing tells whether it is alive when that happens;
# - a node that the pings had found dead counts as alive until enough pings have failed again (ds_probing_threshold).
# So whoever reloads to add a node sends calls to the dead one and to the one under repair. Take a node out in the file.
#
# Output seen with Debian's kamailio 5.6.3-2 (states: A active, I inactive, D disabled, T on trial; P pinged, X not):
#   both answer: 25191 AP, 25192 AP
#   25191 is taken out, 25192 is stopped: 25191 DX, 25192 IP
#   pings to 25191 in 4 s: 0
#   reloaded, first look: 25191 A, 25192 A
. "$(dirname "$0")/lib/kamailio.sh"
fetch_kamailio "kamailio=5.6.3-2"
printf '1 sip:127.0.0.1:25191\n1 sip:127.0.0.1:25192\n' >"$work/nodes.list"
kamailio_begins 127.0.0.1:25190 tm sl ctl dispatcher >"$work/kamailio.cfg"
cat >>"$work/kamailio.cfg" <<EOF
modparam("dispatcher", "list_file", "$work/nodes.list")
modparam("dispatcher", "ds_ping_interval", 1)
modparam("dispatcher", "ds_probing_mode", 1)
modparam("dispatcher", "ds_probing_threshold", 2)
modparam("tm", "fr_timer", 500)
request_route { exit; }
EOF
cat >"$work/node.py" <<'EOF'
import socket, sys
node = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
node.bind(("127.0.0.1", int(sys.argv[1])))
node.settimeout(90)
while True:
    data, peer = node.recvfrom(8192)
    lines = data.decode().split("\r\n")
    if lines[0].startswith("OPTIONS"):
        print("pinged", flush=True)
        keep = [line for line in lines if line.split(":")[0].lower() in ("via", "from", "call-id", "cseq")]
        to = next(line for line in lines if line.lower().startswith("to:"))
        node.sendto("\r\n".join(["SIP/2.0 200 OK", *keep, to + ";tag=1", "Content-Length: 0", "", ""]).encode(), peer)
EOF
for port in 25191 25192; do
    python3 "$work/node.py" $port >"$work/pings-$port" &
    later $!
done
second=$!
start_kamailio
states() {
    kamcmd dispatcher.list | awk '/URI:/ {split($2, uri, ":"); node = uri[3]} /FLAGS:/ {print node, $2}' | sort | paste -sd, | sed 's/,/, /'
}
until_states() {
    for _ in $(seq 100); do [ "$(states)" = "$1" ] && return; sleep 0.2; done
    fail "the nodes do not become $1: $(states)"
}
say() { echo "$*" | tee -a "$work/seen"; }

until_states "25191 AP, 25192 AP"
say "both answer: $(states)"
kamcmd dispatcher.set_state d 1 sip:127.0.0.1:25191 >/dev/null
kill -KILL "$second"
wait "$second" 2>/dev/null || true
until_states "25191 DX, 25192 IP"
say "25191 is taken out, 25192 is stopped: $(states)"
before=$(wc -l <"$work/pings-25191")
sleep 4
say "pings to 25191 in 4 s: $(($(wc -l <"$work/pings-25191") - before))"
# A reload within 5 s of another, or of the start, is refused (ds_reload_delta); this one is not.
sleep 2
kamcmd dispatcher.reload | grep -qi error && fail "the reload was refused"
say "reloaded, first look: $(states | sed 's/ A[PX]/ A/g')"
grep -E '^#   (both|25191|pings|reloaded)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "the states are others"
echo "as stated"
