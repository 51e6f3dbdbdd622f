"""A daemon that is started with a faulty folder serves the tables that were last in force, and says so."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.running.served import SECONDS, Start, serve
from tests.unit.prompts.piper_voices import put_voice
from veertien.asterisk.dialplan.contract import CONNECT

pytestmark = pytest.mark.slow

AMSTERDAM = "municipalities/amsterdam.yaml"
STATE = "STATE_DIRECTORY"
WELL = ["ami"]
"""What is degraded at all times: these daemons have no AMI."""
NOT_CONNECTED = "CHANNEL STATUS\n"
"""The caller is to be told, and so answered, which the test's Asterisk can't: did they hang up?"""
"""The last that comes for a call that nobody takes: it is answered, to tell the caller why."""


@pytest.fixture
def state(tmp_path: Path) -> str:
    folder = tmp_path / "state"
    folder.mkdir()
    return str(folder)


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def unlist_amsterdam(config: Path) -> None:
    """Spoil the table of 14 020 such that, the fault aside, nobody would get its calls."""
    change(config / AMSTERDAM, "name: Amsterdam", "name: Amsterdam\n    connected: nobody-knows")


def spoil_settings(config: Path) -> None:
    change(config / "veertien.yaml", "prompts:", "recognisers: many\nprompts:")


@pytest.mark.parametrize("spoil", [unlist_amsterdam, spoil_settings])
def test_a_restart_with_a_fault_serves_the_last_good_tables(
    start: Start, served_config: Path, state: str, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    before = start(subprocess.DEVNULL, **{STATE: state})
    digest = before.health()["tables"]["digest"]
    before.ends_well()

    spoil(served_config)
    log = tmp_path / "log"
    with log.open("wb", buffering=0) as stderr:
        daemon = start(stderr.fileno(), **{STATE: state})
    assert daemon.call(1).endswith(f'{CONNECT}"\n')
    health = daemon.health()
    assert health["degraded"] == [*WELL, "tables"]
    assert "reload" in health["why"]["tables"]
    assert health["tables"]["digest"] == digest
    assert Path(health["tables"]["folder"]).parent == Path(state)
    last = health["last_reload"]
    assert (last["result"], last["asked_by"], len(last["faults"])) == ("refused", "the start", 1)
    assert last["faults"][0]["file"].startswith(str(served_config))
    (told,) = [line for line in lines(log) if line["event"] == "kept_tables_served"]
    assert told["faults"][0].startswith(last["faults"][0]["file"])


def test_a_reload_after_mending_brings_the_folder_into_force_and_is_kept(
    start: Start, served_config: Path, state: str
) -> None:
    start(subprocess.DEVNULL, **{STATE: state}).ends_well()
    unlist_amsterdam(served_config)
    daemon = start(subprocess.DEVNULL, **{STATE: state})
    assert reload(served_config) == 1
    assert "tables" in daemon.health()["degraded"]

    change(served_config / AMSTERDAM, "nobody-knows", "no")
    assert reload(served_config) == 0
    health = daemon.health()
    assert health["degraded"] == WELL
    assert health["tables"]["folder"] == str(served_config)
    assert daemon.call(1) == NOT_CONNECTED
    daemon.ends_well()

    unlist_amsterdam(served_config)
    daemon = start(subprocess.DEVNULL, **{STATE: state})
    assert daemon.call(1) == NOT_CONNECTED


def test_without_a_copy_that_can_be_used_the_start_fails_with_the_faults(
    start: Start, served_config: Path, state: str
) -> None:
    unlist_amsterdam(served_config)
    fault = f"{served_config / AMSTERDAM}:"
    status, said = ended(served_config, state)
    assert status == 2
    assert fault in said
    assert '"event": "kept_tables_unusable"' in said

    change(served_config / AMSTERDAM, "nobody-knows", "yes")
    start(subprocess.DEVNULL, **{STATE: state}).ends_well()
    (kept,) = (path for path in Path(state).iterdir() if path.is_symlink())
    (kept / "operator.yaml").write_text("written: by another version\n")
    unlist_amsterdam(served_config)
    status, said = ended(served_config, state)
    assert (status, fault in said, "UNKNOWN-KEY" in said) == (2, True, True)


@pytest.mark.fault("the state directory can't be written", caller="nothing; the call goes on", after="-")
def test_a_state_directory_that_cannot_be_written_is_told(start: Start, tmp_path: Path) -> None:
    no_folder = tmp_path / "state"
    no_folder.write_text("not a folder")
    daemon = start(subprocess.DEVNULL, **{STATE: str(no_folder)})
    assert daemon.call(1).endswith(f'{CONNECT}"\n')
    assert str(no_folder) in daemon.until_degraded("state")["why"]["state"]


def reload(config: Path) -> int:
    command = [sys.executable, "-m", "veertien.cli", "reload", "--config", str(config)]
    return subprocess.run(command, capture_output=True, timeout=SECONDS, check=False).returncode


def ended(config: Path, state: str) -> tuple[int, str]:
    """Start a daemon that is to end by itself; return its status and what it said."""
    process = serve(config, subprocess.PIPE, **{STATE: state})
    try:
        _, said = process.communicate(timeout=SECONDS)
    finally:
        process.kill()
    return process.returncode, said.decode()


def lines(log: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]


@pytest.mark.fault("the file of a Piper voice is damaged at a start", caller="the dialplan's fallback", after="at once")
def test_a_voice_that_cannot_be_loaded_is_named_at_the_start(served_config: Path) -> None:
    put_voice(served_config)
    change(served_config / "veertien.yaml", "prompts: {", "prompts: {voice: {piper: nl.onnx}, ")
    daemon = subprocess.run(
        [sys.executable, "-m", "veertien.cli", "serve", "--config", str(served_config)],
        capture_output=True,
        timeout=SECONDS,
        text=True,
        check=False,
    )
    assert daemon.returncode == 1
    assert f"The daemon could not start: Piper failed at loading {served_config}/nl.onnx: " in daemon.stderr
    assert "copy the voice's two files again" in daemon.stderr
