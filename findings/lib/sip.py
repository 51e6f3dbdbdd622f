"""A caller over plain SIP and RTP, for findings: one INVITE with an offer of A-law, RTP as the finding wants it."""

import math
import re
import socket
import struct
import time


def a_law(value: int) -> int:
    """Encode one 16-bit sample as G.711 A-law."""
    sign, value = (0x80, value) if value >= 0 else (0, -value - 1)
    value = min(value, 32767) >> 4
    exponent = max(value.bit_length() - 4, 1) if value > 31 else 0 if value < 16 else 1
    mantissa = value >> exponent - 1 & 15 if exponent else value & 15
    return (sign | exponent << 4 | mantissa) ^ 0x55


def until_due(began: float, packets: int) -> None:
    """Wait until so many packets are due: a telephone sends one each 20 ms, and Asterisk expects them so."""
    # A telephone's pace, 20 ms a packet, without drifting.
    time.sleep(max(0.0, began + packets * 0.02 - time.monotonic()))


def tone(hertz: float, first: int) -> bytes:
    """Return 20 ms of a tone in A-law, from sample number `first` on."""
    return bytes(a_law(round(8000 * math.sin(2 * math.pi * hertz * (first + n) / 8000))) for n in range(160))


class Call:
    """A call to `number`; `answered` is done when `start` returns."""

    def __init__(
        self, pbx: tuple[str, int], own: str = "127.0.0.2", headers: str = "", user: str = "0612345678"
    ) -> None:
        self.pbx, self.own, self.headers, self.user = pbx, own, headers, user
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind((own, 0))
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp.bind((own, 0))
        self.port = self.sip.getsockname()[1]
        self.id = f"{time.time_ns():x}"
        self.log: list[str] = []

    def send(
        self, method: str, cseq: int, to: str = "", body: str = "", more: str = "", kind: str = "application/sdp"
    ) -> None:
        """Send a request, with `more` header lines; `kind` is the body's."""
        text = (
            f"{method} sip:{self.number}@{self.pbx[0]}:{self.pbx[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.own}:{self.port};rport;branch=z9hG4bK{self.id}{method}{cseq}\r\n"
            "Max-Forwards: 70\r\n"
            f"From: <sip:{self.user}@{self.own}>;tag=f{self.id}\r\nTo: {to or f'<sip:{self.number}@{self.pbx[0]}>'}\r\n"
            f"Call-ID: {self.id}\r\nCSeq: {cseq} {'INVITE' if method == 'ACK' else method}\r\n"
            f"Contact: <sip:{self.user}@{self.own}:{self.port}>\r\n{more}"
            + (f"Content-Type: {kind}\r\n" if body else "")
            + f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.sip.sendto(text.encode(), self.pbx)

    def start(self, number: str, seconds: float = 10) -> int:
        """Call, acknowledge, and return the final status."""
        self.number = number
        sdp = (
            f"v=0\r\no=- 1 1 IN IP4 {self.own}\r\ns=-\r\nc=IN IP4 {self.own}\r\nt=0 0\r\n"
            f"m=audio {self.rtp.getsockname()[1]} RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\n"
            "a=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n"
        )
        self.send("INVITE", 1, body=sdp, more=self.headers)
        self.sip.settimeout(seconds)
        while True:
            text = self.sip.recv(8192).decode()
            self.log.append(text)
            status = int(text.split()[1]) if text.startswith("SIP/2.0") else 0
            if status >= 200 and "CSeq: 1 INVITE" in text:
                self.to = re.search(r"^To: (.*?)\r", text, re.M)[1]
                self.send("ACK", 1, self.to)
                media = re.search(r"^m=audio (\d+)", text, re.M)
                self.far = (self.pbx[0], int(media[1])) if media else None
                return status

    def packet(self, sequence: int, stamp: int, source: int, payload: bytes, kind: int = 8) -> None:
        """Send one RTP packet; `kind` is its payload type."""
        head = struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, stamp & 0xFFFFFFFF, source)
        self.rtp.sendto(head + payload, self.far)

    def play(self, hertz: float, seconds: float, sequence: int, source: int) -> None:
        """Send a tone in RTP that begins with this sequence number."""
        began = time.monotonic()
        for n in range(round(seconds * 50)):
            self.packet(sequence + n, sequence * 160 + n * 160, source, tone(hertz, n * 160))
            until_due(began, n + 1)

    def end(self) -> None:
        """Hang up."""
        self.send("BYE", 2, self.to)

    def record(self, seconds: float) -> list[bytes]:
        """Return the payloads of the A-law packets that arrive from now on, for this long."""
        self.rtp.setblocking(False)
        try:
            while self.rtp.recv(2048):
                pass
        except BlockingIOError:
            pass
        until, payloads = time.monotonic() + seconds, []
        while (left := until - time.monotonic()) > 0:
            self.rtp.settimeout(left)
            try:
                packet = self.rtp.recv(2048)
            except TimeoutError:
                break
            payloads += [packet[12:]] if packet[1] & 0x7F == 8 else []
        return payloads


class Callee:
    """Who is called: takes one call at a time, and answers as the finding wants it."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.address = address
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind(address)
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp.bind((address[0], 0))

    def take(self, method: str, seconds: float = 10) -> str:
        """Wait for a request of this method, and return it."""
        self.sip.settimeout(seconds)
        while True:
            text, self.peer = self.sip.recvfrom(8192)
            if text.startswith(method.encode()):
                self.request = text.decode()
                return self.request

    def reply(self, status: str, media: bool = False) -> None:
        """Answer the request last taken, with audio or without."""
        lines = self.request.split("\r\n")
        kept = "".join(line + "\r\n" for line in lines if re.match("(Via|From|Call-ID|CSeq):", line))
        to = re.search(r"^To: (.*?)\r", self.request, re.M)[1]
        host, port = self.rtp.getsockname()
        body = (
            f"v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n"
            f"m=audio {port} RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"
            if media
            else ""
        )
        offered = re.search(r"^m=audio (\d+)", self.request, re.M)
        self.far = (self.peer[0], int(offered[1])) if offered else None
        text = (
            f"SIP/2.0 {status}\r\n{kept}To: {to}{'' if ';tag=' in to else ';tag=callee'}\r\n"
            f"Contact: <sip:callee@{self.address[0]}:{self.address[1]}>\r\n"
            + ("Content-Type: application/sdp\r\n" if body else "")
            + f"Content-Length: {len(body)}\r\n\r\n{body}"
        )
        self.sip.sendto(text.encode(), self.peer)

    def give_up(self) -> None:
        """Take the CANCEL of a call not answered, and end it."""
        invite = self.request
        self.take("CANCEL")
        self.reply("200 OK")
        self.request = invite
        self.reply("487 Request Terminated")
        self.take("ACK")

    def play(self, hertz: float, seconds: float) -> None:
        """Send a tone to where the INVITE wants it."""
        began = time.monotonic()
        for n in range(round(seconds * 50)):
            self.rtp.sendto(struct.pack("!BBHII", 0x80, 8, n, n * 160, 7) + tone(hertz, n * 160), self.far)
            until_due(began, n + 1)
