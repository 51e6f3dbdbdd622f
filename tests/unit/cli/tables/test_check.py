"""`veertien check`."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from veertien.cli import main


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the shipped example."""
    return shutil.copytree("config", tmp_path / "tables")


def break_trunks(config: Path) -> None:
    file = config / "trunks.yaml"
    file.write_text(file.read_text().replace("capacity: 30", "capacity: many", 1))


def test_sound_tables_end_with_status_0(config: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert (result.exit_code, result.output) == (0, f"{config}: no faults.\n")


def test_faults_are_printed_with_file_line_and_column_and_end_with_status_1(config: Path) -> None:
    break_trunks(config)
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert result.exit_code == 1
    assert result.output == (
        f'{config}/trunks.yaml:13:15: WHOLE-NUMBER "capacity" is "many"; write a whole number from 1 to 10000\n'
    )


def test_json_gives_the_faults_as_a_list(config: Path) -> None:
    break_trunks(config)
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config)])
    (fault,) = json.loads(result.output)
    assert result.exit_code == 1
    assert (fault["file"], fault["line"], fault["column"]) == (f"{config}/trunks.yaml", 13, 15)
    assert (fault["code"], fault["severity"]) == ("WHOLE-NUMBER", "fault")
    assert fault["message"] == '"capacity" is "many"; write a whole number from 1 to 10000'
    assert fault["message_nl"] == '"capacity" is "many"; schrijf een heel getal van 1 tot en met 10000'


def in_dutch(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"LC_ALL": "nl_NL.UTF-8"})


def test_who_works_in_dutch_reads_the_faults_in_dutch(config: Path) -> None:
    break_trunks(config)
    result = in_dutch("check", "--config", str(config))
    cure = "schrijf een heel getal van 1 tot en met 10000"
    assert result.exit_code == 1
    assert result.output == f'{config}/trunks.yaml:13:15: WHOLE-NUMBER "capacity" is "many"; {cure}\n'


def test_who_works_in_dutch_reads_the_sum_in_dutch(config: Path) -> None:
    assert in_dutch("check", "--config", str(config)).output == f"{config}: geen fouten.\n"
    with (config / "trunks.yaml").open("a") as trunks:
        trunks.write("  spare: {endpoint: spare, capacity: 1}\n")
    warning, last = in_dutch("check", "--config", str(config)).output.splitlines()
    assert 'UNUSED-TRUNK waarschuwing: geen bestemming gebruikt de trunk "spare"' in warning
    assert last == f"{config}: geen fouten, 1 waarschuwing."


def test_a_command_that_needs_sound_tables_tells_their_faults_in_dutch(config: Path) -> None:
    break_trunks(config)
    result = in_dutch("route", "--config", str(config), "140229")
    assert result.exit_code == 2
    assert "schrijf een heel getal van 1 tot en met 10000" in result.stderr
    assert "De configuratie heeft fouten; `veertien check` noemt ze alle." in result.stderr


ALIKE = """municipalities:
  - {name: Venlo, connected: no}
  - name: Peel en Maas
    destinations: [{trunk: hoorn, number: 12}]
  - name: Beesel
    destinations: [{trunk: hoorn, number: 13}]
    other_names: [Velden]
"""


