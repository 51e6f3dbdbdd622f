"""What /healthz calls degraded, part by part."""

from dataclasses import replace
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from veertien.asterisk.manager.link import ManagerLink
from veertien.config import packaged_data
from veertien.records import Metrics, Unmatched
from veertien.release import Release
from veertien.routing import TrunkState
from veertien.service.editions.in_force import InForce
from veertien.service.editions.reloading import Reloader
from veertien.service.web.health import Health
from veertien.wording import Wording

UP, DOWN, UNKNOWN = TrunkState.UP, TrunkState.DOWN, TrunkState.UNKNOWN


WELL = SimpleNamespace(ready=2, processes=2, trouble="", waiting=0)


def health_with(
    states: dict[str, TrunkState],
    *,
    connected: bool = True,
    pool: SimpleNamespace = WELL,
    second: SimpleNamespace | None = None,
) -> Health:
    trunks = {name: SimpleNamespace(key=name, endpoint=f"trunk-{name}") for name in ("hoorn", "operator")}
    edition = SimpleNamespace(
        loaded=SimpleNamespace(data=packaged_data()),
        tables=SimpleNamespace(trunks=trunks),
        ears=SimpleNamespace(pocketsphinx=pool, second=second),
    )
    manager = Mock(ManagerLink, connected=connected, fault=None if connected else "refused", trunk_states=states)
    metrics, release = Metrics(), Release("1.2", "52f23d")
    in_force, reloader = Mock(InForce, edition=edition), Mock(Reloader, last=None)
    return Health(in_force, reloader, manager, metrics, Unmatched(metrics), release)


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({"trunk-hoorn": UP, "trunk-operator": DOWN}, []),
        ({"trunk-hoorn": UP}, []),
        ({"trunk-hoorn": DOWN, "trunk-operator": DOWN}, ["trunks"]),
        ({"trunk-hoorn": DOWN}, ["trunks"]),
        ({"trunk-hoorn": UNKNOWN, "trunk-operator": UNKNOWN}, ["trunks"]),
        ({"another": UP}, ["trunks"]),
    ],
)
def test_trunks_are_degraded_when_none_is_up_or_asterisk_knows_none(
    states: dict[str, TrunkState], told: list[str]
) -> None:
    assert list(health_with(states).troubles()) == told


def test_trunks_that_are_unknown_for_want_of_ami_are_no_trouble_of_their_own() -> None:
    assert list(health_with({}, connected=False).troubles()) == ["ami"]


def test_without_ami_configured_the_cure_is_told() -> None:
    troubles = replace(health_with({}), manager=None).troubles()
    assert "section `ami`" in troubles["ami"].english


def test_any_part_can_tell_its_troubles_with_the_cure() -> None:
    well = health_with({"trunk-hoorn": UP})
    full = Wording("Maak ruimte op de schijf.", "Free the disk.")
    ill = replace(well, others=(lambda: {"log": full},))
    assert dict(ill.troubles()) == {"log": full}
    ill.refresh_gauges()
    assert b'veertien_degraded{what="log"} 1.0' in well.metrics.exposition("")[0]
    well.refresh_gauges()
    assert b'veertien_degraded{what="log"}' not in well.metrics.exposition("")[0]


@pytest.mark.parametrize(
    ("ready", "trouble", "told"),
    [
        (1, "", "1 of 2 recognisers run; others are being started."),
        (1, "no memory", "1 of 2 recognisers run; they can't be replaced now: no memory."),
        (0, "no memory", "0 of 2 recognisers run; they can't be replaced now: no memory. Callers answer with keys."),
    ],
)
def test_fewer_recognisers_than_configured_are_degraded(ready: int, trouble: str, told: str) -> None:
    pool = SimpleNamespace(ready=ready, processes=2, trouble=trouble)
    assert health_with({"trunk-hoorn": UP}, pool=pool).troubles()["recognisers"].english == told


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("", "The second ear does not run; it is being started. PocketSphinx's answers stand meanwhile."),
        (
            "no memory",
            "The second ear does not run; it can't be started now: no memory. PocketSphinx's answers stand meanwhile.",
        ),
    ],
)
def test_a_second_ear_that_does_not_run_is_degraded(trouble: str, told: str) -> None:
    second = SimpleNamespace(ready=0, trouble=trouble)
    assert health_with({"trunk-hoorn": UP}, second=second).troubles()["second_ear"].english == told


def test_a_second_ear_that_runs_is_no_trouble() -> None:
    second = SimpleNamespace(ready=1, trouble="", rest_seconds=0.0)
    assert dict(health_with({"trunk-hoorn": UP}, second=second).troubles()) == {}


def test_a_second_ear_that_rests_is_degraded() -> None:
    second = SimpleNamespace(ready=1, trouble="", rest_seconds=12.5)
    troubles = health_with({"trunk-hoorn": UP}, second=second).troubles()
    assert "too slow several times running" in troubles["second_ear"].english
