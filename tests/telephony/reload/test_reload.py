"""New tables without a restart: calls under way keep the old ones, the next calls get the new, and none is lost."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.telephony.ami_way import connected
from tests.telephony.calls import arrivals, by_keys, once_more, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from veertien.service.editions.kept_tables import STATE_DIRECTORY
from veertien.testcall.placed_call import HearOut, Press, Say, Until

WESTFRIESLAND = "municipalities/westfriesland.yaml"
OLD, NEW = "trunk: medemblik\n", "trunk: opmeer\n"


Reload = Callable[[Stage], Awaitable[None]]


async def test_a_caller_in_the_question_keeps_the_old_table_and_the_next_call_has_the_new(
    make_stage: StageMaker,
) -> None:
    stage = await make_stage()
    words = stage.voices.speak("Medemblik", CLEAR_VOICE)

    async def reload() -> None:
        write(stage, WESTFRIESLAND, OLD, NEW)
        # Names that sound otherwise want new recognisers: this caller's answer still goes to the old ones.
        write(stage, "pronunciations.yaml", "pronunciations:\n", "pronunciations:\n  Hoorn: hoːrən\n")
        status, said = await veertien(stage, "reload")
        assert (status, "140227, 140228, 140229" in said) == (0, True)

    await place(stage, "140229", (HearOut(), Until(reload), Say(words, "Medemblik")), caller="0229000101")
    assert arrivals(stage, "0229000101") == ["trunk-medemblik"]
    await place(stage, "140229", (HearOut(), Say(words, "Medemblik")), caller="0229000102")
    assert arrivals(stage, "0229000102") == ["trunk-opmeer"]
    await stage.daemon.logged('"best": "GM0420"', 2)
    assert (await stage.daemon.health())["recognisers"] == 2


async def test_keys_pressed_after_a_reload_mean_what_was_read_out_before_it(make_stage: StageMaker) -> None:
    stage = await make_stage()

    async def take_hoorn_away() -> None:
        write(stage, WESTFRIESLAND, "  - name: Hoorn\n", "  - name: Hoorn\n    connected: no\n")
        await hang_up(stage)

    # Medemblik is read out second as long as Hoorn is first.
    opened, wait, chosen = by_keys(2)[1:]
    await place(stage, "140229", (HearOut(), opened, wait, Until(take_hoorn_away), chosen), caller="0229000103")
    assert arrivals(stage, "0229000103") == ["trunk-medemblik"]
    await place(stage, "140229", by_keys(1), caller="0229000104")
    assert arrivals(stage, "0229000104") == ["trunk-medemblik"]


@pytest.mark.fault("a reload finds faulty tables", caller="as before: the old tables stay in force", after="-")
async def test_a_faulty_table_changes_nothing_says_where_and_calls_go_on(make_stage: StageMaker) -> None:
    stage = await make_stage()
    before = (await stage.daemon.health())["tables"]
    write(stage, WESTFRIESLAND, OLD, "trunk: nobodys\n")
    for reload in (refused_at_hangup, refused_to_the_command):
        await reload(stage)
        health = await stage.daemon.health()
        assert (health["tables"], health["degraded"]) == (before, ["reload"])
        (fault,) = health["last_reload"]["faults"]
        assert (fault["code"], fault["line"]) == ("UNKNOWN-TRUNK", line_of(stage, "nobodys"))
    await place(stage, "140229", by_keys(2))
    assert arrivals(stage) == ["trunk-medemblik"]

    write(stage, WESTFRIESLAND, "trunk: nobodys\n", NEW)
    await hang_up(stage)
    assert (await stage.daemon.health())["status"] == "ok"


@pytest.mark.fault("a restart finds faulty tables", caller="as before: the last good tables are served", after="-")
async def test_a_restart_with_a_faulty_table_serves_the_last_good_ones_until_it_is_mended(
    make_stage: StageMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_DIRECTORY, str(tmp_path))
    stage = await make_stage()
    before = (await stage.daemon.health())["tables"]["digest"]
    await stage.daemon.stop()
    write(stage, WESTFRIESLAND, OLD, "trunk: nobodys\n")
    await stage.daemon.start()
    await connected(stage)
    health = await stage.daemon.health()
    assert (health["tables"]["digest"], "tables" in health["degraded"]) == (before, True)
    (fault,) = health["last_reload"]["faults"]
    assert (fault["code"], fault["line"]) == ("UNKNOWN-TRUNK", line_of(stage, "nobodys"))
    await place(stage, "140229", by_keys(2), caller="0229000105")
    assert arrivals(stage, "0229000105") == ["trunk-medemblik"]

    write(stage, WESTFRIESLAND, "trunk: nobodys\n", NEW)
    status, _ = await veertien(stage, "reload")
    assert (status, "tables" in (await stage.daemon.health())["degraded"]) == (0, False)
    await place(stage, "140229", by_keys(2), caller="0229000106")
    assert arrivals(stage, "0229000106") == ["trunk-opmeer"]


async def test_of_many_calls_with_a_reload_in_the_middle_none_is_lost(make_stage: StageMaker) -> None:
    stage = await make_stage()
    callers = [f"02290002{place:02}" for place in range(8)]

    async def call(number: str, delay: float) -> None:
        await asyncio.sleep(delay)
        await place(stage, *(("140229", by_keys(2)) if int(number) % 2 else ("14020", ())), caller=number)

    async def reload() -> None:
        await stage.world.arrival(lambda arrival: arrival.caller == callers[0])
        write(stage, WESTFRIESLAND, OLD, NEW)
        write(stage, "municipalities/amsterdam.yaml", "0200000007", "0200000008")
        write(stage, "pronunciations.yaml", "pronunciations:\n", "pronunciations:\n  Hoorn: hoːrən\n")
        await hang_up(stage)
        write(stage, WESTFRIESLAND, NEW, "trunk: nobodys\n")
        await refused_at_hangup(stage)

    await asyncio.gather(reload(), *(call(number, 0.7 * place) for place, number in enumerate(callers)))
    for number in callers:
        allowed = (["trunk-medemblik"], ["trunk-opmeer"]) if int(number) % 2 else (["trunk-amsterdam"],)
        assert arrivals(stage, number) in allowed, number
    assert stage.world.arrivals[0].number == "0200000007"
    await place(stage, "14020", caller="0229000299")
    assert stage.world.arrivals[-1].number == "0200000008"
    assert '"event": "dialogue_failed"' not in stage.daemon.log
    assert "Traceback" not in stage.daemon.log


async def test_changed_files_are_loaded_by_themselves_when_that_is_switched_on(make_stage: StageMaker) -> None:
    stage = await make_stage()
    settings = stage.config / "veertien.yaml"
    settings.write_text(f"{settings.read_text()}reload_on_change: yes\n")
    await hang_up(stage)

    table = stage.config / WESTFRIESLAND
    text = table.read_text()
    # An editor that writes in two goes: what is there in between is no table.
    table.write_text(text[: text.index(OLD)])
    await asyncio.sleep(0.2)
    table.write_text(text.replace(OLD, NEW))
    await stage.daemon.logged('"asked_by": "changed files"')
    assert "reload_refused" not in stage.daemon.log
    await place(stage, "140229", by_keys(2))
    assert arrivals(stage) == ["trunk-opmeer"]


async def test_the_national_number_comes_and_goes_with_the_tables(make_stage: StageMaker) -> None:
    stage = await make_stage()
    person = (HearOut(), Press("0"))
    write(stage, "routing.yaml", "national: 1400\n", "")
    await hang_up(stage)
    # Nobody's number then: it is neither answered nor put through.
    call = await place(stage, "1400", caller="0229000301", until=once_more(stage))
    assert (call.at("answered"), arrivals(stage, "0229000301")) == (None, [])
    (stage.config / "routing.yaml").open("a").write("national: 1400\n")
    await hang_up(stage)
    await place(stage, "1400", person, caller="0229000302")
    assert arrivals(stage, "0229000302") == ["trunk-operator"]


async def test_what_needs_a_restart_is_said(make_stage: StageMaker) -> None:
    stage = await make_stage()
    write(stage, "veertien.yaml", f"port: {stage.network.ami},", "port: 1,")
    status, said = await veertien(stage, "reload")
    assert (status, "Needs a restart to count: ami." in said) == (0, True)
    await stage.daemon.logged('"event": "restart_needed"')
    assert (await stage.daemon.health())["ami"] == "connected"


async def test_a_trunk_whose_endpoint_asterisk_lacks_is_told_by_its_line_and_the_others_serve(
    make_stage: StageMaker,
) -> None:
    stage = await make_stage()
    assert "Asterisk" not in (await veertien(stage, "reload"))[1]
    before = (await stage.daemon.health())["tables"]["digest"]
    write(stage, "trunks.yaml", "endpoint: trunk-medemblik\n", "endpoint: trunk-new\n")
    status, said = await veertien(stage, "reload")
    lines = (stage.config / "trunks.yaml").read_text().splitlines()
    place = f"{stage.config}/trunks.yaml:{lines.index('    endpoint: trunk-new') + 1}: "
    assert (status, [line for line in said.splitlines() if "Asterisk" in line]) == (
        0,
        [
            f"{place}Asterisk has no PJSIP endpoint trunk-new (trunk medemblik): calls can't be put through there. "
            "Make `endpoint` in trunks.yaml and the section in pjsip.conf the same, and reload the one you change."
        ],
    )
    assert (await stage.daemon.health())["tables"]["digest"] != before
    await place_by_keys(stage, "0229000401", "trunk-medemblik-backup")

    # Asterisk is asked anew: this one is told nothing of what was known a moment ago.
    pjsip = stage.pbx.folders.etc / "pjsip.conf"
    pjsip.write_text(pjsip.read_text().replace("[trunk-medemblik]", "[trunk-new]"))
    await stage.pbx.console("module reload res_pjsip.so")
    status, said = await veertien(stage, "reload")
    assert (status, "Asterisk" in said) == (0, False)


async def place_by_keys(stage: Stage, caller: str, endpoint: str) -> None:
    await place(stage, "140229", by_keys(2), caller=caller)
    assert arrivals(stage, caller) == [endpoint]


def write(stage: Stage, name: str, old: str, new: str) -> None:
    file = stage.config / name
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def line_of(stage: Stage, text: str) -> int:
    lines = (stage.config / WESTFRIESLAND).read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


async def hang_up(stage: Stage) -> None:
    """Send SIGHUP and wait until the new tables are in force."""
    await after_hangup(stage, '"event": "tables_loaded"')


async def refused_at_hangup(stage: Stage) -> None:
    await after_hangup(stage, '"event": "reload_refused"')


async def after_hangup(stage: Stage, line: str) -> None:
    before = stage.daemon.log.count(line)
    stage.daemon.signal(signal.SIGHUP)
    await stage.daemon.logged(line, before + 1)


async def refused_to_the_command(stage: Stage) -> None:
    status, said = await veertien(stage, "reload")
    assert status == 1
    assert f"{stage.config}/{WESTFRIESLAND}:{line_of(stage, 'nobodys')}:" in said
    assert "UNKNOWN-TRUNK" in said
    assert "Nothing was changed" in said
