"""`veertien check`."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from veertien.cli import main


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the shipped example."""
    return shutil.copytree("config", tmp_path / "tables")


def break_trunks(config: Path) -> None:
    file = config / "trunks.yaml"
    file.write_text(file.read_text().replace("capacity: 30", "capacity: many", 1))


def test_sound_tables_end_with_status_0(config: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert (result.exit_code, result.output) == (0, f"{config}: no faults.\n")


def test_faults_are_printed_with_file_line_and_column_and_end_with_status_1(config: Path) -> None:
    break_trunks(config)
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert result.exit_code == 1
    assert result.output == (
        f'{config}/trunks.yaml:12:15: WHOLE-NUMBER "capacity" is "many"; write a whole number from 1 to 10000\n'
    )


def test_json_gives_the_faults_as_a_list(config: Path) -> None:
    break_trunks(config)
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config)])
    (fault,) = json.loads(result.output)
    assert result.exit_code == 1
    assert (fault["file"], fault["line"], fault["column"]) == (f"{config}/trunks.yaml", 12, 15)
    assert (fault["code"], fault["severity"]) == ("WHOLE-NUMBER", "fault")


ALIKE = """municipalities:
  - {name: Venlo, connected: no}
  - name: Peel en Maas
    destinations: [{trunk: hoorn, number: 12}]
  - name: Beesel
    destinations: [{trunk: hoorn, number: 13}]
    other_names: [Velden]
"""


def test_names_that_sound_alike_are_warned_of_and_end_with_status_0(config: Path) -> None:
    file = config / "municipalities" / "limburg.yaml"
    file.write_text(ALIKE.replace("    other_names: [Velden]\n", ""), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert result.exit_code == 0
    assert f'{file}:3:11: SOUNDS-ALIKE warning: "Helden" (Peel en Maas) sounds like "Velden" (Venlo)' in result.output
    assert "in area code 077; of 100 callers who say either, about 7 more " in result.output
    assert result.output.endswith(" no faults, 1 warning.\n")


def test_json_marks_warnings(config: Path) -> None:
    (config / "pronunciations.yaml").write_text("pronunciations: {Hoornn: hoːrn}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config)])
    (warning,) = json.loads(result.output)
    assert (result.exit_code, warning["code"], warning["severity"]) == (0, "UNUSED-PRONUNCIATION", "warning")


def test_a_folder_with_faults_gets_no_warnings(config: Path) -> None:
    (config / "municipalities" / "limburg.yaml").write_text(ALIKE, encoding="utf-8")
    output = CliRunner().invoke(main, ["check", "--config", str(config)]).output
    assert "NAME-CLASH" in output
    assert "SOUNDS-ALIKE" not in output


def test_the_folder_may_be_named_before_the_command(config: Path) -> None:
    result = CliRunner().invoke(main, ["--config", str(config), "check"])
    assert (result.exit_code, result.output) == (0, f"{config}: no faults.\n")


def test_without_a_folder_config_is_taken(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.rename(config.with_name("config")).parent)
    assert CliRunner().invoke(main, ["check"]).output == "config: no faults.\n"


@pytest.mark.parametrize("arguments", [["check", "--config", "nowhere"], ["check", "--nonsense"], ["nonsense"]])
def test_an_unusable_call_ends_with_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


def test_help_names_the_commands() -> None:
    output = CliRunner().invoke(main, ["--help"]).output
    assert "check" in output
    assert "route" in output
