"""`veertien check --diff --calls`: recorded calls by other tables and thresholds."""

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.unit.archive.made_calls import NODE, asked_call
from tests.unit.reports.known_calls import known_calls
from veertien.archive import Database, database_url
from veertien.archive.rows import call_id_of, rows_of_call
from veertien.callflow import CallRecorded, NameHeard
from veertien.cli import main

pytestmark = pytest.mark.slow

NOW = datetime.now(UTC)
HOORN, MEDEMBLIK = "GM0405", "GM0420"


@pytest.fixture
def in_force(tmp_path: Path) -> Path:
    """The shipped example, with records."""
    folder = shutil.copytree("config", tmp_path / "in-force")
    with (folder / "veertien.yaml").open("a") as settings:
        settings.write(f"\nrecords: {{dir: {tmp_path / 'records'}}}\n")
    (tmp_path / "records").mkdir()
    return folder


@pytest.fixture
def new(in_force: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    return shutil.copytree(in_force, tmp_path / "new")


def change(folder: Path, file: str, before: str, after: str) -> None:
    text = (folder / file).read_text()
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1))


def keep(in_force: Path, *calls: tuple[CallRecorded, Sequence[NameHeard]]) -> None:
    database = Database(database_url(in_force.parent / "records", None))
    for call, heard in calls:
        database.write(rows_of_call(NODE, call, heard))
    database.close()


def check(new: Path, in_force: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["check", "--config", str(new), "--diff", str(in_force), *options])


