"""The page of one call shows how long each part took, what was heard how surely, why, and how to try it again."""

import json
import re
import shlex
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL

from tests.unit.archive.made_calls import NODE, NOON, asked_call, heard
from tests.unit.reports.read_page import ReadPage, read_page
from tests.unit.small_config import write_small_config
from tests.unit.web.conftest import KNOWN, Serve
from tests.unit.web.test_access import login
from veertien.archive import Database
from veertien.archive.rows import AnswerRow, CallRow, call_id_of, rows_of_call
from veertien.callflow import CallRecorded, TurnedAway
from veertien.callflow.question_time import QuestionPart
from veertien.cli import main
from veertien.config.folder import ConfigFolder
from veertien.conversation import NO, YES, Command, Guess, Policy
from veertien.conversation.answers import verdict_on
from veertien.numbering import parse_caller
from veertien.web.calls.thresholds import Thresholds
from veertien.web.calls.timeline import TIMELINE_WIDTH, pictures_of

pytestmark = pytest.mark.slow

CALL = asked_call()
ADDRESS = f"/calls/{call_id_of(NODE, CALL.call)}"


def keep(folder: Path, call: CallRecorded) -> Path:
    database = Database(URL.create("sqlite", database=str(folder / "records.sqlite")))
    database.write(rows_of_call(NODE, call, heard()))
    database.close()
    return folder


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_small_config(tmp_path / "config")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return keep(tmp_path, CALL)


def table(page: ReadPage, first: str) -> list[list[str]]:
    """Return the rows of the table of which the first cell is this."""
    return next(rows for rows in page.tables if rows[0][0] == first)


async def test_it_begins_with_the_story_of_the_call_as_the_command_tells_it(serve: Serve, kept: Path) -> None:
    story = table(read_page((await (await serve(kept)).get(f"{ADDRESS}?language=en")).text), "After")
    assert story[1] == ["0.0 s", "A caller with a fixed number (0229) dialled 140229."]
    assert story[-1] == ["40.0 s", "The caller hung up after 21.5 s of talk."]
    story = table(read_page((await (await serve(kept)).get(ADDRESS)).text), "Na")
    assert story[-1] == ["40,0 s", "De beller hing op na 21,5 s gesprek."]


async def test_what_mends_a_trunk_is_for_who_sees_all(serve: Serve, tmp_path: Path) -> None:
    assert CALL.end is not None
    away = (TurnedAway("trunk-medemblik", "rejected", 21, 603),)
    kept = keep(tmp_path, replace(CALL, end=replace(CALL.end, turned_away=away)))
    served = await serve(kept, login=login(medemblik=["GM0420"], beheer="all"))
    for user, sees in (("beheer", True), ("medemblik", False)):
        text = (await served.get(f"{ADDRESS}?language=en", X_User=user)).text
        assert "trunk-medemblik refused the call (SIP 603, declined; Q.850 21)." in text
        assert ("Ask who runs this trunk" in text) is sees


async def test_the_timeline_tells_when_each_part_began_and_how_long_it_took(serve: Serve, kept: Path) -> None:
    page = read_page((await (await serve(kept)).get(f"{ADDRESS}?language=en")).text)
    spans = [row[1:] for row in table(page, "No")[1:] if len(row) > 1]
    assert spans == [
        ["coming in", "0.0 s", "0.2 s"],
        ["question", "0.2 s", "6.0 s"],
        ["dialling", "6.2 s", "0.0 s"],
        ["ringing", "6.2 s", "12.2 s"],
        ["talk", "18.5 s", "21.5 s"],
        ["connecting", "0.2 s", "0.1 s"],
        ["prompts", "0.3 s", "2.0 s"],
        ["thinking", "2.3 s", "0.7 s"],
        ["speaking", "3.0 s", "0.9 s"],
        ["waiting for more", "3.9 s", "0.4 s"],
        ["recognising", "4.3 s", "0.1 s"],
        ["confirming", "4.4 s", "1.8 s"],
        ["answer 1: spoken", "1.8 s", "1.1 s"],
        ["answer 1: recognised", "2.9 s", "0.1 s"],
        ["answer 2: spoken", "4.4 s", "0.5 s"],
        ["answer 2: recognised", "5.0 s", "0.0 s"],
    ]


