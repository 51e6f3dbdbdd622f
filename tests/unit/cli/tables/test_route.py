"""`veertien route` on the shipped tables."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main

KEYS = ["dialled", "area_code", "outcome", "candidates", "municipality", "destinations", "reason", "announced"]
KEYS += ["blocked_by", "asked", "hint", "proposal", "likelier", "question", "heard", "rate"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["route", "--config", "config", *arguments])


def decided(*arguments: str) -> dict[str, Any]:
    result = run("--json", *arguments)
    assert result.exit_code == 0
    decision: dict[str, Any] = json.loads(result.stdout)
    assert list(decision) == KEYS
    return decision


def test_the_village_of_wervershoof_is_medemblik() -> None:
    decision = decided("140229", "--say", "wervershoof")
    assert (decision["dialled"], decision["area_code"], decision["outcome"]) == ("140229", "0229", "connect")
    assert decision["municipality"] == {"code": "GM0420", "name": "Medemblik"}
    assert decision["destinations"][0] == {"trunk": "medemblik", "number": "0229000002"}
    assert decision["destinations"][-1] == {"trunk": "operator", "number": "0880000014"}


def test_shares_and_what_is_not_as_usual_with_a_destination_are_shown_and_nothing_is_drawn(tmp_path: Path) -> None:
    municipality = (
        "municipalities:\n  - name: Amsterdam\n    overflow: [no_answer, congestion]\n    destinations:\n"
        "      - {trunk: amsterdam, number: 0200000007, weight: 2, ring_seconds: 20}\n"
        "      - {trunk: hoorn, number: 0200000008, weight: 1}\n"
        "      - {trunk: opmeer, number: 0200000009, overflow: [busy, no_answer, rejected]}\n"
    )
    command = own(tmp_path, **{"municipalities/amsterdam": municipality})
    result = CliRunner().invoke(main, [*command, "14020"])
    assert json.loads(result.stdout)["destinations"] == [
        {
            "trunk": "amsterdam",
            "number": "0200000007",
            "share": 0.6667,
            "ring_seconds": 20,
            "keeps": ["busy", "rejected"],
        },
        {"trunk": "hoorn", "number": "0200000008", "share": 0.3333, "keeps": ["busy", "rejected"]},
        {"trunk": "opmeer", "number": "0200000009", "keeps": ["congestion"]},
        {"trunk": "operator", "number": "0880000014"},
    ]
    command.remove("--json")
    lines = CliRunner().invoke(main, [*command, "14020"]).output.splitlines()
    assert lines[2].endswith("; calls are shared out: amsterdam 66.7 %, hoorn 33.3 %.")
    last = "the last of these ends the call on busy, rejected"
    assert [line[14:] for line in lines[-4:]] == [
        f"0200000007 on trunk amsterdam (first for 66.7 % of the calls; rings 20 s; {last})",
        f"0200000008 on trunk hoorn (first for 33.3 % of the calls; {last})",
        "0200000009 on trunk opmeer (ends the call on congestion)",
        "0880000014 on trunk operator",
    ]


def test_several_candidates_are_asked() -> None:
    decision = decided("14 0229")
    assert (decision["outcome"], decision["municipality"], decision["destinations"]) == ("ask", None, [])
    assert {"code": "GM0405", "name": "Hoorn"} in decision["candidates"]
    assert len(decision["candidates"]) == 5


def own(folder: Path, **files: str) -> list[str]:
    """Copy the example, write some of its files, and return the command line's beginning."""
    config = shutil.copytree("config", folder / "config")
    for name, text in files.items():
        (config / f"{name}.yaml").write_text(text)
    return ["route", "--config", str(config), "--json"]


def test_the_words_of_the_question_are_told(tmp_path: Path) -> None:
    assert decided("140229")["question"] == "Welke gemeente?"
    assert decided("140228")["question"] == "Medemblik of Drechterland?"
    assert decided("140229", "--caller", "0227123456")["question"] == "Medemblik? Of zeg een andere gemeente."
    assert decided("14020")["question"] is None
    assert "question      Welke gemeente?" in run("140229").output
    command = own(tmp_path, conversation="question: {named_choices: 0}\n", prompts='ask: {nl: "Zeg het maar."}\n')
    assert json.loads(CliRunner().invoke(main, [*command, "140228"]).stdout)["question"] == "Zeg het maar."


def test_announcements_are_told_in_own_words(tmp_path: Path) -> None:
    command = own(tmp_path, prompts='not_connected: {nl: "{name} is hier niet."}\n')
    decision = json.loads(CliRunner().invoke(main, [*command, "140228", "--say", "Enkhuizen"]).stdout)
    assert decision["announced"]["text"].startswith("Enkhuizen is hier niet. Het nummer van Enkhuizen is")


def test_a_faulty_conversation_ends_with_status_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*own(tmp_path, conversation="question: {accept: 2}\n"), "14020"])
    assert result.exit_code == 2
    assert "conversation.yaml:1:20: NUMBER" in result.stderr


