#!/usr/bin/env bash
# Asterisk 22.10.1, ARI: of two clients with one application name the second gets all events, also those of calls that the first
# placed or holds. When it goes, even with a proper close, events don't go back: the first still has its WebSocket, its pings
# are answered and its requests carried out, but it hears of nothing any more, and Stasis() fails for each call that comes. It
# was told once, by an ApplicationReplaced when the second came; only to connect anew helps. So a short look by a tool with a
# daemon's name, or the same program started twice, ends a service that looks well from all sides. Give each client a name
# of its own, and where the dialplan has the name, take ApplicationReplaced for a lost connection.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; a call each time runs Stasis(desk):
#   first connected:     SUCCESS, first hears StasisStart StasisEnd; second hears nothing
#   second connected:    SUCCESS, first hears ApplicationReplaced; second hears StasisStart StasisEnd
#   second has left:     FAILED, first hears nothing; second hears nothing
#   first, still there:  ping is answered, request is carried out, application is not listed
#   first comes anew:    SUCCESS, first hears StasisStart StasisEnd; second hears nothing
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
printf '[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=25088\n' >"$work/etc/http.conf"
printf '[general]\nenabled=yes\n[visitor]\ntype=user\npassword=visitor\n' >"$work/etc/ari.conf"
printf '[modules]\nautoload=yes\nnoload=chan_pjsip.so\n' >"$work/etc/modules.conf"
cat >"$work/etc/extensions.conf" <<'EOF'
[take]
exten => s,1,Answer()
 same => n,Stasis(desk)
 same => n,Set(GLOBAL(ENDED)=${STASISSTATUS})
 same => n,Hangup()
exten => w,1,Wait(5)
EOF
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import base64
import json
import os
import socket
import struct
import threading
import time
import urllib.request

AT = ("127.0.0.1", 25088)
LOGIN = base64.b64encode(b"visitor:visitor").decode()


def request(method, path):
    """Do one operation of ARI's."""
    asked = urllib.request.Request(f"http://{AT[0]}:{AT[1]}/ari/{path}", method=method, headers={"Authorization": f"Basic {LOGIN}"})
    with urllib.request.urlopen(asked, timeout=5) as answer:
        return json.loads(answer.read() or b"null")


class Client:
    """A WebSocket of the application `desk`; it lets each call go on as soon as that has come."""

    def __init__(self):
        self.heard, self.pongs = [], 0
        self.socket = socket.create_connection(AT)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /ari/events?app=desk HTTP/1.1\r\nHost: {AT[0]}\r\nAuthorization: Basic {LOGIN}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Protocol: ari\r\n\r\n".encode()
        )
        self.stream = self.socket.makefile("rb")
        assert b" 101 " in self.stream.readline()
        while self.stream.readline().strip():
            pass
        self.reading = threading.Thread(target=self.read, daemon=True)
        self.reading.start()

    def read(self):
        while len(head := self.stream.read(2)) == 2:
            size = head[1] & 127
            if size == 126:
                (size,) = struct.unpack("!H", self.stream.read(2))
            text = self.stream.read(size)
            if head[0] & 15 == 10:
                self.pongs += 1
            elif head[0] & 15 == 1:
                event = json.loads(text)
                if event["type"] in ("StasisStart", "StasisEnd", "ApplicationReplaced"):
                    self.heard.append(event["type"])
                if event["type"] == "StasisStart":
                    request("POST", f"channels/{event['channel']['id']}/continue")

    def send(self, kind, content=b""):
        # Masked with zeros, which is as good a mask as any.
        self.socket.sendall(bytes((0x80 | kind, 0x80 | len(content), 0, 0, 0, 0)) + content)

    def leave(self):
        self.send(8, struct.pack("!H", 1000))
        self.reading.join(5)
        self.socket.close()


def told(when, clients, seconds=10):
    request("POST", "asterisk/variable?variable=ENDED&value=")
    request("POST", "channels?endpoint=Local/s@take&context=take&extension=w")
    until = time.monotonic() + seconds
    while not (status := request("GET", "asterisk/variable?variable=ENDED")["value"]) and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(0.5)
    heard = "; ".join(f"{name} hears {' '.join(client.heard) if client and client.heard else 'nothing'}" for name, client in clients.items())
    for client in filter(None, clients.values()):
        client.heard.clear()
    print(f"{when + ':':20} {status}, {heard}")


first = Client()
time.sleep(0.5)
told("first connected", {"first": first, "second": None})
second = Client()
time.sleep(0.5)
told("second connected", {"first": first, "second": second})
second.leave()
time.sleep(0.5)
told("second has left", {"first": first, "second": second})
first.send(9)
time.sleep(0.5)
listed = "desk" in [one["name"] for one in request("GET", "applications")]
print(
    f"{'first, still there:':20} ping is {'' if first.pongs else 'not '}answered, request is carried out, "
    f"application is {'' if listed else 'not '}listed"
)
first.leave()
first = Client()
time.sleep(0.5)
told("first comes anew", {"first": first, "second": None})
EOF
python3 "$work/try.py" | tee "$work/seen"
grep -E '^#   (first|second)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "events go elsewhere"
echo "as stated"
