"""Faults of files as a whole."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import shown
from veertien.wording import Wording

FILES = Section("Files")


class FileMissing(Problem, code="FILE-MISSING", section=FILES):
    """`veertien.yaml`, `trunks.yaml`, `operator.yaml` or the folder `municipalities/` isn't there, or the folder holds
    no `.yaml` file. Copy the example from `config/`.
    """

    @classmethod
    def file(cls) -> Self:
        return cls(
            "dit bestand is er niet; begin met het voorbeeld in config/",
            "there is no such file; start from the example in config/",
        )

    @classmethod
    def folder(cls, reason: str) -> Self:
        return cls(
            f"deze map is niet te lezen ({reason}); maak de map, of geef Veertien leesrecht: er staan de bestanden "
            "met de gemeenten in",
            f"this folder can't be listed ({reason}); make it, or let Veertien read it: it holds the files that list "
            "the municipalities",
        )

    @classmethod
    def municipalities(cls) -> Self:
        return cls(
            "in deze map staat geen .yaml-bestand; noem minstens één gemeente",
            "there is no .yaml file in this folder; list at least one municipality",
        )


class FileName(Problem, code="FILE-NAME", section=FILES):
    """A file ends in `.yaml`, `.yml` or `.yaml.txt`, in any case, and is not read: its name is not one of the names of
    [routing tables](routing-tables.md), or it lies in a folder that is not read. Only `.yaml` files in
    `municipalities/` itself are, in no folder below it. What it says would do nothing, without a word: callers would
    not be blocked, or maintenance not be in force. The message names the file that may be meant, by
    its first key where that tells. Rename it, or take it away; where that file is there already, put into it what is
    missing. Passed over are files and folders whose name starts with a dot, backups such as `trunks.yaml~`,
    `trunks.yaml.bak` and `trunks.yaml.dpkg-dist`, and files that `veertien.yaml` names, such as a `secret_file`.
    """

    @classmethod
    def ending(cls) -> Self:
        return cls(
            "wordt niet gelezen; geef het een naam die op .yaml eindigt",
            "is not read; give it a name that ends in .yaml",
        )

    @classmethod
    def too_deep(cls, folder: str) -> Self:
        return cls(
            f"wordt niet gelezen; dat wordt alleen wat in {folder}/ zelf staat: zet het daar, of haal het weg",
            f"is not read; only what lies in {folder}/ itself is: put it there, or take it away",
        )

    @classmethod
    def folder_meant(cls, meant: Wording) -> Self:
        return cls(
            f"wordt niet gelezen; {meant.dutch} Geef de map die naam", f"is not read; {meant.english} Rename the folder"
        )

    @classmethod
    def below(cls, folder: Path) -> Self:
        return cls(
            f"wordt niet gelezen; haal het uit {shown(str(folder))}, of zet het waar dat wel gebeurt",
            f"is not read; take it out of {shown(str(folder))}, or put it where it is",
        )

    @classmethod
    def beside(cls, other: str) -> Self:
        return cls(
            f"wordt niet gelezen, {other} ernaast wel; zet daarin wat er moet staan, en haal dit weg",
            f"is not read; {other} beside it is: put what it should say there, and take this one away",
        )

    @classmethod
    def file_meant(cls, meant: Wording) -> Self:
        return cls(
            f"wordt niet gelezen; {meant.dutch} Geef het die naam, of haal het weg",
            f"is not read; {meant.english} Rename it, or take it away",
        )

    @classmethod
    def unknown(cls, files: Iterable[str], folder: str) -> Self:
        names = ", ".join(files)
        return cls(
            f"wordt niet gelezen; de bestanden hier zijn {names}, en die in {folder}/; geef het zo'n naam of haal het "
            "weg",
            f"is not read; the files here are {names}, and those in {folder}/; rename it or take it away",
        )


class FileUnreadable(Problem, code="FILE-UNREADABLE", section=FILES):
    """The file is no regular file (a folder, a named pipe) or Veertien's user may not read it. Mend its permissions."""

    @classmethod
    def kind(cls) -> Self:
        return cls(
            "is geen gewoon bestand; zet er een tekstbestand neer",
            "is not a regular file; put a text file in its place",
        )

    @classmethod
    def refused(cls, reason: str) -> Self:
        return cls(
            f"is niet te lezen ({reason}); controleer de rechten", f"can't be read ({reason}); check its permissions"
        )


