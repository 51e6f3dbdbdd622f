#!/usr/bin/env bash
# Asterisk 22.10.1, application AudioSocket: what a server gets of a caller has no clock in it. Frames come while RTP with sound
# comes, and none at all while the telephone suppresses silence or a key is held down; nothing says how much is missing, and the
# sounds before and after join. A key is told when it is let go, not when it is pressed. When the caller hangs up no frame
# of the kind "terminate" comes, just the end of the connection, as when Asterisk fails. So a server that counts frames to
# find the end of speech waits for ever for a caller who has stopped speaking; it has to look at its own clock.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1, to the half second; the server sends silence all the time:
#   speaks on:                    3.0 s of sound, longest wait for it 0.0 s; no key; then the end, no terminate
#   sends no RTP for 2 s:         2.0 s of sound, longest wait for it 2.0 s; no key; then the end, no terminate
#   holds a key for 2 s:          2.0 s of sound, longest wait for it 2.0 s; key 5 after 2.0 s of it; then the end, no terminate
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
    """Note when which frames come; the last one is the end of the connection."""
    server, _ = listening.accept()
    threading.Thread(target=send_silence, args=(server,), daemon=True).start()
    stream = server.makefile("rb")
    try:
        while len(head := stream.read(3)) == 3:
            frames.append((time.monotonic(), head[0], stream.read(struct.unpack("!H", head[1:])[0])))
    except ConnectionError:
        pass
    server.close()


def hold_key(call, seconds, first):
    """Telephone-events of the key 5: one each 20 ms while it is held, and its end three times."""
    began, count = time.monotonic(), round(50 * seconds)
    for n in range(count + 3):
        ends, length = (0x80, 160 * count) if n >= count else (0, 160 * (n + 1))
        call.packet(first + n, first * 160, 7, struct.pack("!BBH", 5, ends | 10, length), 101)
        sip.until_due(began, min(n + 1, count))


def half(seconds):
    return f"{round(2 * seconds) / 2:.1f} s"


for what in ("speaks on", "sends no RTP for 2 s", "holds a key for 2 s"):
    frames = []
    listener = threading.Thread(target=listen, args=(frames,))
    listener.start()
    call = sip.Call(("127.0.0.1", 25062))
    call.start("1")
    call.play(440, 1, 1, 7)
    pressed = time.monotonic()
    if what == "speaks on":
        call.play(440, 1, 51, 7)
    elif what == "sends no RTP for 2 s":
        time.sleep(2)
    else:
        hold_key(call, 2, 51)
    call.play(440, 1, 200, 7)
    call.end()
    listener.join()
    sound = [at for at, kind, _ in frames if kind == 0x10]
    keys = [f"key {told.decode()} after {half(at - pressed)} of it" for at, kind, told in frames if kind == 0x03]
    waits = max(later - sooner for sooner, later in zip(sound, sound[1:]))
    print(
        f"{what + ':':29} {half(len(sound) / 50)} of sound, longest wait for it {half(waits)}; {', '.join(keys) or 'no key'}; "
        f"then the end, {'with' if 0x00 in [kind for _, kind, _ in frames] else 'no'} terminate"
    )
EOF
PYTHONPATH=$lib python3 "$work/try.py" | tee "$work/seen"
grep -E '^#   (speaks|sends|holds)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "other frames come"
echo "as stated"