def test_names_that_sound_alike_are_warned_of_and_end_with_status_0(config: Path) -> None:
    file = config / "municipalities" / "limburg.yaml"
    file.write_text(ALIKE.replace("    other_names: [Velden]\n", ""), encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert result.exit_code == 0
    assert f'{file}:3:11: SOUNDS-ALIKE warning: "Helden" (Peel en Maas) sounds like "Velden" (Venlo)' in result.output
    assert "in area code 077; of 100 who say either, about 7 more " in result.output
    assert result.output.endswith(" no faults, 1 warning.\n")


def test_several_pairs_that_sound_alike_are_summed_up_and_listed_where_that_is_wanted(config: Path) -> None:
    text = ALIKE.replace("other_names: [Velden]", "other_names: [Velder, Helder]")
    (config / "municipalities" / "limburg.yaml").write_text(text, encoding="utf-8")
    summed_up, listed, as_json = (
        CliRunner().invoke(main, ["check", *option, "--config", str(config)]).output
        for option in ([], ["--sounds-alike"], ["--json"])
    )
    pairs = [line for line in listed.splitlines() if "SOUNDS-ALIKE" in line]
    assert len(pairs) > 1
    assert summed_up.splitlines() == [
        f"{config}: SOUNDS-ALIKE warning: {len(pairs)} pairs of names sound alike; mostly nothing need be done; "
        "--sounds-alike lists them",
        f"{config}: no faults, {len(pairs)} warnings.",
    ]
    assert [one["code"] for one in json.loads(as_json)] == ["SOUNDS-ALIKE"] * len(pairs)


def test_json_marks_warnings(config: Path) -> None:
    (config / "pronunciations.yaml").write_text("pronunciations: {Hoornn: hoːrn}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config)])
    (warning,) = json.loads(result.output)
    assert (result.exit_code, warning["code"], warning["severity"]) == (0, "UNUSED-PRONUNCIATION", "warning")


def test_numbers_in_texts_are_shown_as_they_are_said(config: Path) -> None:
    (config / "prompts.yaml").write_text('operator: {nl: "Of bel 14 0229.", en: "Or call 14 0229."}\n')
    (config / "routing.yaml").write_text("maintenance: {message: Tot 1-12-2026 dicht., until: 2099-01-01T06:00}\n")
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert (result.exit_code, result.output) == (
        0,
        f'{config}/routing.yaml:1:24: SAID-AS note: "1-12-2026" is said as "1 december 2026"\n'
        f'{config}/prompts.yaml:1:16: SAID-AS note: "14 0229" is said as "veertien nul twee twee negen"\n'
        f'{config}/prompts.yaml:1:39: SAID-AS note: "14 0229" is said as "fourteen zero two two nine"\n'
        f"{config}: no faults.\n",
    )
    printed = json.loads(CliRunner().invoke(main, ["check", "--json", "--config", str(config)]).output)
    assert [(found["code"], found["severity"]) for found in printed] == [("SAID-AS", "note")] * 3


def test_what_is_written_but_does_nothing_is_warned_of(config: Path) -> None:
    (config / "routing.yaml").write_text("offer_unconnected: ask\nmaintenance: {until: 2020-01-01T06:00}\n")
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert result.exit_code == 0
    assert f"{config}/routing.yaml:1:20: NO-CARRIER warning: " in result.output
    assert f"{config}/routing.yaml:2:22: MAINTENANCE-OVER warning: this maintenance is over since 2020" in result.output


def test_a_number_that_lost_its_zero_in_a_spreadsheet_is_warned_of_in_every_file(config: Path) -> None:
    for name, number in (("operator.yaml", "0880000014"), ("municipalities/westfriesland.yaml", "0229000002")):
        file = config / name
        file.write_text(file.read_text().replace(number, number[1:]))
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config)])
    found = {(Path(one["file"]).name, one["code"], one["severity"]) for one in json.loads(result.output)}
    assert result.exit_code == 0
    assert found == {(name, "ZERO-MISSING", "warning") for name in ("operator.yaml", "westfriesland.yaml")}
    assert "did you mean 0229000002 or +31229000002?" in result.output


def test_a_callers_number_that_lost_its_zero_is_warned_of_with_the_number_that_it_is_read_as(config: Path) -> None:
    callers = "blocked: [612345678, {number: 229123456, comment: x}, {prefix: 0900}]\nexempt: [201234567, 0201234568]\n"
    (config / "callers.yaml").write_text(callers)
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config)])
    found = [(one["line"], one["column"], one["code"]) for one in json.loads(result.output)]
    assert result.exit_code == 0
    assert found == [(1, column, "ZERO-MISSING") for column in (11, 31)] + [(2, 10, "ZERO-MISSING")]
    assert "is read as +31612345678" in result.output


def test_a_folder_with_faults_gets_no_warnings(config: Path) -> None:
    (config / "municipalities" / "limburg.yaml").write_text(ALIKE, encoding="utf-8")
    output = CliRunner().invoke(main, ["check", "--config", str(config)]).output
    assert "NAME-CLASH" in output
    assert "SOUNDS-ALIKE" not in output


def test_the_folder_may_be_named_before_the_command(config: Path) -> None:
    result = CliRunner().invoke(main, ["--config", str(config), "check"])
    assert (result.exit_code, result.output) == (0, f"{config}: no faults.\n")


def test_without_a_folder_config_is_taken(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(config.rename(config.with_name("config")).parent)
    assert CliRunner().invoke(main, ["check"]).output == "config: no faults.\n"


@pytest.mark.parametrize("arguments", [["check", "--config", "nowhere"], ["check", "--nonsense"], ["nonsense"]])
def test_an_unusable_call_ends_with_status_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments).exit_code == 2


@pytest.fixture
def old(config: Path, tmp_path: Path) -> Path:
    """The example again, with another number for Medemblik."""
    folder = shutil.copytree(config, tmp_path / "old")
    file = folder / "municipalities/westfriesland.yaml"
    file.write_text(file.read_text().replace("0229000002", "0229000099"))
    return folder


