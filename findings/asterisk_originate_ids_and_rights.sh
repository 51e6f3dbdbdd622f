#!/usr/bin/env bash
# Asterisk 22.10.1, two things about AMI's Originate. A user with write=system and write=originate may start the application
# System(), so whoever has its secret runs commands as Asterisk's user, live_dangerously or not; with write=originate alone
# that is refused. So who places test calls needs a user of its own.
# And a channel whose ChannelId begins with another channel's whole id is fine, but not the other way round: the second id
# of a Local channel that the first one begins with counts as in use, and the call fails without a word to AMI.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   write=system,originate: the command ran
#   write=originate: Originate Access Forbidden: app or data blacklisted
#   ids abc and abc-far: placed
#   ids abc-near and abc: Channel Unique ID 'abc' already in use
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
cat >"$work/etc/extensions.conf" <<EOF
[try]
exten => 1,1,Answer()
 same => n,Wait(2)
EOF
cat >"$work/etc/manager.conf" <<EOF
[general]
enabled=yes
bindaddr=127.0.0.1
port=25180
[both]
secret=s
write=system,originate
[alone]
secret=s
write=originate
EOF
start_asterisk "$work/etc"
cli "module load app_system.so" >/dev/null
ask() {
    python3 - "$@" <<'EOF'
import socket
import sys

user, *fields = sys.argv[1:]
with socket.create_connection(("127.0.0.1", 25180), 10) as manager:
    manager.settimeout(5)
    login = f"Action: Login\r\nUsername: {user}\r\nSecret: s\r\nEvents: off\r\n\r\n"
    manager.sendall((login + "Action: Originate\r\n" + "".join(f"{field}\r\n" for field in fields) + "\r\n").encode())
    seen = ""
    try:
        while seen.count("Response:") < 2:
            seen += manager.recv(4096).decode()
    except TimeoutError:
        pass
print(seen.rpartition("Message: ")[2].strip())
EOF
}
seen() {
    ask both "Channel: Local/1@try/n" "Application: System" "Data: touch $work/ran" >/dev/null
    sleep 1
    [ -e "$work/ran" ] && echo "write=system,originate: the command ran"
    echo "write=originate: $(ask alone "Channel: Local/1@try/n" "Application: System" "Data: touch $work/ran2")"
    ask alone "Channel: Local/1@try/n" "Application: Wait" "Data: 1" "ChannelId: abc" "OtherChannelId: abc-far" >/dev/null
    grep -q "already in use" "$work/log/full" && fail "these ids are in use now"
    echo "ids abc and abc-far: placed"
    sleep 3
    ask alone "Channel: Local/1@try/n" "Application: Wait" "Data: 1" "ChannelId: abc-near" "OtherChannelId: abc" >/dev/null
    echo "ids abc-near and abc: $(grep -o "Channel Unique ID 'abc' already in use" "$work/log/full" | head -1)"
}
seen | tee "$work/seen"
diff - "$work/seen" <<'EOF' || fail "Originate answers otherwise now"
write=system,originate: the command ran
write=originate: Originate Access Forbidden: app or data blacklisted
ids abc and abc-far: placed
ids abc-near and abc: Channel Unique ID 'abc' already in use
EOF
echo "as stated"
