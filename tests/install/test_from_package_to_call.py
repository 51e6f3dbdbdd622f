"""From a package to calls that are put through, and away again, on bare Debians with an Asterisk of their own.

`make install-test` runs it, as root. The five commands are those of docs/installation.md, "The short way".
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.install.bare_debian import Release
from tests.install.machine import Machine
from tests.install.pbx import (
    AMSTERDAM,
    FALLBACK_NUMBER,
    TRANSPORT,
    TRUNKS,
    Admin,
    as_veertien,
    at_a_pbx,
    connected,
    eventually,
    five_commands,
    install,
    main_process,
    program,
)
from veertien import __version__

MOST_COMMANDS, MOST_SECONDS = 5, 300
HOME = f"/opt/veertien/{__version__}"
PROGRAM, INSTALL = program(__version__), install(__version__)
PACKAGE = f"veertien-{__version__}"
OF_THIS_ASTERISK = {"asterisk_goes_deaf", "func_shell"}
"""What the doctor rightly finds in Debian's own Asterisk as it comes."""
MOST_EXPOSED = 12
"""Tenths of systemd's measure of how much a unit could do."""


def digest(path: Path) -> str:
    """By what a file is known again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def asterisk_files(machine: Machine) -> dict[str, tuple[int, int, int, str]]:
    """Each of Asterisk's files with its mode, its owner and its text."""
    folder = machine.root / "etc/asterisk"
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    states = ((str(path.relative_to(folder)), path.stat(), digest(path)) for path in paths)
    return {name: (state.st_mode, state.st_uid, state.st_gid, text) for name, state, text in states}


@pytest.mark.timeout(3000)
def test_five_commands_lead_from_the_package_to_calls_and_a_purge_leaves_what_is_promised(
    release: Release, packages: list[Path], spoken: Callable[[str], NDArray[np.int16]]
) -> None:
    package, again, _ = packages
    assert digest(again) == digest(package)
    with at_a_pbx(release, package) as admin:
        comes_and_goes(admin, spoken)


def comes_and_goes(admin: Admin, spoken: Callable[[str], NDArray[np.int16]]) -> None:
    """By five commands to a call, through everything that may happen to a package, and away."""
    machine, put_through = admin.machine, admin.world.put_through
    before = asterisk_files(machine)
    assert machine.result("which gcc cc")[0] != 0

    began = time.monotonic()
    for command in five_commands(__version__):
        admin.types(command)
    assert put_through("14020") == AMSTERDAM
    seconds = time.monotonic() - began
    print(f"{len(admin.typed)} commands, {seconds:.0f} s from the package to the call")
    assert len(admin.typed) <= MOST_COMMANDS
    assert seconds <= MOST_SECONDS

    connected(machine)
    assert put_through("140229", spoken("Medemblik"), spoken("ja")) == "0229000002"
    _, said = machine.result(as_veertien("doctor --json"))
    assert {one["code"] for one in json.loads(said)["findings"]} <= OF_THIS_ASTERISK, said
    assert "Nothing to do." in machine.run(f"{PROGRAM} setup --yes")
    installed = asterisk_files(machine)
    units_hold(machine)
    restarts_lose_nobody(admin)
    removal_leaves_callers_the_fallback(admin)
    assert asterisk_files(machine) == installed
    purge_takes_what_it_says(admin)
    # What setup wrote is taken back after all; the lines that came since stay.
    machine.run(f"cd /root && {INSTALL} && {PROGRAM} setup --undo")
    after = asterisk_files(machine)
    assert (machine.root / "etc/asterisk/pjsip.conf").read_text().endswith(TRANSPORT + TRUNKS)
    assert {name: state for name, state in after.items() if before.get(name) != state}.keys() == {"pjsip.conf"}
    machine.run("systemctl restart asterisk")
    assert put_through("14020") is None
    machine.run(f"apt-get purge --yes {PACKAGE}")
    assert left_of_veertien(machine) == {"/var/lib/veertien"}


