#!/usr/bin/env bash
# Asterisk 22.10.1 as Debian packages it (suite forky, amd64) stops decoding a call's audio for good when another RTP
# source (a new SSRC) takes over with a lower sequence number, as happens whenever a carrier hands a call from an
# announcement to an agent. RFC 3550 lets every source begin where it likes. Forwards, the same change is heard.
# Signalling and the call itself look sound: packets arrive, nothing is logged.
#
# Output seen with 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   first source 440 Hz, then a second one whose numbers are higher: 440 heard 2.0 s, 1000 heard 1.9 s
#   first source 440 Hz, then a second one whose numbers are lower:  440 heard 1.9 s, 1000 heard 0.0 s
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25060
[caller]
type=endpoint
context=take
disallow=all
allow=alaw
[caller]
type=identify
endpoint=caller
match=127.0.0.2
EOF
cat >"$work/etc/extensions.conf" <<EOF
[take]
exten => _X.,1,Answer()
 same => n,Record($work/\${EXTEN}.sln,0,20,qk)
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import sys, time
import sip
from array import array

def seconds_of(samples, hertz):
    """Seconds in which a tone is most of what was recorded, looked at in windows of 0.1 s."""
    import cmath
    found = 0
    for start in range(0, len(samples) - 800, 800):
        window = samples[start:start + 800]
        at = abs(sum(v * cmath.exp(-2j * cmath.pi * hertz * n / 8000) for n, v in enumerate(window))) / 400
        found += at > 2000
    return found / 10

heard = {}
for name, number, second in (("higher", "100", 40000), ("lower", "200", 200)):
    call = sip.Call(("127.0.0.1", 25060))
    assert call.start(number) == 200
    call.play(440, 2, 20000, 0x11111111)
    call.play(1000, 2, second, 0x22222222)
    call.end()
    time.sleep(1)
    samples = array("h", open(f"{sys.argv[1]}/{number}.sln", "rb").read())
    heard[name] = seconds_of(samples, 440), seconds_of(samples, 1000)
    print(f"first source 440 Hz, then a second one whose numbers are {name}: 440 heard {heard[name][0]} s, 1000 heard {heard[name][1]} s")
sys.exit(0 if heard["higher"][1] > 1.5 and heard["lower"][1] < 0.3 and heard["lower"][0] > 1.5 else 1)
EOF
PYTHONPATH=$lib python3 "$work/try.py" "$work" || fail "Debian's Asterisk hears the second source now, or none at all"
echo "as stated"
