"""A SIP and RTP peer that says whatever it is given: what a second Asterisk can't be made to send, or to leave out.

`peer_at` opens one at an address. It calls (`Peer.call`), takes calls by a script (`scripts`), and keeps every message
and every RTP packet that reached it, with the time. SIP is RFC 3261's over UDP, RTP is RFC 3550's, keys are RFC 4733's.
"""

from demo.peer.call import Call, Received
from demo.peer.callee import IncomingCall, Script
from demo.peer.caller import Invitation, OutgoingCall
from demo.peer.errors import PeerError
from demo.peer.media import Media
from demo.peer.messages import Address, Headers, Message
from demo.peer.peer import Peer, peer_at
from demo.peer.sdp import Session

__all__ = [
    "Address",
    "Call",
    "Headers",
    "IncomingCall",
    "Invitation",
    "Media",
    "Message",
    "OutgoingCall",
    "Peer",
    "PeerError",
    "Received",
    "Script",
    "Session",
    "peer_at",
]
