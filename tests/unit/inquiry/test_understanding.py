"""Among which names an answer is looked for: what each search heard is the test's."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.unit.shipped import TABLES
from veertien.conversation import NO, YES, Command, Expect, Guess, Listen, Policy, Reach
from veertien.gazetteer import NameKind, normalise
from veertien.inquiry import inquiries_of, inquiry_of
from veertien.inquiry.country import Country, country_of
from veertien.numbering import parse_caller
from veertien.routing import Call, OfferUnconnected, OtherAreaCodes, Tables, likelier
from veertien.speech import GrammarSpec, Phrase, Recognition
from veertien.speech.acoustic_model.confidence import Calibration
from veertien.speech.acoustic_model.joined_evidence import TERMS, JoiningWeights
from veertien.speech.processes.recognisers import RecogniserUnavailableError
from veertien.speech.recognition.doubt import Candidate, Doubt

REPOSITORY = Path(__file__).resolve().parents[3]
POLICY = Policy()
FOR_A_NAME = Listen(Expect.CHOICE)
HOORN, MEDEMBLIK, AMSTERDAM, ALKMAAR, LOCHEM = "GM0405", "GM0420", "GM0363", "GM0361", "GM0262"
DOUBT = Doubt(
    b"",
    (Candidate((Phrase("Hoorn", HOORN),), "Hoorn", 0.0, 0.0, 0.3, False),),
    JoiningWeights(0.1, Calibration(0.0, (0.0,) * len(TERMS))),
)
BERGEN_NH, BERGEN_L, PURMEREND, STEDE_BROEC = "GM0373", "GM0893", "GM0439", "GM0532"


def heard(*guesses: tuple[str, float], alike: int = 1) -> Recognition:
    return Recognition(tuple(Guess(key, sure, key) for key, sure in guesses), 1.0, 0.1, alike=alike)


class Searches:
    """Gives what was heard in each grammar, by its name, and remembers what was asked for; what isn't given fails."""

    def __init__(self, **found: Recognition) -> None:
        self._found = found
        self.made: list[tuple[str, Mapping[str, float]]] = []

    async def search(self, spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
        name = {"country, every name": "every", "country": "country", "country confirm": "confirm"}.get(spec.id, "here")
        name = "left_out" if spec.id.endswith("with left out") else name
        self.made.append((name, factors))
        if name not in self._found:
            raise RecogniserUnavailableError("no recogniser had an answer within 5 seconds")
        return self._found[name]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.made]


def country(tables: Tables = TABLES) -> Country:
    found = country_of(tables)
    assert found is not None
    return found


async def understood(
    area_code: str | None,
    searches: Searches,
    listen: Listen = FOR_A_NAME,
    tables: Tables = TABLES,
    hinted: frozenset[str] = frozenset(),
) -> list[tuple[str, float]]:
    understands = inquiry_of(tables, area_code, POLICY).understanding(hinted)
    recognition = await understands.understand(searches.search, listen)
    return [(guess.key, guess.confidence) for guess in recognition.guesses]


def ruled(**rules: Any) -> Tables:
    return replace(TABLES, rules=replace(TABLES.rules, **rules))