@pytest.mark.parametrize(
    ("said", "reason", "question"),
    [
        ("herhaal", '"herhaal" asks to hear the question again, so the caller is asked again.', "Welke gemeente?"),
        (
            "English, please!",
            '"English, please!" asks for English, so the caller is asked again.',
            "Which municipality?",
        ),
        ("in het Fries", '"in het Fries" asks for Frisian, so the caller is asked again.', "Hokker gemeente?"),
        (
            "oh, dat weet ik niet",
            '"oh, dat weet ik niet" says that the caller does not know, so the names are read out, each with a key.',
            "Kies met de toetsen van uw telefoon. Voor Hoorn, toets 1. ",
        ),
    ],
)
def test_what_follows_a_command_is_told(said: str, reason: str, question: str) -> None:
    decision = decided("140229", "--say", said)
    assert (decision["outcome"], decision["municipality"], decision["reason"]) == ("ask", None, reason)
    assert decision["question"].startswith(question)


def test_who_asks_for_a_person_gets_the_operator() -> None:
    decision = decided("140229", "--say", "mag ik een medewerker")
    assert (decision["outcome"], decision["question"]) == ("operator", None)
    assert decision["reason"] == 'The operator gets the call: "mag ik een medewerker" asks for a person.'
    assert [destination["trunk"] for destination in decision["destinations"]] == ["operator"]


def test_among_many_names_who_does_not_know_is_asked_to_spell() -> None:
    decision = decided("1400", "--say", "geen idee")
    assert decision["reason"].endswith("so the caller is asked to spell the name on the keys.")
    assert decision["question"].startswith("Toets de eerste letters")


def test_a_command_that_is_allowed_no_more_leads_to_the_operator(tmp_path: Path) -> None:
    command = own(tmp_path, conversation="repeats: {language: 0}\n")
    decision = json.loads(CliRunner().invoke(main, [*command, "140229", "--say", "English"]).stdout)
    why = '"English" asks for English (asked too often to hear it again).'
    assert (decision["outcome"], decision["reason"]) == ("operator", f"The operator gets the call: {why}")


def test_a_name_goes_before_a_command() -> None:
    assert decided("140229", "--say", "Pardon, Hoorn")["municipality"]["name"] == "Hoorn"


@pytest.mark.parametrize(
    ("said", "outcome", "reason"),
    [
        ("ja hoor", "connect", '"ja hoor" is a yes; Medemblik was chosen.'),
        ("nee", "ask", '"nee" is a no, so the caller is asked about Drechterland.'),
        ("nee, Drechterland", "connect", '"nee, Drechterland" means Drechterland; Drechterland was chosen.'),
        ("herhaal", "ask", '"herhaal" asks to hear the question again, so the caller is asked about Medemblik.'),
        ("nee, Amsterdam", "ask", '"nee, Amsterdam" means Amsterdam, which has another area code than 0228, so'),
    ],
)
def test_what_is_said_to_a_proposal_is_told(said: str, outcome: str, reason: str) -> None:
    decision = decided("140228", "--caller", "0227123456", "--say", said)
    assert (decision["outcome"], decision["reason"][: len(reason)]) == (outcome, reason)


def test_a_yes_to_nothing_is_no_answer() -> None:
    reason = decided("140229", "--say", "ja")["reason"]
    assert reason == '"ja" is not among the names of area code 0229, so the caller is asked again.'


def test_whom_the_callers_number_makes_likelier_is_told(tmp_path: Path) -> None:
    medemblik, drechterland = {"code": "GM0420", "name": "Medemblik"}, {"code": "GM0498", "name": "Drechterland"}
    decision = decided("140229", "--caller", "0228123456")
    assert (decision["proposal"], decision["likelier"]) == (None, [medemblik, drechterland])
    assert "none is asked about first, as several fit" in decision["reason"]
    assert "likelier      Medemblik, Drechterland\n" in run("140229", "--caller", "0228123456").output
    assert decided("140229", "--caller", "0612345678")["likelier"] == []
    assert decided("14020", "--caller", "0228123456")["likelier"] == []
    command = own(tmp_path, routing="caller_area: prefer\n")
    preferred = json.loads(CliRunner().invoke(main, [*command, "140229", "--caller", "0227123456"]).stdout)
    assert (preferred["asked"], preferred["hint"], preferred["likelier"]) == ("open", None, [medemblik])


@pytest.mark.parametrize("number", ["1400", "14 00", "+31 1400"])
def test_the_national_number_leads_to_any_municipality(number: str) -> None:
    decision = decided(number, "--say", "Amsterdam")
    assert (decision["dialled"], decision["area_code"], decision["outcome"]) == ("1400", None, "connect")
    assert decision["municipality"] == {"code": "GM0363", "name": "Amsterdam"}


def test_a_municipality_of_another_area_code_would_be_asked_about() -> None:
    decision = decided("140229", "--say", "Amsterdam")
    assert (decision["outcome"], decision["destinations"]) == ("ask", [])
    assert decision["reason"].endswith("asked about it; after a yes: Amsterdam, of another area code, was chosen.")


