"""From one version to the next and back: what is planned, each place to stop in, and that nothing is lost by it."""

import contextlib
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from click.testing import CliRunner, Result
from sqlalchemy import create_engine
from sqlalchemy.engine import URL

from tests.unit.archive.conftest import postgresql, postgresql_url
from tests.unit.archive.databases import with_driver
from tests.unit.setup.machines import FALLBACK, PLAIN, found_with
from tests.unit.setup.test_plan import after
from tests.unit.setup.test_undo import laid_out, setup, tree
from veertien.archive import Database, database_url
from veertien.archive.schema import METADATA
from veertien.cli import main
from veertien.setup.facts import Found
from veertien.setup.journal import JOURNAL_FOLDER, opened_journal
from veertien.setup.machine import Machine, SetupError, look
from veertien.setup.planning import plan_of
from veertien.setup.steps import BeginUpgrade, CopyDatabase, MakeLink, Plan, Run, WriteFile
from veertien.setup.upgrade_run import carry_out
from veertien.setup.upgrading import DatabaseFacts, Upgrade, UpgradeFacts, returning, shifted, upgrade_of

__all__ = ["postgresql", "postgresql_url"]
FACTS = UpgradeFacts("0.1.0", "0.0.9", daemon_runs=True)
DATABASE = DatabaseFacts("sqlite:////var/lib/veertien/r.sqlite", "/var/lib/veertien/r.sqlite", "0005", "0006", True)


def in_force(files: dict[str, str] | None = None) -> Found:
    """A machine on which the version before is in force, and that differs in `files` from what this one ships."""
    found = found_with(PLAIN, root_folder=False, program="/opt/veertien/0.1.0", program_link="/opt/veertien/0.0.9/bin")
    there = after(found, plan_of(found, FALLBACK))
    return replace(there, asterisk_files={**there.asterisk_files, **(files or {})})


def test_an_upgrade_notes_itself_first_and_comes_to_what_calls_notice_last() -> None:
    shipped = in_force().asterisk_files["veertien/extensions.conf"]
    found = in_force({"veertien/extensions.conf": shipped.replace("Custom:0.1.0", "Custom:0.0.9")})
    upgrade = upgrade_of(found, replace(FACTS, database=DATABASE))
    kinds = [type(step) for step in upgrade.plan.steps]
    assert kinds == [BeginUpgrade, CopyDatabase, Run, MakeLink, WriteFile]
    migrate = upgrade.plan.steps[2]
    assert isinstance(migrate, Run) and migrate.undo[-5:] == ("records", "back", "0005", "--config", "/etc/veertien")
    assert [one.command[-1] for one in upgrade.live] == ["dialplan reload", "/etc/veertien"]
    assert "database sqlite:////var/lib/veertien/r.sqlite: goes from step 0005 to 0006" in upgrade.says


def test_where_this_version_is_in_force_there_is_nothing_to_do_and_without_any_it_is_refused() -> None:
    there = replace(in_force(), program_link="/opt/veertien/0.1.0/bin")
    assert upgrade_of(there, FACTS) == Upgrade(Plan())
    assert "veertien setup" in upgrade_of(there, replace(FACTS, before=None)).plan.refusals[0]


def test_tables_that_only_this_version_finds_faulty_are_refused_before_anything_is_changed() -> None:
    plan = upgrade_of(in_force(), replace(FACTS, faults=("trunks.yaml: KEY unknown",))).plan
    assert plan.steps == () and plan.refusals == ("trunks.yaml: KEY unknown", plan.refusals[1])


@pytest.mark.parametrize(
    ("after_text", "moved"),
    [
        ("[a]\nexten => s,1,Set(X=2)\n same => n,Dial(${X})\n same => n,Hangup()\n same => n,Log(x)\n", ()),
        ("[a]\nexten => s,1,Dial(${X})\n same => n,Hangup()\n", ("a,s",)),
        ("[a]\n; more\nexten => s,1,NoOp()\n same => n,Set(X=1)\n same => n,Dial(${X})\n", ("a,s",)),
        ("[b]\nexten => s,1,Hangup()\n", ("a,s",)),
    ],
)
def test_calls_that_would_go_on_at_another_line_are_noticed(after_text: str, moved: tuple[str, ...]) -> None:
    before = "[a]\nexten => s,1,Set(X=1)\n same => n,Dial(${X})\n same => n,Hangup()\n"
    assert shifted(before, after_text) == moved


