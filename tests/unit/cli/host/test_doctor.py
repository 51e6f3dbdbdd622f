"""`veertien doctor`, without an Asterisk."""

import json
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from veertien.cli import main
from veertien.cli._language import language_by
from veertien.conversation import Language

CONFIG = Path(__file__).parents[4] / "config"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doctor") / "config"
    shutil.copytree(CONFIG, folder)
    return folder


@pytest.fixture
def deaf_port() -> Iterator[int]:
    with socket.socket() as taken:
        # Bound and not listening: whoever connects is refused.
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def examined(folder: Path, *options: str, lang: str = "C.UTF-8") -> tuple[int, str]:
    environment = {"LC_ALL": "", "LC_MESSAGES": "", "LANG": lang}
    result = CliRunner().invoke(main, ["doctor", "--config", str(folder), *options], env=environment)
    return result.exit_code, result.output


def ami_at(folder: Path, port: int) -> None:
    ami = f"ami: {{host: 127.0.0.1, port: {port}, username: veertien, secret: 0123456789abcdef}}\n"
    # Nor does a daemon answer there, whatever runs on this machine.
    (folder / "veertien.yaml").write_text(f"{ami}web: {{port: {port + 1 if port < 65_535 else 1_024}}}\n")


def test_an_asterisk_that_can_not_be_reached_is_critical(folder: Path, deaf_port: int) -> None:
    ami_at(folder, deaf_port)
    status, printed = examined(folder)
    assert status == 2
    assert "critical: manager.conf: ami_unreachable\n" in printed
    assert re.search("^critical: .*/veertien.yaml:2: daemon_silent$", printed, re.MULTILINE)
    assert printed.count("(Connection refused)") == 2
    assert "0123456789abcdef" not in printed


def test_it_speaks_dutch_where_lang_is_dutch(folder: Path, deaf_port: int) -> None:
    ami_at(folder, deaf_port)
    _, printed = examined(folder, lang="nl_NL.UTF-8")
    assert "kritiek: manager.conf: ami_unreachable\n" in printed
    assert "is niet te bereiken" in printed


def test_json_has_both_languages_and_the_place(folder: Path, deaf_port: int) -> None:
    ami_at(folder, deaf_port)
    status, printed = examined(folder, "--json")
    found = {finding["code"]: finding for finding in json.loads(printed)["findings"]}
    assert status == 2
    assert found["ami_unreachable"]["urgency"] == "critical"
    assert found["ami_unreachable"]["file"] == "manager.conf"
    assert found["ami_unreachable"]["sentence"].keys() == found["ami_unreachable"]["cure"].keys() == {"en", "nl"}


def test_a_faulty_table_is_told_with_its_line(folder: Path, deaf_port: int) -> None:
    ami_at(folder, deaf_port)
    operator = folder / "operator.yaml"
    sound = operator.read_text()
    operator.write_text(f"{sound}nonsense: 1\n")
    _, printed = examined(folder, "--json")
    operator.write_text(sound)
    (finding,) = [one for one in json.loads(printed)["findings"] if one["code"] == "tables_faulty"]
    assert finding["file"].endswith("operator.yaml")
    assert finding["line"] == len(sound.splitlines()) + 1


def test_a_voice_that_there_is_not_and_a_model_that_is_none_are_told(
    folder: Path, deaf_port: int, tmp_path: Path
) -> None:
    ami_at(folder, deaf_port)
    with (folder / "veertien.yaml").open("a") as settings:
        settings.write(f"prompts: {{voice: zz}}\nacoustic_model: {tmp_path}\n")
    _, printed = examined(folder, "--json")
    found = {finding["code"]: finding for finding in json.loads(printed)["findings"]}
    assert "zz" in found["voice_missing"]["sentence"]["en"]
    assert str(tmp_path) in found["model_unusable"]["sentence"]["en"]
    assert (found["voice_missing"]["line"], found["model_unusable"]["line"]) == (3, 4)


def test_settings_that_can_not_be_used_end_it(folder: Path) -> None:
    (folder / "veertien.yaml").write_text("nonsense: 1\n")
    status, printed = examined(folder)
    assert status == 2
    assert "veertien.yaml:1: tables_faulty\n" in printed


@pytest.mark.parametrize("file", ["veertien.yaml", "trunks.yaml"])
def test_with_a_fault_in_the_tables_it_says_that_it_neither_measures_nor_calls(
    folder: Path, deaf_port: int, tmp_path: Path, file: str
) -> None:
    config = tmp_path / "config"
    shutil.copytree(folder, config)
    ami_at(config, deaf_port)
    with (config / file).open("a") as faulty:
        faulty.write("nonsense: 1\n")
    _, printed = examined(config, "--measure", "--call")
    assert "Not measured: the tables have a fault.\nNot called: the tables have a fault.\n" in printed
    _, printed = examined(config, "--measure", lang="nl_NL.UTF-8")
    assert "Niet gemeten: de tabellen hebben een fout.\n" in printed


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "nl_NL.UTF-8"}, Language.DUTCH),
        ({"LANG": "nl"}, Language.DUTCH),
        ({"LANG": "nl_BE@euro"}, Language.DUTCH),
        ({"LANG": "nl_NL.UTF-8", "LC_ALL": "C"}, Language.ENGLISH),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "nl_NL.UTF-8"}, Language.DUTCH),
        ({"LANG": "nld"}, Language.ENGLISH),
        ({"LC_ALL": "", "LANG": "nl_NL"}, Language.DUTCH),
        ({}, Language.ENGLISH),
    ],
)
def test_the_first_locale_variable_that_is_set_counts(environment: dict[str, str], language: Language) -> None:
    assert language_by(environment) is language
