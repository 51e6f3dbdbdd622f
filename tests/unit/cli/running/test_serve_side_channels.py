"""What no call waits for may fail: calls are served, and /healthz tells which part it is."""

import subprocess
from pathlib import Path

import pytest

from tests.unit.cli.running.served import Start
from veertien.asterisk.dialplan.contract import CONNECT

pytestmark = pytest.mark.slow


@pytest.mark.fault("the cache of prompts can't be written", caller="nothing; the call goes on", after="-")
def test_a_prompt_cache_that_cannot_be_written_is_told(start: Start, tmp_path: Path) -> None:
    (tmp_path / "prompts").write_text("not a folder")
    daemon = start(subprocess.DEVNULL)
    assert daemon.call(1).endswith(f'{CONNECT}"\n')
    assert str(tmp_path / "prompts") in daemon.until_degraded("prompts")["why"]["prompts"]


@pytest.mark.fault("the memory of choices is damaged", caller="nothing; is asked as if never before", after="-")
def test_a_memory_that_cannot_be_read_is_told(start: Start, served_config: Path) -> None:
    key = served_config / "memory.key"
    key.touch(0o600)
    key.write_text("k" * 64)
    (served_config / "memory.sqlite").write_text("this is no database, and somebody needs it")
    settings = served_config / "veertien.yaml"
    settings.write_text(f"{settings.read_text()}memory: {{key_file: memory.key, database: memory.sqlite}}\n")
    daemon = start(subprocess.DEVNULL)
    assert daemon.call(1).endswith(f'{CONNECT}"\n')
    assert "not a database" in daemon.until_degraded("memory")["why"]["memory"]


def test_calls_that_fell_back_are_told_for_some_minutes(start: Start) -> None:
    daemon = start(subprocess.DEVNULL)
    # This daemon has no AMI, and says so.
    assert daemon.health()["degraded"] == ["ami"]
    daemon.call(1, answer=b"what?\n")
    assert daemon.until_degraded("fallback")["why"]["fallback"].startswith("Calls that the fallback took")