class TestInAnAreaCode:
    async def test_a_sure_name_is_looked_for_once(self) -> None:
        searches = Searches(here=heard((HOORN, 0.95)))
        assert await understood("0229", searches) == [(HOORN, 0.95)]
        assert searches.names == ["here"]

    async def test_where_nothing_was_understood_another_municipality_comes_before_what_is_left(self) -> None:
        searches = Searches(here=heard((HOORN, 0.3)), country=heard((AMSTERDAM, 0.7), (ALKMAAR, 0.1)))
        assert await understood("0229", searches) == [(AMSTERDAM, 0.7), (HOORN, 0.3), (ALKMAAR, 0.1)]

    async def test_a_second_ear_is_asked_about_names_here_and_not_about_one_elsewhere(self) -> None:
        here, country = (replace(heard(guess), doubt=DOUBT) for guess in ((HOORN, 0.3), (AMSTERDAM, 0.7)))
        for found, doubt in ((heard((AMSTERDAM, 0.5)), DOUBT), (country, None)):
            searches = Searches(here=here, country=found)
            inquiry = inquiry_of(TABLES, "0229", POLICY)
            assert (await inquiry.understanding().understand(searches.search, FOR_A_NAME)).doubt == doubt

    async def test_where_nobody_spoke_nothing_is_made_of_it(self) -> None:
        assert await understood("0229", Searches(here=heard(), country=heard())) == []

    @pytest.mark.parametrize(
        "found",
        [
            pytest.param(heard((AMSTERDAM, 0.5)), id="one that is not sure enough"),
            pytest.param(heard((HOORN, 0.7), (AMSTERDAM, 0.65)), id="one that fits less well than one here"),
            pytest.param(heard((Command.PERSON, 0.7), (AMSTERDAM, 0.65)), id="one that fits less well than a command"),
        ],
    )
    async def test_what_was_heard_here_stands_beside(self, found: Recognition) -> None:
        assert await understood("0229", Searches(here=heard((HOORN, 0.3)), country=found)) == [(HOORN, 0.3)]

    @pytest.mark.parametrize(("sure", "first"), [(0.89, HOORN), (0.95, AMSTERDAM)])
    async def test_a_name_here_in_doubt_gives_way_to_a_sure_one_elsewhere(self, sure: float, first: str) -> None:
        searches = Searches(here=heard((HOORN, 0.6)), country=heard((AMSTERDAM, sure)))
        assert (await understood("0229", searches))[0][0] == first

    @pytest.mark.parametrize(("sure", "names"), [(0.7, ["here"]), (0.5, ["here", "country"])])
    async def test_a_command_is_no_name_in_doubt(self, sure: float, names: list[str]) -> None:
        searches = Searches(here=heard((Command.PERSON, sure)), country=heard((AMSTERDAM, 0.99)))
        await understood("0229", searches)
        assert searches.names == names

    async def test_at_a_confirmation_nothing_else_is_looked_for(self) -> None:
        searches = Searches(here=heard((YES, 0.2)))
        assert await understood("0229", searches, Listen(Expect.CONFIRMATION, any_name=False)) == [(YES, 0.2)]

    async def test_beside_a_proposal_any_name_may_be_said(self) -> None:
        searches = Searches(here=heard((YES, 0.2)), country=heard((AMSTERDAM, 0.9)))
        assert (await understood("0229", searches, Listen(Expect.CONFIRMATION)))[0] == (AMSTERDAM, 0.9)

    async def test_one_that_was_declined_is_not_offered_again(self) -> None:
        searches = Searches(here=heard(), country=heard((AMSTERDAM, 0.9)))
        assert await understood("0229", searches, Listen(Expect.CHOICE, frozenset({AMSTERDAM}))) == []

    async def test_what_was_heard_here_outlives_a_search_elsewhere_that_fails(self) -> None:
        searches = Searches(here=heard((HOORN, 0.6)))
        assert await understood("0229", searches) == [(HOORN, 0.6)]
        assert searches.names == ["here", "country"]

    async def test_nothing_is_understood_where_the_first_search_fails(self) -> None:
        with pytest.raises(RecogniserUnavailableError):
            await understood("0229", Searches(country=heard((AMSTERDAM, 0.99))))

    async def test_ignored_other_area_codes_are_not_looked_for(self) -> None:
        searches = Searches(here=heard((HOORN, 0.3)), country=heard((AMSTERDAM, 0.99)))
        tables = ruled(other_area_codes=OtherAreaCodes.IGNORE)
        assert await understood("0229", searches, tables=tables) == [(HOORN, 0.3)]
        assert searches.names == ["here"]


