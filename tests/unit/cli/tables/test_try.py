"""`veertien try`: the question is answered at a terminal, in text, by keys, by silence, until the call is decided."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from veertien.cli import main


def tried(number: str, *answers: str, config: Path = Path("config"), at: str | None = None) -> tuple[int, list[str]]:
    result = CliRunner().invoke(
        main,
        ["try", number, "--config", str(config), *(("--at", at) if at else ())],
        input="".join(f"{one}\n" for one in answers),
    )
    return result.exit_code, result.output.splitlines()


def test_a_name_is_heard_and_the_call_put_through() -> None:
    status, lines = tried("140229", "wervershoof")
    assert (status, lines[0]) == (0, "Welke gemeente?")
    assert lines[1] == "> " + '  heard Medemblik, confidence 1.00 ("wervershoof")'
    assert lines[2] == "  measured by question.accept: 0.9"
    assert lines[-3].startswith("1. 0229000002 on trunk medemblik")
    assert any("connect: Medemblik was chosen" in line for line in lines)


def test_what_is_like_a_name_is_asked_about_and_a_no_asks_again() -> None:
    _, lines = tried("140229", "medemblick", "nee", "hoorn")
    asked = [line for line in lines if line.endswith("?") or "gemeente" in line]
    assert asked[:2] == ["Welke gemeente?", "Medemblik?"]
    assert "> " + '  heard no, confidence 1.00 ("nee")' in lines
    assert any("connect: Hoorn was chosen" in line for line in lines)


def test_silence_leads_to_the_list_and_a_key_chooses() -> None:
    _, lines = tried("140229", "", "", "2")
    assert "Voor Medemblik, toets 2." in lines
    assert any("connect: Medemblik was chosen" in line for line in lines)


def test_who_asks_for_a_person_gets_the_operator_and_who_hangs_up_is_told() -> None:
    assert any("operator: " in line for line in tried("140229", "medewerker")[1])
    assert tried("140229")[1][-1].endswith("hung up")


def test_who_is_closed_is_announced_before_the_call_ends(tmp_path: Path) -> None:
    config = shutil.copytree("config", tmp_path / "config")
    table = config / "municipalities/amsterdam.yaml"
    table.write_text(table.read_text().replace("- name: Amsterdam", "- name: Amsterdam\n    schedule: office"))
    status, (words, end) = tried("14020", config=config, at="2026-11-26T08:29")
    assert (status, end[:8]) == (0, "closed: ")
    assert words == "Gemeente Amsterdam is nu gesloten. U kunt vandaag weer bellen, van half negen tot vijf uur."


@pytest.mark.parametrize("said", ["het hogeland", "Lauwersoog"])
def test_who_lies_in_the_area_code_is_not_said_to_lie_in_another(said: str) -> None:
    _, lines = tried("140519", said, "ja", config=Path("examples/friesland"), at="2026-11-26T12:00")
    assert not any("ander netnummer" in line for line in lines)
    asked, words = lines.index("Het Hogeland?"), lines[-5]
    assert lines[asked + 1].startswith("> " + "  heard yes")
    assert words.startswith("Het Hogeland doet nog niet mee aan dit nummer.")
    assert lines[-4].startswith("not_connected: Het Hogeland is not connected, so the carrier gets the call")


def test_frisian_names_are_shown_as_they_are_written() -> None:
    _, lines = tried("140514", "súdwest-fryslân", config=Path("examples/friesland"), at="2026-11-26T12:00")
    assert any(line.endswith('confidence 1.00 ("súdwest-fryslân")') for line in lines)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["enkhuizen"], "Enkhuizen doet nog niet mee aan dit nummer. Het nummer van Enkhuizen is "),
        (["english", "enkhuizen"], "Enkhuizen "),
    ],
)
def test_who_is_not_connected_is_announced_in_the_language_that_is_spoken(answers: list[str], said: str) -> None:
    _, lines = tried("140228", *answers)
    end = next(index for index, line in enumerate(lines) if line.startswith("not_connected: "))
    assert lines[end - 1].startswith(said)
    assert ("doet nog niet mee" in lines[end - 1]) == (len(answers) == 1)


def test_a_recording_that_is_not_there_is_told_and_the_question_stays_open() -> None:
    _, lines = tried("140229", "none.wav", "hoorn")
    assert any("none.wav" in line for line in lines)
    assert any("connect: Hoorn was chosen" in line for line in lines)


@pytest.mark.slow
def test_a_recording_is_heard_with_its_confidence() -> None:
    recording = next(Path("tests/speech/recordings").rglob("nathalie_*_amsterdam.wav"))
    _, lines = tried("1400", str(recording))
    assert any(line.startswith("> " + "  heard Amsterdam, confidence ") for line in lines)


def test_a_number_without_a_question_is_decided_at_once_and_one_that_is_none_refused() -> None:
    assert tried("14020")[0] == 0
    assert tried("14999")[0] == 1
