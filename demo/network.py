"""The addresses of the two Asterisks and the configuration they get: the PBX with Veertien, and the world around it."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from demo.peer.messages import Address
from demo.ports import Wanted, choose_ports

PBX_ADDRESS = "127.0.0.1"
CARRIER_ADDRESS = "127.0.0.2"
PROXY_ADDRESS = "127.0.0.4"
"""Of a Kamailio before several PBXs."""
FIRST_TRUNK = 10
PBX_RTP_PORTS, WORLD_RTP_PORTS = 1020, 240
"""Ports for RTP and RTCP, two for each channel. The PBX has room for all calls that the example's trunks may carry."""
MEDIA = f"media_address={PBX_ADDRESS}\nbind_rtp_to_media_address=yes\n"
DEAD_CONTACT = "sip:127.0.0.3:9"
"""Nobody listens here: what a trunk that is down looks like."""
FEWER_EVENTS = "disabledevents=Newexten,VarSet\n"
"""As docs/installation.md has it: most of the manager's events tell of steps of the dialplan."""
FALLBACK_ENDPOINT = "fallback"
FALLBACK_NUMBER = "0900112"
ARI_USER = "demo"
WORLD_APPLICATION = "world"


@dataclass(frozen=True, slots=True)
class Network:
    """Ports on loopback for one PBX with its daemon and one world."""

    pbx_sip: int
    pbx_rtp: int
    """The first of `PBX_RTP_PORTS`."""
    pbx_http: int
    ami: int
    fastagi: int
    audiosocket: int
    web: int
    pages: int
    world_sip: int
    world_rtp: int
    """The first of `WORLD_RTP_PORTS`."""
    world_http: int
    secret: str
    trunks: Mapping[str, str]
    """The address of each endpoint."""
    sip_options: int = 0
    """Where a proxy asks the daemon whether it takes calls; 0 where there is no proxy."""

    @property
    def pbx(self) -> Address:
        """Where the PBX takes SIP."""
        return PBX_ADDRESS, self.pbx_sip

    @property
    def pbx_ari(self) -> str:
        """The PBX's ARI address."""
        return f"http://{PBX_ADDRESS}:{self.pbx_http}/"

    @property
    def world_ari(self) -> str:
        """The world's ARI address."""
        return f"http://{PBX_ADDRESS}:{self.world_http}/"


def lay_out(endpoints: Iterable[str], secret: str) -> Network:
    """Choose free ports, and an address for each trunk endpoint and for the dialplan's fallback."""
    names = [*sorted(set(endpoints)), FALLBACK_ENDPOINT]
    trunks = {name: f"127.0.0.{FIRST_TRUNK + place}" for place, name in enumerate(names)}
    tcp = Wanted(socket.SOCK_STREAM, (PBX_ADDRESS,))
    pbx_sip = Wanted(socket.SOCK_DGRAM, (PBX_ADDRESS,))
    world_sip = Wanted(socket.SOCK_DGRAM, (CARRIER_ADDRESS, *trunks.values()))
    pbx_rtp, world_rtp = (
        Wanted(socket.SOCK_DGRAM, (PBX_ADDRESS,), count) for count in (PBX_RTP_PORTS, WORLD_RTP_PORTS)
    )
    ports = choose_ports([*[tcp] * 7, pbx_sip, world_sip, pbx_rtp, world_rtp])
    return Network(
        pbx_http=ports[0],
        ami=ports[1],
        fastagi=ports[2],
        audiosocket=ports[3],
        web=ports[4],
        pages=ports[5],
        world_http=ports[6],
        pbx_sip=ports[7],
        world_sip=ports[8],
        pbx_rtp=ports[9],
        world_rtp=ports[10],
        secret=secret,
        trunks=trunks,
    )


def lay_out_nodes(count: int, trunks: Mapping[str, str], secret: str) -> list[Network]:
    """Choose free ports for so many PBXs with their daemons; their world is elsewhere, `trunks` at these addresses."""
    tcp, udp = (Wanted(kind, (PBX_ADDRESS,)) for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM))
    each = [*[tcp] * 6, udp, udp, Wanted(socket.SOCK_DGRAM, (PBX_ADDRESS,), PBX_RTP_PORTS)]
    chosen = iter(choose_ports(each * count))
    return [
        Network(
            pbx_http=next(chosen),
            ami=next(chosen),
            fastagi=next(chosen),
            audiosocket=next(chosen),
            web=next(chosen),
            pages=next(chosen),
            pbx_sip=next(chosen),
            sip_options=next(chosen),
            pbx_rtp=next(chosen),
            world_sip=0,
            world_rtp=0,
            world_http=0,
            secret=secret,
            trunks=trunks,
        )
        for _ in range(count)
    ]


