"""What an upgrade does, and what changes by it: made of what was found, without I/O.

Rules. Steps that a call notices come last: the dialplan is reloaded and the daemon replaced once all files and the
database are as the new version wants them. Each step before them can be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from veertien.setup.facts import Found
from veertien.setup.planning import PROGRAM_LINK, TABLES_FOLDER, USER, plan_of, to_finish
from veertien.setup.steps import BeginUpgrade, CopyDatabase, Plan, Run, SetupStep, WriteFile, Yours

LONG_SECONDS = 1800.0
"""For a large database, and a daemon that renders all prompts anew."""
_MOST_SHOWN = 10
_CONTEXT = re.compile(r"\[([\w-]+)\]")
_LINE = re.compile(r"(?:exten\s*=>?\s*([^,]+),|same\s*=>?\s*)[^,]*,(\w+)")
_STAYS_IN = frozenset({"AGI", "Dial"})
"""Applications in which a call is for long; it goes on behind them."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """The database of call records."""

    address: str
    """Without a password."""
    file: str | None
    """SQLite's; None for PostgreSQL."""
    step: str
    wanted: str
    way_back: bool
    """Whether its tables can be brought back to `step` with what was written meanwhile."""


@dataclass(frozen=True, slots=True)
class UpgradeFacts:
    """The version in force and this one, and what they say of the tables."""

    version: str
    before: str | None
    """The version in force; None where there is none."""
    faults: tuple[str, ...] = ()
    """What this version finds in the tables and the one before does not."""
    warnings: tuple[str, ...] = ()
    new_keys: tuple[str, ...] = ()
    gone_keys: tuple[str, ...] = ()
    database: DatabaseFacts | None = None
    """None where no records are kept, or none yet."""
    daemon_runs: bool = False


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What is to be done: the steps that can be taken back, then what a call would notice."""

    plan: Plan
    says: tuple[str, ...] = ()
    """What changes, a line each."""
    live: tuple[Run, ...] = ()


def upgrade_of(found: Found, facts: UpgradeFacts) -> Upgrade:
    """Return what brings this version into force; without steps where it is."""
    if facts.before is None:
        return _refused("no version is in force yet: `veertien setup` puts this one on the PBX")
    setup = plan_of(found, None)
    if setup.refusals or not setup.steps:
        return Upgrade(Plan(refusals=setup.refusals))
    if facts.faults:
        shown = [*facts.faults[:_MOST_SHOWN], "mend them first: this version would not read the tables"]
        return _refused(*shown)
    steps: list[SetupStep] = [BeginUpgrade(facts.version, facts.before), *setup.steps]
    left: list[str] = []
    if facts.database is not None and facts.database.step != facts.database.wanted:
        database_steps, left = _database(found, facts.database)
        steps[1:1] = database_steps
    left += [one.what for one in setup.left if one.what not in to_finish()]
    if found.root_folder:
        left += [f"in the image: {' '.join(one.command)}" for one in steps if isinstance(one, Run)]
        steps = [one for one in steps if not isinstance(one, Run)]
    live, waits = _live(found, facts, steps)
    says = (*_of_versions(facts), *_of_database(facts.database), *_of_callers(facts, waits=waits))
    return Upgrade(Plan(tuple(steps), tuple(map(Yours, [*left, *waits]))), says, live)


def returning(found: Found, upgrade: tuple[str, str] | None, *, daemon_runs: bool) -> Upgrade:
    """Return what is done to return from a version to the one before; `upgrade` names both, None for none."""
    if upgrade is None:
        return Upgrade(Plan())
    live = (_reloading(found), *([_replacing()] if daemon_runs else []))
    says = (f"back from {upgrade[0]} to {upgrade[1]}: dialplan, unit, database and program as they were before",)
    if found.root_folder:
        return Upgrade(Plan(left=tuple(Yours(f"then: {' '.join(one.command)}") for one in live)), says)
    return Upgrade(Plan(), says, live)


def as_user(found: Found) -> tuple[str, ...]:
    """Return what goes before a command that Veertien's user shall run."""
    return ("runuser", "-u", USER, "--") if USER in found.users else ()