async def test_the_picture_has_a_bar_for_each_part_in_place_and_length(serve: Serve, kept: Path) -> None:
    page = read_page((await (await serve(kept)).get(ADDRESS)).text)
    bars = [attributes for tag, attributes in page.elements if tag == "rect" and attributes["height"] == "28"]
    assert len(bars) == 16
    drawn = [(float(bar["x"] or 0), float(bar["width"] or 0)) for bar in bars[:4]]
    (begin, coming_in), (question, asked), _, (ringing, rang) = drawn
    assert question == pytest.approx(begin + coming_in, abs=0.2)
    assert asked / coming_in == pytest.approx(6.0 / 0.2, rel=0.02)
    assert rang / asked == pytest.approx(12.25 / 6.0, rel=0.02)
    assert ringing == pytest.approx(question + asked * 6.05 / 6.0, rel=0.01)
    assert all(float(bar["x"] or 0) + float(bar["width"] or 0) <= 1000 for bar in bars)


async def test_the_question_is_drawn_to_a_scale_of_its_own_and_names_what_fits(serve: Serve, kept: Path) -> None:
    page = read_page((await (await serve(kept)).get(f"{ADDRESS}?language=en")).text)
    bars = [attributes for tag, attributes in page.elements if tag == "rect" and attributes["height"] == "28"]
    first, last = bars[5], bars[11]
    assert float(first["x"] or 0) == 10.0
    assert float(last["x"] or 0) + float(last["width"] or 0) == pytest.approx(990, abs=0.2)
    assert {"2 question", "5 talk…", "7 prompts", "8 thinking", "12 confirming"} <= set(page.texts)


@given(
    began=st.integers(0, 5000),
    lasted=st.lists(st.integers(0, 90_000), min_size=7, max_size=7),
    rang=st.integers(0, 60_000),
)
def test_no_bar_leaves_the_picture_or_overlaps_the_next(began: int, lasted: list[int], rang: int) -> None:
    start = NOON
    answered = start + timedelta(milliseconds=began)
    decided = answered + timedelta(milliseconds=sum(lasted))
    taken = decided + timedelta(milliseconds=rang)
    parts: dict[str, Any] = dict(zip((f"{part}_ms" for part in QuestionPart), lasted, strict=True))
    row = CallRow(
        id="x",
        node=NODE,
        unique_id="1.0",
        started_at=start,
        answered_at=answered,
        decided_at=decided,
        dialled_at=decided,
        taken_at=taken,
        ended_at=taken + timedelta(hours=1),
        question_ms=sum(lasted),
        **parts,
    )
    pictures = pictures_of(row, ())
    bars = [bar for picture in pictures for _, bars in picture.lanes for bar in bars]
    assert [bar.number for bar in bars] == list(range(1, len(bars) + 1))
    assert sum(bar.span.lasted for bar in bars if f"{bar.span.kind}_ms" in parts) == sum(lasted)
    for picture in pictures:
        assert all(0 <= x <= TIMELINE_WIDTH for _, x in picture.ticks)
        for _, drawn in picture.lanes:
            assert all(bar.x >= 0 and bar.x + bar.width <= TIMELINE_WIDTH for bar in drawn)
            assert all(one.x <= other.x + 0.001 for one, other in pairwise(drawn))


async def test_guesses_stand_beside_the_thresholds_in_force(serve: Serve, kept: Path, config: Path) -> None:
    (config / "conversation.yaml").write_text("question: {accept: 0.87, confirm: 0.33, confirm_again: 0.2}\n")
    page = read_page((await (await serve(kept, config=config)).get(f"{ADDRESS}?language=en")).text)
    first, second = next(rows for rows in page.tables if "Thresholds" in rows[0])[1:]
    assert (first[1], first[2], first[4], first[5]) == (
        "question",
        "Medemblik",
        "confirm 33 %, accept 87 %",
        "to be confirmed",
    )
    assert first[3].startswith("83 %")
    assert first[6] == "Hoorn 20 % (ask about it too 20 %, rival 40 %)"
    assert (second[1], second[2], second[4]) == ("confirmation, over the prompt", "yes", "yes or no 50 %")


