"""`veertien schema`: which schemas there are, one of them, or all in a folder for an editor."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from veertien.cli.tables.schema import command


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, arguments)
    return result.exit_code, result.output


def test_without_a_name_it_lists_them() -> None:
    status, output = run()
    assert (status, output.split()[:2]) == (0, ["callers", "conversation"])


@pytest.mark.parametrize("file", ["municipalities", "config/municipalities/hoorn.yaml", "municipalities/*.yaml"])
def test_it_prints_the_schema_of_a_file(file: str) -> None:
    status, output = run(file)
    assert (status, json.loads(output)["title"]) == (0, "municipalities/*.yaml")


def test_a_file_without_one_is_refused_with_the_names() -> None:
    status, output = run("trunk.yaml")
    assert status == 2
    assert "there is no schema of 'trunk.yaml'" in output
    assert "trunks" in output


def test_it_writes_all_where_the_examples_look_for_them(tmp_path: Path) -> None:
    assert run("--into", str(tmp_path / ".schema"))[0] == 0
    first = Path("config/trunks.yaml").read_text(encoding="utf-8").splitlines()[0]
    named = tmp_path / first.split("$schema=")[1]
    assert json.loads(named.read_text(encoding="utf-8"))["title"] == "trunks.yaml"


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    status, output = run("--into", str(tmp_path / "file/x"))
    assert (status, output.splitlines()[-1]) == (
        2,
        f"Error: --into: {tmp_path}/file/x can't be written: Not a directory.",
    )
