"""Nodes that divide the lines of a trunk: never more than were bought, whatever happens to the list of nodes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from veertien.routing import NodeShares

NAMES = st.lists(st.integers(1, 99).map("node-{}".format), min_size=1, max_size=9, unique=True)
LINES = st.integers(1, 10_000)
TRUNKS = st.integers(1, 99).map("trunk{}".format)


def lines(names: list[str], own: str, trunk: str, bought: int) -> int:
    return NodeShares(names, own).lines(trunk, bought)


@settings(max_examples=examples(300))
@given(NAMES, TRUNKS, LINES)
def test_all_lines_are_divided_as_evenly_as_can_be(names: list[str], trunk: str, bought: int) -> None:
    parts = [lines(names, own, trunk, bought) for own in names]
    assert sum(parts) == bought
    assert max(parts) - min(parts) <= 1
    assert lines(names, "another", trunk, bought) == min(parts)


@settings(max_examples=examples(300))
@given(NAMES, TRUNKS, LINES)
def test_the_order_of_the_list_changes_nothing(names: list[str], trunk: str, bought: int) -> None:
    assert lines(names, names[0], trunk, bought) == lines(names[::-1], names[0], trunk, bought)


@settings(max_examples=examples(300))
@given(NAMES, TRUNKS, LINES, st.data())
def test_while_only_some_know_of_a_node_that_comes_or_has_gone_there_are_never_too_many(
    names: list[str], trunk: str, bought: int, data: st.DataObject
) -> None:
    *staying, last = [*names, "another"]
    longer = {own: lines([*staying, last], own, trunk, bought) for own in staying}
    shorter = {own: lines(staying, own, trunk, bought) for own in staying}
    assert all(longer[own] <= shorter[own] for own in staying)
    know = data.draw(st.sets(st.sampled_from(staying)))
    assert sum((longer if own in know else shorter)[own] for own in staying) <= bought


def test_what_does_not_divide_evenly_is_another_nodes_for_another_trunk() -> None:
    names = ["veertien-1", "veertien-2", "veertien-3"]
    first = [NodeShares(names, own).lines(f"trunk{number}", 1) for number in range(60) for own in names]
    assert all(sum(first[place::3]) > 10 for place in range(3))
    for trunk in ("amsterdam", "hoorn"):
        without = NodeShares(names, "veertien-1").without_line(trunk, 2)
        assert len(without) == 1
        assert lines(names, without[0], trunk, 2) == 0
