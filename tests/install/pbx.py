"""An admin at a PBX of their own: what they type there, and what they look at."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.install import bare_debian
from tests.install.bare_debian import PLACE, Release
from tests.install.machine import Machine, booted
from tests.install.outside import CARRIER, MUNICIPALITIES, PBX, PORT, SWITCHBOARD, Outside, outside

FALLBACK_NUMBER = "0880000099"
ANSWERS = f"fallback: {{endpoint: switchboard, number: '{FALLBACK_NUMBER}', contact: 'sip:{SWITCHBOARD}:{PORT}'}}\n"
TRANSPORT = f"\n[udp]\ntype=transport\nprotocol=udp\nbind={PBX[0]}:{PBX[1]}\n"
NAMES = ("hoorn", "hoorn-backup", "medemblik", "medemblik-backup", "drechterland", "opmeer", "koggenland", "amsterdam")
TRUNKS = f"\n[carrier](veertien-carrier)\n[carrier](veertien-identify)\nendpoint=carrier\nmatch={CARRIER}\n" + "".join(
    f"[trunk-{name}](veertien-trunk)\naors=trunk-{name}\n"
    f"[trunk-{name}](veertien-aor)\ncontact=sip:{MUNICIPALITIES}:{PORT}\n"
    for name in (*NAMES, "operator")
)
AMSTERDAM = "0200000007"
VEERTIEN = "/opt/veertien/bin/veertien"
"""The command of the version in force."""
CONNECTED_SECONDS = 30
SILENT_SECONDS = 90
"""Longest wait for systemd to find a frozen daemon and to start another."""


@dataclass(slots=True)
class Admin:
    """Who types commands at a machine; each is counted."""

    machine: Machine
    world: Outside
    typed: list[str] = field(default_factory=list)

    def types(self, command: str) -> str:
        """Type a command in root's folder."""
        self.typed.append(command)
        return self.machine.run(f"cd /root && {command}")


@contextmanager
def at_a_pbx(release: Release, *packages: Path, postgresql: bool = False) -> Iterator[Admin]:
    """Boot a machine, with packages, an admin's answers and their trunks in root's folder, inside the block."""
    folder = PLACE / release.suite / "running"
    shutil.rmtree(folder, ignore_errors=True)
    bare_debian.pbx(release, folder, postgresql=postgresql)
    for package in packages:
        shutil.copy(package, folder / "root")
    (folder / "root/answers.yaml").write_text(ANSWERS)
    (folder / "root/trunks.conf").write_text(TRUNKS)
    with (folder / "etc/asterisk/pjsip.conf").open("a") as file:
        file.write(TRANSPORT)
    with booted(folder, folder.with_name("console")) as machine, outside(machine) as world:
        yield Admin(machine, world)


def five_commands(version: str) -> list[str]:
    """Return what leads from the package to the first call: docs/installation.md, "The short way"."""
    return [
        install(version),
        f"{program(version)} setup --yes --answers answers.yaml",
        "cat trunks.conf >>/etc/asterisk/pjsip.conf",
        "systemctl restart asterisk",
        "systemctl enable --now veertien",
    ]


def install(version: str) -> str:
    """Return the command that installs the package of a version."""
    return f"apt-get install --yes ./veertien-{version}_amd64.deb"


def program(version: str) -> str:
    """Return Veertien's command of a version."""
    return f"/opt/veertien/{version}/bin/veertien"


def as_veertien(command: str) -> str:
    """Return what runs a command of Veertien's as its own user."""
    return f"runuser -u veertien -- {VEERTIEN} {command} --config /etc/veertien"


def main_process(machine: Machine) -> str:
    """Return the number of the process that systemd takes for the daemon; "0" for none."""
    return machine.run("systemctl show --value --property MainPID veertien").strip()


def connected(machine: Machine) -> None:
    """Wait until the daemon has spoken with Asterisk's manager."""
    deadline = time.monotonic() + CONNECTED_SECONDS
    while '"ami_connected"' not in machine.run("journalctl --unit veertien --output cat"):
        assert time.monotonic() < deadline, machine.run("journalctl --unit veertien --output cat")
        time.sleep(0.5)


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it does."""
    deadline = time.monotonic() + SILENT_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)
