"""How nodes that serve calls side by side divide the lines of a trunk, without a word between them.

Each node works out its own part from the same list of names. The parts of all nodes together are the lines, never more:
also while one of them is down, or out of reach of the others. Which nodes get what does not divide evenly differs from
one trunk to the next, so that no node has all of it. A name that is added to the list takes lines from the others and
gives none to any of them: as long as the new node starts after that, there are never more calls than lines.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NodeShares:
    """The names of all nodes, and which of them this one is."""

    names: Sequence[str]
    own: str

    def lines(self, trunk: str, bought: int) -> int:
        """Return how many of a trunk's lines are this node's; as many as any node has at least, where it isn't named.

        `trunk` is the trunk's key, `bought` how many lines it has.
        """
        count = len(self.names)
        if self.own not in self.names:
            return bought // count
        # By the highest random weight: a name that is added moves nobody up.
        place = sorted(self.names, key=lambda name: _weight(trunk, name)).index(self.own)
        return (bought - place + count - 1) // count

    def without_line(self, trunk: str, bought: int) -> tuple[str, ...]:
        """Return the nodes that have no line of a trunk, in the order of their names."""
        return tuple(name for name in sorted(self.names) if not NodeShares(self.names, name).lines(trunk, bought))


def _weight(trunk: str, name: str) -> bytes:
    return hashlib.blake2b(f"{trunk} {name}".encode(), digest_size=8).digest()