class TestWhereTheTablesLeaveSomebodyOut:
    """Stede Broec lies in 0228, as does its village Bovenkarspel."""

    async def test_a_village_is_looked_for_where_nothing_here_was_understood(self) -> None:
        searches = Searches(here=heard((MEDEMBLIK, 0.3)), country=heard(), left_out=heard((STEDE_BROEC, 0.9)))
        assert await understood("0228", searches) == [(STEDE_BROEC, 0.9), (MEDEMBLIK, 0.3)]
        assert searches.names == ["here", "country", "left_out"]

    @pytest.mark.parametrize(("village", "first"), [(0.7, AMSTERDAM), (0.9, STEDE_BROEC)])
    async def test_of_it_and_of_a_municipality_elsewhere_the_surer_is_taken(self, village: float, first: str) -> None:
        elsewhere = heard((AMSTERDAM, 0.8))
        searches = Searches(here=heard(), country=elsewhere, left_out=heard((STEDE_BROEC, village)))
        assert (await understood("0228", searches))[0][0] == first

    @pytest.mark.parametrize(
        "found",
        [
            pytest.param(heard((STEDE_BROEC, 0.5)), id="one that is not sure enough"),
            pytest.param(heard((MEDEMBLIK, 0.7), (STEDE_BROEC, 0.65)), id="one that fits less well than a name here"),
        ],
    )
    async def test_what_was_heard_here_stands_beside(self, found: Recognition) -> None:
        searches = Searches(here=heard((MEDEMBLIK, 0.3)), country=heard(), left_out=found)
        assert await understood("0228", searches) == [(MEDEMBLIK, 0.3)]

    async def test_a_sure_name_is_looked_for_once_and_a_declined_one_not_offered_again(self) -> None:
        searches = Searches(here=heard((MEDEMBLIK, 0.95)))
        await understood("0228", searches)
        assert searches.names == ["here"]
        searches = Searches(here=heard(), country=heard(), left_out=heard((STEDE_BROEC, 0.9)))
        assert await understood("0228", searches, Listen(Expect.CHOICE, frozenset({STEDE_BROEC}))) == []

    def test_its_grammar_has_the_names_here_and_the_villages_here(self) -> None:
        spec = inquiry_of(TABLES, "0228", POLICY).left_out
        assert spec is not None
        texts = {phrase.text: phrase.key for phrase in spec.phrases}
        assert (texts["Bovenkarspel"], texts["Medemblik"]) == (STEDE_BROEC, MEDEMBLIK)
        assert "Stede Broec" not in texts
        assert Command.PERSON in texts.values()
        # Nobody who lies there is left out.
        assert inquiry_of(TABLES, "0229", POLICY).left_out is None
        for rules in ({"other_area_codes": OtherAreaCodes.IGNORE}, {"offer_unconnected": OfferUnconnected.NEVER}):
            assert inquiry_of(ruled(**rules), "0228", POLICY).left_out is None


class TestUnderTheNationalNumber:
    async def test_own_names_and_all_names_are_put_together(self) -> None:
        searches = Searches(country=heard((HOORN, 0.95)), every=heard((HOORN, 0.9), (LOCHEM, 0.2)))
        assert await understood(None, searches) == [(HOORN, 0.95), (LOCHEM, pytest.approx(0.16))]
        assert searches.names == ["country", "every"]

    async def test_own_names_outlive_a_search_among_all_names_that_fails(self) -> None:
        searches = Searches(country=heard((HOORN, 0.95)))
        assert await understood(None, searches) == [(HOORN, 0.95)]
        assert searches.names == ["country", "every"]

    @pytest.mark.parametrize("key", [YES, NO, Command.PERSON])
    async def test_what_is_sure_and_no_name_is_looked_for_once(self, key: str) -> None:
        searches = Searches(confirm=heard((key, 0.9)))
        assert await understood(None, searches, Listen(Expect.CONFIRMATION)) == [(key, 0.9)]

    async def test_what_is_known_of_the_caller_and_what_they_declined_goes_along(self) -> None:
        hinted = likelier(TABLES, Call("1400", parse_caller("0228123456", None)), None)
        searches = Searches(country=heard((HOORN, 0.9)), every=heard())
        await understood(None, searches, Listen(Expect.CHOICE, frozenset({AMSTERDAM})), hinted=hinted)
        for _, factors in searches.made:
            assert factors[MEDEMBLIK] > 1
            assert factors[AMSTERDAM] == 0
            assert HOORN not in factors


