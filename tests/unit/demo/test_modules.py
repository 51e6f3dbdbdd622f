"""The demo's Asterisk loads what docs/installation.md says is needed, and what its own callers need besides."""

from pathlib import Path

import pytest

from demo.instance import AUTOLOAD, FOR_ARI
from veertien.asterisk.modules import CALL_MODULES

PAGE = Path("docs/installation.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("intro", "modules"),
    [("these are needed:", CALL_MODULES), ("list of your own add:", FOR_ARI)],
    ids=["calls", "ari"],
)
def test_the_list_for_those_who_install_is_the_one_that_the_tests_run_with(
    intro: str, modules: tuple[str, ...]
) -> None:
    _, found, behind = PAGE.partition(intro)
    assert found
    block = behind.strip("\n").split("\n\n")[0]
    assert sorted(block.split()) == sorted(modules)


def test_what_is_kept_out_of_an_asterisk_that_loads_everything_is_told_to_those_who_install() -> None:
    (line,) = (line for line in AUTOLOAD.splitlines() if line.startswith("noload"))
    assert line in PAGE