def test_a_trunk_that_is_down_leads_on_and_without_any_the_municipality_is_not_offered() -> None:
    decision = decided("140229", "--say", "Hoorn", "--down", "hoorn")
    assert [destination["trunk"] for destination in decision["destinations"]] == ["hoorn-backup", "operator"]
    assert decision["reason"].endswith("; left out because down: hoorn.")
    both = ["--down", "hoorn", "--down", "hoorn-backup"]
    why = "4 municipalities can be reached now in area code 0229 (Hoorn has no trunk that is up), so"
    assert decided("140229", *both)["reason"].startswith(why)
    chosen = decided("140229", "--say", "Hoorn", *both)
    assert (chosen["outcome"], chosen["municipality"]["name"]) == ("operator", "Hoorn")
    assert decided("14020", "--down", "amsterdam")["outcome"] == "operator"


def test_a_trunk_that_is_not_there_is_refused_and_the_others_are_named() -> None:
    result = run("14020", "--down", "hoorn", "--down", "trunk-hoorn")
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'there is no trunk "trunk-hoorn" in trunks.yaml; the trunks are hoorn, hoorn-backup, med' in result.stderr


def test_one_candidate_is_connected() -> None:
    decision = decided("14020", "--caller", "0201234567", "--at", "2026-12-25T03:00+01:00")
    assert (decision["outcome"], decision["municipality"]) == ("connect", {"code": "GM0363", "name": "Amsterdam"})


def test_a_municipality_that_is_not_connected() -> None:
    decision = decided("140228", "--say", "Enkhuizen")
    assert (decision["outcome"], decision["municipality"]["name"]) == ("not_connected", "Enkhuizen")
    assert decision["announced"]["kind"] == "not_connected"
    assert decision["announced"]["text"].startswith("Enkhuizen doet nog niet mee aan dit nummer. Het nummer van Enk")


def test_what_is_put_through_without_a_word_announces_nothing() -> None:
    assert decided("14020")["announced"] is None


def test_a_time_tells_who_is_closed_and_is_dutch_time(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "schedules.yaml").write_text("schedules:\n  office: {hours: {monday-friday: 08:30-17:00}}\n")
    table = config / "municipalities/amsterdam.yaml"
    table.write_text(table.read_text().replace("- name: Amsterdam", "- name: Amsterdam\n    schedule: office"))
    command = ["route", "--config", str(config), "--json", "14020", "--at"]
    outcomes = {}
    for time in ("2026-11-26T08:29", "2026-11-26T08:30", "2026-11-26T07:30+00:00", "2026-12-25T10:00"):
        decision = json.loads(CliRunner().invoke(main, [*command, time]).stdout)
        outcomes[time] = (decision["outcome"], decision["announced"] and decision["announced"]["text"])
    assert outcomes == {
        "2026-11-26T08:29": (
            "closed",
            "Gemeente Amsterdam is nu gesloten. U kunt vandaag weer bellen, van half negen tot vijf uur.",
        ),
        "2026-11-26T08:30": ("connect", None),
        "2026-11-26T07:30+00:00": ("connect", None),
        "2026-12-25T10:00": (
            "closed",
            "Gemeente Amsterdam is nu gesloten. U kunt maandag weer bellen, van half negen tot vijf uur.",
        ),
    }
    text = CliRunner().invoke(main, ["route", "--config", str(config), "14020", "--at", "2026-12-25"]).output
    assert "announced     Gemeente Amsterdam is nu gesloten." in text


@pytest.mark.parametrize("number", ["14999", "0229000001", "nonsense", "140229;rm", "\udcff"])
def test_a_refused_number_ends_with_status_1_and_a_reason(number: str) -> None:
    result = run("--json", number)
    decision = json.loads(result.stdout)
    assert (result.exit_code, decision["outcome"], decision["area_code"]) == (1, "refused", None)
    assert decision["reason"]
    assert decision["reason"] in run(number).output


def test_people_read_the_same_decision_as_text() -> None:
    lines = run("140229", "--say", "wervershoof").output.splitlines()
    assert lines[:3] == [
        "dialled       140229",
        "outcome       connect",
        'reason        "wervershoof" means Medemblik; Medemblik was chosen.',
    ]
    assert "1.            0229000002 on trunk medemblik" in lines


@pytest.mark.parametrize("arguments", [[], ["140229", "--at", "yesterday"], ["140229", "--at", "9999-12-31"]])
def test_an_unusable_call_ends_with_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_faulty_tables_are_named_and_end_with_status_2(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "operator.yaml").write_text("destinations: []\n")
    result = CliRunner().invoke(main, ["route", "--config", str(config), "14020"])
    assert result.exit_code == 2
    assert f"{config}/operator.yaml:1:15: NO-DESTINATIONS" in result.stderr
    assert result.stdout == ""
