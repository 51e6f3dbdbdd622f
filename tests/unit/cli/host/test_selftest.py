"""`veertien selftest` without an Asterisk: by which tables it goes while the folder is edited."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.small_config import write_small_config
from veertien.cli import main
from veertien.config.folder import ConfigFolder
from veertien.service.editions.kept_tables import KeptTables

pytestmark = pytest.mark.slow


@pytest.fixture
def deaf_port() -> Iterator[int]:
    with socket.socket() as taken:
        # Bound and not listening: whoever connects is refused.
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@pytest.fixture
def config(tmp_path: Path, deaf_port: int) -> Path:
    settings = (
        f"ami: {{host: 127.0.0.1, port: {deaf_port}, username: veertien, secret_file: ami.secret}}\n"
        "selftest: {username: veertien-selftest, secret_file: ami.secret}\nweb: {port: 1}\n"
    )
    folder = write_small_config(tmp_path / "config", settings)
    (folder / "ami.secret").write_text("0123456789abcdef\n")
    (folder / "ami.secret").chmod(0o600)
    return folder


def self_test(config: Path, state: Path) -> Result:
    return CliRunner().invoke(
        main, ["selftest", "--config", str(config)], env={"LC_ALL": "C", "STATE_DIRECTORY": str(state)}
    )


@pytest.mark.parametrize("file", ["trunks.yaml", "veertien.yaml"])
def test_while_the_folder_is_half_edited_it_goes_by_the_tables_in_force(
    config: Path, tmp_path: Path, file: str
) -> None:
    KeptTables.taken_from({"STATE_DIRECTORY": str(tmp_path)}, config).keep(ConfigFolder(config).load())
    with (config / file).open("a") as edited:
        edited.write("nonsense: 1\n")
    found = self_test(config, tmp_path)
    assert found.exit_code == 1, found.output
    # It got as far as Asterisk, which is not there.
    assert found.output.startswith("failed: call_not_placed: ")


def test_without_a_copy_a_fault_in_the_folder_is_told(config: Path, tmp_path: Path) -> None:
    with (config / "trunks.yaml").open("a") as edited:
        edited.write("nonsense: 1\n")
    found = self_test(config, tmp_path)
    assert found.exit_code == 2
    assert "The configuration has faults" in found.stderr
    assert found.stderr.endswith("No call was placed, and nothing is known of calls by that.\n")
