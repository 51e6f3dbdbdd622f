"""Calls over TLS and SRTP by the lines of docs/tls-srtp.md, and whom they keep out."""

import asyncio
import re
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from demo.network import ARI_USER, CARRIER_ADDRESS, MEDIA, PBX_ADDRESS
from demo.ports import Wanted, choose_ports
from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.certificates import Authority, Certificate
from tests.telephony.calls import arrivals, by_keys, place, served
from tests.telephony.conftest import StageMaker
from veertien.testcall.ari import AriLink
from veertien.testcall.placed_call import HearOut, PlacedCall, Say

PAGE = Path("docs/tls-srtp.md").read_text(encoding="utf-8")
HOORN, FORGED, MISNAMED, EXPIRED = "trunk-hoorn", "trunk-medemblik", "trunk-opmeer", "trunk-koggenland"
"""A municipality whose certificate is right, and three whose isn't: somebody else signed it, it has another name, its
time is over."""
WHY = ("The certificate is untrusted", "The server identity does not match", "The certificate has expired")
NO_CAPABILITY = 58
"""What 488 is called in the telephone network."""
MODULE, RELOAD = "module load res_srtp.so", "module reload res_pjsip.so"
SEEN_SECONDS = 25.0


@pytest.mark.fault(
    "a trunk's TLS certificate has expired, has another name or is signed by somebody else",
    caller="the next destination",
    after="at once",
)
async def test_calls_come_in_and_go_out_encrypted_and_by_the_right_certificates_alone(
    make_stage: StageMaker, folder: Path
) -> None:
    stage = await make_stage()
    ours = await _encrypt(stage, folder / "keys")
    await _known(stage, HOORN, "Avail")

    refused = await place(stage, "140229", caller="0229000000", through=_by("secure"), until=_at_once)
    assert (refused.cause, refused.moments[-2].what) == (NO_CAPABILITY, "dialled")
    await stage.pbx.console(MODULE)

    secured: dict[str, tuple[str, str]] = {}
    until = _secured_when_served(stage, "0229000111", secured)
    await place(stage, "140229", by_keys(1), caller="0229000111", through=_by("secure"), until=until)
    assert arrivals(stage, "0229000111") == [HOORN]
    assert secured == {"carrier": ("1", "1"), HOORN: ("1", "1")}

    for way in ("plain-audio", "carrier"):
        refused = await place(stage, "140229", caller="0229000222", through=_by(way), until=_at_once)
        assert (refused.cause, refused.moments[-2].what) == (NO_CAPABILITY, "dialled")

    # The same address, and a certificate that is somebody else's: SIP does not even begin.
    before = _invites(stage)
    await place(stage, "140229", caller="0229000333", through=_by("forged"), until=_at_once)
    assert _invites(stage) == before > 0

    keys = folder / "keys" / "ours"
    shown = await _served_certificate(stage, keys)
    ours.sign("pbx", f"IP:{PBX_ADDRESS}")
    await stage.pbx.console(RELOAD)
    assert await _served_certificate(stage, keys) != shown

    for trunk in (FORGED, MISNAMED, EXPIRED):
        await _known(stage, trunk, "Unavail")
    log = stage.pbx.folders.log.read_text()
    assert all(f"`{why}`" in PAGE and why in log for why in WHY)
    words = stage.voices.speak("Medemblik", CLEAR_VOICE)
    await place(stage, "140229", (HearOut(), Say(words, "Medemblik")), caller="0229000444", through=_by("secure"))
    assert arrivals(stage, "0229000444") == ["trunk-medemblik-backup"]


def _invites(stage: Stage) -> int:
    """How often an INVITE for the number stands in the PBX's log of SIP."""
    return stage.pbx.folders.log.read_text().count("INVITE sip:140229")


def _by(endpoint: str) -> str:
    return f"PJSIP/{{}}@{endpoint}"


async def _at_once(_: PlacedCall) -> None:
    """Of a call that is refused there is nothing to wait for."""


