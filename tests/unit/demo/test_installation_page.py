"""The commands of docs/installation.md that put files in place: as they stand there, under a strict umask, twice."""

import re
import subprocess
from pathlib import Path

import pytest

PAGE = Path("docs/installation.md").read_text(encoding="utf-8")


def commands(about: str, root: Path) -> list[str]:
    """The page's commands about this folder, made to work in `root` without being root."""
    found = [line.strip() for line in PAGE.splitlines() if line.startswith("    sudo ") and about in line]
    assert found
    plain = [re.sub("-exec chown [^+]*[+] ", "", line.removeprefix("sudo ")) for line in found]
    return [line.replace("/etc/", f"{root}/etc/") for line in plain if not line.startswith(("asterisk", "-u", "chown"))]


def follow(steps: list[str]) -> None:
    for step in steps:
        subprocess.run(["sh", "-ec", f"umask 077; {step}"], check=True, timeout=20)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def modes(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): f"{path.stat().st_mode & 0o777:o}" for path in sorted(folder.rglob("*"))}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "etc" / "asterisk").mkdir(parents=True)
    return tmp_path


def test_the_dialplan_can_be_put_in_place_again_and_asterisks_user_can_read_it(root: Path) -> None:
    steps = commands("/etc/asterisk/veertien", root)
    follow(steps)
    folder = root / "etc" / "asterisk" / "veertien"
    (folder / "extensions.conf").write_text("an older one")
    follow(steps)
    assert modes(folder) == dict.fromkeys(names_in(Path("dialplan")), "644")
    assert (folder / "extensions.conf").read_bytes() == Path("dialplan/extensions.conf").read_bytes()
    assert folder.stat().st_mode & 0o777 == 0o755


def test_the_tables_can_be_put_in_place_again_without_losing_your_own(root: Path) -> None:
    steps = [step for step in commands("/etc/veertien", root) if "ami.secret" not in step]
    follow(steps)
    folder = root / "etc" / "veertien"
    (folder / "trunks.yaml").write_text("my own")
    follow(steps)
    assert (folder / "trunks.yaml").read_text() == "my own"
    assert names_in(folder) == names_in(Path("config"))
    assert set(modes(folder).values()) == {"750", "640"}
    assert (folder / "municipalities").stat().st_mode & 0o777 == 0o750
