"""`veertien dialplan`."""

import json
from pathlib import Path

from click.testing import CliRunner

from veertien.cli import main

SOUND = "[any]\nexten => _14XXX,1,Goto(other,${EXTEN},1)\n"
UNSAFE = '[any]\nexten => _X.,1,GotoIf($["${CALLERID(num)}" = ""]?other,1)\n'


def test_files_without_a_finding_end_with_status_0(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(SOUND)
    result = CliRunner().invoke(main, ["dialplan", str(tmp_path / "a.conf")])
    assert (result.exit_code, result.output) == (0, "1 file: nothing of a caller's is evaluated.\n")


def test_findings_are_printed_with_their_place_and_end_with_status_1(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(SOUND)
    (tmp_path / "b.conf").write_text(UNSAFE)
    result = CliRunner().invoke(main, ["dialplan", str(tmp_path / "a.conf"), str(tmp_path / "b.conf")])
    assert result.exit_code == 1
    assert result.output.startswith(f"{tmp_path}/b.conf:2:26: RAW-EXPRESSION ${{CALLERID(num)}} is read as part of ")
    assert result.output.count("\n") == 1


def test_json_gives_a_list(tmp_path: Path) -> None:
    (tmp_path / "b.conf").write_text(UNSAFE)
    result = CliRunner().invoke(main, ["dialplan", "--json", str(tmp_path / "b.conf")])
    (found,) = json.loads(result.output)
    assert result.exit_code == 1
    assert (found["file"], found["line"], found["column"]) == (f"{tmp_path}/b.conf", 2, 26)
    assert found["code"] == "RAW-EXPRESSION"


def test_a_file_that_cannot_be_read_ends_with_status_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["dialplan", str(tmp_path / "none.conf")])
    assert result.exit_code == 2
    assert result.stderr == f"{tmp_path}/none.conf: can't be read: No such file or directory\n"
