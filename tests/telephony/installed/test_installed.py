"""An Asterisk laid out by docs/installation.md, its commands and its snippets, and one by `veertien setup`."""

import asyncio
import shutil
import socket
from pathlib import Path

from click.testing import CliRunner

from demo.daemon_config import TABLES
from demo.installation import Installation
from demo.instance import Instance
from demo.network import CARRIER_ADDRESS, PBX_ADDRESS
from demo.peer import Invitation, peer_at, scripts
from demo.ports import Wanted, choose_ports
from demo.stage import DaemonProcess
from tests.telephony.conftest import CACHE
from tests.unit.demo.test_installation_page import PAGE, commands, follow
from veertien.asterisk.modules import CALL_MODULES
from veertien.cli import main

TRUNK_ADDRESS, DESK_ADDRESS = "127.0.0.40", "127.0.0.41"
CONNECTED_SECONDS = 20


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Each file and folder in it, with its mode and text."""
    paths = sorted(folder.rglob("*"))
    return {str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"") for path in paths}


def snippet(about: str) -> str:
    """The configuration that the page gives behind this heading, with addresses of this host."""
    lines = PAGE.partition(f"**{about}.**")[2].splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith("    "))
    block: list[str] = []
    for line in lines[first:]:
        if line and not line.startswith("    "):
            break
        block.append(line.removeprefix("    "))
    return "\n".join(block).replace("192.0.2.", "127.0.2.") + "\n"


async def test_what_the_page_says_loads_whole_and_the_fallback_is_set(installation: Installation, folder: Path) -> None:
    (sip, ami) = choose_ports([Wanted(socket.SOCK_DGRAM, (PBX_ADDRESS,)), Wanted(socket.SOCK_STREAM, (PBX_ADDRESS,))])
    transport = f"[udp]\ntype=transport\nprotocol=udp\nbind={PBX_ADDRESS}:{sip}\n"
    manager = snippet("manager.conf").replace("enabled=yes\n", f"enabled=yes\nport={ami}\n")
    files = {
        "extensions.conf": snippet("extensions.conf"),
        "pjsip.conf": snippet("pjsip.conf").replace("; ... your transport ...\n", transport),
        "manager.conf": manager,
        "http.conf": "[general]\nenabled=no\n",
    }
    asterisk = Instance(installation, folder / "pbx", files)
    etc = asterisk.folders.etc
    steps = [step.replace(f"{folder}/etc/asterisk", str(etc)) for step in commands("/etc/asterisk/veertien", folder)]
    follow(steps)
    follow(steps)
    try:
        await asterisk.start()
        assert "VEERTIEN_FALLBACK_ENDPOINT=switchboard" in await asterisk.console("dialplan show globals")
        assert "veertien-route" in await asterisk.console("dialplan show 14020@veertien-carrier")
        assert "veertien-carrier" in await asterisk.console("pjsip show endpoint carrier")
        assert "sip:127.0.2.20:5060" in await asterisk.console("pjsip show endpoint trunk-hoorn")
        assert "127.0.2.10" in await asterisk.console("pjsip show identifies")
        assert "user" in await asterisk.console("manager show user veertien")
        assert "0 modules" in await asterisk.console("module show like bridge_native_rtp")
    finally:
        await asterisk.stop()
        asterisk.remove_run_folder()
    faults = [line for line in asterisk.folders.log.read_text().splitlines() if " ERROR[" in line]
    assert faults == []


async def test_setup_on_an_asterisk_of_ones_own_puts_calls_through_and_undo_leaves_no_trace(
    installation: Installation, folder: Path
) -> None:
    """A module is missing, the manager is off, a section below [general] must stay its own, the fallback is new."""
    tcp = Wanted(socket.SOCK_STREAM, (PBX_ADDRESS,))
    (sip, *others) = choose_ports([Wanted(socket.SOCK_DGRAM, (PBX_ADDRESS,)), *[tcp] * 5])
    ami, fastagi, audiosocket, web, pages = others
    async with (
        peer_at(TRUNK_ADDRESS, script=scripts.answers()) as trunk,
        peer_at(DESK_ADDRESS, script=scripts.answers()) as desk,
        peer_at(CARRIER_ADDRESS) as carrier,
    ):
        listed = "".join(f"load = {name}.so\n" for name in CALL_MODULES if name != "app_audiosocket")
        asterisk = Instance(
            installation,
            folder / "pbx",
            {
                "modules.conf": f"[modules]\nautoload=no\n{listed}\n[global]\n",
                "extensions.conf": "[general]\nstatic=yes\n[globals]\nMINE=1\n[inside]\nexten => 100,1,NoOp()\n",
                "manager.conf": f"[general]\nenabled=no\nport={ami}\n\n[mine]\nsecret=of-others\n",
                "http.conf": "[general]\nenabled=no\n",
                "pjsip.conf": f"[udp]\ntype=transport\nprotocol=udp\nbind={PBX_ADDRESS}:{sip}\n"
                f"[carrier](veertien-carrier)\n[carrier-identify](veertien-identify)\nendpoint=carrier\n"
                f"match={CARRIER_ADDRESS}\n[trunk-amsterdam](veertien-trunk)\naors=trunk-amsterdam\n"
                f"[trunk-amsterdam](veertien-aor)\ncontact={trunk.contact}\n",
            },
        )
        config = folder / "etc/veertien"
        shutil.copytree(TABLES, config)
        (config / "veertien.yaml").write_text(
            f"fastagi: {{port: {fastagi}}}\naudiosocket: {{port: {audiosocket}}}\nweb: {{port: {web}}}\n"
            f"pages: {{port: {pages}}}\nprompts: {{cache: {CACHE / 'prompts'}}}\n"
        )
        own_globals = asterisk.folders.etc / "veertien/globals.conf"
        own_globals.parent.mkdir()
        own_globals.write_text(Path("dialplan/globals.conf").read_text().replace(":4573/", f":{fastagi}/"))
        (folder / "var/lib").mkdir(parents=True)
        answers = folder / "answers.yaml"
        answers.write_text(f"fallback: {{endpoint: desk, number: 0880000014, contact: '{desk.contact}'}}\n")
        places = asterisk.folders.etc, folder / "etc"
        before = [contents(place) for place in places]

        setup = ["setup", "--root", str(folder), "--asterisk", "/pbx/etc"]
        assert CliRunner().invoke(main, [*setup, "--answers", str(answers), "--yes"]).exit_code == 0
        daemon = DaemonProcess(config, folder / "daemon.log", web)
        try:
            await asterisk.start()
            await daemon.start()
            async with asyncio.timeout(CONNECTED_SECONDS):
                while (await daemon.health())["ami"] != "connected":
                    await asyncio.sleep(0.1)
            call = await carrier.call((PBX_ADDRESS, sip), Invitation("14020"))
            await call.answered()
            assert (await trunk.arrival()).invite.header("x-dialled-number") == "14020"
            call.bye()
            await daemon.stop()
            call = await carrier.call((PBX_ADDRESS, sip), Invitation("14020"))
            await call.answered()
            assert "0880000014" in (await desk.arrival()).invite.uri
            call.bye()
        finally:
            await daemon.stop()
            await asterisk.stop()
            asterisk.remove_run_folder()
        faults = [line for line in asterisk.folders.log.read_text().splitlines() if " ERROR[" in line]
        assert faults == []
        assert CliRunner().invoke(main, [*setup, "--undo"]).exit_code == 0
        assert [contents(place) for place in places] == before
