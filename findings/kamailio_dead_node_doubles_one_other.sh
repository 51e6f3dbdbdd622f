#!/usr/bin/env bash
# Kamailio 5.6.3's dispatcher, four equal nodes of which one is out: most ways to choose a node give all of its calls to one
# other, which then has twice its share; also random choice and the weights of algorithm 9, by which one would expect them
# spread. It is the node on the line before in the file, as the list is held backwards; when that one is out too, a third
# node has three quarters of all calls. Only round robin (4) and relative weights (11) share evenly. So where callers are to
# keep their node, each node needs room for two shares, or the order of the lines has to part the nodes that fail together.
# And a caller's hash is taken modulo the nodes: one more node, and four of five callers go to another than before.
#
# Output seen with Debian's kamailio 5.6.3-2, 1000 calls each, the share of 25191, 25192, 25193, 25194:
#   0, hash of Call-ID:        all up: 1/4 1/4 1/4 1/4; 25192 out: 1/2 - 1/4 1/4; 25191 too: - - 1/4 3/4
#   4, round robin:            all up: 1/4 1/4 1/4 1/4; 25192 out: 1/3 - 1/3 1/3; 25191 too: - - 1/2 1/2
#   6, random:                 all up: 1/4 1/4 1/4 1/4; 25192 out: 1/2 - 1/4 1/4; 25191 too: - - 1/4 3/4
#   7, hash of the caller:     all up: 1/4 1/4 1/4 1/4; 25192 out: 1/2 - 1/4 1/4; 25191 too: - - 1/4 3/4
#   9, weights of 25:          all up: 1/4 1/4 1/4 1/4; 25192 out: 1/2 - 1/4 1/4; 25191 too: - - 1/4 3/4
#   11, relative weights:      all up: 1/4 1/4 1/4 1/4; 25192 out: 1/3 - 1/3 1/3; 25191 too: - - 1/2 1/2
#   a fifth node, all up: 1/5 of the callers keep the node that the hash of the caller gave them
. "$(dirname "$0")/lib/kamailio.sh"
fetch_kamailio "kamailio=5.6.3-2"
for port in 25191 25192 25193 25194; do
    echo "1 sip:127.0.0.1:$port 0 0 weight=25;rweight=25"
done >"$work/nodes.list"
kamailio_begins 127.0.0.1:25190 tm sl pv ctl dispatcher >"$work/kamailio.cfg"
cat >>"$work/kamailio.cfg" <<EOF
modparam("dispatcher", "list_file", "$work/nodes.list")
modparam("dispatcher", "hash_pvar", "\$fU")
request_route {
    if (\$rU == "0") ds_select_dst("1", "0");
    else if (\$rU == "4") ds_select_dst("1", "4");
    else if (\$rU == "6") ds_select_dst("1", "6");
    else if (\$rU == "7") ds_select_dst("1", "7");
    else if (\$rU == "9") ds_select_dst("1", "9");
    else ds_select_dst("1", "11");
    sl_send_reply("480", "\$du");
}
EOF
start_kamailio
for _ in $(seq 50); do kamcmd dispatcher.list | grep -q URI && break; sleep 0.2; done
cat >"$work/ask.py" <<'EOF'
import collections
import re
import socket
import sys
from fractions import Fraction

NODES, SHARES = ("25191", "25192", "25193", "25194"), [Fraction(*share) for share in ((0, 1), (1, 4), (1, 3), (1, 2), (3, 4), (1, 1))]
run, *ways = sys.argv[1:]
line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
line.bind(("127.0.0.2", 0))
line.settimeout(5)


def node(way, n):
    """The node that gets the call of the n-th caller, whose Call-ID is another each time."""
    line.sendto(
        f"INVITE sip:{way}@127.0.0.1:25190 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:{line.getsockname()[1]};branch=z9hG4bK{run}{way}{n}\r\n"
        f"From: <sip:06{12345678 + 7919 * n}@127.0.0.2>;tag=1\r\nTo: <sip:{way}@127.0.0.1>\r\nCall-ID: {run}{way}{n}\r\n"
        "CSeq: 1 INVITE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n".encode(),
        ("127.0.0.1", 25190),
    )
    return re.search(r":(2519\d)", line.recv(8192).decode().split("\r\n")[0])[1]


for way in ways:
    chosen = [node(way, n) for n in range(1000)]
    if way == "7":
        print("callers", *chosen)
    got = collections.Counter(chosen)
    share = [min(SHARES, key=lambda share: abs(share - Fraction(got[node], 1000))) for node in NODES]
    print(f"{way}:", *(one if one else "-" for one in share))
EOF
run=0
look() {
    run=$((run + 1))
    python3 "$work/ask.py" $run 0 4 6 7 9 11 >"$work/look-$run"
}
look
kamcmd dispatcher.set_state i 1 sip:127.0.0.1:25192 >/dev/null
look
kamcmd dispatcher.set_state i 1 sip:127.0.0.1:25191 >/dev/null
look
for way in "0, hash of Call-ID" "4, round robin" "6, random" "7, hash of the caller" "9, weights of 25" "11, relative weights"; do
    share() { sed -n "s/^${way%%,*}: //p" "$work/look-$1"; }
    printf '%-26s all up: %s; 25192 out: %s; 25191 too: %s\n' "$way:" "$(share 1)" "$(share 2)" "$(share 3)"
done | tee "$work/seen"
echo "1 sip:127.0.0.1:25195 0 0 weight=25;rweight=25" >>"$work/nodes.list"
# A reload within 5 s of the start is refused.
sleep 5
kamcmd dispatcher.reload | grep -qi error && fail "the reload was refused"
python3 "$work/ask.py" 4 7 >"$work/look-4"
python3 - "$work/look-1" "$work/look-4" <<'EOF' | tee -a "$work/seen"
import sys

before, after = (next(line for line in open(name) if line.startswith("callers")).split()[1:] for name in sys.argv[1:])
kept = sum(one == other for one, other in zip(before, after)) / len(before)
print(f"a fifth node, all up: {'1/5' if abs(kept - 0.2) < 0.05 else kept} of the callers keep the node that the hash of the caller gave them")
EOF
grep -E '^#   [0-9a]' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "the nodes share otherwise"
echo "as stated"
