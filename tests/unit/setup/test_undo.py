"""Carried out in a folder: every place to stop in, taken back whole, and what was changed since left alone."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.setup.machines import FREEPBX, PLAIN
from veertien.asterisk.config_text import sections_of
from veertien.cli import main
from veertien.config import load_settings
from veertien.setup.facts import Fallback
from veertien.setup.journal import JOURNAL_FOLDER, Journal, opened_journal
from veertien.setup.machine import Machine, look
from veertien.setup.planning import plan_of
from veertien.setup.steps import Plan

pytestmark = pytest.mark.slow

FALLBACK = Fallback("switchboard", "0880000014")


@pytest.fixture(params=[PLAIN, FREEPBX], ids=["plain", "freepbx"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return laid_out(tmp_path / "root", request.param)


def laid_out(root: Path, files: dict[str, str]) -> Path:
    for folder in ("etc/asterisk", "var/lib"):
        (root / folder).mkdir(parents=True)
    for name, text in files.items():
        (root / "etc/asterisk" / name).write_text(text)
    (root / "etc/asterisk/manager.conf").chmod(0o640)
    return root


def tree(root: Path) -> dict[str, tuple[int, bytes]]:
    paths = (path for path in root.rglob("*") if JOURNAL_FOLDER not in str(path))
    return {str(path.relative_to(root)): (path.lstat().st_mode, _content(path)) for path in paths}


def _content(path: Path) -> bytes:
    if path.is_symlink():
        return str(path.readlink()).encode()
    return path.read_bytes() if path.is_file() else b""


def planned(root: Path, journal: Journal) -> Plan:
    return plan_of(look(Machine(root), None, journal.written()), FALLBACK)


def setup(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["setup", "--root", str(root), *arguments])


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text("fallback: {endpoint: switchboard, number: 0880000014}\n")
    return path


def test_setup_twice_and_undo(root: Path, answers: Path) -> None:
    before = tree(root)
    assert setup(root, "--answers", str(answers), "--plan").exit_code == 0
    assert tree(root) == before
    assert setup(root, "--answers", str(answers), "--yes").exit_code == 0
    after = tree(root)
    assert (root / "etc/asterisk/veertien/ami_user.conf").stat().st_mode & 0o777 == 0o640
    assert (root / "etc/asterisk/manager.conf").stat().st_mode & 0o777 == 0o640
    assert "Nothing to do." in setup(root, "--yes").output
    assert tree(root) == after
    undone = setup(root, "--undo")
    assert (undone.exit_code, tree(root)) == (0, before)
    assert not (root / JOURNAL_FOLDER.lstrip("/")).exists()
    assert "Nothing to undo." in setup(root, "--undo").output


@pytest.mark.parametrize("later", [False, True], ids=["at once", "later"])
def test_what_self_tests_need_is_made_where_it_is_wanted_stays_and_goes(root: Path, answers: Path, later: bool) -> None:
    before = tree(root)
    if later:
        assert setup(root, "--answers", str(answers), "--yes").exit_code == 0
        assert "veertien-selftest" not in (root / "etc/asterisk/veertien/ami_user.conf").read_text()
    made = setup(root, "--answers", str(answers), "--selftest", "--yes")
    assert made.exit_code == 0, made.output
    assert "systemctl enable --now veertien-selftest.timer" in made.output
    after = tree(root)
    assert {"etc/systemd/system/veertien-selftest.service", "etc/systemd/system/veertien-selftest.timer"} <= set(after)
    settings = load_settings(root / "etc/veertien")
    assert settings.ami is not None
    assert settings.selftest is not None
    written = {"manager.conf": (root / "etc/asterisk/veertien/ami_user.conf").read_text()}
    users = {one.name: one.value("secret") or "" for one in sections_of(written, "manager.conf")}
    assert users == {"veertien": settings.ami.secret, "veertien-selftest": settings.selftest.secret}
    assert settings.ami.secret != settings.selftest.secret
    for secret in users.values():
        assert secret not in made.output
    # Also when it is not asked for any more.
    assert "Nothing to do." in setup(root, "--yes").output
    assert "Nothing to do." in setup(root, "--selftest", "--yes").output
    assert tree(root) == after
    assert setup(root, "--undo").exit_code == 0
    assert tree(root) == before


def test_the_secret_is_printed_by_nothing(root: Path, answers: Path) -> None:
    said = setup(root, "--answers", str(answers), "--yes").output + setup(root, "--plan").output
    secret = (root / "etc/veertien/ami.secret").read_text().strip()
    assert len(secret) == 48 and secret not in said
    assert f"secret={secret}" in (root / "etc/asterisk/veertien/ami_user.conf").read_text()
    said += setup(root, "--undo").output
    assert secret not in said


def test_the_power_fails_behind_any_step_and_setup_goes_on(tmp_path: Path) -> None:
    whole = laid_out(tmp_path / "whole", PLAIN)
    before = tree(whole)
    with opened_journal(Machine(whole)) as journal:
        steps = planned(whole, journal).steps
    # Each kind of step, and the first and the last.
    for stop in sorted({len(steps) - 1, *({type(step): place for place, step in enumerate(steps)}.values()), 0, 9}):
        root = laid_out(tmp_path / str(stop), PLAIN)
        with opened_journal(Machine(root)) as journal:
            journal.carry_out(Plan(steps[:stop]))
            # Written down and not done.
            journal.note(steps[stop])
            with (root / JOURNAL_FOLDER.lstrip("/") / "journal").open("a") as file:
                file.write('{"kind": "fi')
        with opened_journal(Machine(root)) as journal:
            journal.carry_out(planned(root, journal))
        with opened_journal(Machine(root)) as journal:
            assert planned(root, journal).steps == (), stop
            assert journal.undo() == []
        assert tree(root) == before, stop


def test_a_step_that_fails_takes_those_before_it_back_and_says_so(root: Path, answers: Path) -> None:
    (root / "etc/systemd").write_text("no folder")
    before = tree(root)
    failed = setup(root, "--answers", str(answers), "--yes")
    assert failed.exit_code == 1
    assert "/etc/systemd/system: " in failed.output and "what was done before it is taken back" in failed.output
    assert tree(root) == before


def test_lines_that_came_since_stay_and_nothing_includes_what_is_gone(root: Path, answers: Path) -> None:
    before = tree(root)
    setup(root, "--answers", str(answers), "--yes")
    name = "extensions_custom.conf" if (root / "etc/asterisk/extensions_custom.conf").exists() else "extensions.conf"
    changed = root / "etc/asterisk" / name
    there = before[f"etc/asterisk/{name}"][1].decode()
    changed.write_text(f"{changed.read_text()}[mine]\n")
    undone = setup(root, "--undo")
    assert undone.exit_code == 0, undone.output
    assert changed.read_text() == f"{there}[mine]\n"
    changed.write_text(there)
    assert tree(root) == before


def test_a_file_of_ours_that_was_changed_since_is_told_and_left_and_a_second_undo_ends_it(
    root: Path, answers: Path
) -> None:
    before = tree(root)
    setup(root, "--answers", str(answers), "--yes")
    changed = root / "etc/asterisk/veertien/globals.conf"
    ours = changed.read_text()
    changed.write_text(f"{ours}MINE=1\n")
    undone = setup(root, "--undo")
    assert undone.exit_code == 1 and "/etc/asterisk/veertien/globals.conf: it was changed since" in undone.output
    assert changed.read_text() == f"{ours}MINE=1\n"
    changed.write_text(ours)
    assert setup(root, "--undo").exit_code == 0
    assert tree(root) == before


def test_without_a_fallback_setup_refuses_and_asks_for_one_where_it_may(root: Path, answers: Path) -> None:
    assert setup(root, "--yes").exit_code == 1
    asked = CliRunner().invoke(main, ["setup", "--root", str(root)], input="switchboard\n0880000014\ny\n")
    assert asked.exit_code == 0 and "Endpoints of pjsip.conf that can be dialled: switchboard" in asked.output


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("fallback: {endpoint: a}", "answers.yaml:1:11: MISSING-KEY `number` is missing here; add it"),
        ("fallback: {endpoint: a, number: 1, contct: 2}", 'contct"; did you mean "contact"?'),
        ("fallback:\n  endpoint: ''\n  number: [1]\n", "answers.yaml:2:13: EMPTY-VALUE"),
        ("fallback:\n  endpoint: ''\n  number: [1]\n", "answers.yaml:3:11: WRONG-SHAPE"),
        ("fallback: [a, 1]", "answers.yaml:1:11: WRONG-SHAPE"),
        ("trunks: []", "answers.yaml:1:1: UNKNOWN-KEY"),
        ("fallback:\n  endpoint: a: b\n", "answers.yaml:2:14: YAML-SYNTAX"),
        ("# nothing\n", "answers.yaml:1:1: FILE-EMPTY"),
        ("fallback: &a {endpoint: b, number: 1}\n", "YAML-ANCHOR"),
    ],
)
def test_answers_with_a_fault(root: Path, answers: Path, text: str, why: str) -> None:
    answers.write_text(text)
    refused = setup(root, "--answers", str(answers), "--yes")
    assert (refused.exit_code, refused.stdout, why in refused.stderr) == (1, "", True)


def test_a_number_with_a_zero_in_front_keeps_it_and_nothing_answered_is_nothing_changed(
    root: Path, answers: Path
) -> None:
    answers.write_text("fallback: {endpoint: switchboard, number: 0880000014}\n")
    assert setup(root, "--answers", str(answers), "--yes").exit_code == 0
    written = [file.read_text() for file in (root / "etc/asterisk").glob("*.conf")]
    assert any("VEERTIEN_FALLBACK_NUMBER=0880000014" in text for text in written)
    answers.write_text("{}\n")
    assert "Nothing to do." in setup(root, "--answers", str(answers), "--yes").output


def test_a_journal_that_others_can_write_is_not_believed(root: Path) -> None:
    folder = root / JOURNAL_FOLDER.lstrip("/")
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "journal").write_text(json.dumps({"kind": "run", "undo": ["touch", str(root / "done")]}) + "\n")
    assert setup(root, "--undo").exit_code == 1
    assert not (root / "done").exists()


def test_a_folder_that_is_no_asterisks(tmp_path: Path) -> None:
    (tmp_path / "var/lib").mkdir(parents=True)
    refused = setup(tmp_path, "--yes")
    assert refused.exit_code == 1 and "--asterisk" in refused.output


def test_the_folder_that_asterisk_conf_names_is_taken(root: Path, answers: Path) -> None:
    (root / "etc/asterisk").rename(root / "etc/pbx")
    (root / "etc/asterisk").mkdir()
    (root / "etc/asterisk/asterisk.conf").write_text("[directories](!)\nastetcdir => /etc/pbx\n")
    assert setup(root, "--answers", str(answers), "--yes").exit_code == 0
    assert (root / "etc/pbx/veertien/extensions.conf").exists()
