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


def tone(hertz: float, first: int) -> bytes:
    """20 ms of a tone in A-law, from sample number `first` on."""
    return bytes(a_law(round(8000 * math.sin(2 * math.pi * hertz * (first + n) / 8000))) for n in range(160))


class Call:
    """A call to `number`; `answered` is done when `start` returns."""

    def __init__(self, pbx: tuple[str, int], own: str = "127.0.0.2", headers: str = "", user: str = "0612345678") -> None:
        self.pbx, self.own, self.headers, self.user = pbx, own, headers, user
        self.sip = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sip.bind((own, 0))
        self.rtp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.rtp.bind((own, 0))
        self.port = self.sip.getsockname()[1]
        self.id = f"{time.time_ns():x}"
        self.log: list[str] = []

    def send(self, method: str, cseq: int, to: str = "", body: str = "", more: str = "") -> None:
        text = (
            f"{method} sip:{self.number}@{self.pbx[0]}:{self.pbx[1]} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {self.own}:{self.port};rport;branch=z9hG4bK{self.id}{method}{cseq}\r\nMax-Forwards: 70\r\n"
            f"From: <sip:{self.user}@{self.own}>;tag=f{self.id}\r\nTo: {to or f'<sip:{self.number}@{self.pbx[0]}>'}\r\n"
            f"Call-ID: {self.id}\r\nCSeq: {cseq} {'INVITE' if method == 'ACK' else method}\r\n"
            f"Contact: <sip:{self.user}@{self.own}:{self.port}>\r\n{more}"
            + ("Content-Type: application/sdp\r\n" if body else "")
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
        self.rtp.sendto(struct.pack("!BBHII", 0x80, kind, sequence & 0xFFFF, stamp & 0xFFFFFFFF, source) + payload, self.far)

    def play(self, hertz: float, seconds: float, sequence: int, source: int) -> None:
        """Send a tone in RTP that begins with this sequence number."""
        began = time.monotonic()
        for n in range(round(seconds * 50)):
            self.packet(sequence + n, sequence * 160 + n * 160, source, tone(hertz, n * 160))
            time.sleep(max(0.0, began + (n + 1) * 0.02 - time.monotonic()))

    def end(self) -> None:
        self.send("BYE", 2, self.to)
