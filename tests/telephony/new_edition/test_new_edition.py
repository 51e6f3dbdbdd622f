"""A new edition of the national data at a running daemon: the callers before it, amid it and after it."""

import asyncio
from pathlib import Path

import pytest

from demo.scenarios import CLEAR_VOICE
from demo.stage import Stage
from tests.edition_2027 import write_edition_2027
from tests.telephony.ami_way import connected
from tests.telephony.calls import MOST_SECONDS, arrivals, place
from tests.telephony.commands import veertien
from tests.telephony.conftest import StageMaker
from tests.telephony.own_tables import changed
from veertien.service.editions.kept_tables import STATE_DIRECTORY
from veertien.testcall.placed_call import HearOut, Say, Step, Until

GOOI = "municipalities/gooi.yaml"
HILVERSUM = "  - {name: Hilversum, destinations: [{trunk: koggenland, number: 0356292111}]}\n"
OTHERS = "  - {name: Stichtse Vecht, destinations: [{trunk: drechterland, number: 0346254000}]}\n"
WIJDEMEREN = "  - {name: Wijdemeren, destinations: [{trunk: opmeer, number: 0356559595}]}\n"
TABLES = f"municipalities:\n{HILVERSUM}{OTHERS}{WIJDEMEREN}"


@pytest.fixture
async def stage(make_stage: StageMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The country of 2026, with the edition of 2027 in a folder beside it."""
    state = tmp_path / "state"
    state.mkdir()
    monkeypatch.setenv(STATE_DIRECTORY, str(state))
    found: Stage = await make_stage(tables=changed(tmp_path, {GOOI: TABLES}, {}))
    edition = write_edition_2027(found.config / "data-2027")
    # A name that nobody has looked at the sound of before, as new municipalities have.
    with (edition / "short_forms.tsv").open("a", encoding="utf-8") as file:
        file.write("Vechtmeren\tGM0402\tfor this test\n")
    with (edition / "pronunciations.tsv").open("a", encoding="utf-8") as file:
        file.write("Vechtmeren\tˈvɛxtmeːrən\n")
    return found


def name_it(stage: Stage) -> None:
    """Put the edition in; the tables stay as they are, with an entry that counts no more then."""
    settings = stage.config / "veertien.yaml"
    settings.write_text(f"{settings.read_text()}data: data-2027\n")


def saying(stage: Stage, name: str, *before: Step) -> tuple[Step, ...]:
    return (HearOut(), *before, Say(stage.voices.speak(name, CLEAR_VOICE), name))


async def as_of(stage: Stage) -> str:
    edition = (await stage.daemon.health())["data_edition"]
    return str(edition["as_of"])


async def test_callers_before_and_amid_it_have_the_country_of_2026_and_those_after_it_that_of_2027(
    stage: Stage,
) -> None:
    village = "Nederhorst den Berg"

    async def put_in() -> None:
        name_it(stage)
        status, said = await veertien(stage, "reload")
        assert status == 0, said

    status, said = await veertien(stage, "data", "check", str(stage.config / "data-2027"))
    assert (status, "went into Hilversum: this entry counts no more" in said) == (0, True)
    assert await as_of(stage) == "2026-01-01"
    await place(stage, "140294", saying(stage, village), caller="0294000101")
    amid = saying(stage, village, Until(put_in))
    await place(stage, "140294", amid, caller="0294000102", most_seconds=2 * MOST_SECONDS)
    assert await as_of(stage) == "2027-01-01"
    await place(stage, "140294", saying(stage, village), caller="0294000103")
    await place(stage, "140294", saying(stage, "Vechtmeren"), caller="0294000104")
    found = [arrivals(stage, f"02940001{place:02}") for place in range(1, 5)]
    assert found == [["trunk-opmeer"], ["trunk-opmeer"], ["trunk-koggenland"], ["trunk-koggenland"]]
    assert "Traceback" not in stage.daemon.log


async def test_of_many_calls_with_the_edition_put_in_among_them_none_is_lost(stage: Stage) -> None:
    callers = [f"02940002{number:02}" for number in range(8)]

    async def call(number: str, delay: float) -> None:
        await asyncio.sleep(delay)
        await place(stage, "140294", saying(stage, "Loosdrecht"), caller=number)

    async def put_in() -> None:
        await stage.world.arrival(lambda arrival: arrival.caller == callers[0])
        name_it(stage)
        assert (await veertien(stage, "reload"))[0] == 0

    await asyncio.gather(put_in(), *(call(number, 0.7 * place) for place, number in enumerate(callers)))
    for number in callers:
        assert arrivals(stage, number) in (["trunk-opmeer"], ["trunk-koggenland"]), number
    await place(stage, "140294", saying(stage, "Loosdrecht"), caller="0294000299")
    assert arrivals(stage, "0294000299") == ["trunk-koggenland"]
    assert "Traceback" not in stage.daemon.log


@pytest.mark.fault("a reload finds a faulty edition of the data", caller="as before: the old one counts", after="-")
async def test_a_broken_edition_changes_nothing_says_where_and_calls_go_on_also_after_a_restart(stage: Stage) -> None:
    village = "Kortenhoef"
    name_it(stage)
    assert (await veertien(stage, "reload"))[0] == 0
    before = (await stage.daemon.health())["data_edition"]
    places = stage.config / "data-2027" / "places.tsv"
    places.write_text(places.read_text().replace("WP1000\t", "WP1000 ", 1))
    status, said = await veertien(stage, "reload")
    assert (status, f"{places}:2:1: DATA-ROWS" in said) == (1, True), said
    health = await stage.daemon.health()
    assert (health["data_edition"], health["degraded"]) == (before, ["reload"])
    await place(stage, "14035", saying(stage, village), caller="0294000301")

    await stage.daemon.stop()
    await stage.daemon.start()
    await connected(stage)
    health = await stage.daemon.health()
    assert (health["data_edition"]["digest"], "tables" in health["degraded"]) == (before["digest"], True)
    await place(stage, "14035", saying(stage, village), caller="0294000302")
    assert [arrivals(stage, f"029400030{place}") for place in (1, 2)] == [["trunk-koggenland"]] * 2