def units_hold(machine: Machine) -> None:
    """Each unit is sound and well shut in, and works as it is shut in."""
    shipped = f"{HOME}/lib/python*/site-packages/veertien/setup/shipped/units"
    machine.run(f"cp --no-clobber {shipped}/* /etc/systemd/system/ && systemctl daemon-reload")
    names = sorted(path.name for path in Path("deploy").glob("*.service"))
    assert names
    for name in names:
        machine.run(f"systemd-analyze verify /etc/systemd/system/{name}")
        machine.run(f"systemd-analyze security --offline=yes --no-pager --threshold={MOST_EXPOSED} {name}")
    machine.run("systemctl start veertien-web")
    fetch = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8015/').status)"
    eventually(lambda: machine.result(f'{HOME}/bin/python -c "{fetch}"')[1].strip() == "200")


def restarts_lose_nobody(admin: Admin) -> None:
    """Systemd starts both anew, a daemon that is frozen too; while none is there, a person answers."""
    machine, put_through = admin.machine, admin.world.put_through
    machine.run("systemctl restart veertien asterisk")
    eventually(lambda: put_through("14020") == AMSTERDAM)
    frozen = main_process(machine)
    machine.run(f"kill -STOP {frozen}")
    assert put_through("14020") == FALLBACK_NUMBER
    eventually(lambda: main_process(machine) not in {frozen, "0"})
    eventually(lambda: put_through("14020") == AMSTERDAM)
    machine.run("systemctl stop veertien")
    assert put_through("14020") == FALLBACK_NUMBER
    machine.run("systemctl start veertien")


def removal_leaves_callers_the_fallback(admin: Admin) -> None:
    """The package is taken away, and put back: nothing of the admin's is lost."""
    machine, put_through = admin.machine, admin.world.put_through
    said = machine.run(f"apt-get remove --yes {PACKAGE}")
    assert "14-numbers get the fallback from now on" in said
    assert machine.result("systemctl is-active veertien veertien-web")[1].split() == ["inactive"] * 2
    assert machine.result("systemctl is-enabled veertien")[1].strip() == "disabled"
    assert put_through("14020") == FALLBACK_NUMBER
    assert "/etc/veertien" in left_of_veertien(machine) and "/opt/veertien" not in left_of_veertien(machine)
    machine.run(f"cd /root && {INSTALL} && {PROGRAM} setup --yes && systemctl enable --now veertien")
    assert put_through("14020") == AMSTERDAM


def purge_takes_what_it_says(admin: Admin) -> None:
    """Purged without an undo before it; while another version is installed nothing that both use goes."""
    machine, put_through = admin.machine, admin.world.put_through
    machine.run(
        "mkdir -p /var/lib/veertien/captures /var/lib/veertien/records && touch /var/lib/veertien/memory.sqlite"
    )
    other = (
        "Package: veertien-0.0.9\nVersion: 0.0.9\nArchitecture: all\nMaintainer: nobody\nDescription: another version\n"
    )
    (machine.root / "root/other/DEBIAN").mkdir(parents=True)
    (machine.root / "root/other/DEBIAN/control").write_text(other)
    machine.run("dpkg-deb --build /root/other && dpkg --install /root/other.deb")
    machine.run(f"apt-get purge --yes {PACKAGE}")
    assert {"/etc/veertien", "/var/cache/veertien"} <= left_of_veertien(machine)
    assert (machine.root / "var/lib/veertien/captures").exists()
    machine.run(f"dpkg --purge veertien-0.0.9 && cd /root && {INSTALL}")
    said = machine.run(f"apt-get purge --yes {PACKAGE}")
    assert "Left: /var/lib/veertien, with the call records" in said and "setup --undo" in said
    assert left_of_veertien(machine) == {"/var/lib/veertien", "/var/lib/veertien-setup"}
    assert [path.name for path in (machine.root / "var/lib/veertien").iterdir()] == ["records"]
    assert put_through("14020") == FALLBACK_NUMBER


def left_of_veertien(machine: Machine) -> set[str]:
    """What is there of it, Asterisk's files left out."""
    places = ("etc", "opt", "var/cache", "var/lib", "etc/systemd/system", "var/cache/private")
    found = [path for place in places for path in (machine.root / place).glob("*veertien*")]
    return {f"/{path.relative_to(machine.root)}" for path in found}