def test_a_dialplan_in_which_lines_have_moved_waits_for_a_quiet_moment() -> None:
    shipped = in_force().asterisk_files["veertien/extensions.conf"]
    longer = shipped.replace(" same => n,AGI(", " same => n,NoOp()\n same => n,AGI(")
    upgrade = upgrade_of(in_force({"veertien/extensions.conf": longer}), FACTS)
    assert [one.command[1] for one in upgrade.live] == ["restart"]
    assert any("when no call is up" in one.what and "veertien-decide" in one.what for one in upgrade.plan.left)


def test_postgresql_is_copied_by_who_has_it_and_a_step_without_a_way_back_is_told() -> None:
    database = replace(DATABASE, address="postgresql://db/calls", file=None, way_back=False)
    plan = upgrade_of(in_force(), replace(FACTS, database=database)).plan
    assert not any(isinstance(step, CopyDatabase) for step in plan.steps)
    assert [step.undo for step in plan.steps if isinstance(step, Run)] == [()]
    said = "\n".join(one.what for one in plan.left)
    assert "pg_dump" in said and "no way back" in said


def test_there_is_nothing_to_go_back_to_before_an_upgrade() -> None:
    assert returning(in_force(), None, daemon_runs=True) == Upgrade(Plan())


# Carried out in a folder.


