"""What is wrong between nodes that serve calls side by side, by what they told."""

from dataclasses import asdict
from datetime import UTC, datetime

import pytest

from veertien.archive.node_board import DRAINING, HEARD_OF_SECONDS, SERVING, STOPPED, NodeSeen, NodeSelf
from veertien.service.nodes import troubles_between

LISTED = ("a", "b")
TOLD = NodeSelf("a", "p", SERVING, "0.1.0", "0123456789ab", datetime(2026, 11, 29, tzinfo=UTC), "a b")


def seen(name: str, ago: float = 1.0, **otherwise: str) -> NodeSeen:
    return NodeSeen(NodeSelf(**{**asdict(TOLD), "name": name, **otherwise}), ago)


def test_nodes_that_go_by_the_same_have_no_troubles() -> None:
    assert troubles_between((seen("a"), seen("b", state=DRAINING)), "a", LISTED) == {}
    assert troubles_between((), "a", LISTED) == {}
    assert troubles_between((seen("a", nodes=""),), "a", ()) == {}


@pytest.mark.parametrize(
    ("other", "word", "said"),
    [
        (seen("b", tables="ba9876543210"), "nodes_tables", "a: 0123456789ab; b: ba9876543210"),
        (seen("b", version="0.2.0"), "nodes_versions", "a: 0.1.0; b: 0.2.0"),
        (seen("b", nodes="a b c"), "nodes_lists", "a: a b; b: a b c"),
        (seen("b", HEARD_OF_SECONDS), "nodes_silent", "Nothing is heard of b"),
    ],
)
def test_what_differs_is_told_with_the_nodes_and_the_cure(other: NodeSeen, word: str, said: str) -> None:
    found = troubles_between((seen("a"), other), "a", LISTED)
    assert list(found) == [word]
    assert said in found[word].english


def test_a_node_that_was_never_heard_of_is_silent_and_one_that_was_stopped_is_not() -> None:
    assert list(troubles_between((seen("a"),), "a", LISTED)) == ["nodes_silent"]
    assert troubles_between((seen("a"), seen("b", 3600, state=STOPPED, tables="x")), "a", LISTED) == {}


@pytest.mark.parametrize("listed", [(), ("a",)])
def test_a_node_that_is_not_listed_is_told_of_for_it_has_lines_that_are_others(listed: tuple[str, ...]) -> None:
    nodes = " ".join(listed)
    found = troubles_between((seen("a", nodes=nodes), seen("b", nodes=nodes)), "a", listed)
    assert list(found) == ["nodes_unlisted"]
    assert found["nodes_unlisted"].english.startswith("b serves calls too")