def command_on(text: str) -> list[str]:
    """Return the words of the command on a page, as a shell has them."""
    found = re.search(r'<code id="route">(.*?)</code>', text)
    assert found
    program, *words = shlex.split(unescape(found[1]))
    assert program == "veertien"
    return words


def decided_by(command: list[str]) -> dict[str, Any]:
    # Options go before "--".
    ran = CliRunner().invoke(main, [command[0], "--json", *command[1:]])
    decided: dict[str, Any] = json.loads(ran.output)
    assert ran.exit_code == (1 if decided["outcome"] == "refused" else 0)
    return decided


async def test_the_command_shows_the_same_decision_again(serve: Serve, kept: Path, config: Path) -> None:
    command = command_on((await (await serve(kept, config=config)).get(ADDRESS)).text)
    assert command[-4:] == ["--caller", "0229000000", "--say", "Medemblik"]
    decided = decided_by(command)
    assert (decided["outcome"], decided["municipality"]["code"]) == ("connect", "GM0420")


@pytest.mark.parametrize(
    ("changes", "how", "outcome", "municipality"),
    [
        ({"municipality": "GM0405"}, "keypad", "connect", "GM0405"),
        ({"municipality": "GM0405", "caller_area_code": None}, "proposed", "connect", "GM0405"),
        # What it is asked is shown; it doesn't say that it wants a person.
        ({"municipality": None, "outcome": "operator"}, "asked for a person", "ask", None),
        ({"dialled": "14072"}, "speech", "not_connected", None),
        ({"dialled": "-140229"}, "speech", "refused", None),
        ({"dialled": "--wav=x"}, "speech", "refused", None),
        ({"dialled": "$(reboot)"}, "speech", "refused", None),
        ({"dialled": "14 0229'; x"}, "speech", "refused", None),
    ],
)
async def test_the_command_works_for_every_call_and_is_safe_to_paste(
    serve: Serve,
    tmp_path: Path,
    config: Path,
    changes: dict[str, Any],
    how: str,
    outcome: str,
    municipality: str | None,
) -> None:
    assert CALL.record
    assert CALL.record.question
    question = replace(CALL.record.question, how=how)
    kept = keep(tmp_path, replace(CALL, record=replace(CALL.record, question=question, **changes)))
    decided = decided_by(command_on((await (await serve(kept, config=config)).get(ADDRESS)).text))
    chosen = decided["municipality"] and decided["municipality"]["code"]
    assert (decided["outcome"], chosen) == (outcome, municipality)


@pytest.mark.parametrize(
    ("kind", "area_code"), [("fixed", "0229"), ("fixed", "020"), ("mobile", None), ("foreign", None), ("other", None)]
)
async def test_the_command_has_a_caller_of_the_same_kind(
    serve: Serve, tmp_path: Path, config: Path, kind: str, area_code: str | None
) -> None:
    assert CALL.record
    assert CALL.arrival
    record, arrival = replace(CALL.record, caller_area_code=area_code), replace(CALL.arrival, caller_kind=kind)
    kept = keep(tmp_path, replace(CALL, record=record, arrival=arrival))
    command = command_on((await (await serve(kept, config=config)).get(ADDRESS)).text)
    caller = parse_caller(command[command.index("--caller") + 1], None)
    assert (caller.kind, caller.area_code) == (kind, area_code)


async def test_of_a_withheld_number_the_command_has_no_caller(serve: Serve, tmp_path: Path) -> None:
    assert CALL.record
    assert CALL.arrival
    record, arrival = replace(CALL.record, caller_area_code=None), replace(CALL.arrival, caller_kind="withheld")
    kept = keep(tmp_path, replace(CALL, record=record, arrival=arrival))
    assert "--caller" not in command_on((await (await serve(kept)).get(ADDRESS)).text)


async def test_what_the_reason_says_is_shown_as_text(serve: Serve, tmp_path: Path) -> None:
    assert CALL.record
    kept = keep(tmp_path, replace(CALL, record=replace(CALL.record, reason="<script>x</script>")))
    assert "<script>x" not in (await (await serve(kept)).get(ADDRESS)).text


