"""What `veertien --help` lists, and what it finds for a name."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner

from veertien import cli
from veertien.cli import main

ROOMS = [each.parent for each in Path(cli.__path__[0]).glob("*/__init__.py")]


def sections() -> dict[str, list[str]]:
    """Return the names of commands under each heading of the help."""
    found: dict[str, list[str]] = {}
    for line in CliRunner().invoke(main, ["--help"]).output.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            names = found.setdefault(line.removesuffix(":"), [])
        elif line.startswith("  ") and not line.startswith("   ") and found:
            names.append(line.split()[0])
    return found


@pytest.mark.parametrize("room", ROOMS, ids=[room.name for room in ROOMS])
def test_each_folder_of_commands_has_a_heading_with_its_commands(room: Path) -> None:
    heading = str(import_module(f"veertien.cli.{room.name}").__doc__).rstrip(".")
    files = [file.stem.removesuffix("_").replace("_", "-") for file in room.glob("[a-z]*.py")]
    assert sections()[heading] == sorted(files)


def test_each_command_is_in_one_folder_and_is_found_and_named_in_the_readme() -> None:
    names = sorted(name for heading, names in sections().items() if heading != "Options" for name in names)
    assert len(names) == len(set(names))
    for name in names:
        assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0, name
    told = Path("README.md").read_text(encoding="utf-8").partition("lists the commands:")[2].partition(".")[0]
    assert sorted(re.findall("`(.+?)`", told)) == names


def test_a_name_that_is_no_command_is_told() -> None:
    answer = CliRunner().invoke(main, ["_config"])
    assert (answer.exit_code, "No such command '_config'" in answer.output) == (2, True)
