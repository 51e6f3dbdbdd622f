"""Tables that are nearly right: loading them works or names faults, and whatever loads decides every call."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.config import TablesFaultyError, load_tables
from veertien.gazetteer import Gazetteer
from veertien.numbering import parse_caller
from veertien.routing import Call, Outcome, Tables, TrunkState, chosen, offer

DATES = st.sampled_from(["2026-12-01", "2027-01-01", "2027-01-02", "2027-03-28"])
TIMES = st.sampled_from(["2026-12-01T00:00", "2027-01-01T12:00", "2027-03-28T02:30", "2027-10-31T02:30+02:00"])
SPANS = st.sampled_from(["08:30-17:00", "17:00-20:00", "22:00-06:00", "00:00-24:00", "02:10-02:50", "closed"])
WEEKDAYS = st.sampled_from(["monday", "tuesday-friday", "saturday-sunday", "monday-sunday"])
OVERFLOW = st.lists(st.sampled_from(["busy", "no_answer", "rejected", "congestion", "unavailable"]), max_size=3)
WEIGHT = st.sampled_from(["1", "70", "0"])
DESTINATION = st.fixed_dictionaries(
    {"trunk": st.sampled_from(["hoorn", "medemblik", "backup"]), "number": st.sampled_from(["0229000001", "112"])},
    optional={"from": DATES, "until": DATES, "weight": WEIGHT, "ring_seconds": st.just("9"), "overflow": OVERFLOW},
)
DESTINATIONS = st.lists(DESTINATION, max_size=2)
WHEN_CLOSED = st.fixed_dictionaries(
    {}, optional={"announce": st.sampled_from(["yes", "no"]), "destinations": DESTINATIONS}
)
MAINTENANCE = st.fixed_dictionaries(
    {"until": TIMES}, optional={"from": TIMES, "message": st.just("Bel morgen {terug}.")}
)
SCHEDULE = st.fixed_dictionaries(
    {"hours": st.dictionaries(WEEKDAYS, SPANS, max_size=2)},
    optional={
        "based_on": st.sampled_from(["a", "b"]),
        "holidays": st.just("as-usual") | st.dictionaries(st.sampled_from(["kings-day", "new-year"]), SPANS),
        "exceptions": st.dictionaries(st.sampled_from(["12-24", "2027-01-01", "02-29"]), SPANS | st.just("as-usual")),
        "when_closed": WHEN_CLOSED,
    },
)
ENTRY = st.fixed_dictionaries(
    {"name": st.sampled_from(["Hoorn", "Medemblik", "Opmeer", "Enkhuizen", "Nieuw"]), "destinations": DESTINATIONS},
    optional={
        "connected": st.sampled_from(["yes", "no"]),
        "overflow": OVERFLOW,
        "from": DATES,
        "until": DATES,
        "code": st.sampled_from(["GM1999", "GM0405"]),
        "replaces": st.lists(st.sampled_from(["Hoorn", "Medemblik"]), min_size=1, max_size=2, unique=True),
        "schedule": st.sampled_from(["a", "b"]),
        "when_closed": WHEN_CLOSED,
        "maintenance": MAINTENANCE,
        "telephone": st.just("0228360100"),
    },
)
RULES = st.fixed_dictionaries(
    {},
    optional={
        "offer_unconnected": st.sampled_from(["ask", "forward", "never"]),
        "other_area_codes": st.sampled_from(["offer", "ignore"]),
        "national": st.sampled_from(["1400", "112"]),
        "carrier": st.just("backup"),
        "maintenance": MAINTENANCE,
    },
)
NOWS = st.datetimes(datetime(2026, 11, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=UTC))
ENDPOINTS = ("trunk-hoorn", "trunk-medemblik", "trunk-backup", "trunk-operator")


def load(write: Callable[..., Path], names: Gazetteer, files: dict[str, Any]) -> Tables | None:
    """Load tables, or return None where they have faults; JSON is YAML."""
    try:
        return load_tables(write({name: json.dumps(content) for name, content in files.items()}), names)
    except TablesFaultyError as error:
        assert all(str(fault).count(": ") for fault in error.faults)
        return None


def files_of(schedules: dict[str, Any], entries: list[dict[str, Any]], rules: dict[str, Any]) -> dict[str, Any]:
    return {
        "schedules.yaml": {"schedules": schedules},
        "municipalities/noord-holland.yaml": {"municipalities": entries},
        "routing.yaml": rules or {"offer_unconnected": "forward"},
    }


SLOW = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)


@settings(max_examples=examples(100), suppress_health_check=SLOW)
@given(
    schedules=st.fixed_dictionaries({"a": SCHEDULE, "b": SCHEDULE}),
    entries=st.lists(ENTRY, min_size=1, max_size=3),
    rules=RULES,
)
def test_tables_load_or_name_their_faults(
    write: Callable[..., Path],
    names: Gazetteer,
    schedules: dict[str, Any],
    entries: list[dict[str, Any]],
    rules: dict[str, Any],
) -> None:
    load(write, names, files_of(schedules, entries, rules))


SOUND_SCHEDULES = {
    "office": {"hours": {"monday-friday": "08:30-17:00"}, "exceptions": {"12-24": "closed"}},
    "late": {"based_on": "office", "hours": {"thursday": "08:30-20:00"}},
    "nights": {
        "hours": {"monday-sunday": "22:00-06:00"},
        "when_closed": {"destinations": [{"trunk": "backup", "number": "11"}]},
    },
    "once": {"hours": {}, "exceptions": {"2027-05-05": "10:00-12:00"}},
}
PLAIN_DESTINATIONS = st.lists(
    st.sampled_from([{"trunk": key, "number": "0229000001"} for key in ("hoorn", "medemblik", "backup")]),
    min_size=1,
    max_size=2,
    unique_by=lambda destination: destination["trunk"],
)
# The same lists, and some of them with their calls shared out.
PLAIN_DESTINATIONS |= PLAIN_DESTINATIONS.filter(lambda given: len(given) > 1).map(
    lambda given: [{**destination, "weight": "5"} for destination in given]
)
SOUND_ENTRY = st.fixed_dictionaries(
    {"destinations": PLAIN_DESTINATIONS},
    optional={
        "connected": st.sampled_from(["yes", "no"]),
        "schedule": st.sampled_from(list(SOUND_SCHEDULES)),
        "when_closed": st.fixed_dictionaries(
            {"destinations": PLAIN_DESTINATIONS}, optional={"announce": st.just("no")}
        ),
        "maintenance": st.fixed_dictionaries({"until": TIMES}),
        "telephone": st.just("0228360100"),
    },
)
SOUND_RULES = st.fixed_dictionaries(
    {"offer_unconnected": st.sampled_from(["ask", "forward", "never"])},
    optional={"carrier": st.just("backup"), "maintenance": st.fixed_dictionaries({"until": TIMES})},
)


@settings(max_examples=examples(150), suppress_health_check=SLOW)
@given(
    entries=st.dictionaries(st.sampled_from(["Hoorn", "Medemblik", "Opmeer"]), SOUND_ENTRY, min_size=1),
    rules=SOUND_RULES,
    now=NOWS,
    states=st.dictionaries(st.sampled_from(ENDPOINTS), st.sampled_from(TrunkState)),
)
def test_no_call_is_lost_whatever_is_closed_down_or_not_connected(
    write: Callable[..., Path],
    names: Gazetteer,
    entries: dict[str, dict[str, Any]],
    rules: dict[str, Any],
    now: datetime,
    states: dict[str, TrunkState],
) -> None:
    listed = [{"name": name, **entry} for name, entry in entries.items()]
    tables = load(write, names, files_of(SOUND_SCHEDULES, listed, rules))
    assert tables is not None
    call = Call("140229", parse_caller(None, None))
    first = offer(tables, call, now, states)
    choices = [chosen(tables, call, entry.code, now, states) for entry in tables.listed("0229")]
    if first.outcome is not Outcome.ASK:
        # What is decided without a question is what would have been decided with one, or the operator's, or for all.
        assert first.municipality is None or (first.outcome, first.destinations) in [
            (choice.outcome, choice.destinations) for choice in choices
        ]
    for entry, choice in zip(tables.listed("0229"), choices, strict=True):
        # Who can't be put through, whatever the hour and the trunks, hears so.
        if not tables.can_put_through(entry):
            assert choice.notice is not None
            assert choice.destinations
            assert set(choice.destinations) <= set(tables.operator)
    for decision in (first, *choices):
        assert decision.reason.endswith(".")
        if decision.outcome is Outcome.ASK:
            assert len(tables.offered("0229")) > 1
            assert (decision.destinations, decision.notice) == ((), None)
        elif decision.destinations:
            assert decision.destinations[-1] in tables.operator
        else:
            # A call that leads nowhere ends with a word, never in silence.
            assert decision.outcome is Outcome.CLOSED
            assert decision.notice is not None
        for destination in decision.destinations:
            if destination not in tables.operator:
                assert states.get(destination.trunk.endpoint) is not TrunkState.DOWN
