#!/usr/bin/env bash
# Asterisk 22.10.1: the manager action PJSIPShowContacts answers "No Contacts found" for trunks whose contact is written
# in pjsip.conf, though OPTIONS are sent to it and the console's `pjsip show contacts` lists it with its state. Trunks that
# register are listed. The contact of a trunk is in PJSIPShowAors (without its state) and its state in
# ContactStatusDetail of PJSIPShowEndpoint, one endpoint at a time, or in the endpoint's DeviceState.
#
# Output seen with Debian's 1:22.10.1+dfsg+~cs6.17.60671434-1:
#   console, pjsip show contacts:  Contact: trunk/sip:127.0.0.9:5060 Unavail
#   AMI, PJSIPShowContacts:        Response: Error, Message: No Contacts found
#   AMI, PJSIPShowAors:            Contacts: trunk/sip:127.0.0.9:5060
#   AMI, PJSIPShowEndpoint:        Status: Unreachable
. "$(dirname "$0")/lib/asterisk.sh"
fetch_asterisk "asterisk=1:22.10.1+dfsg+~cs6.17.60671434-1"
mkdir "$work/etc"
printf '[general]\nenabled=yes\nbindaddr=127.0.0.1\nport=25038\n[look]\nsecret=look\nread=system\nwrite=system\n' >"$work/etc/manager.conf"
cat >"$work/etc/pjsip.conf" <<'EOF'
[udp]
type=transport
protocol=udp
bind=127.0.0.1:25060
[trunk]
type=endpoint
aors=trunk
context=closed
disallow=all
allow=alaw
[trunk]
type=aor
contact=sip:127.0.0.9:5060
qualify_frequency=1
qualify_timeout=0.5
EOF
start_asterisk "$work/etc"
sleep 4
cat >"$work/ask.py" <<'EOF'
import re
import socket
import sys

with socket.create_connection(("127.0.0.1", 25038), 5) as manager:
    stream = manager.makefile("rb")
    stream.readline()

    def ask(text, until):
        manager.sendall((text + "\r\n\r\n").replace("\n", "\r\n").replace("\r\r", "\r").encode())
        lines = []
        while not lines or not any(re.match(until, line) for line in lines):
            lines.append(stream.readline().decode().strip())
        return lines

    ask("Action: Login\nUsername: look\nSecret: look\nEvents: off", "Message: Authentication accepted")
    contacts = ask("Action: PJSIPShowContacts\nActionID: 1", "Message|Event: ContactListComplete")
    aors = ask("Action: PJSIPShowAors\nActionID: 2", "Event: AorListComplete")
    endpoint = ask("Action: PJSIPShowEndpoint\nEndpoint: trunk\nActionID: 3", "Event: EndpointDetailComplete")


def pick(lines, pattern):
    return ", ".join(line for line in lines if re.match(pattern, line))


seen = [
    "AMI, PJSIPShowContacts:        " + pick(contacts, "Response|Message"),
    "AMI, PJSIPShowAors:            " + pick(aors, "Contacts"),
    "AMI, PJSIPShowEndpoint:        " + pick(endpoint, "Status"),
]
print("\n".join(seen))
wanted = ("Error, Message: No Contacts found", "Contacts: trunk/sip:127.0.0.9:5060", "Status: Unreachable")
sys.exit(not all(text in line for text, line in zip(wanted, seen)))
EOF
shown=$(cli "pjsip show contacts" | grep -o 'Contact:  trunk.*' | awk '{print $1, $2, $4}')
echo "console, pjsip show contacts:  $shown"
[ "$shown" = "Contact: trunk/sip:127.0.0.9:5060 Unavail" ] || fail "the console shows another contact: $shown"
python3 "$work/ask.py" || fail "the manager lists static contacts now, or something else"
echo "as stated"
