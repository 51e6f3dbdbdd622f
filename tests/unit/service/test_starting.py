"""The daemon's first edition: made while the servers' modules are read; nothing is left of one that isn't used."""

import gc
import os
from pathlib import Path

import pytest

from tests.recognisers import recognisers
from veertien.config import TablesFaultyError
from veertien.config.folder import ConfigFolder
from veertien.service.editions.in_force import InForce
from veertien.service.editions.kept_tables import KeptTables
from veertien.service.editions.starting import first_edition

pytestmark = pytest.mark.slow

US = os.getpid()


@pytest.fixture(autouse=True)
def only_its_own() -> None:
    assert not recognisers(US)


async def test_the_process_that_was_begun_before_the_tables_were_read_recognises(small_config: Path) -> None:
    async with first_edition(ConfigFolder(small_config), KeptTables(small_config, None)) as first:
        begun = recognisers(US)
        edition, refused = await first.made()
        in_force = InForce(edition)
    try:
        assert begun == set(edition.ears.pocketsphinx.pids)
        assert len(begun) == 1
        assert edition.loaded is first.loaded
        assert refused is None
        assert gc.isenabled()
        heard = await edition.ears.pocketsphinx.recognise(bytes(16000), 8000, edition.recognising.grammars[0])
        assert heard.guesses == ()
    finally:
        await in_force.stop()
    assert not recognisers(US)


async def test_nothing_is_left_of_tables_that_can_not_be_served(small_config: Path) -> None:
    (small_config / "trunks.yaml").write_text("trunks: [")
    with pytest.raises(TablesFaultyError):
        async with first_edition(ConfigFolder(small_config), KeptTables(small_config, None)):
            pytest.fail("they are faulty")
    assert not recognisers(US)
    assert gc.isenabled()


@pytest.mark.parametrize("ready", [False, True], ids=["while it is made", "when it is made"])
async def test_nothing_is_left_of_an_edition_that_nobody_took(small_config: Path, *, ready: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        async with first_edition(ConfigFolder(small_config), KeptTables(small_config, None)) as first:
            if ready:
                await first._making
            raise ZeroDivisionError
    assert not recognisers(US)
    assert gc.isenabled()
