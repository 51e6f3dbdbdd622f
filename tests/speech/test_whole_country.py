"""Names among all of the country's: those who named them, what is known of the caller, what they declined."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.speech.conftest import Caller
from veertien import gazetteer
from veertien.config import load_tables
from veertien.conversation import Expect, Listen, Policy
from veertien.inquiry import inquiry_of
from veertien.inquiry.country import Country, country_of
from veertien.routing import Tables
from veertien.speech import GrammarSpec, Recognition
from veertien.speech.recognition.recogniser import Recogniser

BERGEN_NH, BERGEN_L = "GM0373", "GM0893"


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables(Path("config"), gazetteer.load())


@pytest.fixture(scope="module")
def country(tables: Tables) -> Country:
    found = country_of(tables)
    assert found is not None
    return found


def keys(heard: Recognition) -> list[str]:
    return [guess.key for guess in heard.guesses[: heard.alike]]


async def understood(
    recogniser: Recogniser, tables: Tables, country: Country, area_code: str | None, said: bytes
) -> Recognition:
    async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
        return recogniser.recognise(said, 8000, spec, factors)

    understands = inquiry_of(tables, area_code, Policy(), country).understanding()
    return await understands.understand(search, Listen(Expect.CHOICE))


@pytest.mark.parametrize(("said", "code"), [("Amsterdam", "GM0363"), ("Groningen", "GM0014"), ("Medemblik", "GM0420")])
async def test_under_the_national_number_any_municipality_is_understood(
    recogniser: Recogniser, tables: Tables, country: Country, caller: Caller, said: str, code: str
) -> None:
    heard = await understood(recogniser, tables, country, None, caller(said, "nl+f2").tobytes())
    assert keys(heard) == [code]
    assert heard.guesses[0].confidence >= Policy().accept


@pytest.mark.parametrize(("said", "code"), [("Alkmaar", "GM0361"), ("Haarlem", "GM0392")])
async def test_in_an_area_code_a_municipality_of_another_is_understood(
    recogniser: Recogniser, tables: Tables, country: Country, caller: Caller, said: str, code: str
) -> None:
    heard = await understood(recogniser, tables, country, "0229", caller(said, "nl+f2").tobytes())
    assert keys(heard) == [code]
    assert heard.guesses[0].confidence >= Policy().elsewhere


@pytest.mark.parametrize("said", ["Bovenkarspel", "Grootebroek", "ik moet in Lutjebroek zijn"])
async def test_in_an_area_code_a_village_there_is_understood_whose_municipality_is_left_out(
    recogniser: Recogniser, tables: Tables, country: Country, caller: Caller, said: str
) -> None:
    heard = await understood(recogniser, tables, country, "0228", caller(said, "nl+f2").tobytes())
    assert keys(heard) == ["GM0532"]
    assert heard.guesses[0].confidence >= Policy().elsewhere


@pytest.mark.parametrize("voice", ["nl+f2", "nl+m3"])
def test_of_two_that_sound_the_same_the_likelier_comes_first_and_a_declined_one_not_at_all(
    recogniser: Recogniser, country: Country, caller: Caller, voice: str
) -> None:
    said = caller("Bergen", voice).tobytes()
    spec = country.own[Expect.CHOICE]
    assert keys(recogniser.recognise(said, 8000, spec)) == [BERGEN_NH, BERGEN_L]
    assert keys(recogniser.recognise(said, 8000, spec, {BERGEN_L: 4.0})) == [BERGEN_L, BERGEN_NH]
    left = recogniser.recognise(said, 8000, spec, {BERGEN_NH: 0.0})
    assert keys(left) == [BERGEN_L]
    assert left.guesses[0].confidence > 0.5
    assert BERGEN_NH not in {guess.key for guess in left.guesses}


def test_what_nobody_may_mean_is_not_heard(recogniser: Recogniser, country: Country, caller: Caller) -> None:
    said = caller("Groningen", "nl+f2").tobytes()
    assert country.every is not None
    factors = dict.fromkeys({phrase.key for phrase in country.every.phrases}, 0.0)
    assert recogniser.recognise(said, 8000, country.every, factors).guesses == ()
