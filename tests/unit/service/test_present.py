"""What GET /now answers, and since when what is wrong."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from unittest.mock import Mock

from veertien.callflow import CallDialled, CallOffered
from veertien.doctor.finding import FindingPlace
from veertien.doctor.kinds import asterisk_kinds
from veertien.records import CallStream, Ledger
from veertien.routing import TrunkState
from veertien.service.doctor.watch import DoctorRounds
from veertien.service.nodes import Nodes
from veertien.service.web.health import Health
from veertien.service.web.present import Present
from veertien.service.web.since import TroubleTimes
from veertien.wording import Wording

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
FULL = Wording("Maak ruimte op de schijf.", "Free the disk.")


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_it_says_how_far_calls_are_what_trunks_carry_and_which_recognisers_are_busy() -> None:
    stream = CallStream()
    ledger = Ledger(stream, lambda: NOON)
    trunk = SimpleNamespace(key="hoorn", endpoint="trunk-hoorn", capacity=2, bought=4)
    pool = SimpleNamespace(processes=3, ready=2, waiting=5)
    edition = SimpleNamespace(tables=SimpleNamespace(trunks={"hoorn": trunk}), ears=SimpleNamespace(pocketsphinx=pool))
    health = Mock(
        Health,
        in_force=SimpleNamespace(edition=edition),
        trunk_states=lambda: {"hoorn": TrunkState.UP},
        report=lambda: {"version": "1.2", "recognisers": 2},
        troubles=lambda: {"log": FULL},
    )
    clock = Clock()
    stream.publish(CallOffered("1", NOON))
    stream.publish(CallOffered("2", NOON))
    stream.publish(CallDialled("2", NOON, "trunk-hoorn", 1))
    finding = asterisk_kinds.FUNC_SHELL.found(FindingPlace("modules.conf"))
    rounds = Mock(DoctorRounds, findings=(finding,))
    found = Present(
        health, ledger, TroubleTimes(health.troubles, clock), rounds, Mock(Nodes, as_json=lambda: None), clock
    ).as_json()
    assert found == {
        "version": "1.2",
        "at": "2026-11-28T12:00:00.000+00:00",
        "calls": {"offered": 1, "asking": 0, "dialling": 1, "talking": 0},
        "self_tests": {"under_way": 0, "last": None},
        "trunks": [{"key": "hoorn", "endpoint": "trunk-hoorn", "state": "up", "capacity": 2, "bought": 4, "calls": 1}],
        "recognisers": {"processes": 3, "ready": 2, "busy": 2, "waiting": 3},
        "troubles": [
            {
                "what": "log",
                "why": {"en": "Free the disk.", "nl": "Maak ruimte op de schijf."},
                "since": "2026-11-28T12:00:00+00:00",
            }
        ],
        "nodes": None,
        "findings": [finding.as_json()],
    }


def test_a_trouble_has_been_there_since_it_was_seen_first_and_anew_when_it_comes_again() -> None:
    clock, troubles = Clock(), {"log": FULL}
    times = TroubleTimes(lambda: dict(troubles), clock)
    times.look()
    clock.now += timedelta(minutes=5)
    troubles["ami"] = Wording("Start Asterisk.", "Start Asterisk.")
    assert [(each.what, each.since) for each in times.look()] == [("log", NOON), ("ami", clock.now)]
    del troubles["log"]
    times.look()
    clock.now += timedelta(minutes=5)
    troubles["log"] = FULL
    assert [(each.what, each.since) for each in times.look()] == [
        ("ami", NOON + timedelta(minutes=5)),
        ("log", clock.now),
    ]
