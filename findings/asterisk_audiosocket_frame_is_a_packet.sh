#!/usr/bin/env bash
# Asterisk 22.10.1, application AudioSocket: each frame that a server sends becomes one RTP packet to the caller, at once, as
# long as the frame was: half a second of speech goes out as one packet of 4,000 bytes, though 20 ms were agreed on, and a
# sentence handed over in one go leaves within milliseconds. In frames of under 80 ms the packets at least say when they are to
# be heard; from 80 ms a frame on each packet gets the time of day instead, so that all packets of the sentence claim one
# moment, and a telephone that goes by timestamps can't place them. Nothing is logged. So a server has to cut its speech into
# frames of 20 ms and send each when it is due; the application won't.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, 1.5 s of sound each, A-law, 20 ms agreed on:
#   frames of  10 ms, when due: 150 packets of   80 bytes in 1.5 s, times of their own
#   frames of  20 ms, when due:  75 packets of  160 bytes in 1.5 s, times of their own
#   frames of  20 ms, at once:   75 packets of  160 bytes together, times of their own
#   frames of  60 ms, at once:   25 packets of  480 bytes together, times of their own
#   frames of  80 ms, when due:  18 packets of  640 bytes in 1.5 s, times of their own
#   frames of  80 ms, at once:   18 packets of  640 bytes together, all with one time
#   frames of 500 ms, at once:    3 packets of 4000 bytes together, all with one time
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
start_asterisk_with_audiosocket
cat >"$work/try.py" <<'EOF'
import socket
import struct
import threading
import time

import sip

listening = socket.create_server(("127.0.0.1", 25090))
listening.settimeout(10)


def speak(milliseconds, due):
    """Send 1.5 s of sound in frames of this length, then wait for the caller to go."""
    server, _ = listening.accept()
    frame = b"\x10" + struct.pack("!H", 16 * milliseconds) + struct.pack("<h", 8000) * (8 * milliseconds)
    began = time.monotonic()
    for n in range(1500 // milliseconds):
        server.sendall(frame)
        if due:
            time.sleep(max(0.0, began + (n + 1) * milliseconds / 1000 - time.monotonic()))
    server.settimeout(10)
    try:
        while server.recv(65536):
            pass
    except ConnectionError:
        pass
    server.close()


for milliseconds, due in ((10, True), (20, True), (20, False), (60, False), (80, True), (80, False), (500, False)):
    speaking = threading.Thread(target=speak, args=(milliseconds, due))
    speaking.start()
    call = sip.Call(("127.0.0.1", 25062))
    call.start("1")
    call.rtp.settimeout(1)
    packets, times = [], []
    while True:
        try:
            packets.append(call.rtp.recv(65536))
        except TimeoutError:
            break
        times.append(time.monotonic())
    call.end()
    speaking.join()
    (size,) = {len(packet) - 12 for packet in packets}
    stamps, took = len({packet[4:8] for packet in packets}), times[-1] - times[0]
    # On a busy machine a packet that is late may get the time of the next.
    told = "all with one time" if stamps == 1 else "times of their own" if stamps > 0.8 * len(packets) else f"{stamps} times"
    length = "together" if took < 0.5 else "in 1.5 s" if 1 < took < 2 else f"in {took:.1f} s"
    print(
        f"frames of {milliseconds:3} ms, {'when due:' if due else 'at once: '} {len(packets):3} packets of {size:4} bytes "
        f"{length}, {told}"
    )
EOF
PYTHONPATH=$lib python3 "$work/try.py" | tee "$work/seen"
grep -E '^#   frames' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "frames become other packets"
echo "as stated"
