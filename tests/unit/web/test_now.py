"""The page Nu: what happens now, and what became of today's calls, as it changes."""

import asyncio
import re
import sqlite3
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from aiohttp import ClientSession
from sqlalchemy.engine import URL

from tests.unit.web.conftest import KNOWN, NOON, Serve
from tests.unit.web.daemon import OwnDaemon
from veertien.archive import Database, Scope
from veertien.archive.queries.asking import count_of_calls
from veertien.callflow import Arrival, CallAnswered, CallDialled, CallGivenUp, CallOffered
from veertien.config import LoginSettings, PagesSettings, Settings
from veertien.web.parameters import CallParameters
from veertien.web.server import serving_pages
from veertien.wording import Wording

pytestmark = pytest.mark.slow

LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)
OF_TODAY = [call for call in KNOWN if not call.test and call.dutch.date() == NOON.date()]
HOORN = "GM0405"


def login(**users: object) -> LoginSettings:
    return LoginSettings.model_validate({"header": "X-User", "from": ["127.0.0.1"], "users": users})


async def test_it_shows_calls_by_stage_trunks_recognisers_and_that_nothing_is_wrong(
    serve: Serve, daemon: OwnDaemon
) -> None:
    daemon.stream.publish(CallOffered("1", LATER))
    daemon.stream.publish(CallDialled("1", LATER, "trunk-hoorn", 1))
    daemon.pool.waiting = 3
    page = (await (await serve(daemon=daemon)).get("/")).text
    assert '<dt>gaat over</dt><dd><a href="/calls?from=2026-11-25&amp;until=2026-11-25">1</a>' in page
    assert '<dt>in gesprek</dt><dd><a href="/calls?from=2026-11-25&amp;until=2026-11-25">0</a>' in page
    assert 'endpoint=trunk-hoorn">1</a></td><td class="number">2</td>' in page
    assert "<dt>Herkenners gereed</dt><dd>2 / 2</dd>" in page
    assert "<dt>Antwoorden die wachten</dt><dd>1</dd>" in page
    assert "Alles werkt." in page


async def test_an_alarm_says_what_since_when_and_the_cure_and_is_escaped(serve: Serve, daemon: OwnDaemon) -> None:
    daemon.troubles["ami"] = Wording("Geen <verbinding>; start Asterisk.", "No <connection>; start Asterisk.")
    served = await serve(daemon=daemon)
    page = (await served.get("/")).text
    assert "<strong>Verbinding met Asterisk</strong>" in page
    assert "2026-11-25 11:30:00" in page
    assert "Geen &lt;verbinding&gt;; start Asterisk." in page
    assert "Alles werkt." not in page
    assert "No &lt;connection&gt;; start Asterisk." in (await served.get("/?language=en")).text


async def test_a_full_trunk_is_told_in_words(serve: Serve, daemon: OwnDaemon) -> None:
    for call in ("1", "2"):
        daemon.stream.publish(CallOffered(call, LATER))
        daemon.stream.publish(CallDialled(call, LATER, "trunk-hoorn", 1))
    assert "</meter> vol" in (await (await serve(daemon=daemon)).get("/")).text


async def test_nodes_are_shown_where_there_are_several_with_their_state_and_tables(
    serve: Serve, daemon: OwnDaemon
) -> None:
    told = {"here": False, "version": "0.1.0", "tables": "0123456789ab", "tables_since": LATER.isoformat()}
    daemon.nodes = [{**told, "name": "<veertien-1>", "state": "serving", "here": True}]
    served = await serve(daemon=daemon)
    assert "nodes-table" not in (await served.get("/")).text
    daemon.nodes.append({**told, "name": "veertien-2", "state": "silent"})
    page = ""
    while "veertien-2" not in page:
        page = (await served.get("/")).text
        await asyncio.sleep(0.05)
    assert "&lt;veertien-1&gt; (deze)</th><td>neemt oproepen aan</td><td><code>0123456789ab</code>" in page
    assert '<tr class="bad"><th scope="row">veertien-2</th><td>niets van te horen</td>' in page