def upgrade(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["upgrade", "--root", str(root), *arguments])


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder in which the version before was set up."""
    root = laid_out(tmp_path / "root", PLAIN)
    answers = tmp_path / "answers.yaml"
    answers.write_text("fallback: {endpoint: switchboard, number: 0880000014}\n")
    assert setup(root, "--answers", str(answers), "--yes").exit_code == 0
    extensions = root / "etc/asterisk/veertien/extensions.conf"
    extensions.write_text(extensions.read_text().replace("Custom:0.1.0", "Custom:0.0.9"))
    (root / "opt/veertien/0.0.9/bin").mkdir(parents=True)
    (root / "opt/veertien/bin").symlink_to("/opt/veertien/0.0.9/bin")
    return root


def test_where_nothing_was_set_up_it_says_so_first(tmp_path: Path) -> None:
    refused = upgrade(tmp_path, "--plan")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("There is no /etc/veertien: nothing was set up on this machine, ")


def test_a_folder_of_asterisks_files_is_named_from_where_one_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out(tmp_path, PLAIN)
    monkeypatch.chdir(tmp_path / "var")
    found = look(Machine(), "../etc/asterisk/", {})
    assert found.asterisk_folder == str(tmp_path / "etc/asterisk")
    assert found.asterisk_files.keys() == PLAIN.keys()
    assert look(Machine(tmp_path), "etc/asterisk", {}).asterisk_folder == "/etc/asterisk"


@pytest.mark.slow
def test_forth_twice_and_back_twice(root: Path) -> None:
    before = tree(root)
    assert upgrade(root, "--plan").exit_code == 0
    assert tree(root) == before
    done = upgrade(root, "--yes")
    assert done.exit_code == 0 and "from 0.0.9 to 0.1.0" in done.output and "dialplan reload" in done.output
    there = tree(root)
    assert there != before
    assert "Nothing to do." in upgrade(root, "--yes").output and tree(root) == there
    assert "back from 0.1.0 to 0.0.9" in upgrade(root, "--back", "--plan").output and tree(root) == there
    assert upgrade(root, "--back", "--yes").exit_code == 0
    assert tree(root) == before
    assert "Nothing to do." in upgrade(root, "--back", "--yes").output and tree(root) == before


@pytest.mark.slow
def test_the_power_fails_behind_any_step_and_both_ways_are_open(root: Path) -> None:
    before = tree(root)
    whole = (root / "etc/asterisk/veertien/extensions.conf").read_text().replace("0.0.9", "0.1.0")
    path = "/etc/asterisk/veertien/extensions.conf"
    steps = (
        BeginUpgrade("0.1.0", "0.0.9"),
        MakeLink("/opt/veertien/bin", "/opt/veertien/0.1.0/bin", "/opt/veertien/0.0.9/bin", ""),
        WriteFile(path, whole, whole.replace("0.1.0", "0.0.9"), None, ""),
    )
    for stop in range(len(steps)):
        with opened_journal(Machine(root)) as journal:
            journal.carry_out(Plan(steps[:stop]))
            journal.note(steps[stop])
            with (root / JOURNAL_FOLDER.lstrip("/") / "journal").open("a") as file:
                file.write('{"kind": "up')
        with opened_journal(Machine(root)) as journal:
            assert journal.upgrade() == ("0.1.0", "0.0.9")
            assert journal.back() == []
        assert tree(root) == before, stop


@pytest.mark.slow
def test_where_the_last_step_fails_the_version_before_is_in_force_again(root: Path) -> None:
    before = tree(root)
    link = MakeLink("/opt/veertien/bin", "/opt/veertien/0.1.0/bin", "/opt/veertien/0.0.9/bin", "")
    works, fails = Run(("true",), (), ""), Run(("false",), (), "")
    planned = Upgrade(Plan((BeginUpgrade("0.1.0", "0.0.9"), link)), (), (works, fails))
    with opened_journal(Machine(root)) as journal:
        with pytest.raises(SetupError, match="the version before is in force again"):
            carry_out(journal, planned)
        assert tree(root) == before
        assert journal.upgrade() is None


def rows(file: Path) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT version_num FROM alembic_version").fetchall()


@pytest.mark.slow
def test_the_tables_go_back_to_an_earlier_step_and_forth_again(tmp_path: Path) -> None:
    url = database_url(tmp_path, None, None)
    database = Database(url)
    database.prepare()
    database.close()
    with contextlib.closing(sqlite3.connect(str(url.database))) as found:
        whole = found.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    assert Database(url).steps()[:2] == ("0007", "0007")
    Database(url).go_back("0003")
    assert Database(url).steps() == ("0003", "0007", True)
    Database(url).prepare()
    with contextlib.closing(sqlite3.connect(str(url.database))) as found:
        again = found.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    assert sorted(map(str, again)) == sorted(map(str, whole))


@pytest.mark.slow
def test_the_tables_in_postgresql_go_back_by_whoever_comes_first_and_forth_again(postgresql_url: URL) -> None:
    database = Database(postgresql_url)
    database.prepare()
    databases = [Database(postgresql_url) for _ in range(4)]
    for step in ("0006", "0003"):
        with ThreadPoolExecutor(len(databases)) as threads:
            done = [threads.submit(each.go_back, step) for each in databases]
        assert [each.result() for each in done] == [None] * len(databases)
        assert database.steps() == (step, "0007", True)
    database.close()
    Database(postgresql_url).prepare()
    engine = create_engine(with_driver(postgresql_url))
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()


@pytest.mark.slow
def test_the_plan_tells_the_steps_of_a_postgresql_and_has_it_copied_without_its_password(
    root: Path, postgresql_url: URL
) -> None:
    Database(postgresql_url).prepare()
    Database(postgresql_url).go_back("0006")
    settings = root / "etc/veertien/veertien.yaml"
    address = postgresql_url.render_as_string(hide_password=False)
    settings.write_text(f"{settings.read_text()}records: {{url: '{address}'}}\n")
    said = upgrade(root, "--plan").output
    shown = postgresql_url.render_as_string(hide_password=True)
    assert f"database {shown}: goes from step 0006 to 0007" in said
    assert "pg_dump" in said
    assert str(postgresql_url.password) not in said


@pytest.mark.slow
def test_a_database_is_copied_whole_while_somebody_writes(tmp_path: Path) -> None:
    root = laid_out(tmp_path / "root", PLAIN)
    file = root / "var/lib/veertien/r.sqlite"
    file.parent.mkdir()
    with contextlib.closing(sqlite3.connect(file)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE alembic_version (version_num TEXT)")
        writer.execute("INSERT INTO alembic_version VALUES ('0005')")
        writer.commit()
        writer.execute("INSERT INTO alembic_version VALUES ('0006')")
        with opened_journal(Machine(root)) as journal:
            journal.carry_out(Plan((CopyDatabase("/var/lib/veertien/r.sqlite", ""),)))
            (copy,) = (root / JOURNAL_FOLDER.lstrip("/")).glob("*r.sqlite")
            assert rows(copy) == [("0005",)] and copy.stat().st_mode & 0o777 == 0o600