async def test_it_says_whether_the_call_went_by_the_same_thresholds(serve: Serve, tmp_path: Path, config: Path) -> None:
    assert CALL.arrival
    loaded = ConfigFolder(config).load()
    kept = keep(tmp_path, replace(CALL, arrival=replace(CALL.arrival, tables=loaded.digest)))
    served = await serve(kept, config=config)
    assert "They held for this call too" in (await served.get(f"{ADDRESS}?language=en")).text
    (config / "conversation.yaml").write_text("question: {accept: 0.87}\n")
    changed = (await served.get(f"{ADDRESS}?language=en")).text
    assert f"This call went by other tables: <code>{loaded.digest}</code>" in changed
    assert "87 %" in changed
    (config / "conversation.yaml").write_text("question: {accept: much}\n")
    faulty = await served.get(f"{ADDRESS}?language=en")
    assert (faulty.status, "The thresholds can&#39;t be read now" in faulty.text) == (200, True)


@given(
    confidence=st.floats(0, 1),
    key=st.sampled_from((YES, NO, *Command, "GM0420")),
    values=st.tuples(*[st.floats(0.05, 1)] * 4),
)
def test_what_a_guess_is_good_for_follows_from_the_thresholds_beside_it(
    confidence: float, key: str, values: tuple[float, float, float, float]
) -> None:
    confirm, accept = sorted(values[:2])
    policy = Policy(accept=accept, confirm=confirm, confirm_again=confirm, command=values[2], yes_no=values[3])
    limits = [limit.least for limit in Thresholds(policy, "").of_best(key)]
    reached = sum(confidence >= least for least in limits)
    verdict = verdict_on(Guess(key, confidence), policy)
    assert verdict == ("accept" if reached == len(limits) else "confirm" if reached else "reject")


async def test_it_tells_which_kind_of_name_was_said_and_what_the_second_ear_made_of_it(
    serve: Serve, tmp_path: Path
) -> None:
    row, first, second = rows_of_call(NODE, CALL, heard())
    assert isinstance(first, AnswerRow)
    database = Database(URL.create("sqlite", database=str(tmp_path / "records.sqlite")))
    database.write((row, replace(first, said_as="place"), second))
    database.close()
    page = read_page((await (await serve(tmp_path)).get(f"{ADDRESS}?language=en")).text)
    one, other = next(rows for rows in page.tables if "Second ear" in rows[0])[1:]
    assert (one[2], one[7]) == ("Medemblik, a village or place", "agreed (0.3 s)")
    assert (other[2], other[7]) == ("yes", "-")


async def test_who_did_not_take_it_is_told_in_words(serve: Serve, kept: Path) -> None:
    text = (await (await serve(kept)).get(f"{ADDRESS}?language=en")).text
    assert "trunk-medemblik: busy (Q.850 17, SIP 486)" in text


async def test_the_call_id_is_there_for_sngrep_and_homer(serve: Serve, kept: Path) -> None:
    text = (await (await serve(kept)).get(ADDRESS)).text
    assert "<code>8f0a6a31@198.51.100.7</code>" in text
    assert "sngrep" in text


async def test_every_known_call_has_a_page(serve: Serve, records: Path) -> None:
    served = await serve(records)
    for call in KNOWN[:60]:
        answer = await served.get(f"/calls/{call_id_of(NODE, f'{call.number}.0')}")
        assert answer.status == 200
        spans = [row for rows in read_page(answer.text).tables for row in rows if len(row) == 4 and row[1] == "gesprek"]
        assert [row[3] for row in spans] == (["90,3 s"] if call.taken_after is not None else [])


async def test_a_municipalitys_user_sees_its_own_alone_and_no_command(serve: Serve, kept: Path) -> None:
    served = await serve(kept, login=login(medemblik=["GM0420"], hoorn=["GM0405"], beheer="all"))
    assert 'id="route"' in (await served.get(ADDRESS, X_User="beheer")).text
    own = await served.get(ADDRESS, X_User="medemblik")
    assert (own.status, 'id="route"' in own.text) == (200, False)
    assert (await served.get(ADDRESS, X_User="hoorn")).status == 404


@pytest.mark.parametrize("path", ["/calls/x", f"/calls/{call_id_of(NODE, 'other')}", f"{ADDRESS}x"])
async def test_a_call_that_is_not_there_says_so(serve: Serve, kept: Path, path: str) -> None:
    assert (await (await serve(kept)).get(path)).status == 404
