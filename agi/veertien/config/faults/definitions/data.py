"""Faults of an edition of the national data that `veertien.yaml` names."""

from collections.abc import Iterable, Sequence
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import bare, shown
from veertien.wording import Wording, either

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
        return cls(
            "dit bestand is er niet, en een editie heeft het; zet de hele editie daar",
            "there is no such file, and an edition has it; put the whole edition there",
        )

    @classmethod
    def too_large(cls, most_bytes: int) -> Self:
        most = f"{most_bytes // 1024**2} MiB"
        return cls(
            f"is groter dan {most}, en zoveel heeft geen editie nodig; kijk wat er te veel is",
            f"is larger than {most}, which no edition needs; see what got in",
        )

    @classmethod
    def encoding(cls, byte: int) -> Self:
        return cls(
            f"is geen UTF-8: er staat een byte 0x{byte:02x} in; sla het op als UTF-8",
            f"isn't UTF-8: there is a byte 0x{byte:02x}; save it as UTF-8",
        )

    @classmethod
    def unknown(cls, meant: Wording | None) -> Self:
        cure = Wording("haal het weg", "take it away")
        if meant:
            cure = Wording(
                f"{meant.dutch} Geef het die naam, of haal het weg", f"{meant.english} Rename it, or take it away"
            )
        return cls(f"is geen tabel van een editie; {cure.dutch}", f"is no table of an edition; {cure.english}")


class DataRows(Problem, code="DATA-ROWS", section=DATA):
    """The first line of a table isn't the names of its columns, a row has more or fewer fields than there are columns,
    or a table has too many rows, or none where it must have one. Fields are apart by one tab, without quotes.
    [The columns of each table](country-data.md#what-an-edition-holds).
    """

    @classmethod
    def header(cls, columns: Sequence[str]) -> Self:
        names = " ".join(columns)
        return cls(
            f"de eerste regel moet dit zijn, met tabs ertussen: {names}",
            f"the first line must be, apart by tabs: {names}",
        )

    @classmethod
    def fields(cls, count: int, wanted: int) -> Self:
        return cls(
            f"er zijn {count} velden, met tabs ertussen, en dat moeten er {wanted} zijn; verbeter de regel",
            f"there are {count} fields, apart by tabs, and must be {wanted}; mend the line",
        )

    @classmethod
    def too_many(cls, count: int, most: int) -> Self:
        return cls(
            f"er zijn {count} rijen; hoogstens {most} worden gelezen: kijk wat er te veel is",
            f"there are {count} rows; {most} are read at most: see what got in",
        )

    @classmethod
    def none(cls) -> Self:
        return cls("er is geen rij; voeg toe wat er moet staan", "there is no row; add what it must hold")


class DataValue(Problem, code="DATA-VALUE", section=DATA):
    """A value is not what its column holds. The message says what to write."""

    @classmethod
    def unlike(cls, column: str, value: str, wanted: Wording) -> Self:
        return cls(
            f"{bare(column)} is {shown(value)}; schrijf {wanted.dutch}",
            f"{bare(column)} is {shown(value)}; write {wanted.english}",
        )


class DataTwice(Problem, code="DATA-TWICE", section=DATA):
    """Two rows of a table have the same code, or the same name for the same municipality. Take one out."""

    @classmethod
    def on_line(cls, key: str, line: int) -> Self:
        return cls(
            f"{shown(key)} staat al op regel {line}; haal een van beide weg",
            f"{shown(key)} stands on line {line} already; take one of the two out",
        )


class DataUnknown(Problem, code="DATA-UNKNOWN", section=DATA):
    """A row names a municipality or a place that is not in the edition. After a merger every row of the municipality
    that ended must name its heir. Correct the code, or add the row that it names.
    """

    @classmethod
    def named(cls, code: str, files: Iterable[str]) -> Self:
        where = either(files)
        return cls(
            f"{shown(code)} staat niet in {where.dutch}; verbeter het, of voeg het daar toe",
            f"{shown(code)} is not in {where.english}; correct it, or add it there",
        )