def replayed(new: Path, in_force: Path) -> dict[str, Any]:
    result = check(new, in_force, "--calls", "30d", "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.output)["replay"]
    return found


def a_call(name: str, municipality: str = MEDEMBLIK, kind: str = "fixed", end: str = "confirmed") -> CallRecorded:
    """One of yesterday, in which the caller was asked."""
    call = asked_call(name, NOW - timedelta(days=1), municipality)
    assert call.record and call.record.question and call.arrival
    question = replace(call.record.question, how=end)
    return replace(
        call,
        record=replace(call.record, caller_area_code=None, question=question),
        arrival=replace(call.arrival, caller_kind=kind),
    )


def said(
    name: str,
    best: str | None,
    confidence: float | None,
    state: str = "asking",
    second: tuple[str, float] | None = None,
) -> NameHeard:
    other, sure = second or (None, None)
    return NameHeard(
        name, NOW, best, confidence, 1.0, 0.1, {}, state=state, decision="?", second=other, second_confidence=sure
    )


def confirmed(name: str, heard: str, confidence: float, answer: str) -> tuple[NameHeard, ...]:
    return said(name, heard, confidence), said(name, answer, 0.95, "confirming")


def test_the_same_tables_and_thresholds_make_no_difference_whatever_the_calls(in_force: Path, new: Path) -> None:
    chance = random.Random(14)
    keys = (HOORN, MEDEMBLIK, "GM1598", "GM0363", "yes", "no", "person", "repeat", None)
    states = ("proposing", "asking", "confirming", "spelling", "listing", "list_confirming", None)
    calls = []
    for known in known_calls(400):
        call = replace(known, at=NOW - timedelta(minutes=1 + known.number)).told()
        heard = []
        for _ in range(chance.randrange(4)):
            best = chance.choice(keys)
            heard.append(said(call.call, best, None if best is None else chance.random(), str(chance.choice(states))))
        calls.append((call, heard))
    keep(in_force, *calls)
    found = replayed(new, in_force)
    assert found["calls"] == sum(not call.test for call in known_calls(400))
    assert found["asked"]["before"] == found["asked"]["after"] > 0
    assert not any(found["changes"].values())
    assert (found["answers"], found["affected"]) == ([], [])
    # What nothing is recorded of stays unknown.
    assert set(found["unknown"]) <= {"not_recorded"}
    assert "Nothing would have been otherwise." in check(new, in_force, "--calls", "30d").output


def test_another_threshold_takes_what_was_confirmed_and_tells_who_had_said_no(in_force: Path, new: Path) -> None:
    change(new, "conversation.yaml", "accept: 0.9 ", "accept: 0.8 ")
    keep(
        in_force,
        (a_call("1.0"), confirmed("1.0", MEDEMBLIK, 0.85, "yes")),
        (a_call("2.0"), confirmed("2.0", MEDEMBLIK, 0.79, "yes")),
        (a_call("3.0", HOORN), (*confirmed("3.0", MEDEMBLIK, 0.88, "no"), said("3.0", HOORN, 0.97))),
        (a_call("4.0", end="speech"), (said("4.0", MEDEMBLIK, 0.95),)),
    )
    found = replayed(new, in_force)
    assert found["answers"] == [{"before": "confirmed", "after": "taken", "answers": 2}]
    assert found["taken_now"] == {"right": 1, "wrong": 1}
    assert found["changes"] == {"fewer": 0, "more": 0, "proposed": 0, "elsewhere": 0, "judged": 2}
    assert set(found["examples"]["judged"]) == {call_id_of(NODE, "1.0"), call_id_of(NODE, "3.0")}
    lines = check(new, in_force, "--calls", "30d").output
    assert "    confirmed before, taken after: 2\n" in lines
    assert "1 chose just that then, and 1 something else." in lines


def test_a_threshold_that_asks_more_names_each_way_of_judging(in_force: Path, new: Path) -> None:
    change(new, "conversation.yaml", "accept: 0.9 ", "accept: 0.96 ")
    change(new, "conversation.yaml", "confirm: 0.4 ", "confirm: 0.6 ")
    keep(
        in_force,
        (a_call("1.0", end="speech"), (said("1.0", MEDEMBLIK, 0.93),)),
        (a_call("2.0"), confirmed("2.0", MEDEMBLIK, 0.5, "yes")),
        (a_call("3.0"), confirmed("3.0", MEDEMBLIK, 0.7, "yes")),
    )
    assert replayed(new, in_force)["answers"] == [
        {"before": "confirmed", "after": "asked again", "answers": 1},
        {"before": "taken", "after": "confirmed", "answers": 1},
    ]


def test_calls_that_go_elsewhere_are_counted_with_who_is_affected(in_force: Path, new: Path) -> None:
    change(new, "municipalities/westfriesland.yaml", "0229000002", "0229000099")
    keep(in_force, (a_call("1.0"), ()), (a_call("2.0"), ()), (a_call("3.0", HOORN), ()))
    found = replayed(new, in_force)
    assert found["changes"]["elsewhere"] == 2
    (affected,) = found["affected"]
    assert (affected["area_code"], affected["municipality"]) == ("0229", {"code": MEDEMBLIK, "name": "Medemblik"})
    assert (affected["calls"], affected["elsewhere"]) == (2, 2)
    lines = check(new, in_force, "--calls", "30d").output
    assert "    0229, Medemblik, of 2 calls: goes elsewhere: 2\n" in lines
    assert "      after   connect: 0229000099 on trunk-medemblik" in lines


def test_who_asked_for_a_municipality_that_has_gone_into_another_is_understood_and_goes_there(
    in_force: Path, new: Path
) -> None:
    file = "municipalities/westfriesland.yaml"
    change(new, file, "name: Hoorn\n", "name: Hoorn\n    replaces: [Medemblik]\n")
    change(new, file, "name: Medemblik\n", "name: Medemblik\n    until: 2020-01-01\n")
    change(new, file, "name: Hoorn\n", "name: Hoorn\n    from: 2020-01-01\n")
    keep(
        in_force,
        (a_call("1.0", end="speech"), (said("1.0", MEDEMBLIK, 0.95),)),
        (a_call("2.0", HOORN, end="speech"), (said("2.0", HOORN, 0.95),)),
    )
    found = replayed(new, in_force)
    assert found["answers"] == []
    assert (found["changes"]["elsewhere"], found["changes"]["judged"]) == (1, 0)
    (affected,) = found["affected"]
    assert affected["municipality"]["code"] == MEDEMBLIK


def test_questions_that_would_not_be_asked_give_their_recorded_seconds(in_force: Path, new: Path) -> None:
    both = ", ".join(f"{{trunk: {trunk}, number: 0229000001}}" for trunk in ("hoorn", "hoorn-backup"))
    only = f"municipalities:\n  - {{name: Hoorn, destinations: [{both}]}}\n"
    (new / "municipalities" / "westfriesland.yaml").write_text(only)
    keep(in_force, (a_call("1.0"), ()), (a_call("2.0", HOORN), ()), (a_call("3.0", end="hung up"), ()))
    found = replayed(new, in_force)
    assert found["changes"]["fewer"] == 3
    assert found["saved_seconds"] == 3 * 6.0
    # Who wanted Medemblik gets Hoorn; who hung up went nowhere.
    assert found["changes"]["elsewhere"] == 1
    back = replayed(in_force, new)
    assert (back["changes"]["more"], back["more_seconds_estimated"]) == (3, 18.0)


def test_what_records_cannot_tell_is_counted_as_that_and_in_nothing_else(in_force: Path, new: Path) -> None:
    (new / "callers.yaml").write_text("blocked: [{prefix: '088'}]\n")
    change(new, "municipalities/westfriesland.yaml", "0229000002", "0229000099")
    keep(in_force, (a_call("1.0"), ()), (a_call("2.0", kind="mobile"), ()), (a_call("3.0", kind="withheld"), ()))
    found = replayed(new, in_force)
    assert found["unknown"] == {"number": 2}
    assert found["changes"]["elsewhere"] == 1
    assert found["asked"] == {"before": 1, "after": 1}
    assert (
        "Can't be told of 2 calls: it depends on the caller's number" in check(new, in_force, "--calls", "30d").output
    )


def test_only_the_calls_of_so_many_days_are_sent(in_force: Path, new: Path) -> None:
    keep(in_force, (a_call("1.0"), ()), (asked_call("2.0", NOW - timedelta(days=31)), ()))
    assert replayed(new, in_force)["calls"] == 1


@pytest.mark.parametrize("text", ["30", "0d", "d", "-1d", "3651d", "1d "])
def test_days_that_are_none_are_refused(in_force: Path, new: Path, text: str) -> None:
    result = check(new, in_force, "--calls", text)
    assert result.exit_code == 2
    assert "write days like 30d" in result.output


def test_without_a_folder_in_force_or_records_there_is_nothing_to_send(in_force: Path, new: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--config", str(new), "--calls", "30d"])
    assert (result.exit_code, "--calls goes with --diff." in result.output) == (2, True)
    assert check(new, in_force, "--calls", "30d").exit_code == 1
    shutil.copy("config/veertien.yaml", in_force)
    result = check(new, in_force, "--calls", "30d")
    assert (result.exit_code, "no section `records`" in result.output) == (2, True)
