"""Which Veertien runs is told the same way everywhere."""

import json
from pathlib import Path

import pytest

from tests.unit.cli.running.served import Start
from veertien.release import loaded_release

pytestmark = pytest.mark.slow


def test_health_metrics_and_log_tell_the_version_and_the_digest_of_the_code(start: Start, tmp_path: Path) -> None:
    log, release = tmp_path / "log", loaded_release()
    with log.open("wb", buffering=0) as stderr:
        daemon = start(stderr.fileno())
    health = daemon.health()
    assert (health["version"], health["code_digest"]) == (release.version, release.code_digest)
    labels = f'code_digest="{release.code_digest}",version="{release.version}"'
    assert f"veertien_build_info{{{labels}}} 1.0" in daemon.page("/metrics").splitlines()
    daemon.ends_well()
    (serving,) = [line for line in map(json.loads, log.read_text().splitlines()) if line["event"] == "serving"]
    assert (serving["version"], serving["code_digest"]) == (release.version, release.code_digest)