class DataTogether(Problem, code="DATA-TOGETHER", section=DATA):
    """Rows that are sound each for itself say together what can't be: two municipalities of the same name, a main area
    code that the municipality does not lie in, more than 300 places of one municipality, a change that is announced for
    a day on which the data have it already, a municipality that ended and is there.
    """

    @classmethod
    def same_name(cls, name: str, line: int) -> Self:
        return cls(
            f"de gemeente op regel {line} heet ook {shown(name)}; geef elk een eigen naam",
            f"the municipality on line {line} is called {shown(name)} too; give each a name of its own",
        )

    @classmethod
    def no_main_area_code(cls, code: str, area_code: str) -> Self:
        return cls(
            f"municipality_area_codes.tsv zegt niet met zekerheid medium of high dat {shown(code)} in "
            f"{shown(area_code)} ligt; voeg dat toe, of verbeter het hoofdnetnummer",
            f"municipality_area_codes.tsv does not say with medium or high confidence that {shown(code)} lies in "
            f"{shown(area_code)}; add that, or correct the main area code",
        )

    @classmethod
    def too_many_places(cls, code: str, count: int, most: int) -> Self:
        return cls(
            f"{shown(code)} heeft {count} plaatsen; hoogstens {most} worden gelezen: kijk wat er te veel is",
            f"{shown(code)} has {count} places; {most} are read at most: see what got in",
        )

    @classmethod
    def own_name_of_place(cls, code: str) -> Self:
        return cls(
            f"{shown(code)} is een plaats, en zijn naam niet de eigen naam van een gemeente; schrijf other",
            f"{shown(code)} is a place, and its name no municipality's own; write other",
        )

    @classmethod
    def own_heir(cls, code: str) -> Self:
        return cls(
            f"{shown(code)} kan niet in zichzelf opgaan; verbeter de opvolger",
            f"{shown(code)} can't go into itself; correct the heir",
        )

    @classmethod
    def change_is_past(cls, day: str, as_of: str) -> Self:
        return cls(
            f"de gegevens zijn van {shown(as_of)}, en de verandering van {shown(day)} moet erin zitten; haal deze rij "
            "weg, en zet wie ophield in ended_municipalities.tsv",
            f"the data are of {shown(as_of)}, and the change of {shown(day)} must be in them; take this row out, and "
            "list who ended in ended_municipalities.tsv",
        )

    @classmethod
    def still_there(cls, code: str) -> Self:
        return cls(
            f"{shown(code)} staat ook in municipalities.tsv; haal het uit een van beide weg",
            f"{shown(code)} is in municipalities.tsv too; take it out of one of the two",
        )

    @classmethod
    def not_ended_yet(cls, day: str, as_of: str) -> Self:
        return cls(
            f"de gegevens zijn van {shown(as_of)}, en toen was zij er nog, tot {shown(day)}; verbeter de dag",
            f"the data are of {shown(as_of)}, on which it was still there until {shown(day)}; correct the day",
        )


class DataSound(Problem, code="DATA-SOUND", section=DATA):
    """A line of `pronunciations.tsv` is no name with its sound. A name and its IPA stand on a line with a tab between,
    words of the IPA apart by spaces; a line that begins with # is a comment.
    """

    @classmethod
    def unknown(cls, reason: Wording) -> Self:
        return cls(f"{reason.dutch}; verbeter de IPA", f"{reason.english}; correct the IPA")

    @classmethod
    def no_entry(cls) -> Self:
        return cls(
            "een naam en zijn IPA staan op één regel, met een tab ertussen; verbeter de regel",
            "a name and its IPA stand on a line, with a tab between; mend the line",
        )

    @classmethod
    def too_long(cls, most: int) -> Self:
        return cls(
            f"de regel is langer dan {most} tekens; maak die korter",
            f"the line is longer than {most} characters; shorten it",
        )

    @classmethod
    def nothing(cls) -> Self:
        return cls(
            "er is geen naam, of geen klank ervan; verbeter de regel of haal die weg",
            "there is no name, or no sound of one; mend the line or take it out",
        )