def pbx_files(
    network: Network,
    dialplan: Path,
    down: Iterable[str] = (),
    contacts: Mapping[str, str] = MappingProxyType({}),
    carrier: str = CARRIER_ADDRESS,
) -> dict[str, str]:
    """Return the PBX's configuration: Veertien's own fragments, as an admin includes them, and the trunks' addresses.

    Endpoints in `down` get an address at which nobody listens; `contacts` gives others in place of the world's.
    `carrier` is the address that calls come from.
    """
    elsewhere = {**dict.fromkeys(down, DEAD_CONTACT), **contacts}
    places = {name: elsewhere.get(name, f"sip:{at}:{network.world_sip}") for name, at in network.trunks.items()}
    trunks = "".join(
        f"[{name}](veertien-trunk)\naors={name}\n{MEDIA}"
        f"[{name}](veertien-aor)\nqualify_frequency=2\nqualify_timeout=1.0\ncontact={contact}\n"
        f"[{name}-identify](veertien-identify)\nendpoint={name}\nmatch={contact.split(':')[1]}\n"
        for name, contact in places.items()
    )
    return {
        "pjsip.conf": (
            f"[system]\ntype=system\ntimer_t1=100\ntimer_b=6400\n"
            f"[udp]\ntype=transport\nprotocol=udp\nbind={PBX_ADDRESS}:{network.pbx_sip}\n"
            f"#include {dialplan}/pjsip.conf\n"
            f"[carrier](veertien-carrier)\n{MEDIA}"
            f"[carrier-identify](veertien-identify)\nendpoint=carrier\nmatch={carrier}\n{trunks}"
        ),
        "extensions.conf": (
            f"[globals]\n#include {dialplan}/globals.conf\n"
            f"VEERTIEN_AGI=agi://{PBX_ADDRESS}:{network.fastagi}/route\n"
            f"VEERTIEN_RING_SECONDS=4\n"
            f"VEERTIEN_FALLBACK_ENDPOINT={FALLBACK_ENDPOINT}\nVEERTIEN_FALLBACK_NUMBER={FALLBACK_NUMBER}\n"
            f"#include {dialplan}/extensions.conf\n"
        ),
        "manager.conf": (
            f"[general]\nenabled=yes\nbindaddr={PBX_ADDRESS}\nport={network.ami}\n{FEWER_EVENTS}"
            f"#include {dialplan}/manager.conf\n[veertien-selftest](veertien-caller)\nsecret={network.secret}\n"
            f"[veertien](veertien-daemon)\nsecret={network.secret}\n"
        ),
        **_rtp(network.pbx_rtp, PBX_RTP_PORTS),
        **_ari(network.pbx_http, network.secret),
    }


def world_files(network: Network) -> dict[str, str]:
    """Return the world's configuration: a carrier that calls the PBX, and an address for each municipality."""
    transports = "".join(
        f"[udp-{name}]\ntype=transport\nprotocol=udp\nbind={address}:{network.world_sip}\n"
        for name, address in {"carrier": CARRIER_ADDRESS, **network.trunks}.items()
    )
    codecs = f"disallow=all\nallow=alaw\ndirect_media=no\nrtp_symmetric=yes\n{MEDIA}"
    carriers = "".join(
        f"[{name}]\ntype=endpoint\ntransport=udp-carrier\naors=pbx\ncontext=closed\n{codecs}{identity}"
        for name, identity in {
            "carrier": "send_pai=yes\ntrust_id_outbound=yes\n",
            "carrier-nameless": "from_user=anonymous\nfrom_domain=anonymous.invalid\n",
        }.items()
    )
    return {
        "pjsip.conf": (
            f"{transports}{carriers}[pbx]\ntype=aor\ncontact=sip:{PBX_ADDRESS}:{network.pbx_sip}\n"
            f"[municipality]\ntype=endpoint\ncontext=municipality\ntrust_id_inbound=yes\n{codecs}"
            f"[municipality-identify]\ntype=identify\nendpoint=municipality\nmatch={PBX_ADDRESS}\n"
        ),
        "extensions.conf": (
            "[municipality]\nexten => _[+0-9].,1,Stasis(world,arrived,${CHANNEL(pjsip,local_addr)},"
            "${FILTER(+0-9,${EXTEN})},${FILTER(+0-9a-zA-Z,${CALLERID(num)})},${CALLERID(pres)},"
            "${FILTER(0-9,${PJSIP_HEADER(read,X-Dialled-Number)})},"
            "${FILTER(+:@.=0-9a-zA-Z,${PJSIP_HEADER(read,Diversion)})},"
            "${FILTER(-0-9,${PJSIP_HEADER(read,X-Veertien-Passed)})})\n"
            " same => n,Hangup()\n"
            "[forwards]\nexten => _[+0-9].,1,Set(__PASSED=${FILTER(-0-9,${PJSIP_HEADER(read,X-Veertien-Passed)})})\n"
            " same => n,Dial(PJSIP/${FILTER(+0-9,${EXTEN})}@carrier,,b(with-headers^s^1))\n"
            " same => n,Hangup(${HANGUPCAUSE})\n"
            "[with-headers]\nexten => s,1,Set(PJSIP_HEADER(add,X-Veertien-Passed)=${PASSED})\n same => n,Return()\n"
            "[forwards-without-headers]\nexten => _[+0-9].,1,Dial(PJSIP/${FILTER(+0-9,${EXTEN})}@carrier)\n"
            " same => n,Hangup(${HANGUPCAUSE})\n"
            "[withheld]\nexten => _[+0-9].,1,Set(CALLERID(pres)=prohib)\n"
            " same => n,Dial(PJSIP/${FILTER(+0-9,${EXTEN})}@carrier)\n same => n,Hangup(${HANGUPCAUSE})\n"
        ),
        **_rtp(network.world_rtp, WORLD_RTP_PORTS),
        **_ari(network.world_http, network.secret),
    }


def _rtp(first: int, ports: int) -> dict[str, str]:
    # Asterisk's own range is one for all, and reaches over ports that other servers were given.
    return {"rtp.conf": f"[general]\nstrictrtp=no\nicesupport=no\nrtpstart={first}\nrtpend={first + ports - 1}\n"}


def _ari(port: int, password: str) -> dict[str, str]:
    return {
        "http.conf": f"[general]\nenabled=yes\nbindaddr={PBX_ADDRESS}\nbindport={port}\n",
        "ari.conf": f"[general]\nenabled=yes\n[{ARI_USER}]\ntype=user\npassword={password}\n",
    }
