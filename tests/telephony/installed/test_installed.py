"""An Asterisk laid out by docs/installation.md: its commands, twice and under a strict umask, and its snippets."""

import socket
from pathlib import Path

from demo.installation import Installation
from demo.instance import Instance
from demo.network import PBX_ADDRESS
from demo.ports import Wanted, choose_ports
from tests.unit.demo.test_installation_page import PAGE, commands, follow


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