class FileTooLarge(Problem, code="FILE-TOO-LARGE", section=FILES):
    """A file has more than 256 KiB, or those in `municipalities/` have more than 1 MiB together. The whole country fits
    in one; spread it over several files or see what got into it.
    """

    @classmethod
    def one(cls, most_bytes: int) -> Self:
        most = f"{most_bytes // 1024} KiB"
        return cls(
            f"is groter dan {most}; verdeel het over meer bestanden",
            f"is larger than {most}; spread it over several files",
        )

    @classmethod
    def together(cls, size: int, most_bytes: int) -> Self:
        held, most = f"{size / 1024**2:.1f} MiB", f"{most_bytes // 1024**2} MiB"
        return cls(
            f"bevat {held} aan .yaml-bestanden; hoogstens {most} wordt gelezen, genoeg voor het hele land: kijk wat er "
            "te veel is",
            f"holds .yaml files of {held}; {most} are read at most, which is room for the whole country: see what got "
            "in",
        )


class TooManyFiles(Problem, code="TOO-MANY-FILES", section=FILES):
    """There are more than 1000 files in `municipalities/`, or they list more than 3000 municipalities. The country has
    342 municipalities. Put more into each file, or see what got in.
    """

    @classmethod
    def files(cls, count: int, most: int) -> Self:
        return cls(
            f"bevat {count} .yaml-bestanden; hoogstens {most} worden gelezen, dus zet meer in elk",
            f"holds {count} .yaml files; {most} are read at most, so put more into each",
        )

    @classmethod
    def municipalities(cls, count: int, most: int) -> Self:
        return cls(
            f"noemt {count} gemeenten; hoogstens {most} worden gelezen, en het land heeft er 342: kijk wat er te veel "
            "is",
            f"lists {count} municipalities; {most} are read at most, and the country has 342: see what got in",
        )


class TooManySchedules(Problem, code="TOO-MANY-SCHEDULES", section=FILES):
    """`schedules.yaml` holds more than 1000 schedules. Several municipalities can share one."""

    @classmethod
    def schedules(cls, count: int, most: int) -> Self:
        return cls(
            f"bevat {count} roosters; hoogstens {most} worden gelezen: laat gemeenten er een delen",
            f"holds {count} schedules; {most} are read at most: let several municipalities share one",
        )


class FileEncoding(Problem, code="FILE-ENCODING", section=FILES):
    """The file isn't UTF-8 from this byte on. Save it as UTF-8."""

    @classmethod
    def at(cls, byte: int) -> Self:
        return cls(
            f"byte 0x{byte:02x} is geen UTF-8; sla het bestand op als UTF-8",
            f"byte 0x{byte:02x} is not UTF-8; save the file as UTF-8",
        )


_REQUIRED: Mapping[str, Wording] = MappingProxyType(
    {
        "veertien.yaml": Wording("bijvoorbeeld `recognisers: auto`", "such as `recognisers: auto`"),
        "trunks.yaml": Wording("zoals in het voorbeeld in config/", "as in the example in config/"),
        "operator.yaml": Wording("zoals in het voorbeeld in config/", "as in the example in config/"),
    }
)
"""Files that can't be taken away, and what to write in an empty one."""


class FileEmpty(Problem, code="FILE-EMPTY", section=FILES):
    """The file holds no settings at all, or comments only. Fill it in. A file in `municipalities/` or one that may be
    left out can be taken away too; `veertien.yaml`, `trunks.yaml` and `operator.yaml` can't.
    """

    @classmethod
    def whole(cls, name: str) -> Self:
        if example := _REQUIRED.get(name):
            return cls(
                f"bevat geen instellingen; schrijf er, {example.dutch}",
                f"holds no settings; write some, {example.english}",
            )
        return cls(
            "bevat geen instellingen; vul het in of haal het weg", "holds no settings; fill it in or take it away"
        )
