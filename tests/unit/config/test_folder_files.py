"""A file that looks as if it were read and is not is a fault: what it says would do nothing, without a word."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.conftest import Faults, Write, faults_of
from veertien.config import Fault
from veertien.config.folder_files import MOST_BYTES, MOST_ENTRIES, MOST_FILES
from veertien.gazetteer import Gazetteer

BLOCKED = "blocked: [0612345678]\n"
LIST = "municipalities:\n  - {name: Amsterdam, connected: no}\n"


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("callers.yml", 'did you mean "callers.yaml"?'),
        ("Callers.yaml", 'did you mean "callers.yaml"?'),
        ("CALLERS.YML", 'did you mean "callers.yaml"?'),
        ("caller.yaml", 'did you mean "callers.yaml"?'),
        ("callers.yaml.txt", 'did you mean "callers.yaml"?'),
        ("routing.yml", 'did you mean "routing.yaml"?'),
        ("operators.yaml", 'did you mean "callers.yaml"?'),
        ("trunks.yml", "trunks.yaml beside it is"),
        ("Veertien.yaml", "veertien.yaml beside it is"),
        ("xyz.yaml", 'did you mean "callers.yaml"?'),
        ("municipalities/friesland.YAML", "ends in .yaml"),
        ("municipalities/friesland.yml", "ends in .yaml"),
        ("municipalities/noord/friesland.yaml", "put it there"),
        ("municipalities/noord/oost/friesland.yml", "put it there"),
        ("Municipalities/friesland.yaml", 'did you mean "municipalities"?'),
        ("callers/blocked.yaml", "take it out of"),
    ],
)
def test_a_yaml_file_that_is_not_read_is_a_fault_that_names_the_near_one(
    write: Write, names: Gazetteer, name: str, cure: str
) -> None:
    folder = write({})
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(BLOCKED)
    (fault,) = faults_of(folder, names)
    assert (fault.file, fault.line, fault.column, fault.code) == (str(folder / name), 1, 1, "FILE-NAME")
    assert fault.message.startswith("is not read; ")
    assert cure in fault.message


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("rooster.yaml", "# Hours\nschedules:\n  town:\n", 'did you mean "schedules.yaml"?'),
        ("openingstijden.yaml", "\ufeffschedules:\r\n  town:\r\n", 'did you mean "schedules.yaml"?'),
        ("gemeenten.yml", LIST, 'did you mean "municipalities/gemeenten.yaml"?'),
        # Both routing.yaml and prompts.yaml may begin with it.
        ("platform.yaml", "maintenance: {}\ncarrier: {}\n", 'did you mean "routing.yaml"?'),
        ("lines.yaml", "trunks:\n", "trunks.yaml beside it is: put"),
        ("trunk.yaml", "hoorn:\n", "the files here are callers.yaml, "),
        ("openingstijden.yaml", "town:\n  schedules: {}\n", "the files here are callers.yaml, "),
        ("schedule.yaml", "", 'did you mean "schedules.yaml"?'),
        ("municipalities/list.yml", LIST, "list.yaml beside it is: put"),
    ],
)
def test_the_first_key_tells_what_is_meant_and_never_a_name_that_is_taken(
    write: Write, names: Gazetteer, name: str, content: str, said: str
) -> None:
    folder = write({"municipalities/list.yaml": LIST})
    (folder / name).write_text(content, encoding="utf-8", newline="")
    (fault,) = faults_of(folder, names)
    assert (Path(fault.file).name, fault.code) == (Path(name).name, "FILE-NAME")
    assert said in fault.message


@pytest.mark.parametrize("name", ["callers.yaml~", "callers.yaml.bak", ".callers.yaml.swp", "callers.yaml.dpkg-dist"])
def test_what_editors_and_packages_leave_is_passed_over(faults_in: Faults, name: str) -> None:
    assert faults_in({name: BLOCKED, f"municipalities/{name}": BLOCKED, f".git/{name}": BLOCKED}) == []


def test_a_hidden_folder_is_passed_over(faults_in: Faults) -> None:
    assert faults_in({".old/callers.yaml": BLOCKED}) == []


def test_a_file_that_the_settings_name_is_read(write: Write, names: Gazetteer) -> None:
    folder = write({"veertien.yaml": "ami: {username: veertien, secret_file: ami.yaml}\n", "ami.yaml": "secret\n"})
    (folder / "ami.yaml").chmod(0o600)
    assert faults_of(folder, names) == ()


def test_another_name_of_a_file_that_is_read_is_no_fault_and_one_of_nothing_is(write: Write, names: Gazetteer) -> None:
    folder = write({"callers.yaml": BLOCKED})
    (folder / "callers.yml").symlink_to("callers.yaml")
    assert faults_of(folder, names) == ()
    (folder / "callers.yml").unlink()
    (folder / "routing.yml").symlink_to("nowhere")
    (fault,) = faults_of(folder, names)
    assert (Path(fault.file).name, fault.code) == ("routing.yml", "FILE-NAME")


def test_folders_that_lead_to_one_another_are_looked_into_and_left(write: Write, names: Gazetteer) -> None:
    folder = write({})
    (folder / "municipalities/round").symlink_to("..")
    assert {fault.code for fault in faults_of(folder, names)} == {"FILE-NAME"}


def too_large(folder: Path) -> None:
    for number in range(MOST_BYTES // (200 * 1024) + 1):
        (folder / f"municipalities/{number}.yaml").write_text("# nothing\n" * 20 * 1024)


def too_many(folder: Path) -> None:
    for number in range(MOST_FILES):
        (folder / f"municipalities/{number}.yaml").write_text(LIST)


def too_long(folder: Path) -> None:
    (folder / "municipalities/long.yaml").write_text("municipalities:\n" + "  - {name: Horn}\n" * MOST_ENTRIES)


@pytest.mark.parametrize(
    ("fill", "code"),
    [(too_long, "TOO-MANY-FILES"), (too_large, "FILE-TOO-LARGE"), (too_many, "TOO-MANY-FILES")],
)
@pytest.mark.slow
def test_more_files_than_can_be_read_while_callers_wait_are_a_fault(
    write: Write, names: Gazetteer, fill: Callable[[Path], None], code: str
) -> None:
    folder = write({})
    fill(folder)
    found: tuple[Fault, ...] = faults_of(folder, names)
    # None of them was read: each would be a fault of its own.
    assert [(fault.file, fault.code) for fault in found] == [(str(folder / "municipalities"), code)]
