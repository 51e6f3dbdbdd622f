#!/usr/bin/env bash
# SIPp 3.6.1, rtp_stream: a file is sent byte by byte, whatever it is. Of a WAV file the head is played first, 58 bytes or more as
# A-law: a crack of 7 ms before anything is said. And a last packet that the file does not fill is filled from the file's
# beginning, with the head and the first sounds again, where one expects silence; a file shorter than a packet is begun anew
# until the packet is full. SIPp ends with 0 all the same. Who tests a detector of speech or a recogniser by it measures those
# cracks too. So give it raw A-law whose length is a multiple of 160 bytes, with silence at its end.
#
# Output seen with Debian's sip-tester 1:3.6.1-1+b2; the sound is 100 bytes each of a, b, c and d, played once as PCMA:
#   400 bytes of raw sound:     3 packets: 100 a, 100 b, 100 c, 100 d, 80 a
#   the same as a WAV:          3 packets: 58 of the head, 100 a, 100 b, 100 c, 100 d, 22 of the head
#   100 bytes of raw sound:     1 packet: 160 a
#   320 bytes of raw sound:     2 packets: 100 a, 100 b, 100 c, 20 d
. "$(dirname "$0")/lib/asterisk.sh"
fetch_packages sipp bookworm "sip-tester=1:3.6.1-1+b2"
cat >"$work/call.xml" <<'EOF'
<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="one call">
<send><![CDATA[

INVITE sip:1@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:1@[remote_ip]:[remote_port]>
Call-ID: [call_id]
CSeq: 1 INVITE
Contact: <sip:caller@[local_ip]:[local_port]>
Max-Forwards: 70
Content-Type: application/sdp
Content-Length: [len]

v=0
o=caller 1 1 IN IP[local_ip_type] [local_ip]
s=-
c=IN IP[media_ip_type] [media_ip]
t=0 0
m=audio [rtpstream_audio_port] RTP/AVP 8
a=rtpmap:8 PCMA/8000

]]></send>
<recv response="200"/>
<send><![CDATA[

ACK sip:1@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:1@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 1 ACK
Max-Forwards: 70
Content-Length: 0

]]></send>
<nop><action><exec rtp_stream="SOUND,1,8,PCMA/8000"/></action></nop>
<pause milliseconds="1000"/>
<send><![CDATA[

BYE sip:1@[remote_ip]:[remote_port] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
From: <sip:caller@[local_ip]:[local_port]>;tag=[pid]t[call_number]
To: <sip:1@[remote_ip]:[remote_port]>[peer_tag_param]
Call-ID: [call_id]
CSeq: 2 BYE
Max-Forwards: 70
Content-Length: 0

]]></send>
<recv response="200"/>
</scenario>
EOF
cat >"$work/files.py" <<'EOF'
import pathlib
import struct
import sys

folder = pathlib.Path(sys.argv[1])
sound = b"a" * 100 + b"b" * 100 + b"c" * 100 + b"d" * 100


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body


form = chunk(b"fmt ", struct.pack("<HHIIHHH", 6, 1, 8000, 8000, 1, 8, 0))
wav = chunk(b"RIFF", b"WAVE" + form + chunk(b"fact", struct.pack("<I", 400)) + chunk(b"data", sound))
for name, content in (("400", sound), ("wav", wav), ("100", sound[:100]), ("320", sound[:320])):
    (folder / name).write_bytes(content)
EOF
python3 "$work/files.py" "$work"
cat >"$work/callee.py" <<'EOF'
import itertools
import sys

import sip

callee = sip.Callee(("127.0.0.3", 25063))
print("ready", flush=True)
callee.take("INVITE")
callee.reply("200 OK", media=True)
callee.take("ACK")
callee.rtp.settimeout(0.7)
packets = []
while True:
    try:
        packets.append(callee.rtp.recv(4096)[12:])
    except TimeoutError:
        break
callee.take("BYE")
callee.reply("200 OK")
runs = [(kind, len(list(group))) for kind, group in itertools.groupby(chr(byte) if byte in b"abcd" else "?" for byte in b"".join(packets))]
# Single letters of the head's own words aren't sound.
told = [[kind if kind != "?" and count > 9 else "of the head", count] for kind, count in runs]
for one, other in zip(told[-2::-1], told[:0:-1]):
    if one[0] == other[0] == "of the head":
        one[1] += other[1]
        other[1] = 0
print(f"{len(packets)} packet{'s' if len(packets) > 1 else ''}:", ", ".join(f"{count} {kind}" for kind, count in told if count))
EOF
for file in 400 wav 100 320; do
    case $file in wav) name="the same as a WAV" ;; *) name="$file bytes of raw sound" ;; esac
    rm -f "$work/heard"
    PYTHONPATH=$lib python3 "$work/callee.py" >"$work/heard" &
    listening=$!
    for _ in $(seq 50); do grep -q ready "$work/heard" 2>/dev/null && break; sleep 0.1; done
    sed "s|SOUND|$work/$file|" "$work/call.xml" >"$work/this.xml"
    status=0
    (cd "$work" && run_in sipp usr/bin/sipp -sf "$work/this.xml" -i 127.0.0.2 -p 25066 -m 1 -nostdin 127.0.0.3:25063) \
        >"$work/sipp.log" 2>&1 </dev/null || status=$?
    [ $status = 0 ] || { tail -3 "$work/sipp.log"; fail "SIPp ends with $status"; }
    wait $listening
    printf '%-27s %s\n' "$name:" "$(tail -1 "$work/heard")"
done | tee "$work/seen"
grep -E '^#   [0-9t]' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "SIPp sends other bytes"
echo "as stated"