def test_diff_tells_what_the_old_tables_routed_otherwise_and_ends_with_status_0(config: Path, old: Path) -> None:
    result = CliRunner().invoke(
        main, ["check", "--config", str(config), "--diff", str(old), "--at", "2026-11-23T14:30+01:00"]
    )
    assert result.exit_code == 0
    behind = "0229000003 on trunk-medemblik-backup, 0880000014 on trunk-operator"
    assert (
        "14 0229\n"
        "  the caller says Medemblik\n"
        f"    before  connect: 0229000099 on trunk-medemblik, {behind}\n"
        f"    after   connect: 0229000002 on trunk-medemblik, {behind}\n"
        "1400\n"
        "  the caller says Medemblik\n"
        f"    before  connect: 0229000099 on trunk-medemblik, {behind}\n"
        f"    after   connect: 0229000002 on trunk-medemblik, {behind}\n"
        "4 of 142 numbers are routed differently, at 2026-11-23 "
    ) in result.output
    assert result.output.endswith(f"{config}: no faults.\n")


def test_diff_tells_it_in_dutch_where_its_reader_works_in_dutch(config: Path, old: Path) -> None:
    rules = config / "routing.yaml"
    rules.write_text(rules.read_text().replace("caller_area: propose", "caller_area: ignore"))
    result = in_dutch("check", "--config", str(config), "--diff", str(old), "--at", "2026-11-23T14:30+01:00")
    behind = "0229000003 over trunk-medemblik-backup, 0880000014 over trunk-operator"
    assert (
        "14 0229\n"
        "  de beller zegt Medemblik\n"
        f"    ervoor  doorverbonden: 0229000099 over trunk-medemblik, {behind}\n"
        f"    erna    doorverbonden: 0229000002 over trunk-medemblik, {behind}\n"
    ) in result.output
    assert "4 van 142 nummers krijgen een andere weg, op 2026-11-23 " in result.output
    assert (
        "Regels zijn anders:\n  routing.yaml: caller_area\n    ervoor  propose\n    erna    ignore\n" in result.output
    )
    assert result.output.endswith(f"{config}: geen fouten.\n")


def test_diff_tells_an_endpoint_of_another_name_once_and_the_numbers_with_more_than_that(
    config: Path, old: Path
) -> None:
    trunks = config / "trunks.yaml"
    trunks.write_text(trunks.read_text().replace("endpoint: trunk-operator", "endpoint: trunk-helpdesk"))
    arguments = ["check", "--config", str(config), "--diff", str(old), "--at", "2026-11-23T14:30+01:00"]
    output = CliRunner().invoke(main, arguments).output
    first, *lines = output.splitlines()
    count = re.fullmatch(r"endpoint trunk-operator is now trunk-helpdesk, on the way of (\d+) numbers", first)
    assert count and f"{count[1]} of 142 numbers are routed differently" in output
    assert [line for line in lines if re.fullmatch("1[0-9 ]+", line)] == ["14 0227", "14 0228", "14 0229", "1400"]
    assert output.count("0229000099 on trunk-medemblik") == 4 and "asks for a person" not in output
    (renamed,) = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)["renamed"]
    assert (renamed["before"], renamed["after"]) == ("trunk-operator", "trunk-helpdesk")
    assert len(renamed["numbers"]) == int(count[1])


def test_diff_with_the_same_tables_says_so(config: Path) -> None:
    result = CliRunner().invoke(main, ["check", "--config", str(config), "--diff", "config"])
    assert (result.exit_code, result.output.startswith("All 142 numbers are routed as before")) == (0, True)


def test_diff_as_json_is_an_object_with_findings_and_differences(config: Path, old: Path) -> None:
    arguments = ["check", "--json", "--config", str(config), "--diff", str(old), "--at", "2026-11-23T14:30+01:00"]
    printed = json.loads(CliRunner().invoke(main, arguments).output)
    assert printed["findings"] == []
    assert [change["dialled"] for change in printed["differences"]] == ["140227", "140228", "140229", "1400"]
    (way,) = printed["differences"][-2]["ways"]
    assert (way["stage"], way["municipality"]) == ("chosen", {"code": "GM0420", "name": "Medemblik"})
    assert [way[when]["destinations"][0]["number"] for when in ("before", "after")] == ["0229000099", "0229000002"]


def test_diff_between_faulty_tables_tells_the_faults_only(config: Path, old: Path) -> None:
    break_trunks(config)
    result = CliRunner().invoke(main, ["check", "--json", "--config", str(config), "--diff", str(old)])
    printed = json.loads(result.output)
    assert result.exit_code == 1
    assert [finding["code"] for finding in printed["findings"]] == ["WHOLE-NUMBER"]
    assert [printed[key] for key in ("differences", "renamed", "rules", "asking")] == [None] * 4


