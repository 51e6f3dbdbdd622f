"""`veertien route --wav`: what follows from how surely a name was heard."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.unit.shipped import TABLES
from veertien.callflow import CallFlow, Circumstances, Offered
from veertien.cli import main
from veertien.conversation import Command, Guess, Policy
from veertien.inquiry import inquiry_of
from veertien.numbering import parse_caller
from veertien.rehearsal import recording as hearing
from veertien.rehearsal.asked_caller import AskedCaller
from veertien.routing import Call, Decision, Outcome, Tables
from veertien.speech.line.wav import encode_wav
from veertien.speech.recognition.recogniser import Recognition


def judge(
    monkeypatch: pytest.MonkeyPatch,
    dialled: str,
    *guesses: Guess,
    policy: Policy | None = None,
    tables: Tables = TABLES,
) -> tuple[Decision, hearing.Judged | None]:
    monkeypatch.setattr(hearing, "recognised", lambda *_: Recognition(guesses, 1.0, 0.1))
    call = Call(dialled, parse_caller(None, None))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    flow, at = CallFlow("1", call, tables), Circumstances(now, 0.0, {})
    flow.handle(Offered(), at)
    asked = AskedCaller(tables, flow, at, inquiry_of(tables, flow.first.area_code, policy or Policy()))
    return hearing.after_recording(asked, Path("answer.wav"), None, None)[:2]


def decide(monkeypatch: pytest.MonkeyPatch, dialled: str, *guesses: Guess) -> Decision:
    return judge(monkeypatch, dialled, *guesses)[0]


def test_a_name_heard_surely_is_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = decide(monkeypatch, "140229", Guess("GM0420", 0.93, "Wognum"), Guess("GM0405", 0.2, "Hoorn"))
    assert decision.municipality is not None
    assert (decision.outcome, decision.municipality.name) == (Outcome.CONNECT, "Medemblik")
    assert decision.reason == (
        "Wognum was heard with confidence 0.93, at least the 0.9 of question.accept; Medemblik was chosen."
    )


def test_a_name_heard_less_surely_would_be_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = decide(monkeypatch, "140229", Guess("GM0420", 0.6, "Wognum"))
    assert (decision.outcome, decision.municipality) == (Outcome.ASK, None)
    assert decision.reason == (
        "Wognum was heard with confidence 0.60, under the 0.9 of question.accept, "
        "so the caller is asked whether Medemblik is meant."
    )


def test_the_folders_own_thresholds_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    wognum = Guess("GM0420", 0.93, "Wognum")
    nearly = Guess("GM0420", 0.9999, "Wognum")
    decision, judged = judge(monkeypatch, "140229", nearly, policy=Policy(accept=1.0))
    assert decision.outcome is Outcome.ASK
    assert "confidence 0.99, under the 1 of question.accept" in decision.reason
    assert judged
    assert (judged.text, judged.confidence, judged.threshold, judged.value) == ("Wognum", 0.9999, "question.accept", 1)
    decision, judged = judge(monkeypatch, "140229", wognum, policy=Policy(accept=0.5))
    assert (decision.outcome, judged and judged.value) == (Outcome.CONNECT, 0.5)


@pytest.mark.parametrize(
    ("guesses", "threshold", "why"),
    [
        (
            (Guess("GM0420", 0.93, "Wognum"), Guess("GM0405", 0.5, "Hoorn")),
            "question.rival",
            "confidence 0.93, but another name with at least the 0.4 of question.rival, so the caller is asked whether",
        ),
        ((Guess("GM0420", 0.1, "Wognum"),), "question.confirm", "under the 0.4 of question.confirm, so the caller is"),
        ((Guess(Command.PERSON, 0.7, "medewerker"),), "question.command", "at least the 0.6 of question.command"),
        ((Guess(Command.REPEAT, 0.5, "herhaal"),), "question.command", "under the 0.6 of question.command"),
        ((Guess("yes", 0.9, "ja"),), None, "ja was heard with confidence 0.90, so the caller is asked again."),
    ],
)
def test_the_threshold_that_decided_is_told(
    monkeypatch: pytest.MonkeyPatch, guesses: tuple[Guess, ...], threshold: str | None, why: str
) -> None:
    decision, judged = judge(monkeypatch, "140229", *guesses)
    assert judged is not None
    assert judged.threshold == threshold
    assert why in decision.reason


@pytest.mark.parametrize("sure", [0.7, 0.99])
def test_one_of_another_area_code_would_be_asked_about_however_surely_it_was_heard(
    monkeypatch: pytest.MonkeyPatch, sure: float
) -> None:
    decision, _ = judge(monkeypatch, "140229", Guess("GM0363", sure, "Amsterdam"))
    assert (decision.outcome, decision.municipality) == (Outcome.ASK, None)
    assert "asked whether they want Amsterdam, which has another area code than 0229." in decision.reason


@pytest.mark.parametrize("sure", [0.7, 0.99])
def test_one_that_lies_here_and_is_left_out_would_be_confirmed(monkeypatch: pytest.MonkeyPatch, sure: float) -> None:
    tables = replace(TABLES, rules=replace(TABLES.rules, carrier=next(iter(TABLES.trunks.values()))))
    decision, _ = judge(monkeypatch, "140228", Guess("GM0532", sure, "Stede Broec"), tables=tables)
    assert (decision.outcome, decision.municipality) == (Outcome.ASK, None)
    assert decision.reason.endswith("so the caller is asked whether Stede Broec is meant.")


def test_one_of_another_area_code_that_can_not_be_put_through_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    decision = decide(monkeypatch, "140229", Guess("GM0361", 0.99, "Alkmaar"))
    assert decision.outcome is Outcome.NOT_CONNECTED
    decision = decide(monkeypatch, "140229", Guess("GM0361", 0.7, "Alkmaar"))
    assert decision.outcome is Outcome.ASK
    assert decision.reason.endswith("so the caller is asked whether Alkmaar is meant.")


@pytest.mark.parametrize("guesses", [[], [Guess("GM0420", 0.1, "Wognum")]])
def test_what_was_not_understood_is_asked_again(monkeypatch: pytest.MonkeyPatch, guesses: list[Guess]) -> None:
    decision = decide(monkeypatch, "140229", *guesses)
    assert decision.outcome is Outcome.ASK
    assert decision.reason.endswith("so the caller is asked again.")


def test_who_is_not_asked_is_put_through_unheard() -> None:
    arguments = ["route", "--config", "config", "14020", "--wav", "no-such-file.wav"]
    assert "municipality  Amsterdam" in CliRunner().invoke(main, arguments).output


def test_after_a_command_the_next_question_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    english = Recognition((Guess(Command.ENGLISH, 0.7, "English"),), 1.0, 0.1)
    monkeypatch.setattr(hearing, "recognised", lambda *_: english)
    arguments = ["route", "--config", "config", "140229", "--wav", "answer.wav"]
    output = CliRunner().invoke(main, arguments).output
    assert "of question.command, which asks for English, so the caller is asked again.\n" in output
    assert "question      Which municipality?\n" in output


def test_a_trunk_that_is_down_is_left_out_for_a_recording_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hearing, "recognised", lambda *_: Recognition((Guess("GM0405", 0.99, "Hoorn"),), 1.0, 0.1))
    arguments = ["route", "--config", "config", "140229", "--wav", "answer.wav", "--down", "hoorn"]
    output = CliRunner().invoke(main, arguments).output
    assert "1.            0229000001 on trunk hoorn-backup\n" in output


def test_an_unusable_recording_ends_with_status_2(tmp_path: Path) -> None:
    wav = tmp_path / "answer.wav"
    wav.write_bytes(b"nonsense")
    result = CliRunner().invoke(main, ["route", "--config", "config", "140229", "--wav", str(wav)])
    assert result.exit_code == 2
    assert str(wav) in result.stderr


def test_the_configured_model_hears_it(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    (config / "broken-model").mkdir()
    with (config / "veertien.yaml").open("a") as settings:
        settings.write("acoustic_model: broken-model\n")
    wav = tmp_path / "answer.wav"
    wav.write_bytes(encode_wav(np.zeros(8000, np.int16), 8000))
    result = CliRunner().invoke(main, ["route", "--config", str(config), "140229", "--wav", str(wav)])
    assert result.exit_code == 2
    assert str(config / "broken-model") in result.stderr


def test_faulty_settings_are_named_and_end_with_status_2(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    with (config / "veertien.yaml").open("a") as settings:
        settings.write("acoustic_model: no-such-folder\n")
    result = CliRunner().invoke(main, ["route", "--config", str(config), "140229", "--wav", "answer.wav"])
    assert result.exit_code == 2
    assert f"{config}/veertien.yaml" in result.stderr


def test_one_answer_at_a_time() -> None:
    arguments = ["route", "--config", "config", "140229", "--say", "Hoorn", "--wav", "answer.wav"]
    assert CliRunner().invoke(main, arguments).exit_code == 2
