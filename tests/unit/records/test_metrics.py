"""What is counted of calls' events."""

from datetime import UTC, datetime

from veertien.callflow import NameHeard
from veertien.records import CallStream, Metrics
from veertien.records.metrics import SECOND_EAR_CAME
from veertien.speech.recognition.second_opinion import CameOfAsking


def heard(second_ear: str | None, seconds: float | None) -> NameHeard:
    now = datetime(2027, 1, 1, tzinfo=UTC)
    return NameHeard("1", now, "GM0405", 0.9, 1.0, 0.3, {}, second_ear=second_ear, second_ear_seconds=seconds)


def test_what_comes_of_asking_the_second_ear_is_counted_from_nought() -> None:
    metrics, stream = Metrics(), CallStream()
    metrics.count(stream)

    def counted() -> dict[str, float | None]:
        sample, name = metrics.registry.get_sample_value, "veertien_second_ear_answers_total"
        return {came: sample(name, {"came": came}) for came in SECOND_EAR_CAME}

    assert counted() == {"agreed": 0, "changed": 0, "unavailable": 0}
    for event in (heard(None, None), heard("agreed", 0.2), heard("changed", 0.3), heard("changed", 0.3)):
        stream.publish(event)
    assert counted() == {"agreed": 1, "changed": 2, "unavailable": 0}
    assert metrics.registry.get_sample_value("veertien_second_ear_seconds_count") == 3


def test_all_that_can_come_of_asking_is_counted() -> None:
    assert set(SECOND_EAR_CAME) == {came.value for came in CameOfAsking}
