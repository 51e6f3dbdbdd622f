"""`veertien forget`, and what `veertien route` shows of what is remembered."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main
from veertien.memory import ChoiceStore

KEY = "k" * 32
LATER = date(2099, 1, 1)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    config = shutil.copytree("config", tmp_path / "tables")
    key = config / "memory.key"
    key.write_text(KEY)
    key.chmod(0o600)
    (config / "routing.yaml").write_text("remember: {days: 90}\n")
    (config / "veertien.yaml").write_text("memory: {key_file: memory.key, database: memory.sqlite}\n")
    return config


def remember(config: Path, *numbers: str) -> None:
    store = ChoiceStore(config / "memory.sqlite", KEY.encode(), 5.0)
    for number in numbers:
        for dialled in ("140229", "140228"):
            store.remember(number, dialled, "GM0420", LATER)
    store.close()


def run(config: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--config", str(config)])


@pytest.mark.parametrize("written", ["0612345678", "06 1234 5678", "+31612345678", "0031612345678"])
def test_a_caller_is_forgotten_in_whatever_form_the_number_is_given(config: Path, written: str) -> None:
    remember(config, "+31612345678", "+31612345679")
    told = [run(config, "forget", written).output for _ in range(2)]
    assert told == ["Forgot 2 choices of +31612345678.\n", "Nothing was remembered of +31612345678.\n"]
    assert run(config, "forget", "--all").output == "Forgot 2 choices of all callers.\n"


def test_where_nothing_was_ever_remembered_no_database_is_made(config: Path) -> None:
    result = run(config, "forget", "--all", "--json")
    assert (result.exit_code, json.loads(result.output)) == (0, {"forgotten": 0})
    assert not (config / "memory.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "either a NUMBER or --all"),
        (("0612345678", "--all"), "either a NUMBER or --all"),
        (("06",), "is no telephone number"),
    ],
)
def test_what_cannot_be_meant_ends_with_status_2(config: Path, arguments: tuple[str, ...], said: str) -> None:
    remember(config, "+31612345678")
    result = run(config, "forget", *arguments)
    assert (result.exit_code, said in result.output) == (2, True)
    assert run(config, "forget", "--all", "--json").output == '{"forgotten": 2}\n'


def test_without_the_settings_it_says_that_nothing_is_remembered(config: Path) -> None:
    (config / "veertien.yaml").write_text("recognisers: 1\n")
    result = run(config, "forget", "--all")
    assert (result.exit_code, "no section `memory`" in result.output) == (2, True)


def test_a_database_that_cannot_be_used_ends_with_status_1(config: Path) -> None:
    (config / "memory.sqlite").write_text("no database" * 100)
    result = run(config, "forget", "--all")
    assert (result.exit_code, "Nothing was forgotten" in result.output) == (1, True)


def test_route_shows_what_is_remembered_and_why(config: Path) -> None:
    remember(config, "+31612345678")
    decision = json.loads(run(config, "route", "140229", "--caller", "0612345678", "--json").output)
    assert (decision["outcome"], decision["asked"], decision["hint"]) == ("ask", "proposed", "remembered")
    assert decision["proposal"] == {"code": "GM0420", "name": "Medemblik", "why": "remembered"}
    assert "Medemblik first, as the caller chose it before." in decision["reason"]
    other = json.loads(run(config, "route", "140229", "--caller", "0612345679", "--json").output)
    assert (other["asked"], other["hint"], other["proposal"]) == ("open", None, None)


def test_route_leaves_no_database_open(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(config, "+31612345678")
    closed: list[ChoiceStore] = []
    close = ChoiceStore.close

    def noting(store: ChoiceStore) -> None:
        close(store)
        closed.append(store)

    monkeypatch.setattr(ChoiceStore, "close", noting)
    assert run(config, "route", "140229", "--caller", "0612345678").exit_code == 0
    assert len(closed) == 1


def test_route_decides_without_a_database_that_cannot_be_read(config: Path) -> None:
    (config / "memory.sqlite").write_text("no database" * 100)
    result = run(config, "route", "140229", "--caller", "0612345678")
    assert (result.exit_code, "decided without it" in result.output) == (0, True)


def test_route_shows_the_block_and_its_comment(config: Path) -> None:
    (config / "callers.yaml").write_text(
        "blocked: [{prefix: 06123, comment: a range}]\nrate: {calls: 9, seconds: 60}\n"
    )
    result = run(config, "route", "140229", "--caller", "0612345678")
    assert result.exit_code == 1
    assert "blocked by    prefix +316123 (a range)\n" in result.output
    decision = json.loads(run(config, "route", "140229", "--caller", "0612345678", "--json").output)
    assert decision["blocked_by"] == {"number": "+316123", "is_prefix": True, "comment": "a range"}
    assert decision["rate"] is None
    counted = run(config, "route", "140229", "--caller", "0201234567").output
    assert "rate          at most 9 calls in 60 seconds, then busy\n" in counted
