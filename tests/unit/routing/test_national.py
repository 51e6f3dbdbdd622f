"""The national number: all municipalities of the country behind one number."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.conftest import warned_of
from tests.unit.rehearsed import answered
from veertien.config import TablesFaultyError, load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import NationalNumber, parse_caller
from veertien.routing import Call, Decision, MunicipalityEntry, Outcome, Tables, chosen, compare, offer

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
HOORN, ENKHUIZEN, GRONINGEN = "GM0405", "GM0388", "GM0014"
NATIONAL, NONE = "national: 1400\n", "caller_area: propose\n"

Load = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    return lambda rules=NATIONAL, **files: load_tables(write({"routing.yaml": rules, **files}), names)


def call(dialled: str = "1400", caller: str | None = None) -> Call:
    return Call(dialled, parse_caller(caller, None if caller else "prohib"))


def choose(tables: Tables, code: str) -> Decision:
    return chosen(tables, call(), code, NOON, {})


@pytest.mark.parametrize("dialled", ["1400", "01400", "+311400", "311400", "00311400", "014001400"])
def test_callers_are_asked_for_any_connected_municipality(load: Load, dialled: str) -> None:
    decision = offer(load(), call(dialled), NOON, {})
    assert (decision.outcome, decision.dialled, decision.area_code) == (Outcome.ASK, "1400", None)
    assert [entry.name for entry in decision.candidates] == ["Hoorn", "Medemblik"]
    assert "share the national number" in decision.reason


def test_no_municipality_is_compared_with_all_the_others(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every municipality connected that takes a tenth of a second, in which no other call gets on."""

    def compared(one: MunicipalityEntry, _: object) -> bool:
        raise AssertionError(f"{one.name} is compared")

    tables = load()
    monkeypatch.setattr(MunicipalityEntry, "__eq__", compared)
    assert offer(tables, call(), NOON, {}).outcome is Outcome.ASK
    assert tables.candidates(None) is tables.candidates(None)
    assert tables.listed(None) is tables.listed(None)


def test_without_the_rule_there_is_no_such_number(load: Load) -> None:
    assert offer(load(NONE), call(), NOON, {}).outcome is Outcome.REFUSED


def test_who_is_connected_gets_the_call_in_any_area_code(load: Load) -> None:
    decision = choose(load(), HOORN)
    assert decision.outcome is Outcome.CONNECT
    assert decision.destinations[0].number == "0229000001"


@pytest.mark.parametrize("code", [ENKHUIZEN, GRONINGEN])
def test_who_is_not_connected_listed_or_not_has_its_number_read_out(load: Load, code: str) -> None:
    tables = load()
    decision = choose(tables, code)
    assert decision.outcome is Outcome.NOT_CONNECTED
    assert decision.notice is not None
    assert decision.notice.number == tables.entry(code).telephone


def test_never_offered_they_cannot_be_chosen(load: Load) -> None:
    tables = load(f"{NATIONAL}offer_unconnected: never\n")
    assert [entry.code for entry in tables.offered(None)] == [HOORN, "GM0420"]
    assert offer(tables, call(), NOON, {}).outcome is Outcome.ASK


def test_everybody_in_the_country_is_understood(load: Load, names: Gazetteer) -> None:
    assert {entry.code for entry in load().offered(None)} == names.municipalities.keys()


def test_a_merger_takes_the_place_of_those_that_went_into_it(load: Load) -> None:
    merged = (
        "municipalities:\n"
        "  - {name: Nieuwkogge, code: GM1999, replaces: [Hoorn, Opmeer], destinations: "
        "[{trunk: hoorn, number: 0229000001}]}\n"
    )
    codes = {entry.code for entry in load(**{"municipalities/noord-holland.yaml": merged}).offered(None)}
    assert "GM1999" in codes
    assert not {HOORN, "GM0432"} & codes


def test_one_connected_municipality_in_the_callers_area_code_is_asked_about_first(load: Load) -> None:
    decision = offer(load(), call(caller="0227123456"), NOON, {})
    assert decision.proposed is not None
    assert decision.proposed.name == "Medemblik"
    assert decision.reason.endswith(": Medemblik first, as it lies in 0227, which the caller calls from.")
    assert offer(load(), call(caller="0229123456"), NOON, {}).proposed is None
    assert offer(load(), call(caller="0612345678"), NOON, {}).proposed is None


