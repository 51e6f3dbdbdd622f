"""Mistakes between Asterisk and the tables: /healthz and the log name each with its cure, and a sound pair none."""

import asyncio
import re
import signal
from collections.abc import Callable
from typing import Any

import pytest

from demo.daemon_config import REPOSITORY
from demo.stage import Stage
from tests.telephony.conftest import StageMaker

SEEN_SECONDS = 60.0

DIALPLAN = (REPOSITORY / "dialplan/extensions.conf").read_text()

Edit = Callable[[str], str]


def without(pattern: str) -> Edit:
    return lambda text: re.sub(pattern, "", text, flags=re.MULTILINE)


def with_line(section_of: str, line: str) -> Edit:
    """Put a line behind the one that begins so."""
    return lambda text: re.sub(f"^({re.escape(section_of)}.*)$", rf"\1\n{line}", text, count=1, flags=re.MULTILINE)


MISTAKES: dict[str, tuple[str, Edit, set[str]]] = {
    "an endpoint misspelt": (
        "pjsip.conf",
        lambda text: text.replace("trunk-hoorn]", "trunk-horn]"),
        {"endpoint_unknown"},
    ),
    "no endpoint": (
        "pjsip.conf",
        lambda text: text.split("#include")[0],
        {"no_endpoints", "fallback_unknown", "trunks"},
    ),
    "globals.conf not included": (
        "extensions.conf",
        without("^(#include .*globals.conf|VEERTIEN_(AGI|RING).*)\n"),
        {"globals_missing"},
    ),
    "another port": (
        "extensions.conf",
        with_line("VEERTIEN_AGI", "VEERTIEN_AGI=agi://127.0.0.1:1/route"),
        {"agi_address"},
    ),
    "no patience": ("extensions.conf", with_line("VEERTIEN_AGI", "VEERTIEN_PATIENCE="), {"veertien_patience"}),
    "no fallback": ("extensions.conf", without("^VEERTIEN_FALLBACK.*\n"), {"fallback_missing"}),
    "a fallback that is no endpoint": (
        "extensions.conf",
        with_line("VEERTIEN_FALLBACK_ENDPOINT", "VEERTIEN_FALLBACK_ENDPOINT=switchboard"),
        {"fallback_unknown"},
    ),
    "another dialplan": (
        "extensions.conf",
        lambda text: without("^#include .*/extensions.conf\n")(text) + DIALPLAN.replace("Custom:", "Custom:0.0.1-"),
        {"dialplan_version"},
    ),
    "no write=call": ("manager.conf", lambda text: f"{text}write=system\n", {"ami_write_call"}),
    "no read=user": ("manager.conf", lambda text: f"{text}read=system\n", {"ami_read_user"}),
    "a module missing": ("modules.conf", without("^load=app_userevent.so\n"), {"modules_missing"}),
}


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_each_mistake_is_told_with_its_cure(make_stage: StageMaker, mistake: str) -> None:
    file, edit, words = MISTAKES[mistake]
    stage = await make_stage()
    assert (await stage.daemon.health())["status"] == "ok"
    await stage.pbx.stop()
    conf = stage.pbx.folders.etc / file
    before = conf.read_text()
    conf.write_text(edit(before))
    assert conf.read_text() != before
    await stage.pbx.start()
    await until_degraded(stage, words)
    for word in words - {"trunks"}:
        assert (await stage.daemon.logged(line := f'"code": "{word}"')).count(line) == 1


async def test_a_reload_of_the_tables_and_one_of_the_dialplan_are_noticed(make_stage: StageMaker) -> None:
    stage = await make_stage()
    extensions = stage.pbx.folders.etc / "extensions.conf"
    sound = extensions.read_text()
    extensions.write_text(with_line("VEERTIEN_FALLBACK_ENDPOINT", "VEERTIEN_FALLBACK_ENDPOINT=nobody")(sound))
    await stage.pbx.console("dialplan reload")
    await until_degraded(stage, {"fallback_unknown"})
    extensions.write_text(sound)
    await stage.pbx.console("dialplan reload")
    await until_degraded(stage, set())

    trunks = stage.config / "trunks.yaml"
    trunks.write_text(trunks.read_text().replace("endpoint: trunk-hoorn\n", "endpoint: trunk-horn\n"))
    stage.daemon.signal(signal.SIGHUP)
    await until_degraded(stage, {"endpoint_unknown"})


async def until_degraded(stage: Stage, words: set[str]) -> None:
    """Wait until exactly this is told, and a sentence with a cure for each."""
    health: dict[str, Any] = {}
    try:
        async with asyncio.timeout(SEEN_SECONDS):
            while set(health.get("degraded", ["?"])) != words or health["ami"] != "connected":
                await asyncio.sleep(0.2)
                health = await stage.daemon.health()
    except TimeoutError:
        pytest.fail(f"told instead of {words}: {health.get('why')}")
    assert set(health["why"]) == words