async def test_without_the_daemon_it_says_so_and_shows_todays_calls(serve: Serve, records: Path) -> None:
    page = (await (await serve(records)).get("/")).text
    assert "Veertien zelf is niet te bereiken" in page
    assert "veertien serve" in page
    assert f'until=2026-11-25">{len(OF_TODAY)}</a>' in page


async def test_without_records_it_says_so_and_shows_what_happens_now(serve: Serve, daemon: OwnDaemon) -> None:
    page = (await (await serve(daemon=daemon)).get("/")).text
    assert "geen onderdeel `records`" in page
    assert "<dt>in de vraag</dt>" in page


async def test_a_database_that_is_not_there_yet_is_told_and_not_made(
    serve: Serve, daemon: OwnDaemon, tmp_path: Path
) -> None:
    page = (await (await serve(tmp_path / "none", daemon)).get("/")).text
    assert "veertien serve` makes it" in page
    assert not (tmp_path / "none").exists()


async def test_a_daemon_of_another_version_is_told(serve: Serve, daemon: OwnDaemon) -> None:
    daemon.health["recognisers"] = 2
    daemon.health["at"] = "soon"
    del daemon.pool.waiting
    assert "niet te bereiken" in (await (await serve(daemon=daemon)).get("/")).text


async def test_todays_figures_are_those_of_an_independent_count(serve: Serve, records: Path) -> None:
    page = (await (await serve(records)).get("/?language=en")).text
    questions = sorted(call.question_ms // 100 for call in OF_TODAY if call.question_ms is not None)
    median = questions[(len(questions) + 1) // 2 - 1] / 10
    assert len(OF_TODAY) > 10
    assert f'until=2026-11-25&amp;language=en">{len(OF_TODAY)}</a>' in page
    assert f'asked=yes&amp;language=en">{median:.1f} s</a>' in page
    given_up = sum(call.way == "given_up" for call in OF_TODAY)
    assert f'outcome=abandoned&amp;language=en">{given_up}</a>' in page


async def test_each_number_of_todays_calls_leads_to_as_many(serve: Serve, records: Path) -> None:
    page = (await (await serve(records)).get("/")).text
    shown = re.findall(r'<a href="(/calls[?]from[^"]*)">([0-9]+)</a>', html_of(page, "today"))
    database = Database(URL.create("sqlite", database=str(records / "records.sqlite")), read_only=True)
    assert len(shown) > 5
    for address, number in shown:
        asked = dict(parse_qsl(urlsplit(unescape(address)).query))
        assert count_of_calls(database, Scope(), CallParameters.model_validate(asked).chosen()) == int(number), address
    database.close()


async def test_a_figure_of_time_has_its_definition_beside_it(serve: Serve, records: Path) -> None:
    assert "Half of the questions lasted no longer" in (await (await serve(records)).get("/?language=en")).text


async def test_who_sees_one_municipality_sees_its_calls_and_nothing_of_the_platform(
    serve: Serve, records: Path, daemon: OwnDaemon
) -> None:
    daemon.troubles["ami"] = Wording("Start Asterisk.", "Start Asterisk.")
    served = await serve(records, daemon, login=login(anna=[HOORN], beheer="all"))
    own = sum(call.municipality == HOORN for call in OF_TODAY)
    page = (await served.get("/", X_User="anna")).text
    assert f'until=2026-11-25">{own}</a>' in page
    for hidden in ("hoorn</th>", "Asterisk", "Trunks", "Herkenners", "Meldingen"):
        assert hidden not in page
    async with served.events(X_User="anna") as events:
        assert await events.next() == ("part", {"id": "today", "html": html_of(page, "today")})
    assert "Meldingen" in (await served.get("/", X_User="beheer")).text


def html_of(page: str, part: str) -> str:
    """Return what stands in a part of the page."""
    return page.split(f'<div id="{part}">\n')[1].split("\n</div>\n</section>")[0]


async def test_a_call_comes_to_an_open_page_by_itself(serve: Serve, daemon: OwnDaemon) -> None:
    async with (await serve(daemon=daemon)).events() as events:
        await events.part("stages")
        daemon.stream.publish(CallOffered("1", LATER))
        daemon.stream.publish(CallAnswered("1", LATER))
        await events.part("stages", '<dt>in de vraag</dt><dd><a href="/calls?from=2026-11-25&amp;until=2026-11-25">1')
        daemon.ledger.taken("1")
        await events.part("stages", '<dt>in gesprek</dt><dd><a href="/calls?from=2026-11-25&amp;until=2026-11-25">1')


async def test_an_ended_call_comes_into_todays_figures_by_itself(serve: Serve, records: Path, tmp_path: Path) -> None:
    own = tmp_path / "records.sqlite"
    with sqlite3.connect(records / "records.sqlite") as source, sqlite3.connect(own) as copy:
        source.backup(copy)
    async with (await serve(tmp_path)).events() as events:
        await events.part("today", f'2026-11-25">{len(OF_TODAY)}</a>')
        with sqlite3.connect(own) as writer:
            latest = (NOON - timedelta(minutes=1)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
            writer.execute(
                "UPDATE call SET started_at = ?, test = 0 WHERE id = (SELECT id FROM call WHERE started_at < "
                "'2026-11-01' LIMIT 1)",
                (latest,),
            )
        await events.part("today", f'2026-11-25">{len(OF_TODAY) + 1}</a>')


async def test_the_daemon_is_asked_once_for_all_who_look_and_by_nobody_when_nobody_does(
    serve: Serve, daemon: OwnDaemon
) -> None:
    served = await serve(daemon=daemon)
    async with AsyncExitStack() as stack:
        pages = [await stack.enter_async_context(served.events()) for _ in range(20)]
        await asyncio.gather(*(page.part("stages") for page in pages))
        before = daemon.asked
        daemon.stream.publish(CallOffered("1", LATER))
        await asyncio.gather(*(page.part("stages", '">1</a>') for page in pages))
        assert daemon.asked - before < 20
    # What was being asked may still be.
    await asyncio.sleep(1)
    before = daemon.asked
    await asyncio.sleep(2)
    assert daemon.asked == before


async def test_all_who_look_at_the_same_get_the_same_bytes(serve: Serve, daemon: OwnDaemon) -> None:
    served = await serve(daemon=daemon)
    async with served.events() as one, served.events() as other:
        daemon.stream.publish(CallOffered("1", LATER))
        for page in (one, other):
            await page.part("stages", '">1</a>')
        assert set(one.raw.split(b"\n\n")) & set(other.raw.split(b"\n\n"))
        async with served.events("/now?language=en") as english:
            assert "come in" in await english.part("stages")


async def test_without_javascript_the_page_is_loaded_again(serve: Serve) -> None:
    page = (await (await serve()).get("/")).text
    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in page
    assert "<script>" not in page
    assert " style=" not in page


async def test_what_the_page_needs_comes_from_here(serve: Serve) -> None:
    served = await serve()
    kinds = {
        "/static/live.js": "javascript",
        "/static/uplot/uPlot.iife.min.js": "javascript",
        "/static/uplot/uPlot.min.css": "css",
        "/static/style.css": "css",
        "/static/icon.svg": "svg",
    }
    for path, kind in kinds.items():
        answer = await served.get(path)
        assert (answer.status, kind in answer.headers["Content-Type"]) == (200, True)


async def test_a_stop_ends_open_pages_at_once() -> None:
    settings = Settings.model_construct(pages=PagesSettings.model_construct(port=0))
    async with ClientSession() as session, asyncio.timeout(20):
        async with serving_pages(settings) as server:
            opened = await session.get(f"http://127.0.0.1:{server.port}/now")
            assert await opened.content.readline()
        await opened.content.read()


async def test_a_self_test_is_no_call_and_its_result_is_told(serve: Serve, daemon: OwnDaemon) -> None:
    async with (await serve(daemon=daemon)).events() as events:
        await events.part("stages")
        daemon.stream.publish(CallOffered("1", LATER, Arrival(test=True, selftest=True)))
        daemon.stream.publish(CallGivenUp("1", LATER, end_expected=False))
        await events.part("stages", "<strong>mislukt</strong> (geen besluit)")
        daemon.ledger.heard_through("2")
        daemon.stream.publish(CallOffered("2", LATER, Arrival(test=True, selftest=True)))
        daemon.stream.publish(CallGivenUp("2", LATER, end_expected=False))
        await events.part("stages", ": goed.")