class TestTheCountry:
    def test_own_names_are_those_of_all_municipalities_and_what_the_tables_give_them(self) -> None:
        keys: dict[str, set[str]] = {}
        for phrase in country().own[Expect.CHOICE].phrases:
            keys.setdefault(phrase.text, set()).add(phrase.key)
        assert {"GM0518", AMSTERDAM, HOORN} <= set.union(*keys.values())
        assert keys["Mokum"] == {AMSTERDAM}
        assert keys["Den Haag"] == {"GM0518"}
        assert "Wognum" not in keys
        assert keys["medewerker"] == {Command.PERSON}

    def test_a_village_is_known_among_all_names_unless_it_is_called_like_a_municipality(self) -> None:
        every = country().every
        assert every is not None
        texts = {(phrase.text, phrase.key) for phrase in every.phrases}
        assert ("Wognum", MEDEMBLIK) in texts
        own = {
            (normalise(name.text), entry.code)
            for entry in TABLES.offered(None)
            for name in entry.names
            if name.kind is NameKind.MUNICIPALITY
        }
        named = {(normalise(text), key) for text, key in texts if normalise(text) in {text for text, _ in own}}
        assert named <= own

    def test_two_of_one_name_are_told_apart_by_their_provinces(self) -> None:
        names = country().names
        assert (names[BERGEN_NH], names[BERGEN_L]) == ("Bergen in Noord-Holland", "Bergen in Limburg")
        assert len(set(names.values())) == len(names)
        texts = {phrase.text: phrase.key for phrase in country().own[Expect.CHOICE].phrases}
        assert texts["Bergen in Limburg"] == BERGEN_L

    def test_only_what_callers_may_need_is_loaded(self) -> None:
        def of_the_country(tables: Tables) -> set[str]:
            (inquiries,) = inquiries_of(tables, POLICY)
            return {spec.id for spec in inquiries.grammars if spec.id.startswith("country")}

        assert of_the_country(TABLES) == {"country", "country confirm", "country, every name"}
        assert of_the_country(ruled(national=None)) == {"country"}
        assert of_the_country(ruled(national=None, other_area_codes=OtherAreaCodes.IGNORE)) == set()
        assert country_of(ruled(national=None, other_area_codes=OtherAreaCodes.IGNORE)) is None


def test_others_may_be_chosen_but_are_never_read_out() -> None:
    reach = {choice.key: choice.reach for choice in inquiry_of(TABLES, "0229", POLICY).choices}
    assert (reach[HOORN], reach[AMSTERDAM], reach[ALKMAAR]) == (Reach.LISTED, Reach.ELSEWHERE, Reach.OUT_OF_REACH)
    carried = ruled(carrier=next(iter(TABLES.trunks.values())))
    over_carrier = inquiry_of(carried, "0229", POLICY).choices
    reach = {choice.key: choice.reach for choice in over_carrier}
    assert (reach[AMSTERDAM], reach[PURMEREND], reach[ALKMAAR]) == (
        Reach.ELSEWHERE,
        Reach.ELSEWHERE,
        Reach.OUT_OF_REACH,  # No ordinary number is known.
    )
    connected = {entry.code for entry in TABLES.candidates(None)}
    nationally = inquiry_of(TABLES, None, POLICY).choices
    assert {choice.key for choice in nationally if choice.reach is Reach.LISTED} == connected
    assert len(nationally) == 342
    never = ruled(offer_unconnected=OfferUnconnected.NEVER)
    assert {choice.key for choice in inquiry_of(never, None, POLICY).choices} == connected


def test_what_lies_here_and_the_tables_leave_out_is_not_elsewhere() -> None:
    def reach(tables: Tables, area_code: str) -> Reach:
        choices = inquiry_of(tables, area_code, POLICY).choices
        return next(choice.reach for choice in choices if choice.key == STEDE_BROEC)

    carried = ruled(carrier=next(iter(TABLES.trunks.values())))
    assert reach(carried, "0228") is Reach.LEFT_OUT
    assert reach(carried, "0229") is Reach.ELSEWHERE
    assert reach(TABLES, "0228") is Reach.OUT_OF_REACH