def shifted(before: str, after: str) -> tuple[str, ...]:
    """Return the extensions of a dialplan in which a call that is under way would go on at another line.

    Asterisk goes on by number: behind the Dial that was the tenth line comes the eleventh of the text loaded now.
    """
    old, new = _applications(before), _applications(after)
    return tuple(name for name in old if _places(old[name]) != _places(new.get(name, ())))


def _places(applications: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(place for place, one in enumerate(applications) if one in _STAYS_IN)


def _applications(text: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    context = name = ""
    for line in text.splitlines():
        if header := _CONTEXT.match(line):
            context = header[1]
        elif step := _LINE.match(line.strip()):
            name = f"{context},{step[1].strip()}" if step[1] else name
            found[name] = (*found.get(name, ()), step[2])
    return found


def _refused(*why: str) -> Upgrade:
    return Upgrade(Plan(refusals=why))


def _database(found: Found, database: DatabaseFacts) -> tuple[list[SetupStep], list[str]]:
    steps: list[SetupStep] = []
    left: list[str] = []
    if database.file is None:
        left.append(f"copy the database first, as with pg_dump: {database.address}")
    else:
        steps.append(CopyDatabase(database.file, "as it is before its tables are changed"))
    command = (*as_user(found), f"{found.program}/bin/veertien", "records")
    where = ("--config", TABLES_FOLDER)
    back = (*command, "back", database.step, *where) if database.way_back else ()
    why = "the tables of the call records as this version writes them"
    steps.append(Run((*command, "check", *where), back, why, LONG_SECONDS))
    if not back:
        left.append(
            f"the database has no way back to step {database.step}: after --back, records wait in the spool until you "
            "bring the copy back"
        )
    return steps, left


def _live(found: Found, facts: UpgradeFacts, steps: list[SetupStep]) -> tuple[tuple[Run, ...], list[str]]:
    """Return what is run at the end, and what has to wait for a quiet moment."""
    files = [one for one in steps if isinstance(one, WriteFile)]
    dialplan = [one for one in files if one.path.endswith(("extensions.conf", "globals.conf"))]
    reload, replacing = _reloading(found), _replacing()
    moved = sorted({name for one in dialplan for name in shifted(one.before or "", one.text)})
    live, waits = [], []
    if dialplan and moved:
        waits.append(
            f"when no call is up: {' '.join(reload.command)}. Calls under way would go on at another line of "
            f"{', '.join(moved[:3])}"
        )
    elif dialplan:
        live.append(reload)
    if facts.daemon_runs:
        live.append(replacing)
    if found.root_folder:
        return (), [*waits, *(f"then: {' '.join(one.command)}" for one in live)]
    return tuple(live), waits


def _reloading(found: Found) -> Run:
    command = ("asterisk", "-C", f"{found.asterisk_folder}/asterisk.conf", "-rx", "dialplan reload")
    return Run(command, (), "Asterisk reads the dialplan of this version")


def _replacing() -> Run:
    command = (f"{PROGRAM_LINK}/veertien", "restart", "--config", TABLES_FOLDER)
    return Run(command, (), "a daemon of this version takes the place of the one that runs", LONG_SECONDS)


def _of_versions(facts: UpgradeFacts) -> Iterator[str]:
    yield f"from {facts.before} to {facts.version}"
    for what, some in (
        ("this version warns of", facts.warnings),
        ("new settings", facts.new_keys),
        ("settings that are gone", facts.gone_keys),
    ):
        for one in some[:_MOST_SHOWN]:
            yield f"{what}: {one}"
        if len(some) > _MOST_SHOWN:
            yield f"{what}: {len(some) - _MOST_SHOWN} more"


def _of_database(database: DatabaseFacts | None) -> Iterator[str]:
    if database is not None:
        same = database.step == database.wanted
        change = f"stays at step {database.step}" if same else f"goes from step {database.step} to {database.wanted}"
        yield f"database {database.address}: {change}"


def _of_callers(facts: UpgradeFacts, *, waits: list[str]) -> Iterator[str]:
    if not facts.daemon_runs:
        yield "callers: no daemon runs, they get the fallback until one is started"
    elif waits:
        yield "callers: notice nothing; until the dialplan is reloaded, the new daemon works with the one before"
    else:
        yield "callers: notice nothing; those in the question finish with the daemon before"
