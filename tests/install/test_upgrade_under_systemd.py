"""A restart and an upgrade under systemd, with a caller in the question and one put through, and the way back.

That a crowd of callers gets through: `tests/telephony/upgraded`. What only a systemd can show is here.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.install.bare_debian import Release
from tests.install.machine import Machine
from tests.install.pbx import (
    AMSTERDAM,
    FALLBACK_NUMBER,
    VEERTIEN,
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
from tests.older_version import NEW, NEW_STEP, OLD, OLD_STEP

RESTART = f"{VEERTIEN} restart --config /etc/veertien"
MEDEMBLIK = "0229000002"
UNHURRIED = "patience: {keys: 60, whole: 300}\n"
KEEPS_RECORDS = "records: {dir: /var/lib/veertien/records}\n"
IN_POSTGRESQL = """
records: {url: 'postgresql:///veertien?host=/run/postgresql'}
memory: {key_file: memory.key, url: 'postgresql:///veertien?host=/run/postgresql'}
"""
"""PostgreSQL asks the system who it is."""
MAKES_A_KEY = "(umask 077; od -An -tx1 -N32 /dev/urandom | tr -d ' \\n' >memory.key); chown veertien: memory.key"
NODES_BEAT_SECONDS = 12
"""In which each daemon that writes to a PostgreSQL tells the others of itself, twice."""
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
        # The tables are made beside the calls.
        eventually(lambda: versions(machine) == (OLD, OLD, OLD_STEP))

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
        query = "SELECT DISTINCT outcome, talk_ms IS NOT NULL, ended_by FROM call"
        assert in_sqlite(machine, query) == "connect|1|caller"


@pytest.mark.timeout(3000)
def test_an_upgrade_and_the_way_back_with_all_in_a_postgresql_lose_no_call_no_record_and_no_choice(
    release: Release, packages: list[Path], spoken: Callable[[str], NDArray[np.int16]]
) -> None:
    newer, _, older = packages
    answers = (spoken("Medemblik"), spoken("ja"))
    with at_a_pbx(release, older, newer, postgresql=True) as admin:
        machine = admin.machine
        for command in ("createuser veertien", "createdb --owner=veertien veertien"):
            machine.run(f"cd / && runuser -u postgres -- {command}")
        *commands, begin = five_commands(OLD)
        for command in commands:
            admin.types(command)
        tables = machine.root / "etc/veertien"
        (tables / "conversation.yaml").write_text(UNHURRIED)
        machine.run(f"cd /etc/veertien && {MAKES_A_KEY}")
        for name, lines in (("veertien.yaml", IN_POSTGRESQL), ("routing.yaml", "\nremember: {days: 90}\n")):
            with (tables / name).open("a") as settings:
                settings.write(lines)
        admin.types(begin)
        connected(machine)
        eventually(lambda: versions(machine) == (OLD, OLD, OLD_STEP))
        assert admin.world.put_through("140229", *answers) == MEDEMBLIK

        admin.types(install(NEW))
        plan = admin.types(f"{program(NEW)} upgrade --plan")
        assert f"goes from step {OLD_STEP} to {NEW_STEP}" in plan and "pg_dump" in plan
        with held(admin, answers):
            takes_the_place(admin, f"{program(NEW)} upgrade --yes")
            assert versions(machine) == (NEW, NEW, NEW_STEP)
        with held(admin, answers):
            takes_the_place(admin, f"{VEERTIEN} upgrade --back --yes")
            # The newer one, which still serves the caller in the question, leaves the tables to the older. That it does
            # nothing can only be seen once it has had the time to.
            time.sleep(NODES_BEAT_SECONDS)
            assert versions(machine) == (OLD, OLD, OLD_STEP)
        eventually(lambda: in_postgresql(machine, "SELECT count(*), count(DISTINCT unique_id) FROM call") == "7|7")
        assert in_postgresql(machine, "SELECT DISTINCT outcome, ended_by FROM call") == "connect|caller"
        assert in_postgresql(machine, "SELECT count(*) FROM choice") == "1"
        assert versions(machine) == (OLD, OLD, OLD_STEP)


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


def versions(machine: Machine) -> tuple[str, str, str | None]:
    """Return the version of the daemon, that of the dialplan that Asterisk has loaded, and the step of the records."""
    health = json.loads(machine.run(f'/opt/veertien/bin/python -c "{HEALTH}"'))
    (dialplan,) = re.findall(r"Custom:(\S+)", machine.run("asterisk -rx 'core show hint version'"))
    return health["version"], dialplan, json.loads(machine.run(as_veertien("records step --json")))["step"]


def in_sqlite(machine: Machine, query: str) -> str:
    """Return what the database of the call records answers, its lines parted as psql does."""
    file = machine.root / "var/lib/veertien/records/records.sqlite"
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        return "\n".join("|".join(map(str, row)) for row in database.execute(query))


def in_postgresql(machine: Machine, query: str) -> str:
    """Return what the database answers."""
    asks = "cd / && runuser -u postgres -- psql --no-psqlrc --no-align --tuples-only veertien"
    return machine.run(f'{asks} --command "{query}"').strip()
