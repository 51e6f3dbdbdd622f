"""One self-test, and the test calls of `veertien doctor --call`: from the config folder to what was found."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from veertien.asterisk.audiosocket.server import AudioSocketUnavailableError
from veertien.config import Settings, load_settings, load_tables, national_data
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.rows.self_calls import of_test_call
from veertien.doctor.tested import ExpectedCall, SeenCall
from veertien.numbering import FourteenNumber
from veertien.routing import AMSTERDAM, Tables
from veertien.selftest.calling import SelfTestLine, self_test_line
from veertien.selftest.expecting import spoken_call
from veertien.wording import Wording


class LineMissingError(Exception):
    """No test call can be placed from this folder."""

    def __init__(self, why: Wording) -> None:
        super().__init__(why.english)
        self.why = why


@dataclass(frozen=True, slots=True)
class SelfTest:
    """A test call, and what was wrong with it."""

    expected: ExpectedCall
    tested: SeenCall
    findings: tuple[DoctorFinding, ...]


async def run_self_test(config: Path) -> SelfTest:
    """Place one call that says a name, where there is a number that asks.

    Raises TablesFaultyError where the folder can't be used, and LineMissingError where it has no user for test calls,
    or no number.
    """
    settings = load_settings(config)
    now = datetime.now(AMSTERDAM)
    tables = load_tables(config, national_data(config).gazetteer).at(now)
    async with line_of(settings) as line:
        states = await line.news.trunk_states()
        expected = spoken_call(tables, area_numbers(tables), now, states)
        if expected is None:
            raise LineMissingError(Wording("De tabellen hebben geen 14-nummer.", "The tables have no 14-number."))
        tested = await line.call(expected, states)
        return SelfTest(expected, tested, tuple(of_test_call(expected, tested, states)))


@asynccontextmanager
async def line_of(settings: Settings) -> AsyncIterator[SelfTestLine]:
    """Be ready for test calls inside the block. Raises LineMissingError where the settings have no user for them."""
    if settings.ami is None or settings.selftest is None:
        raise LineMissingError(
            Wording(
                "veertien.yaml heeft geen `ami` of geen `selftest`, de gebruiker voor testoproepen; `veertien setup` "
                "maakt hem, docs/selftest.md zegt hoe het met de hand gaat.",
                "veertien.yaml has no `ami` or no `selftest`, the user that places test calls; `veertien setup` makes "
                "it, docs/selftest.md says how it is done by hand.",
            )
        )
    try:
        async with self_test_line(settings, settings.ami, settings.selftest) as line:
            yield line
    except AudioSocketUnavailableError as error:
        raise LineMissingError(Wording(str(error), str(error))) from error


def area_numbers(tables: Tables) -> tuple[str, ...]:
    """Return the 14-numbers of the tables, as they are dialled."""
    codes = sorted({code for entry in tables.municipalities.values() for code in entry.area_codes})
    return tuple(FourteenNumber(code).dialled for code in codes)
