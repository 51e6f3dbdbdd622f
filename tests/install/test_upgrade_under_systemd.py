"""A restart and an upgrade under systemd, with a caller in the question and one put through, and the way back.

That a crowd of callers gets through: `tests/telephony/upgraded`. What only a systemd can show is here.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.install.bare_debian import Release
from tests.install.machine import Machine
from tests.install.pbx import (
    AMSTERDAM,
    FALLBACK_NUMBER,
    Admin,
    at_a_pbx,
    connected,
    eventually,
    five_commands,
    install,
    main_process,
    program,
)
from tests.older_version import NEW, NEW_STEP, OLD, OLD_STEP

VEERTIEN = "/opt/veertien/bin/veertien"
RESTART = f"{VEERTIEN} restart --config /etc/veertien"
MEDEMBLIK = "0229000002"
UNHURRIED = "patience: {keys: 60, whole: 300}\n"
KEEPS_RECORDS = "records: {dir: /var/lib/veertien/records}\n"
HEALTH = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8014/healthz').read().decode())"


@pytest.mark.timeout(3000)
def test_restarts_and_upgrades_under_systemd_lose_no_call_and_can_be_taken_back(
    release: Release, packages: list[Path], spoken: Callable[[str], NDArray[np.int16]]
) -> None:
    newer, _, older = packages
    answers = (spoken("Medemblik"), spoken("ja"))
    with at_a_pbx(release, older, newer) as admin:
        machine = admin.machine
        *commands, begin = five_commands(OLD)
        for command in commands:
            admin.types(command)
        (machine.root / "etc/veertien/conversation.yaml").write_text(UNHURRIED)
        with (machine.root / "etc/veertien/veertien.yaml").open("a") as settings:
            settings.write(KEEPS_RECORDS)
        admin.types(begin)
        connected(machine)
        assert versions(machine) == (OLD, OLD, OLD_STEP)

        with held(admin, answers):
            takes_the_place(admin, RESTART)
        systemd_still_watches(admin)

        admin.types(install(NEW))
        plan = admin.types(f"{program(NEW)} upgrade --plan")
        assert f"from {OLD} to {NEW}" in plan and "callers: notice nothing" in plan
        assert versions(machine) == (OLD, OLD, OLD_STEP)
        with held(admin, answers):
            takes_the_place(admin, f"{program(NEW)} upgrade --yes")
        assert versions(machine) == (NEW, NEW, NEW_STEP)
        assert "Nothing to do." in admin.types(f"{VEERTIEN} upgrade --yes")

        with held(admin, answers):
            takes_the_place(admin, f"{VEERTIEN} upgrade --back --yes")
        assert versions(machine) == (OLD, OLD, OLD_STEP)
        admin.types("systemctl stop veertien")
        assert machine.run("systemctl show --value --property Result veertien").strip() == "success"
        assert machine.result("pgrep --uid veertien")[0] == 1
        assert records(machine, "SELECT DISTINCT outcome, talk_ms IS NOT NULL, ended_by FROM call") == [
            ("connect", 1, "caller")
        ]


@contextmanager
def held(admin: Admin, answers: tuple[NDArray[np.int16], ...]) -> Iterator[None]:
    """Hold a call that was put through and one in the question inside the block; both live on behind it."""
    with admin.world.caller("14020") as talks, admin.world.caller("140229") as asked:
        assert talks.is_heard()
        yield
        assert talks.is_heard()
        reached = asked.says(*answers)
        assert reached == MEDEMBLIK, admin.machine.run("journalctl --unit veertien --output cat --lines 60")


def takes_the_place(admin: Admin, command: str) -> None:
    """The command has another daemon take the place of the one that runs, and systemd goes along without a word."""
    machine = admin.machine
    before, complaints = main_process(machine), warnings(machine)
    print(admin.types(command))
    after = main_process(machine)
    assert after not in {before, "0"}
    shown = machine.run("systemctl status --no-pager --lines=0 veertien")
    assert "active (running)" in shown and f"Main PID: {after} (veertien)" in shown
    assert admin.world.put_through("14020") == AMSTERDAM
    assert warnings(machine) == complaints


def systemd_still_watches(admin: Admin) -> None:
    """The process that took over is the service's: frozen it is ended, and another one started."""
    machine, put_through = admin.machine, admin.world.put_through
    eventually(lambda: machine.result("pgrep veertien-leaves")[0] == 1)
    frozen = main_process(machine)
    machine.run(f"kill -STOP {frozen}")
    assert put_through("14020") == FALLBACK_NUMBER
    eventually(lambda: main_process(machine) not in {frozen, "0"})
    eventually(lambda: put_through("14020") == AMSTERDAM)


def warnings(machine: Machine) -> list[str]:
    """Return what systemd warned of, about the daemon."""
    return machine.run("journalctl --unit veertien --priority warning --quiet --output cat").splitlines()


def versions(machine: Machine) -> tuple[str, str, str]:
    """Return the version of the daemon, that of the dialplan that Asterisk has loaded, and the step of the records."""
    health = json.loads(machine.run(f'/opt/veertien/bin/python -c "{HEALTH}"'))
    (dialplan,) = re.findall(r"Custom:(\S+)", machine.run("asterisk -rx 'core show hint version'"))
    ((step,),) = records(machine, "SELECT version_num FROM alembic_version")
    return health["version"], dialplan, step


def records(machine: Machine, query: str) -> list[tuple[Any, ...]]:
    """Return what the database of the call records answers."""
    file = machine.root / "var/lib/veertien/records/records.sqlite"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return database.execute(query).fetchall()
