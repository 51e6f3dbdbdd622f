"""Which senones (tied states) make up which phone in which context: PocketSphinx's binary model definition.

The file holds counts, phone names, a tree from position in the word over the phone to its left and right neighbours,
an entry a phone in context, and the distinct sequences of three senones. The layout is that of PocketSphinx 5
(bin_mdef.c); the byte-order mark reads "BMDF".
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from veertien.speech.hmm.files import ModelFileError, bytes_of

SILENCE_PHONE = "SIL"
STATES = 3

_Integers = NDArray[np.int64]

_MARK = b"BMDF"
_VERSION = 1
_DESCRIPTION = b"PocketSphinx model definition\n\0\0"
_COUNTS = "<10i"
_NODE = np.dtype([("context", "<i2"), ("down", "<i2"), ("to", "<i4")])
_ENTRY = np.dtype([("sequence", "<i4"), ("transitions", "<i4"), ("attributes", "u1", 4)])
_MOST_PHONES = 256


class WordPosition(IntEnum):
    """Where in its word a phone stands; the numbers are those of the file."""

    INTERNAL, BEGIN, END, SINGLE = range(4)


_BEGINS = np.array([position in (WordPosition.BEGIN, WordPosition.SINGLE) for position in WordPosition])
_ENDS = np.array([position in (WordPosition.END, WordPosition.SINGLE) for position in WordPosition])


class Triphone(NamedTuple):
    """A phone between two others, at a place in its word; phones by name."""

    phone: str
    left: str
    right: str
    position: WordPosition


@dataclass(frozen=True, eq=False)
class ModelDefinition:
    """The phones of a model and their senones."""

    phones: tuple[str, ...]
    """Their names, sorted."""
    fillers: frozenset[str]
    """The phones that are fillers."""
    alone: _Integers
    """The senones of each phone alone, phones x 3."""
    triphones: NDArray[np.uint8]
    """A row of (position, phone, left, right) for each triphone, phones by number, sorted."""
    senones: NDArray[np.uint16]
    """The three senones of each triphone."""

    @cached_property
    def number(self) -> Mapping[str, int]:
        """Each phone's place in `phones`."""
        return {phone: place for place, phone in enumerate(self.phones)}

    @property
    def senone_count(self) -> int:
        """How many senones there are."""
        return int(max(self.alone.max(), self.senones.max(initial=0))) + 1

    @cached_property
    def owners(self) -> _Integers:
        """The phone, by number, that each senone belongs to."""
        owner = np.zeros(self.senone_count, np.int64)
        owner[self.alone] = np.arange(len(self.phones))[:, np.newaxis]
        owner[self.senones] = self.triphones[:, 1:2]
        return owner

    def senones_of(self, triphone: Triphone) -> _Integers:
        """Give the three senones of a phone in context; see `senones_in`."""
        phone, left, right = (np.array([self.number[name]]) for name in triphone[:3])
        found: _Integers = self.senones_in(np.array([triphone.position]), phone, left, right)[0]
        return found

    def senones_in(self, positions: _Integers, phones: _Integers, left: _Integers, right: _Integers) -> _Integers:
        """Give the senones of phones in context, phones x 3, from the nearest context known, as PocketSphinx does.

        All are numbers, one for each phone. The nearest is the same triphone elsewhere in a word, then one with silence
        for neighbours in other words, then the phone alone.
        """
        silence = self.number[SILENCE_PHONE]
        outer_left = np.where(_BEGINS[positions] | self._filler[left], silence, left)
        outer_right = np.where(_ENDS[positions] | self._filler[right], silence, right)
        found = self.alone[phones]
        sought = np.arange(len(phones))
        for before, after in ((left, right), (outer_left, outer_right)):
            for elsewhere in (None, *WordPosition):
                position = positions[sought] if elsewhere is None else elsewhere
                keys = _packed(position, phones[sought], before[sought], after[sought])
                places = np.searchsorted(self._keys, keys)
                known = self._keys.take(places, mode="clip") == keys if len(self._keys) else np.zeros(len(keys), bool)
                found[sought[known]] = self.senones[places[known]]
                sought = sought[~known]
                if not len(sought):
                    return found
        return found

    @cached_property
    def _filler(self) -> NDArray[np.bool_]:
        """Whether each phone is a filler."""
        return np.array([phone in self.fillers for phone in self.phones])

    @cached_property
    def _keys(self) -> NDArray[np.uint32]:
        return _packed(*self.triphones.T.astype(np.uint32))

    def write(self, path: Path) -> None:
        """Write the binary file."""
        every = np.concatenate((self.alone, self.senones))
        sequences, of_entry = np.unique(every, axis=0, return_inverse=True)
        entries = np.zeros(len(every), _ENTRY)
        entries["sequence"] = of_entry.reshape(-1)
        entries["transitions"] = [*range(len(self.phones)), *self.triphones[:, 1]]
        entries["attributes"][: len(self.phones), 0] = [phone in self.fillers for phone in self.phones]
        entries["attributes"][len(self.phones) :] = self.triphones
        tree = _tree(self.triphones.astype(np.int64), len(self.phones))
        names = b"".join(phone.encode("utf-8") + b"\0" for phone in self.phones)
        count = len(self.phones)
        counts = struct.pack(
            _COUNTS, count, len(entries), STATES, STATES * count, self.senone_count, count, len(sequences), 3,
            len(tree), self.number[SILENCE_PHONE],
        )  # fmt: skip
        parts = (
            _MARK + struct.pack("<2i", _VERSION, len(_DESCRIPTION)) + _DESCRIPTION + counts,
            names.ljust(-(-len(names) // 4) * 4, b"\0"),
            tree.tobytes(),
            entries.tobytes(),
            struct.pack("<i", STATES * len(sequences)),
            sequences.astype("<u2").tobytes(),
        )
        path.write_bytes(b"".join(parts))

    @classmethod
    def read(cls, path: Path) -> "ModelDefinition":
        """Read the binary file; raises ModelFileError for one that is cut short or of another kind."""
        try:
            return cls._parse(bytes_of(path))
        except (ValueError, IndexError, struct.error) as error:
            if isinstance(error, ModelFileError):
                raise
            raise ModelFileError(f"{path}: not a binary model definition; fetch or train the model again") from error

    @classmethod
    def _parse(cls, data: bytes) -> "ModelDefinition":
        version, described = struct.unpack_from("<2i", data, 4)
        counts = struct.unpack_from(_COUNTS, data, 12 + described)
        count, entries, states, sequences, nodes = counts[0], counts[1], counts[2], counts[6], counts[8]
        known = data.startswith(_MARK) and version == _VERSION and states == STATES
        if not known or not 0 < count < _MOST_PHONES or entries < count or min(described, sequences, nodes) < 0:
            raise ValueError("another kind of file")
        at = 12 + described + struct.calcsize(_COUNTS)
        names = data[at : at + 64 * count].split(b"\0")[:count]
        at += -(-(sum(map(len, names)) + count) // 4) * 4 + nodes * _NODE.itemsize
        table = np.frombuffer(data, _ENTRY, entries, at)
        found = np.frombuffer(data, "<u2", STATES * sequences, at + table.nbytes + 4).reshape(-1, STATES)
        senones = found[table["sequence"]]
        phones = tuple(name.decode("utf-8") for name in names)
        fillers = frozenset(phone for phone, filler in zip(phones, table["attributes"][:, 0], strict=False) if filler)
        triphones = table["attributes"][count:]
        limits = (len(WordPosition), count, count, count)
        if not len(set(phones)) == count or SILENCE_PHONE not in phones or (triphones >= limits).any():
            raise ValueError("phones that it doesn't name")
        # A copy by its type: a part of the table would keep all of it.
        return cls.of(phones, fillers, senones[:count].astype(np.int64), triphones, senones[count:])

    @classmethod
    def of(
        cls,
        phones: tuple[str, ...],
        fillers: frozenset[str],
        alone: _Integers,
        triphones: NDArray[np.integer],
        senones: NDArray[np.integer],
    ) -> "ModelDefinition":
        """Make a definition of triphones in any order."""
        order = np.lexsort(triphones.T[::-1])
        # Small types: there are more than a hundred thousand, in every recogniser process.
        return cls(phones, fillers, alone, triphones[order].astype(np.uint8), senones[order].astype(np.uint16))


def _packed(
    position: NDArray[np.integer] | int,
    phone: NDArray[np.integer],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
) -> NDArray[np.uint32]:
    """One number for each triphone, in the order of the file."""
    packed: NDArray[np.integer] = ((position * _MOST_PHONES + phone) * _MOST_PHONES + left) * _MOST_PHONES + right
    return packed.astype(np.uint32, copy=False)


def _tree(triphones: _Integers, phones: int) -> NDArray[np.void]:
    """Lay the tree out level by level: positions, phones, left neighbours, right neighbours with their entries."""
    positions = len(WordPosition)
    middles = positions * phones
    by_left, counts_right = np.unique(triphones[:, :3], axis=0, return_counts=True)
    counts_left = np.bincount(by_left[:, 0] * phones + by_left[:, 1], minlength=middles)
    first_left = positions + middles
    first_right = first_left + len(by_left)
    tree = np.zeros(first_right + len(triphones), _NODE)
    top, middle, left, right = np.split(tree, (positions, first_left, first_right))
    top["context"], top["down"] = np.arange(positions), phones
    top["to"] = positions + np.arange(positions) * phones
    middle["context"], middle["down"] = np.tile(np.arange(phones), positions), counts_left
    middle["to"] = np.where(counts_left, first_left + np.cumsum(counts_left) - counts_left, -1)
    left["context"], left["down"] = by_left[:, 2], counts_right
    left["to"] = first_right + np.cumsum(counts_right) - counts_right
    right["context"], right["to"] = triphones[:, 3], phones + np.arange(len(triphones))
    return tree
