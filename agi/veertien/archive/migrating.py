"""Brings the tables of a database to the state that this version works with."""

import logging
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

_STEPS = Path(__file__).with_name("migrations")
_LOCK = 14
"""PostgreSQL's number of the lock under which one program at a time changes tables: any, as long as it stays."""


class OtherVersionError(Exception):
    """The tables are not as this version writes them, and may not be changed here; the message says which they are."""


def migrate(engine: Engine, *, was_done: bool = False) -> None:
    """Carry out what is missing, in one transaction; a database that has it all is only read.

    So whoever may write rows needs no right to make tables, once somebody has. Where it `was_done` here before, tables
    of an earlier version were brought back on purpose, and stay. Raises OtherVersionError.
    """
    config = alembic_config()
    steps = ScriptDirectory.from_config(config)
    wanted = steps.get_current_head()
    with engine.begin() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
        if found == wanted:
            return
        _refuse_later(found, steps)
        if was_done and found is not None:
            raise OtherVersionError(
                f"its tables were brought back to an earlier version (step {found}); restart the daemon of this "
                "version, or run `veertien records check`"
            )
        _wait_for_turn(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def migration_steps(engine: Engine) -> tuple[str | None, str | None, bool]:
    """Return the step that the tables are at, the one that this version wants, and whether there is a way back.

    Changes nothing.
    """
    steps = ScriptDirectory.from_config(alembic_config())
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    known = found is not None and found in {step.revision for step in steps.walk_revisions()}
    return found, steps.get_current_head(), known and _ways_back(steps, str(found))


def bring_back(engine: Engine, step: str) -> None:
    """Bring the tables back to an earlier step, in one transaction. Raises OtherVersionError."""
    config = alembic_config()
    steps = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        _wait_for_turn(connection)
        found = MigrationContext.configure(connection).get_current_revision()
        if found == step:
            return
        _refuse_later(found, steps)
        if step not in {one.revision for one in steps.walk_revisions()} or not _ways_back(steps, step):
            raise OtherVersionError(f"there is no way back to step {step}; bring back a copy of the database")
        config.attributes["connection"] = connection
        command.downgrade(config, step)


def _wait_for_turn(connection: Connection) -> None:
    """Keep other programs from changing the tables until the transaction is over; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))


def _ways_back(steps: ScriptDirectory, step: str) -> bool:
    above = [one for one in steps.walk_revisions() if one.revision > step]
    return all(hasattr(one.module, "downgrade") for one in above)


def check_step(engine: Engine) -> None:
    """Raise OtherVersionError unless the tables are as this version writes them. Changes nothing."""
    steps = ScriptDirectory.from_config(alembic_config())
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    _refuse_later(found, steps)
    if found != steps.get_current_head():
        what = "it has no tables yet" if found is None else f"its tables are of an earlier version (step {found})"
        raise OtherVersionError(f"{what}; start the daemon of this version, or run `veertien records check`")


def _refuse_later(found: str | None, steps: ScriptDirectory) -> None:
    if found is not None and found not in {step.revision for step in steps.walk_revisions()}:
        raise OtherVersionError(f"its tables are of a later version of Veertien (step {found}); update this one")


def alembic_config() -> Config:
    """Return what alembic needs to know; the connection comes into its `attributes`."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    # It tells each step at the level of ordinary events.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return config
