"""Who can be reached now, and what the caller hears: opening hours, maintenance, and who is not connected."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from veertien.config import load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import (
    AMSTERDAM,
    Call,
    Decision,
    Notice,
    NoticeKind,
    Opening,
    Outcome,
    Tables,
    Then,
    TrunkState,
    chosen,
    offer,
)

FILE = "municipalities/noord-holland.yaml"
HOORN, MEDEMBLIK, ENKHUIZEN = "GM0405", "GM0420", "GM0388"
OPERATOR = ("operator", "0880000014")
SCHEDULES = (
    "schedules:\n  office: {hours: {monday-friday: 08:30-17:00}}\n"
    "  late: {based_on: office, hours: {thursday: 08:30-20:00}}\n"
    "  desk: {based_on: office, when_closed: {destinations: [{trunk: backup, number: 11}]}}\n"
)
# A Thursday.
NOON, EVENING, NIGHT = (datetime(2026, 11, 26, hour, tzinfo=AMSTERDAM) for hour in (12, 18, 23))
CHRISTMAS = datetime(2026, 12, 25, 12, tzinfo=AMSTERDAM)

Load = Callable[..., Tables]


@pytest.fixture
def load(write: Callable[..., Path], names: Gazetteer) -> Load:
    def load_entries(*entries: str, rules: str | None = None) -> Tables:
        municipalities = "municipalities:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)
        trunks = (
            "trunks:\n"
            "  hoorn: {endpoint: trunk-hoorn, capacity: 5}\n"
            "  medemblik: {endpoint: trunk-medemblik, capacity: 5}\n"
            "  backup: {endpoint: trunk-backup, capacity: 5}\n"
            "  carrier: {endpoint: trunk-carrier, capacity: 5}\n"
            "  operator: {endpoint: trunk-operator, capacity: 5}\n"
        )
        files = {"schedules.yaml": SCHEDULES, FILE: municipalities, "trunks.yaml": trunks, "routing.yaml": rules}
        return load_tables(write(files), names)

    return load_entries


def hoorn(more: str = "") -> str:
    return f"name: Hoorn, destinations: [{{trunk: hoorn, number: 0229000001}}]{more}"


def medemblik(more: str = "") -> str:
    return f"name: Medemblik, destinations: [{{trunk: medemblik, number: 0229000002}}]{more}"


def at(tables: Tables, now: datetime, dialled: str = "140229", *, down: tuple[str, ...] = ()) -> Decision:
    call = Call(dialled, parse_caller(None, None))
    return offer(tables, call, now, dict.fromkeys(down, TrunkState.DOWN))


def named(tables: Tables, code: str, now: datetime, dialled: str = "140229", *, down: tuple[str, ...] = ()) -> Decision:
    call = Call(dialled, parse_caller(None, None))
    return chosen(tables, call, code, now, dict.fromkeys(down, TrunkState.DOWN))


def route(decision: Decision) -> list[tuple[str, str]]:
    return [(destination.trunk.key, destination.number) for destination in decision.destinations]


def opening(text: str, end: str) -> Opening:
    day = datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
    hour, minute = map(int, end.split(":"))
    return Opening(day, day.replace(hour=hour, minute=minute))


TOMORROW = opening("2026-11-27T08:30", "17:00")


class TestOneMunicipality:
    def test_open_it_is_connected(self, load: Load) -> None:
        assert at(load(hoorn(", schedule: office")), NOON).outcome is Outcome.CONNECT

    def test_closed_it_is_said_until_when_and_the_call_ends(self, load: Load) -> None:
        decision = at(load(hoorn(", schedule: office")), NIGHT)
        assert (decision.outcome, route(decision)) == (Outcome.CLOSED, [])
        assert decision.notice == Notice(NoticeKind.CLOSED, Then.END, "Hoorn", opens=TOMORROW)
        assert decision.reason == (
            "Hoorn is the only connected municipality in area code 0229, but is closed until 2026-11-27 08:30, so the "
            "call ends after the announcement."
        )

    def test_the_reason_names_the_holiday(self, load: Load) -> None:
        decision = at(load(hoorn(", schedule: office")), CHRISTMAS)
        assert "is closed until 2026-12-28 08:30 (Eerste kerstdag), so" in decision.reason

    def test_closed_with_other_destinations_the_caller_is_told_and_put_through_there(self, load: Load) -> None:
        elsewhere = ", when_closed: {destinations: [{trunk: backup, number: 11}]}"
        decision = at(load(hoorn(f", schedule: office{elsewhere}")), NIGHT)
        assert (decision.outcome, route(decision)) == (Outcome.CLOSED, [("backup", "11"), OPERATOR])
        assert decision.notice is not None
        assert decision.notice.then is Then.THROUGH

    def test_closed_without_an_announcement_the_call_is_not_answered_here(self, load: Load) -> None:
        elsewhere = ", when_closed: {announce: no, destinations: [{trunk: backup, number: 11}]}"
        decision = at(load(hoorn(f", schedule: office{elsewhere}")), NIGHT)
        assert (decision.outcome, route(decision), decision.notice) == (
            Outcome.CLOSED,
            [("backup", "11"), OPERATOR],
            None,
        )

    def test_closed_with_all_other_destinations_down_a_person_takes_the_call(self, load: Load) -> None:
        elsewhere = ", when_closed: {destinations: [{trunk: backup, number: 11}]}"
        decision = at(load(hoorn(f", schedule: office{elsewhere}")), NIGHT, down=("trunk-backup",))
        assert (decision.outcome, route(decision)) == (Outcome.CLOSED, [OPERATOR])
        assert decision.notice is not None
        assert decision.notice.then is Then.PERSON

    def test_what_a_schedule_says_of_its_closing_holds_for_all_who_share_it_but_for_those_who_say_otherwise(
        self, load: Load
    ) -> None:
        tables = load(hoorn(", schedule: desk"), medemblik(", schedule: desk, when_closed: {announce: yes}"))
        assert route(named(tables, HOORN, NIGHT)) == [("backup", "11"), OPERATOR]
        assert route(named(tables, MEDEMBLIK, NIGHT)) == []

    def test_maintenance_sends_calls_to_a_person_and_ends_by_itself(self, load: Load) -> None:
        tables = load(hoorn(", maintenance: {from: 2026-11-26T11:00, until: 2026-11-26T18:00}"))
        before, during = datetime(2026, 11, 26, 10, 59, tzinfo=AMSTERDAM), NOON
        assert at(tables, before).outcome is Outcome.CONNECT
        decision = at(tables, during)
        assert (decision.outcome, route(decision)) == (Outcome.OPERATOR, [OPERATOR])
        assert decision.notice == Notice(NoticeKind.MAINTENANCE, Then.PERSON, "Hoorn")
        assert "but is in maintenance until 2026-11-26 18:00, so the operator gets the call" in decision.reason
        assert at(tables, EVENING).outcome is Outcome.CONNECT

    def test_maintenance_may_have_a_message_of_its_own(self, load: Load) -> None:
        decision = at(load(hoorn(", maintenance: {until: 2026-11-26T18:00, message: Bel ons morgen.}")), NOON)
        assert decision.notice is not None
        assert decision.notice.message == "Bel ons morgen."


class TestSeveralMunicipalities:
    def test_who_wants_one_that_is_closed_is_not_put_through_to_the_only_one_that_is_open(self, load: Load) -> None:
        tables = load(hoorn(", schedule: office"), medemblik(", schedule: late"))
        decision = at(tables, EVENING)
        assert decision.outcome is Outcome.ASK
        assert decision.reason == (
            "1 municipality can be reached now in area code 0229 (Hoorn is closed), so the caller is asked which one "
            "is meant."
        )
        assert route(named(tables, MEDEMBLIK, EVENING)) == [("medemblik", "0229000002"), OPERATOR]
        assert named(tables, HOORN, EVENING).notice == Notice(NoticeKind.CLOSED, Then.END, "Hoorn", opens=TOMORROW)

    @pytest.mark.parametrize("more", ["", ", maintenance: {until: 2026-11-26T18:00}"])
    def test_who_wants_one_that_is_down_or_in_maintenance_gets_a_person_and_not_another_one(
        self, load: Load, more: str
    ) -> None:
        down = () if more else ("trunk-hoorn",)
        tables = load(hoorn(more), medemblik())
        assert at(tables, NOON, down=down).outcome is Outcome.ASK
        assert route(named(tables, HOORN, NOON, down=down)) == [OPERATOR]
        assert route(named(tables, MEDEMBLIK, NOON, down=down))[0] == ("medemblik", "0229000002")

    def test_who_wants_the_only_connected_one_while_it_is_closed_is_not_forwarded_to_one_that_is_not_connected(
        self, load: Load
    ) -> None:
        rules = "{offer_unconnected: ask, carrier: carrier}"
        tables = load(medemblik(", schedule: office"), ENKHUIZEN_OUT + NUMBER, rules=rules)
        assert at(tables, NIGHT, "140228").outcome is Outcome.ASK
        assert named(tables, MEDEMBLIK, NIGHT, "140228").outcome is Outcome.CLOSED
        assert route(named(tables, ENKHUIZEN, NIGHT, "140228"))[0] == ("carrier", "0228360100")

    def test_in_a_question_who_is_closed_may_still_be_named(self, load: Load) -> None:
        opmeer = "name: Opmeer, destinations: [{trunk: backup, number: 0226000005}]"
        tables = load(hoorn(", schedule: office"), medemblik(), opmeer)
        assert at(tables, NIGHT).outcome is Outcome.ASK
        assert at(tables, NIGHT).reason == (
            "2 municipalities can be reached now in area code 0229 (Hoorn is closed), so the caller is asked which one "
            "is meant."
        )
        assert named(tables, HOORN, NIGHT).notice == Notice(NoticeKind.CLOSED, Then.END, "Hoorn", opens=TOMORROW)

    def test_all_closed_alike_is_said_of_all(self, load: Load) -> None:
        decision = at(load(hoorn(", schedule: office"), medemblik(", schedule: office")), NIGHT)
        assert (decision.outcome, decision.municipality, route(decision)) == (Outcome.CLOSED, None, [])
        assert decision.notice == Notice(NoticeKind.CLOSED, Then.END, None, opens=TOMORROW)

    def test_of_different_openings_nothing_is_promised(self, load: Load) -> None:
        wednesday = datetime(2026, 11, 25, 23, tzinfo=AMSTERDAM)
        decision = at(load(hoorn(", schedule: office"), medemblik(", schedule: late")), wednesday)
        assert decision.notice == Notice(NoticeKind.CLOSED, Then.END)

    def test_all_closed_with_one_desk_for_all_needs_no_question(self, load: Load) -> None:
        decision = at(load(hoorn(", schedule: desk"), medemblik(", schedule: desk")), NIGHT)
        assert (decision.outcome, route(decision)) == (Outcome.CLOSED, [("backup", "11"), OPERATOR])
        assert decision.notice == Notice(NoticeKind.CLOSED, Then.THROUGH, None, opens=TOMORROW)

    def test_all_closed_with_different_desks_is_asked(self, load: Load) -> None:
        other = ", schedule: office, when_closed: {destinations: [{trunk: backup, number: 12}]}"
        tables = load(hoorn(", schedule: desk"), medemblik(other))
        assert at(tables, NIGHT).outcome is Outcome.ASK
        assert route(named(tables, MEDEMBLIK, NIGHT)) == [("backup", "12"), OPERATOR]

    def test_nobody_who_can_be_reached_for_different_reasons_is_the_operators(self, load: Load) -> None:
        decision = at(load(hoorn(", schedule: office"), medemblik()), NIGHT, down=("trunk-medemblik",))
        assert (decision.outcome, route(decision), decision.notice) == (Outcome.OPERATOR, [OPERATOR], None)
        assert "(Hoorn is closed, Medemblik has no trunk that is up)" in decision.reason

    def test_maintenance_of_all_is_said_of_all(self, load: Load) -> None:
        maintenance = ", maintenance: {until: 2026-11-26T18:00}"
        decision = at(load(hoorn(maintenance), medemblik(maintenance)), NOON)
        assert (decision.outcome, decision.notice) == (
            Outcome.OPERATOR,
            Notice(NoticeKind.MAINTENANCE, Then.PERSON),
        )


class TestThePlatform:
    def test_its_maintenance_goes_before_everything_and_ends_by_itself(self, load: Load) -> None:
        rules = "maintenance: {until: 2026-11-26T18:00, message: Wij zijn zo terug.}"
        tables = load(hoorn(", schedule: office"), medemblik(), rules=rules)
        for decision in (at(tables, NOON), named(tables, HOORN, NOON), at(tables, NOON, "14020")):
            assert (decision.outcome, route(decision)) == (Outcome.OPERATOR, [OPERATOR])
            assert decision.notice == Notice(NoticeKind.MAINTENANCE, Then.PERSON, message="Wij zijn zo terug.")
            assert decision.reason == (
                "The whole platform is in maintenance until 2026-11-26 18:00, so the operator gets the call."
            )
        assert at(tables, EVENING).outcome is Outcome.ASK


ENKHUIZEN_OUT = "name: Enkhuizen, connected: no"
NUMBER = ", telephone: 0228360100"


class TestNotConnected:
    def test_without_a_carrier_its_number_is_said_and_a_person_takes_the_call(self, load: Load) -> None:
        decision = named(load(medemblik(), ENKHUIZEN_OUT + NUMBER), ENKHUIZEN, NOON, "140228")
        assert (decision.outcome, route(decision)) == (Outcome.NOT_CONNECTED, [OPERATOR])
        assert decision.notice == Notice(NoticeKind.NOT_CONNECTED, Then.PERSON, "Enkhuizen", number="0228360100")
        assert decision.reason == "Enkhuizen is not connected, so the operator gets the call."

    def test_with_a_carrier_the_caller_is_put_through_to_its_number(self, load: Load) -> None:
        tables = load(medemblik(), ENKHUIZEN_OUT + NUMBER, rules="carrier: carrier")
        decision = named(tables, ENKHUIZEN, NOON, "140228")
        assert (decision.outcome, route(decision)) == (
            Outcome.NOT_CONNECTED,
            [("carrier", "0228360100"), OPERATOR],
        )
        assert decision.notice == Notice(NoticeKind.NOT_CONNECTED, Then.THROUGH, "Enkhuizen", number="0228360100")

    def test_the_number_of_the_national_data_where_the_tables_have_none(self, load: Load, names: Gazetteer) -> None:
        tables = load(medemblik(), ENKHUIZEN_OUT, rules="carrier: carrier")
        known = names.municipalities[ENKHUIZEN].ordinary_number
        assert known is not None
        assert route(named(tables, ENKHUIZEN, NOON, "140228"))[0] == ("carrier", known.replace("+31", "0"))

    def test_no_number_that_is_known(self, load: Load, names: Gazetteer) -> None:
        assert names.municipalities["GM0014"].ordinary_number is None
        decision = at(load("name: Groningen, connected: no", rules="carrier: carrier"), NOON, "14050")
        assert (decision.outcome, route(decision)) == (Outcome.NOT_CONNECTED, [OPERATOR])
        assert decision.notice == Notice(NoticeKind.NOT_CONNECTED, Then.PERSON, "Groningen")
        assert "has no ordinary number that is known" in decision.reason

    def test_a_carrier_that_is_down(self, load: Load) -> None:
        tables = load(medemblik(), ENKHUIZEN_OUT + NUMBER, rules="carrier: carrier")
        decision = named(tables, ENKHUIZEN, NOON, "140228", down=("trunk-carrier",))
        assert route(decision) == [OPERATOR]
        assert decision.notice is not None
        assert (decision.notice.then, decision.notice.number) == (Then.PERSON, "0228360100")
        assert "the carrier's trunk is down" in decision.reason

    def test_the_only_listed_one_of_an_area_code_is_meant(self, load: Load) -> None:
        decision = at(load(hoorn(), "name: Groningen, connected: no, telephone: 0503679111"), NOON, "14050")
        assert decision.municipality is not None
        assert decision.municipality.name == "Groningen"
        assert decision.reason == (
            "No municipality in area code 050 is connected; Groningen is not connected, so the operator gets the call."
        )

    def test_where_nobody_is_listed_that_is_said(self, load: Load) -> None:
        decision = at(load(hoorn()), NOON, "14010")
        assert (decision.outcome, route(decision)) == (Outcome.NOT_CONNECTED, [OPERATOR])
        assert decision.notice == Notice(NoticeKind.NOT_CONNECTED, Then.PERSON)


class TestOfferingWhoIsNotConnected:
    RULES = "offer_unconnected: {}\ncarrier: carrier\n"

    def entries(self, load: Load, how: str) -> Tables:
        return load(medemblik(), ENKHUIZEN_OUT + NUMBER, rules=self.RULES.format(how))

    def test_ask_counts_it_as_a_choice(self, load: Load) -> None:
        tables = self.entries(load, "ask")
        assert at(tables, NOON, "140228").outcome is Outcome.ASK
        assert [entry.name for entry in tables.offered("0228")] == ["Medemblik", "Enkhuizen"]

    @pytest.mark.parametrize("down", [("trunk-carrier",), ("trunk-carrier", "trunk-operator")])
    def test_ask_does_not_count_who_cannot_be_put_through(self, load: Load, down: tuple[str, ...]) -> None:
        assert at(self.entries(load, "ask"), NOON, "140228", down=down).outcome is Outcome.CONNECT

    def test_ask_with_nobody_connected_puts_through_the_only_one(self, load: Load) -> None:
        tables = load(ENKHUIZEN_OUT + NUMBER, rules=self.RULES.format("ask"))
        assert route(at(tables, NOON, "140228"))[0] == ("carrier", "0228360100")

    @pytest.mark.parametrize("how", ["forward", "never"])
    def test_otherwise_it_makes_no_question(self, load: Load, how: str) -> None:
        decision = at(self.entries(load, how), NOON, "140228")
        assert (decision.outcome, decision.notice) == (Outcome.CONNECT, None)

    def test_forward_understands_its_name_in_a_question_that_is_asked_anyway(self, load: Load) -> None:
        assert [entry.name for entry in self.entries(load, "forward").offered("0228")] == ["Medemblik", "Enkhuizen"]
        assert load(medemblik(), ENKHUIZEN_OUT).rules.offer_unconnected == "forward"

    def test_never_does_not(self, load: Load) -> None:
        assert [entry.name for entry in self.entries(load, "never").offered("0228")] == ["Medemblik"]
