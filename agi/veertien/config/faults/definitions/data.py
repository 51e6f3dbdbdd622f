"""Faults of an edition of the national data that `veertien.yaml` names."""

from collections.abc import Sequence
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import bare, shown

DATA = Section(
    "The national data",
    "Of [an edition](country-data.md#a-new-edition) that `data` in `veertien.yaml` names. While it has a fault, what\n"
    "was in force stays so.",
)


class DataFile(Problem, code="DATA-FILE", section=DATA):
    """A file of the edition is missing, has more than 1 MiB or isn't UTF-8, or one that ends in `.tsv` is none of an
    edition's. Put the whole edition there, as it was made.
    """

    @classmethod
    def missing(cls) -> Self:
        return cls("there is no such file, and an edition has it; put the whole edition there")

    @classmethod
    def too_large(cls, most_bytes: int) -> Self:
        return cls(f"is larger than {most_bytes // 1024**2} MiB, which no edition needs; see what got in")

    @classmethod
    def encoding(cls, byte: int) -> Self:
        return cls(f"isn't UTF-8: there is a byte 0x{byte:02x}; save it as UTF-8")

    @classmethod
    def unknown(cls, meant: str) -> Self:
        return cls(f"is no table of an edition; {f'{meant} Rename it, or take it' if meant else 'take it'} away")


class DataRows(Problem, code="DATA-ROWS", section=DATA):
    """The first line of a table isn't the names of its columns, a row has more or fewer fields than there are columns,
    or a table has too many rows, or none where it must have one. Fields are apart by one tab, without quotes.
    [The columns of each table](country-data.md#what-an-edition-holds).
    """

    @classmethod
    def header(cls, columns: Sequence[str]) -> Self:
        return cls(f"the first line must be, apart by tabs: {' '.join(columns)}")

    @classmethod
    def fields(cls, count: int, wanted: int) -> Self:
        return cls(f"there are {count} fields, apart by tabs, and must be {wanted}; mend the line")

    @classmethod
    def too_many(cls, count: int, most: int) -> Self:
        return cls(f"there are {count} rows; {most} are read at most: see what got in")

    @classmethod
    def none(cls) -> Self:
        return cls("there is no row; add what it must hold")


class DataValue(Problem, code="DATA-VALUE", section=DATA):
    """A value is not what its column holds. The message says what to write."""

    @classmethod
    def unlike(cls, column: str, value: str, meant: str) -> Self:
        return cls(f"{bare(column)} is {shown(value)}; write {meant}")


class DataTwice(Problem, code="DATA-TWICE", section=DATA):
    """Two rows of a table have the same code, or the same name for the same municipality. Take one out."""

    @classmethod
    def on_line(cls, key: str, line: int) -> Self:
        return cls(f"{shown(key)} stands on line {line} already; take one of the two out")


class DataUnknown(Problem, code="DATA-UNKNOWN", section=DATA):
    """A row names a municipality or a place that is not in the edition. After a merger every row of the municipality
    that ended must name its heir. Correct the code, or add the row that it names.
    """

    @classmethod
    def named(cls, code: str, where: str) -> Self:
        return cls(f"{shown(code)} is not in {where}; correct it, or add it there")


class DataTogether(Problem, code="DATA-TOGETHER", section=DATA):
    """Rows that are sound each for itself say together what can't be: two municipalities of the same name, a main area
    code that the municipality does not lie in, more than 300 places of one municipality, a change that is announced for
    a day on which the data have it already, a municipality that ended and is there.
    """

    @classmethod
    def same_name(cls, name: str, line: int) -> Self:
        return cls(f"the municipality on line {line} is called {shown(name)} too; give each a name of its own")

    @classmethod
    def no_main_area_code(cls, code: str, area_code: str) -> Self:
        return cls(
            f"municipality_area_codes.tsv does not say with medium or high confidence that {shown(code)} lies in "
            f"{shown(area_code)}; add that, or correct the main area code"
        )

    @classmethod
    def too_many_places(cls, code: str, count: int, most: int) -> Self:
        return cls(f"{shown(code)} has {count} places; {most} are read at most: see what got in")

    @classmethod
    def own_name_of_place(cls, code: str) -> Self:
        return cls(f"{shown(code)} is a place, and its name no municipality's own; write other")

    @classmethod
    def own_heir(cls, code: str) -> Self:
        return cls(f"{shown(code)} can't go into itself; correct the heir")

    @classmethod
    def change_is_past(cls, day: str, as_of: str) -> Self:
        return cls(
            f"the data are of {shown(as_of)}, and the change of {shown(day)} must be in them; take this row out, and "
            "list who ended in ended_municipalities.tsv"
        )

    @classmethod
    def still_there(cls, code: str) -> Self:
        return cls(f"{shown(code)} is in municipalities.tsv too; take it out of one of the two")

    @classmethod
    def not_ended_yet(cls, day: str, as_of: str) -> Self:
        return cls(f"the data are of {shown(as_of)}, on which it was still there until {shown(day)}; correct the day")


class DataSound(Problem, code="DATA-SOUND", section=DATA):
    """A line of `pronunciations.tsv` is no name with its sound. A name and its IPA stand on a line with a tab between,
    words of the IPA apart by spaces; a line that begins with # is a comment.
    """

    @classmethod
    def unknown(cls, reason: str) -> Self:
        return cls(f"{reason}; correct the IPA")

    @classmethod
    def no_entry(cls, reason: str) -> Self:
        return cls(f"{reason}; mend the line")

    @classmethod
    def nothing(cls) -> Self:
        return cls("there is no name, or no sound of one; mend the line or take it out")
