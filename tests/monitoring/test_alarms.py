"""The alarms for Prometheus, tried by its own tool: each goes off at the first of its kind, and not without one."""

import re
import subprocess
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml

from demo.daemon_config import REPOSITORY
from demo.prometheus import find_or_fetch_prometheus

RULES = REPOSITORY / "deploy" / "prometheus" / "veertien.rules.yml"

Series = dict[str, str]
"""Figures by the name of a series, a minute from one to the next."""


def first(name: str, **labels: str) -> tuple[Series, Series]:
    """A counter that goes from 0 to 1, and one that has counted before and stands still."""
    series = named(name, **labels)
    return {series: "0x5 1x10"}, {series: "7x15"}


def named(name: str, **labels: str) -> str:
    inside = {"job": "veertien", "instance": "pbx", **labels}
    return name + "{" + ", ".join(f'{key}="{value}"' for key, value in inside.items()) + "}"


CASES = MappingProxyType(
    {
        "VeertienDown": ({named("up"): "1x4 0x10"}, {named("up"): "1x15", 'up{job="another"}': "0x15"}),
        "VeertienFallback": first("veertien_fallbacks_total"),
        "VeertienCallFailed": first("veertien_failed_calls_total"),
        "VeertienCallCameBack": first("veertien_calls_came_back_total", turn="back"),
        "VeertienTrunkDown": (
            {named("veertien_trunk_up", endpoint="trunk-hoorn"): "1x4 0x10"},
            {
                named("veertien_trunk_up", endpoint="trunk-hoorn"): "1x5 0 1x9",
                named("veertien_trunk_up", endpoint="trunk-of-nobody"): "-1x15",
            },
        ),
        "VeertienAmiLost": (
            {named("veertien_ami_connected"): "1x4 0x10"},
            {named("veertien_ami_connected"): "1x5 0 1x9"},
        ),
        "VeertienDegraded": (
            {named("veertien_degraded", what="captures"): "1x15"},
            {named("veertien_degraded", what="captures"): "1x3 stale"},
        ),
        "VeertienReloadRefused": (
            first("veertien_reloads_total", result="refused")[0],
            {
                named("veertien_reloads_total", result="refused"): "7x15",
                named("veertien_reloads_total", result="loaded"): "0x5 1x10",
            },
        ),
        "VeertienNodesDiffer": (
            {
                named("veertien_tables_in_force", instance="pbx1", digest="0123456789ab"): "1x15",
                named("veertien_tables_in_force", instance="pbx2", digest="0123456789ab"): "1x1 stale",
                named("veertien_tables_in_force", instance="pbx2", digest="ba9876543210"): "_ _ 1x12",
            },
            {
                named("veertien_tables_in_force", instance="pbx1", digest="0123456789ab"): "1x15",
                named("veertien_tables_in_force", instance="pbx2", digest="0123456789ab"): "1x15",
            },
        ),
        "VeertienOverload": (
            {named("veertien_utterances_waiting"): "5x15", named("veertien_recognisers_ready"): "2x15"},
            {named("veertien_utterances_waiting"): "4x15", named("veertien_recognisers_ready"): "2x15"},
        ),
        "VeertienSelfTestFails": (
            # Time begins at 0 here.
            {
                named("veertien_selftest_last_success_timestamp_seconds"): "-1000x15",
                named("veertien_selftest_last_run_timestamp_seconds"): "60x15",
            },
            {
                named("veertien_selftest_last_success_timestamp_seconds"): "-1000x15",
                named("veertien_selftest_last_run_timestamp_seconds"): "0x15",
            },
        ),
        "VeertienTestCallsFail": (
            # Time begins at 0 here.
            {named("veertien_last_good_test_call_timestamp_seconds"): "-4000x15"},
            {named("veertien_last_good_test_call_timestamp_seconds"): "0x15"},
        ),
        "VeertienNoAudio": (
            {named("veertien_no_audio_from_caller_total"): "0x3 1 2 3 4 5 5x7"},
            {named("veertien_no_audio_from_caller_total"): "0x5 1x10"},
        ),
        "VeertienSecondEarLate": (
            {named("veertien_second_ear_answers_total", came="unavailable"): "0x3 2 4 6 8 8x8"},
            {
                named("veertien_second_ear_answers_total", came="unavailable"): "0x5 1x10",
                named("veertien_second_ear_answers_total", came="agreed"): "0+9x15",
            },
        ),
        "VeertienRecordsLost": first("veertien_records_lost_total"),
        "VeertienLogLost": first("veertien_log_lines_lost_total"),
        "VeertienTaskBroke": first("veertien_broken_tasks_total", task="watch_files"),
    }
)
"""For each alarm figures at which it goes off, and others at which it does not, 8 minutes on."""


@pytest.fixture(scope="session")
def promtool() -> Path:
    return find_or_fetch_prometheus(REPOSITORY / "build") / "promtool"


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(RULES.read_text())["groups"] for rule in group["rules"]]


def test_every_alarm_has_its_case() -> None:
    assert [rule["alert"] for rule in rules()] == list(CASES)


def run(promtool: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([promtool, *arguments], capture_output=True, text=True, check=False)


def test_prometheus_reads_the_rules(promtool: Path) -> None:
    done = run(promtool, "check", "rules", RULES)
    assert done.returncode == 0, done.stderr
    assert f"SUCCESS: {len(CASES)} rules found" in done.stdout


@pytest.mark.parametrize("alarm", CASES)
def test_it_goes_off_at_the_first_and_not_without(promtool: Path, tmp_path: Path, alarm: str) -> None:
    rule = next(rule for rule in rules() if rule["alert"] == alarm)
    alone = tmp_path / "rules.yml"
    alone.write_text(yaml.safe_dump({"groups": [{"name": "veertien", "rules": [rule]}]}))
    for series, off in zip(CASES[alarm], (True, False), strict=True):
        wanted = f'count(ALERTS{{alertname="{alarm}", alertstate="firing"}}) or vector(0)'
        tried = {
            "rule_files": [str(alone)],
            "evaluation_interval": "15s",
            "tests": [
                {
                    "interval": "1m",
                    "input_series": [{"series": name, "values": values} for name, values in series.items()],
                    "promql_expr_test": [
                        {"expr": wanted, "eval_time": "8m", "exp_samples": [{"labels": "{}", "value": int(off)}]}
                    ],
                }
            ],
        }
        (tmp_path / "test.yml").write_text(yaml.safe_dump(tried))
        done = run(promtool, "test", "rules", tmp_path / "test.yml")
        assert done.returncode == 0, (off, done.stdout + done.stderr)


def anchors(page: Path) -> set[str]:
    text = page.read_text()
    headings = (line.strip("# ").lower().replace(" ", "-") for line in text.splitlines() if line.startswith("#"))
    named = {"".join(sign for sign in heading if sign.isalnum() or sign == "-") for heading in headings}
    return named.union(re.findall('<a id="([^"]+)">', text))


def test_each_says_what_is_wrong_and_in_which_section_stands_what_to_do() -> None:
    for rule in rules():
        page, _, section = rule["annotations"]["page"].partition("#")
        assert section in anchors(REPOSITORY / page), rule["annotations"]["page"]
        assert rule["annotations"].keys() == {"summary", "description", "page"}
        assert rule["labels"]["severity"] in ("critical", "warning")