async def _encrypt(stage: Stage, folder: Path) -> Authority:
    """Put the page's lines into the PBX's pjsip.conf, and the like into the world's; the PBX lacks the module yet.

    Returns who signs.
    """
    network = stage.network
    trunks = {name: network.trunks[name] for name in (HOORN, FORGED, MISNAMED, EXPIRED)}
    tcp = socket.SOCK_STREAM
    pbx_port, trunk_port, forged_port = choose_ports(
        [Wanted(tcp, (PBX_ADDRESS,)), Wanted(tcp, (CARRIER_ADDRESS, *trunks.values())), Wanted(tcp, (CARRIER_ADDRESS,))]
    )
    ours, others = Authority(folder / "ours"), Authority(folder / "others")
    ours.sign("pbx", f"IP:{PBX_ADDRESS}")
    changes = {
        "bind=0.0.0.0:5061": f"bind={PBX_ADDRESS}:{pbx_port}",
        "/etc/asterisk/keys": str(folder / "ours"),
        "match=192.0.2.10": f"match={CARRIER_ADDRESS}",
        "media_encryption=sdes\n": f"media_encryption=sdes\n{MEDIA}",
    }
    written = _sections(PAGE)
    for on_the_page, here in changes.items():
        assert on_the_page in written
        written = written.replace(on_the_page, here)
    transport, carrier, trunk = re.split(
        r"^(?=\[carrier]\(veertien-c|\[trunk-hoorn]\(veertien-t)", written, flags=re.MULTILINE
    )
    for_trunks = "".join(
        trunk.replace(HOORN, name).replace("sip.hoorn.example:5061", f"{address}:{trunk_port}")
        for name, address in trunks.items()
    )
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    replaced = tuple(f"[{name}{end}" for name in ("carrier", *trunks) for end in ("]", "-identify]"))
    kept = [
        section
        for section in re.split(r"^(?=\[)", pjsip.read_text(), flags=re.MULTILINE)
        if not section.startswith(replaced)
    ]
    pjsip.write_text("".join(kept) + transport + carrier + for_trunks)

    world = _transport("right", CARRIER_ADDRESS, trunk_port, ours.sign("carrier", f"IP:{CARRIER_ADDRESS}"), ours)
    world += _transport("forged", CARRIER_ADDRESS, forged_port, others.sign("carrier", f"IP:{CARRIER_ADDRESS}"), ours)
    certificates = {
        HOORN: ours.sign(HOORN, f"IP:{trunks[HOORN]}"),
        FORGED: others.sign(FORGED, f"IP:{trunks[FORGED]}"),
        MISNAMED: ours.sign(MISNAMED, f"IP:{trunks[HOORN]}"),
        EXPIRED: ours.sign(EXPIRED, f"IP:{trunks[EXPIRED]}", days=0),
    }
    for name, certificate in certificates.items():
        world += _transport(f"tls-{name}", trunks[name], trunk_port, certificate, ours)
    world += f"[tls-pbx]\ntype=aor\ncontact=sip:{PBX_ADDRESS}:{pbx_port}\\;transport=tls\n"
    for name, way, audio in (("secure", "right", "sdes"), ("plain-audio", "right", "no"), ("forged", "forged", "sdes")):
        world += (
            f"[{name}]\ntype=endpoint\ntransport={way}\nmedia_encryption={audio}\naors=tls-pbx\ncontext=closed\n"
            f"disallow=all\nallow=alaw\ndirect_media=no\n{MEDIA}"
        )
    pjsip = stage.outside.folders.etc / "pjsip.conf"
    accepts = "[municipality]\nmedia_encryption=sdes\nmedia_encryption_optimistic=yes\n"
    pjsip.write_text(pjsip.read_text().replace("[municipality]\n", accepts, 1) + world)
    await stage.outside.console(MODULE)
    for instance in (stage.outside, stage.pbx):
        await instance.console(RELOAD)
    await stage.pbx.console("pjsip set logger on")
    return ours


async def _served_certificate(stage: Stage, keys: Path) -> bytes:
    """Return the certificate that the PBX shows to the carrier."""
    bound = re.search(
        r"^\[tls]\n(?:.+\n)*bind=(.*):(\d+)$", (stage.pbx.folders.etc / "pjsip.conf").read_text(), re.MULTILINE
    )
    assert bound
    carrier = ssl.create_default_context(cafile=keys / "ca.pem")
    carrier.load_cert_chain(keys / "carrier.pem", keys / "carrier.key")
    _, writer = await asyncio.open_connection(bound[1], int(bound[2]), ssl=carrier)
    shown: ssl.SSLObject = writer.get_extra_info("ssl_object")
    writer.close()
    return shown.getpeercert(binary_form=True) or b""


def _sections(page: str) -> str:
    """Return the lines for pjsip.conf."""
    blocks = re.findall(r"^    \[.*\n(?:    .*\n)*", page, re.MULTILINE)
    return "".join(re.sub("^    ", "", block, flags=re.MULTILINE) for block in blocks)


def _transport(name: str, address: str, port: int, own: Certificate, trusted: Authority) -> str:
    return (
        f"[{name}]\ntype=transport\nprotocol=tls\nbind={address}:{port}\nmethod=tlsv1_2\ncert_file={own.certificate}\n"
        f"priv_key_file={own.key}\nca_list_file={trusted.certificate}\nverify_server=yes\n"
    )


def _secured_when_served(
    stage: Stage, caller: str, secured: dict[str, tuple[str, str]]
) -> Callable[[PlacedCall], Awaitable[None]]:
    """Note of each end of a call, when it is put through, whether its SIP and its audio are encrypted."""

    async def note(_: PlacedCall) -> None:
        await served(stage, caller)
        network = stage.network
        link = AriLink(network.pbx_ari, ARI_USER, network.secret, "looks")
        await link.start(SEEN_SECONDS)
        try:
            for channel in await link.request("channels", "list"):
                kind, _, name = channel["name"].partition("/")
                if kind == "PJSIP":
                    asked = ("CHANNEL(pjsip,secure)", "CHANNEL(rtp,secure,audio)")
                    values = [
                        await link.request("channels", "getChannelVar", channelId=channel["id"], variable=variable)
                        for variable in asked
                    ]
                    secured[name.rpartition("-")[0]] = (values[0]["value"], values[1]["value"])
        finally:
            await link.stop()

    return note


async def _known(stage: Stage, trunk: str, status: str) -> None:
    """Wait until Asterisk has asked the trunk and knows its status."""
    async with asyncio.timeout(SEEN_SECONDS):
        while True:
            contacts = (await stage.pbx.console("pjsip show contacts")).splitlines()
            if any(f"{trunk}/" in line and f" {status} " in line for line in contacts):
                return
            await asyncio.sleep(0.2)
