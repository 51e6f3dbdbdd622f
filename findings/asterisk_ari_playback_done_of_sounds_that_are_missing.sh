#!/usr/bin/env bash
# Asterisk 22.10.1, ARI: how a playback ends says little of what was heard. PlaybackFinished of a list of sounds tells only of
# the last one: with one missing before it the state is "done", and the PlaybackContinuing in between has no word of it either.
# "digits:" and "characters:" are done at once though no sound for them exists; "number:" fails. And a "recording:" that does
# not exist begins and never ends: PlaybackStarted comes, PlaybackFinished never, though the next playback runs and though
# asking for it answers 404, as for one that has ended. So a program that waits for PlaybackFinished waits for ever for a
# deleted recording: it needs a deadline of its own, and to be sure of an announcement it has to play one sound at a time.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1; TONE is there, of half a second; none of the others is:
#   sound:TONE                      finished as done after 0.5 s
#   sound:no                        finished as failed at once
#   sound:no,sound:TONE             finished as done after 0.5 s
#   sound:TONE,sound:no,sound:TONE  finished as done after 1.0 s
#   sound:TONE,sound:no             finished as failed after 0.5 s
#   digits:14                       finished as done at once
#   characters:ab                   finished as done at once
#   number:3                        finished as failed at once
#   recording:no                    started, not finished after 3 s, gone (404)
#   sound:TONE                      finished as done after 0.5 s
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
write_caller_and_callee "$work/etc"
printf '[general]\nenabled=yes\nbindaddr=127.0.0.1\nbindport=25088\n' >"$work/etc/http.conf"
printf '[general]\nenabled=yes\n[finding]\ntype=user\npassword=finding\n' >"$work/etc/ari.conf"
printf '[take]\nexten => 1,1,Answer(0,i)\n same => n,Stasis(finding)\n' >"$work/etc/extensions.conf"
head -c 8000 /dev/zero >"$work/tone.sln"
start_asterisk "$work/etc"
cat >"$work/try.py" <<'EOF'
import base64
import http.client
import json
import queue
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import sip

RIGHTS = {"Authorization": "Basic " + base64.b64encode(b"finding:finding").decode()}
events = queue.Queue()


def ask(method, path, **query):
    """The status of ARI's answer, and what it says."""
    url = f"http://127.0.0.1:25088/ari/{path}?{urllib.parse.urlencode(query)}"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, method=method, headers=RIGHTS)) as answer:
            return answer.status, json.loads(answer.read() or "null")
    except urllib.error.HTTPError as error:
        return error.code, None


def listen():
    """Put each event of the WebSocket into the queue; they are single text frames, which a server does not mask."""
    server = http.client.HTTPConnection("127.0.0.1", 25088)
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Protocol": "ari"}
    key = base64.b64encode(bytes(16)).decode()
    server.request("GET", "/ari/events?app=finding", headers=RIGHTS | upgrade | {"Sec-WebSocket-Key": key})
    stream = server.sock.makefile("rb")
    while stream.readline().strip():
        pass
    while len(head := stream.read(2)) == 2:
        length = head[1]
        if length > 125:
            length = int.from_bytes(stream.read(2 if length == 126 else 8), "big")
        events.put(json.loads(stream.read(length)))


def await_event(kind, seconds, **wanted):
    """The next event of this type about this playback, or None."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        try:
            event = events.get(timeout=left)
        except queue.Empty:
            return None
        if event["type"] == kind and all(event["playback"][name] == value for name, value in wanted.items()):
            return event
    return None


threading.Thread(target=listen, daemon=True).start()
time.sleep(0.5)
call = sip.Call(("127.0.0.1", 25062))
call.start("1")
channel = await_event("StasisStart", 5)["channel"]["id"]
for media in (
    "sound:TONE",
    "sound:no",
    "sound:no,sound:TONE",
    "sound:TONE,sound:no,sound:TONE",
    "sound:TONE,sound:no",
    "digits:14",
    "characters:ab",
    "number:3",
    "recording:no",
    "sound:TONE",
):
    name = f"p{time.monotonic_ns()}"
    asked = time.monotonic()
    status, _ = ask("POST", f"channels/{channel}/play", media=media.replace("TONE", sys.argv[1]), playbackId=name)
    started = await_event("PlaybackStarted", 3, id=name)
    finished = await_event("PlaybackFinished", 3, id=name)
    took = round(2 * (time.monotonic() - asked)) / 2
    if finished:
        told = f"finished as {finished['playback']['state']} {f'after {took} s' if took else 'at once'}"
    else:
        told = f"{'started' if started else 'not started'}, not finished after {took:.0f} s, gone ({ask('GET', f'playbacks/{name}')[0]})"
    print(f"{media:31} {told}" if status == 201 else f"{media:31} refused: {status}")
call.end()
EOF
PYTHONPATH=$lib python3 "$work/try.py" "$work/tone" | tee "$work/seen"
grep -E '^#   (sound|digits|char|number|rec)' "$0" | sed 's/^#   //' | diff - "$work/seen" || fail "playbacks end otherwise"
echo "as stated"
