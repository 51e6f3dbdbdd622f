"""What the timeline of a test call says of an answer: understood, or not, by the thresholds of the tables."""

import pytest

from veertien.conversation import Policy
from veertien.testcall.through_pbx import heard_moment


@pytest.mark.parametrize(
    ("answer", "policy", "moment"),
    [
        ("GM0432/1.00", Policy(), ("understood", "GM0432/1.00")),
        ("GM0432/0.55", Policy(confirm=0.5), ("understood", "GM0432/0.55")),
        ("GM0432/0.55", Policy(confirm=0.6), ("not understood", "(best: GM0432/0.55)")),
        ("person/0.00", Policy(), ("not understood", "(best: person/0.00)")),
        ("yes/0.97", Policy(), ("understood", "yes/0.97")),
        # While the tables have a fault nobody knows the thresholds of those in force.
        ("person/0.00", None, ("understood", "person/0.00")),
    ],
)
def test_an_answer_below_the_thresholds_was_not_understood(
    answer: str, policy: Policy | None, moment: tuple[str, str]
) -> None:
    assert heard_moment(answer, policy) == moment
