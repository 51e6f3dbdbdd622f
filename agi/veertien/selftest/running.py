"""One self-test, and the test calls of `veertien doctor --call`: from the config folder to what was found."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from veertien.asterisk.audiosocket.server import AudioSocketUnavailableError
from veertien.config import Asking, Settings, load_calls, load_settings, national_data
from veertien.conversation import Language
from veertien.doctor.finding import DoctorFinding
from veertien.doctor.rows.self_calls import of_self_call
from veertien.doctor.tested import ExpectedCall, SeenCall
from veertien.numbering import FourteenNumber
from veertien.prompts import announcements_of
from veertien.routing import AMSTERDAM, Tables, TrunkState
from veertien.selftest.calling import SelfTestLine, self_test_line
from veertien.selftest.expecting import expected_call, spoken_call
from veertien.wording import Wording

AT_ONCE = 2
"""Test calls side by side: they take recognisers that callers may want."""
_ASKED_SECONDS, _PLAIN_SECONDS = 6.0, 1.0
"""What a call takes that asks, and one that does not."""
_ANY = "…"
"""In the words of a prompt: what differs from call to call."""


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
    state: str = "unknown"
    """That of the endpoint which would have been dialled."""
    heard: str = ""
    """What was said to the caller, in the words of the tables; a municipality's name stands for any."""


async def run_self_test(settings: Settings, loaded: Tables) -> SelfTest:
    """Place one call that says a name, where there is a number that asks.

    Raises LineMissingError where the settings have no user for test calls, or the tables no number.
    """
    now = datetime.now(AMSTERDAM)
    tables = loaded.at(now)
    async with line_of(settings) as line:
        states = await line.news.trunk_states()
        expected = spoken_call(tables, area_numbers(tables), now, states)
        if expected is None:
            raise LineMissingError(Wording("De tabellen hebben geen 14-nummer.", "The tables have no 14-number."))
        tested = await line.call(expected, states)
        return SelfTest(expected, tested, tuple(of_self_call(expected, tested, states)))


async def call_each(config: Path, begin: Callable[[int, float], None]) -> tuple[SelfTest, ...]:
    """Call each number of the tables once, AT_ONCE at a time.

    `begin` gets how many there are, and about how many seconds that takes. Raises TablesFaultyError where the folder
    can't be used, and as run_self_test does.
    """
    settings = load_settings(config)
    now = datetime.now(AMSTERDAM)
    loaded, asking = load_calls(config, national_data(config).gazetteer)
    tables, turn = loaded.at(now), asyncio.Semaphore(AT_ONCE)
    national = tables.rules.national
    async with line_of(settings) as line:
        states = await line.news.trunk_states()
        numbers = (*area_numbers(tables), *([national.dialled] if national else []))
        calls = [expected_call(tables, number, now, states) for number in numbers]
        seconds = sum(_ASKED_SECONDS if call.says else _PLAIN_SECONDS for call in calls) / AT_ONCE
        begin(len(calls), max(seconds, _ASKED_SECONDS))

        async def one(expected: ExpectedCall) -> SelfTest:
            async with turn:
                tested = await line.call(expected, states)
            findings = tuple(of_self_call(expected, tested, states))
            state = states.get(tested.endpoint or "", TrunkState.UNKNOWN)
            return SelfTest(expected, tested, findings, state.value, words_heard(asking, expected, tested, now))

        return tuple(await asyncio.gather(*map(one, calls)))


def words_heard(asking: Asking, expected: ExpectedCall, tested: SeenCall, now: datetime) -> str:
    """Return what was said to the caller, as the tables word it in Dutch."""
    catalogue = asking.words[Language.DUTCH]
    notice = expected.decision.notice
    if tested.asked or notice is None:
        names = [entry.name for entry in expected.decision.candidates]
        between = f"{', '.join(names[:-1])} {catalogue.or_} {names[-1]}" if len(names) > 1 else _ANY
        fields = {"name": expected.says or _ANY, "names": between}
        texts = (catalogue.texts[one] for turn in tested.asked for one in turn.split("+"))
        return " ".join(re.sub(r"\{(\w+)\}", lambda field: fields.get(field[1], _ANY), text) for text in texts)
    return " ".join(catalogue.text_of(said) for said in announcements_of(notice, now)) if tested.prompts else ""


@asynccontextmanager
async def line_of(settings: Settings) -> AsyncIterator[SelfTestLine]:
    """Be ready for test calls inside the block. Raises LineMissingError where the settings have no user for them."""
    if settings.ami is None or settings.selftest is None:
        raise LineMissingError(
            Wording(
                "veertien.yaml heeft geen `ami` of geen `selftest`, de gebruiker voor testoproepen; "
                "`veertien setup --selftest` maakt hem, docs/selftest.md zegt hoe het met de hand gaat.",
                "veertien.yaml has no `ami` or no `selftest`, the user that places test calls; "
                "`veertien setup --selftest` makes it, docs/selftest.md says how it is done by hand.",
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
