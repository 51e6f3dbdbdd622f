#!/usr/bin/env bash
# Asterisk 22.10.1, CHANNEL(rtcp,...) and RTPAUDIOQOS, by which one keeps how well a call was heard: three traps in figures that
# look right. What was lost is counted only when a report by RTCP is due, each 5 s: of a call of 4 s with every fifth packet
# lost `lp` is 0, of one of 7 s it is what was lost in the first 5. When another source takes over (a new SSRC: the carrier
# puts the call through from an announcement to an agent) all begin anew, so a bad line that ends in a good second is a good
# call. And the jitter of what Asterisk receives is in `txjitter`, in seconds, also where it sends nothing; `rxjitter`, which
# the documentation calls "received packet jitter", is what the other side reports, 0 where it reports nothing. So short calls
# and calls that were put through say nothing of a line, and an alarm on rxjitter hears the other direction.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; the caller sends a packet each 20 ms and no RTCP, Asterisk sends nothing:
#   4 s, a fifth lost:                      lp 0, rxcount 160, rxjitter 0 ms, txjitter under 8 ms
#   7 s, a fifth lost:                      lp about 50, rxcount 280, rxjitter 0 ms, txjitter under 8 ms
#   7 s, a fifth lost, 1 s of a new source: lp 0, rxcount 50, rxjitter 0 ms, txjitter under 8 ms
#   4 s, each second one 30 ms late:        lp 0, rxcount 200, rxjitter 0 ms, txjitter over 15 ms
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
cat >"$work/etc/extensions.conf" <<EOF
[take]
exten => 1,1,Answer(0,i)
 same => n,Set(CHANNEL(hangup_handler_push)=end,s,1)
 same => n,Wait(30)
[end]
exten => s,1,Verbose(0,of \${CALLERID(num)}: \${CHANNEL(rtcp,all)})
 same => n,Return()
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import pathlib
import re
import sys
import threading
import time

import sip

CALLS = {
    "4 s, a fifth lost": [(4, 7, 5, 0.0)],
    "7 s, a fifth lost": [(7, 7, 5, 0.0)],
    "7 s, a fifth lost, 1 s of a new source": [(7, 7, 5, 0.0), (1, 8, 0, 0.0)],
    "4 s, each second one 30 ms late": [(4, 7, 0, 0.03)],
}


def play(number, parts):
    """Call, and send these parts: how long, the source, which packet of how many is lost, by how much each second is late."""
    call = sip.Call(("127.0.0.1", 25062), user=number)
    call.start("1")
    began, sent = time.monotonic(), 0
    for seconds, source, lost, late in parts:
        for n in range(50 * seconds):
            time.sleep(max(0.0, began + 0.02 * sent + late * (n % 2) - time.monotonic()))
            if not lost or n % lost:
                call.packet(1000 * source + sent, 160 * sent, source, bytes(160))
            sent += 1
    call.end()


calling = [threading.Thread(target=play, args=(str(n), parts)) for n, parts in enumerate(CALLS.values())]
for each in calling:
    each.start()
    time.sleep(0.1)
for each in calling:
    each.join()
time.sleep(1)
log = pathlib.Path(sys.argv[1]).read_text()
for n, name in enumerate(CALLS):
    told = dict(one.split("=") for one in re.search(rf"app_verbose.c: of {n}: (.*)", log)[1].split(";"))
    # A report may be due a packet sooner or later.
    lost = "about 50" if 45 <= int(told["lp"]) <= 55 else told["lp"]
    jitter = 1000 * float(told["txjitter"])
    how = "under 8 ms" if jitter < 8 else "over 15 ms" if jitter > 15 else f"{jitter:.1f} ms"
    print(
        f"{name + ':':39} lp {lost}, rxcount {told['rxcount']}, rxjitter {1000 * float(told['rxjitter']):.0f} ms, txjitter {how}"
    )
EOF
PYTHONPATH=$lib python3 "$work/try.py" "$work/log/full" | tee "$work/seen"
grep -E '^#   [47] s' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "the figures are others"
echo "as stated"