def test_the_only_connected_municipality_gets_the_call_unasked(load: Load) -> None:
    alone = "municipalities:\n  - {name: Hoorn, destinations: [{trunk: hoorn, number: 0229000001}]}\n"
    decision = offer(load(**{"municipalities/noord-holland.yaml": alone}), call(), NOON, {})
    assert decision.reason == "Hoorn is the only connected municipality in the country."


NOBODY = {"municipalities/noord-holland.yaml": "municipalities:\n  - {name: Hoorn, connected: no}\n"}


def test_with_nobody_connected_the_operator_gets_the_call_and_check_warns(
    load: Load, tmp_path: Path, names: Gazetteer
) -> None:
    tables = load(**NOBODY)
    decision = offer(tables, call(), NOON, {})
    assert decision.outcome is Outcome.NOT_CONNECTED
    assert decision.reason == "No municipality in the country is connected, so the operator gets the call."
    (warning,) = warned_of("NATIONAL-USELESS", tmp_path, names)
    assert (warning.file, warning.line, warning.column) == (str(tmp_path / "routing.yaml"), 1, 11)
    assert warning.code == "NATIONAL-USELESS"


def test_otherwise_check_has_nothing_to_say(write: Callable[..., Path], names: Gazetteer) -> None:
    assert warned_of("NATIONAL-USELESS", write({"routing.yaml": NATIONAL}), names) == ()
    assert warned_of("NATIONAL-USELESS", write({"routing.yaml": NONE, **NOBODY}), names) == ()


def test_a_village_of_several_municipalities_leaves_the_choice_to_the_caller(load: Load, names: Gazetteer) -> None:
    decision = answered(load(), call(), "Rossum", names, NOON, {})
    assert decision.outcome is Outcome.ASK
    assert "means Dinkelland or Maasdriel" in decision.reason


def test_a_municipalitys_own_name_goes_before_a_village_of_that_name(load: Load, names: Gazetteer) -> None:
    assert answered(load(), call(), "Hoorn", names, NOON, {}).outcome is Outcome.CONNECT


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("operator.yaml", "destinations: [{trunk: operator, number: 1400}]\n"),
        (
            "schedules.yaml",
            "schedules:\n  a:\n    hours: {monday: 09:00-12:00}\n"
            "    when_closed: {destinations: [{trunk: hoorn, number: 01400}]}\n",
        ),
        ("municipalities/more.yaml", "municipalities: [{name: Opmeer, connected: no, telephone: '+311400'}]\n"),
        (
            "municipalities/more.yaml",
            "municipalities:\n  - {name: Opmeer, destinations: [{trunk: hoorn, number: 014001400}]}\n",
        ),
    ],
)
def test_a_number_to_dial_that_is_the_national_number_would_come_back(load: Load, file: str, content: str) -> None:
    load(NONE, **{file: content})
    with pytest.raises(TablesFaultyError) as raised:
        load(NATIONAL, **{file: content})
    (fault,) = raised.value.faults
    assert (Path(fault.file).name, fault.code) == (Path(file).name, "LOOP")
    assert "`national` number" in fault.message


def test_another_municipality_shows_at_the_national_number_too(load: Load) -> None:
    changes = compare(load(), load(**NOBODY), NOON)
    assert changes[-1].number == NationalNumber("1400")
    assert "Hoorn" in {way.municipality.name for way in changes[-1].ways if way.municipality}


def test_a_number_that_is_new_or_gone_shows_as_such_and_not_once_for_each_municipality(load: Load) -> None:
    (change,) = compare(load(NONE), load(), NOON)
    assert change.number.dialled == "1400"
    (offered,) = change.ways
    assert offered.before is not None
    assert offered.before.outcome is Outcome.REFUSED
    ((gone,),) = (change.ways for change in compare(load(), load(NONE), NOON))
    assert (gone.before, gone.after) == (offered.after, offered.before)
