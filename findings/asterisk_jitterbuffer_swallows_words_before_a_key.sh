#!/usr/bin/env bash
# Asterisk 22.10.1, the function JITTERBUFFER before AudioSocket: the buffer mends one thing and breaks another. Without it a
# packet that its neighbour overtook is thrown away, 20 ms of sound for each such pair; with it both are heard, in order. A
# packet that is lost is not made up for: no frame comes in its place, buffer or not, and the sounds around it join. But when a
# key is pressed, all that the buffer holds back is thrown away, so that the last 0.2 s spoken before the key (fixed, as it is
# by default) never reach the server: "ja", and then the key, is half a "ja". Nothing is logged. So set a buffer before
# AudioSocket only where packets do overtake each other, and then the adaptive one, which holds back little on a good line.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, in calls of 100 packets of 20 ms each; the adaptive buffer
# took one or two frames before the key, where no packet had been late:
#   no buffer: of two packets swapped one is lost; for a packet lost no frame; gone before a key: nothing
#   fixed:     of two packets swapped both heard; for a packet lost no frame; gone before a key: the last 0.2 s
#   adaptive:  of two packets swapped both heard; for a packet lost no frame; gone before a key: less
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
cat >"$work/etc/extensions.conf" <<'EOF'
[take]
exten => none,1,Goto(audio,1)
exten => fixed,1,Set(JITTERBUFFER(fixed)=default)
 same => n,Goto(audio,1)
exten => adaptive,1,Set(JITTERBUFFER(adaptive)=default)
 same => n,Goto(audio,1)
exten => audio,1,Answer(0,i)
 same => n,AudioSocket(40325ec2-5efd-4bd3-805f-53576e581d13,127.0.0.1:25090)
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import socket
import struct
import threading
import time

import sip

listening = socket.create_server(("127.0.0.1", 25090))
listening.settimeout(10)


def send_silence(server):
    """A frame each 20 ms, until the connection ends."""
    began, sent = time.monotonic(), 0
    try:
        while True:
            server.sendall(b"\x10\x01\x40" + bytes(320))
            sent += 1
            sip.until_due(began, sent)
    except OSError:
        pass


def listen(frames):
    """Note the level of each frame: one a packet, as all samples of a packet are alike."""
    server, _ = listening.accept()
    threading.Thread(target=send_silence, args=(server,), daemon=True).start()
    stream = server.makefile("rb")
    try:
        while len(head := stream.read(3)) == 3:
            body = stream.read(struct.unpack("!H", head[1:])[0])
            frames.append(struct.unpack("<h", body[:2])[0] if head[0] == 0x10 else body)
    except ConnectionError:
        pass
    server.close()


def heard(number, order, key=()):
    """Call, send these packets 20 ms apart, and return the frames that come. The packets of `key` are telephone-events."""
    frames = []
    listener = threading.Thread(target=listen, args=(frames,))
    listener.start()
    call = sip.Call(("127.0.0.1", 25062))
    call.start(number)
    time.sleep(0.1)
    began = time.monotonic()
    for sent, n in enumerate(order, 1):
        if n in key:
            ends, held = (0x80 if n >= key[-3] else 0), 160 * (min(n, key[-3]) - key[0] + 1)
            call.packet(1 + n, 160 * (10 + key[0]), 7, struct.pack("!BBH", 5, ends | 10, held), 101)
        elif n is not None:
            call.packet(1 + n, 160 * (10 + n), 7, bytes([n]) * 160)
        sip.until_due(began, sent)
    # What the buffer holds back comes after the last packet.
    time.sleep(0.5)
    call.end()
    listener.join()
    return [frame for frame in frames if isinstance(frame, int)], [frame for frame in frames if isinstance(frame, bytes)]


PACKETS = range(100)
level = dict(zip(PACKETS, heard("none", PACKETS)[0], strict=True))
swapped = [n + 1 if n % 10 == 5 else n - 1 if n % 10 == 6 else n for n in PACKETS]
lost = [None if n % 10 == 5 else n for n in PACKETS]
key = range(40, 60)
for number, name in (("none", "no buffer"), ("fixed", "fixed"), ("adaptive", "adaptive")):
    # A busy machine loses one or another to the buffer by being late, so it's counted where it matters.
    frames, _ = heard(number, swapped)
    torn = sum(len({level[n], level[n + 1]} & set(frames)) == 1 for n in range(5, 100, 10))
    in_order = frames == [level[n] for n in PACKETS if level[n] in frames]
    pairs = "both heard" if torn <= 2 and in_order else "one is lost" if torn >= 8 and in_order else f"{torn} torn"
    frames, _ = heard(number, lost)
    holes = "made up for" if len(frames) > 90 else "no frame"
    frames, keys = heard(number, PACKETS, key)
    gone = sum(level[n] not in frames for n in range(key[0] - 10, key[0]))
    before = "nothing" if not gone else "the last 0.2 s" if gone >= 8 else "less"
    print(f"{name + ':':10} of two packets swapped {pairs}; for a packet lost {holes}; gone before a key: {before if b'5' in keys else keys}")
EOF
PYTHONPATH=$lib python3 "$work/try.py" | tee "$work/seen"
grep -E '^#   (no buffer|fixed|adaptive)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "the buffer keeps other sounds"
echo "as stated"