def test_how_callers_are_asked_is_checked_with_all_else(config: Path) -> None:
    break_trunks(config)
    (config / "conversation.yaml").write_text("question: {confirm: 0.95}\n")
    (config / "prompts.yaml").write_text('ask: {nl: "Is het {name}?"}\n')
    result = CliRunner().invoke(main, ["check", "--config", str(config)])
    assert result.exit_code == 1
    assert [line.split(" ")[:2] for line in result.output.splitlines()] == [
        [f"{config}/trunks.yaml:13:15:", "WHOLE-NUMBER"],
        [f"{config}/conversation.yaml:1:21:", "CONTRADICTION"],
        [f"{config}/prompts.yaml:1:11:", "PLACEHOLDER"],
    ]


def test_a_folder_needs_neither_conversation_nor_prompts(config: Path) -> None:
    for name in ("conversation", "prompts"):
        (config / f"{name}.yaml").unlink()
    result = CliRunner().invoke(main, ["check", "--config", str(config), "--diff", "config"])
    assert result.exit_code == 0
    assert "asked otherwise" not in result.output


def test_diff_tells_what_callers_are_asked_otherwise(config: Path) -> None:
    (config / "conversation.yaml").write_text("question: {accept: 0.95}\n")
    (config / "prompts.yaml").write_text('ask: {en: "Where to?"}\n')
    arguments = ["check", "--config", str(config), "--diff", "config"]
    assert (
        "Callers are asked otherwise:\n"
        "  conversation.yaml: question.accept\n"
        "    before  0.9\n"
        "    after   0.95\n"
        "  prompts.yaml: ask.en\n"
        "    before  Which municipality?\n"
        "    after   Where to?\n"
    ) in CliRunner().invoke(main, arguments).output
    printed = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)
    assert printed["asking"] == [
        {"file": "conversation.yaml", "key": "question.accept", "before": "0.9", "after": "0.95"},
        {"file": "prompts.yaml", "key": "ask.en", "before": "Which municipality?", "after": "Where to?"},
    ]


def test_diff_tells_of_rules_that_count_for_some_callers_only(config: Path) -> None:
    rules = config / "routing.yaml"
    rules.write_text(rules.read_text().replace("caller_area: propose", "caller_area: ignore"))
    (config / "callers.yaml").write_text("blocked: [0612345678, {prefix: 0881234}]\nrate: {calls: 9, seconds: 60}\n")
    arguments = ["check", "--config", str(config), "--diff", "config"]
    assert (
        "Rules are otherwise:\n"
        "  routing.yaml: caller_area\n"
        "    before  propose\n"
        "    after   ignore\n"
        "  callers.yaml: blocked\n"
        "    before  nobody\n"
        "    after   +31612345678, +31881234…\n"
        "  callers.yaml: rate\n"
        "    before  off\n"
        "    after   9 calls in 60 seconds, then busy\n"
    ) in CliRunner().invoke(main, arguments).output
    printed = json.loads(CliRunner().invoke(main, [*arguments, "--json"]).output)
    assert printed["rules"][0] == {
        "file": "routing.yaml",
        "key": "caller_area",
        "before": "propose",
        "after": "ignore",
    }


def test_old_tables_with_faults_can_not_be_compared(config: Path, old: Path) -> None:
    break_trunks(old)
    result = CliRunner().invoke(main, ["check", "--config", str(config), "--diff", str(old)])
    assert result.exit_code == 2
    assert f"{old}/trunks.yaml:13:15: WHOLE-NUMBER" in result.stderr


def test_all_faults_of_old_tables_are_told_in_one_run(config: Path, old: Path) -> None:
    break_trunks(old)
    (old / "conversation.yaml").write_text("question: {accept: 2}\n")
    result = CliRunner().invoke(main, ["check", "--config", str(config), "--diff", str(old)])
    told = [line.split(": ")[1].split()[0] for line in result.stderr.splitlines()[:-1]]
    assert (result.exit_code, told) == (2, ["WHOLE-NUMBER", "NUMBER"])


def test_a_copy_without_its_secrets_can_be_compared_with(config: Path, old: Path) -> None:
    (old / "veertien.yaml").write_text("ami: {username: veertien, secret_file: not-copied.secret}\n")
    result = CliRunner().invoke(main, ["check", "--config", str(config), "--diff", str(old)])
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_time_is_of_use_with_diff_only(config: Path) -> None:
    assert CliRunner().invoke(main, ["check", "--config", str(config), "--at", "2026-11-23T14:30"]).exit_code == 2
