#!/usr/bin/env bash
# Asterisk 22.10.1: what a caller whom the dialplan answered hears while Dial rings one PJSIP channel. Option r makes the
# ringing tone at once, whatever the callee does, and swallows the callee's early media: the words "this number is not in
# use" of a 183 never come through. Without r the caller hears early media, or a ringing tone once a 180 has come, and until
# then not one packet: a callee that only said 100 leaves the line dead. Neither option R nor Ringing() before Dial changes
# any of that. A Local channel does both: it runs Ringing() and then Dial, without r, and is what the caller's Dial dials.
# The tone comes from indications.conf.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, in the first 3 s, with a ring of 1 s in 5 and a tone of 1000 Hz
# as early media:
#   183 and a tone,   no option:        1000 Hz 3.0 s
#   183 and a tone,   r:                ringing tone 1.0 s
#   183 and a tone,   R:                1000 Hz 3.0 s
#   183 and a tone,   Ringing() before: 1000 Hz 3.0 s
#   183 and a tone,   a Local's:        1000 Hz 3.0 s
#   180 Ringing,      no option:        ringing tone 1.0 s
#   180 Ringing,      r:                ringing tone 1.0 s
#   180 Ringing,      R:                ringing tone 1.0 s
#   180 Ringing,      Ringing() before: ringing tone 1.0 s
#   180 Ringing,      a Local's:        ringing tone 1.0 s
#   100 Trying,       no option:        nothing sent
#   100 Trying,       r:                ringing tone 1.0 s
#   100 Trying,       R:                nothing sent
#   100 Trying,       Ringing() before: nothing sent
#   100 Trying,       a Local's:        ringing tone 1.0 s
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
cat >"$work/etc/extensions.conf" <<'EOF'
[take]
exten => _[123]X,1,Answer()
 same => n,Wait(1)
 same => n,ExecIf($[${EXTEN:1} = 4]?Ringing())
 same => n,Set(ASKED=${IF($[${EXTEN:1} = 2]?r)}${IF($[${EXTEN:1} = 3]?R)})
 same => n,Dial(${IF($[${EXTEN:1} = 5]?Local/${EXTEN}@rings/n:PJSIP/${EXTEN}@callee)},20,${ASKED})
 same => n,Hangup()
[rings]
exten => _XX,1,Ringing()
 same => n,Dial(PJSIP/${EXTEN}@callee)
 same => n,Hangup()
EOF
cat >"$work/etc/indications.conf" <<'EOF'
[general]
country=nl
[nl]
description=Netherlands
ringcadence=1000,4000
ring=425/1000,0/4000
busy=425/500,0/500
dial=425
EOF
printf '[general]\nstrictrtp=no\nicesupport=no\nrtpstart=21100\nrtpend=21199\n' >"$work/etc/rtp.conf"
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import cmath
import math
import sys
import threading

import sip

OPTIONS = {"1": "no option", "2": "r", "3": "R", "4": "Ringing() before", "5": "a Local's"}
HEARD = {sip.a_law(n * 16): n * 16 for n in range(-2048, 2048)}


def told(payloads):
    """What these A-law packets are, in words."""
    if not payloads:
        return "nothing sent"
    samples = [HEARD[byte] for payload in payloads for byte in payload]
    seconds = dict.fromkeys((425, 1000), 0)
    for start in range(0, len(samples) - 799, 800):
        for hertz in seconds:
            at = abs(sum(samples[start + n] * cmath.exp(-2j * math.pi * hertz * n / 8000) for n in range(800))) / 400
            seconds[hertz] += at > 1000
    words = [f"{name} {seconds[hertz] / 10} s" for hertz, name in ((425, "ringing tone"), (1000, "1000 Hz")) if seconds[hertz]]
    return ", ".join(words) or "neither"


callee = sip.Callee(("127.0.0.3", 25063))
seen = []
for kind, does in (("1", "183 and a tone"), ("2", "180 Ringing"), ("3", "100 Trying")):
    for way, option in OPTIONS.items():
        call = sip.Call(("127.0.0.1", 25062))
        assert call.start(kind + way) == 200
        callee.take("INVITE")
        if kind == "1":
            callee.reply("183 Session Progress", media=True)
            threading.Thread(target=callee.play, args=(1000, 3)).start()
        else:
            callee.reply(does)
        seen.append(told(call.record(3)))
        print(f"{does + ',':<18}{option + ':':<18}{seen[-1]}", flush=True)
        call.end()
        callee.give_up()
tone, early, nothing = "ringing tone", "1000 Hz", "nothing sent"
wanted = [early, tone, early, early, early, tone, tone, tone, tone, tone, nothing, tone, nothing, nothing, tone]
sys.exit(not all(heard.startswith(word) for heard, word in zip(seen, wanted)))
EOF
PYTHONPATH=$lib python3 "$work/try.py" || fail "the caller of a Dial hears something else now"
echo "as stated"
