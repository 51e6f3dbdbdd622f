"""Faults of veertien.yaml, the service's settings."""

from pathlib import Path
from typing import Self

from veertien.config.faults.problem import Problem, Section
from veertien.config.faults.text import shown, shown_path
from veertien.wording import Wording

SERVICE = Section("Service")

_WRITE_A_VOICE = Wording(
    "schrijf de naam van een espeak-ng-stem, zoals nl, of {piper: BESTAND.onnx}",
    "write the name of an espeak-ng voice, such as nl, or {piper: FILE.onnx}",
)


class WrongHost(Problem, code="HOST", section=SERVICE):
    """Not an address or host name. In `allowed_hosts` a port doesn't belong to it."""

    @classmethod
    def address(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een adres of een hostnaam, zoals 127.0.0.1",
            f"is {shown(text)}; write an address or a host name, such as 127.0.0.1",
        )

    @classmethod
    def name(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een hostnaam zonder poort, zoals pbx.example.nl",
            f"is {shown(text)}; write a host name without a port, such as pbx.example.nl",
        )


class PortCollision(Problem, code="PORT-COLLISION", section=SERVICE):
    """Two services, or a service and Asterisk's manager interface, would listen on one port of one address. Give one of
    them another.
    """

    @classmethod
    def used(cls, other: str, port: int, service: str) -> Self:
        return cls(
            f"`{other}` gebruikt poort {port} al; geef `{service}` een andere",
            f"`{other}` already uses port {port}; give `{service}` another",
        )


class WrongSecret(Problem, code="SECRET", section=SERVICE):
    """Neither or both of `secret` and `secret_file` (for ARI `password` and `password_file`) are given, or the secret
    is empty or has characters that can't be sent.
    """

    @classmethod
    def not_one_secret(cls) -> Self:
        return cls(
            "heeft `secret_file` nodig, een bestand met het geheim erin, of `secret`",
            "needs either `secret_file`, a file with the secret in it, or `secret`",
        )

    @classmethod
    def not_one_password(cls) -> Self:
        return cls(
            "heeft `password_file` nodig, een bestand met het wachtwoord erin, of `password`",
            "needs either `password_file`, a file with the password in it, or `password`",
        )

    @classmethod
    def unsendable(cls) -> Self:
        return cls(
            "is leeg of bevat tekens die niet te versturen zijn; schrijf het geheim op één regel",
            "is empty or holds characters that can't be sent; write the secret on one line",
        )


class SecretFileFaulty(Problem, code="SECRET-FILE", section=SERVICE):
    """The file with the secret isn't there, can't be read or isn't UTF-8, or others may read or write it. Its first
    line is the secret. A path is relative to the config folder. Mode 600 is best where the daemon's user owns the file;
    where root does, `chown root:veertien` and `chmod 640`.
    """

    @classmethod
    def missing(cls, path: Path) -> Self:
        return cls(
            f"noemt het bestand {shown_path(path)}, en dat is er niet; schrijf daar het geheim in",
            f"names the file {shown_path(path)}, which isn't there; write the secret in it",
        )

    @classmethod
    def open_to_others(cls, path: Path) -> Self:
        return cls(
            f"noemt {shown_path(path)}, en dat mogen anderen lezen of schrijven; doe chmod 640, of 600",
            f"names {shown_path(path)}, which others may read or write; chmod 640 it, or 600",
        )

    @classmethod
    def unreadable(cls, reason: str | None) -> Self:
        return cls(
            f"noemt een bestand dat niet te lezen is ({reason}); controleer de rechten",
            f"names a file that can't be read ({reason}); check its permissions",
        )

    @classmethod
    def encoding(cls) -> Self:
        return cls(
            "noemt een bestand dat geen UTF-8 is; schrijf het geheim als tekst",
            "names a file that is not UTF-8; write the secret as text",
        )


class KeyFileFaulty(Problem, code="KEY-FILE", section=SERVICE):
    """The `key_file` of `memory` or of `capture` may be read or written by others than its owner, or has less than 32
    characters. The daemon's user must own it, with mode 600 or 400. [How to make one](caller-hints.md#switching-it-on).
    """

    @classmethod
    def unreadable(cls, reason: str | None) -> Self:
        return cls(
            f"noemt een bestand dat niet te bekijken is ({reason}); controleer de rechten",
            f"names a file that can't be looked at ({reason}); check its permissions",
        )

    @classmethod
    def open_to_others(cls, path: Path) -> Self:
        return cls(
            f"noemt {shown_path(path)}, en dat mogen anderen dan de eigenaar lezen of schrijven; doe chmod 600",
            f"names {shown_path(path)}, which others than its owner may read or write; chmod 600 it",
        )

    @classmethod
    def short(cls, least: int) -> Self:
        return cls(
            f"noemt een bestand met een sleutel van minder dan {least} tekens; maak er een met `openssl rand -hex 32`",
            f"names a file with a key of less than {least} characters; make one with `openssl rand -hex 32`",
        )


class CaptureFaulty(Problem, code="CAPTURE", section=SERVICE):
    """What callers say can't be kept safely: the package that encrypts it is missing, or the key lies in the folder of
    what it encrypts. [Learning from real calls](captures.md#switching-it-on).
    """

    @classmethod
    def without_encryption(cls) -> Self:
        return cls(
            "heeft het pakket cryptography nodig; doe pip install 'veertien[capture]'",
            "needs the package cryptography; pip install 'veertien[capture]'",
        )

    @classmethod
    def key_inside(cls, folder: Path) -> Self:
        return cls(
            f"ligt in {shown_path(folder)}, bij wat hij versleutelt; bewaar de sleutel buiten die map",
            f"lies in {shown_path(folder)}, with what it encrypts; keep the key outside that folder",
        )


class RecordsFaulty(Problem, code="RECORDS", section=SERVICE):
    """Call records, or remembered choices, can't be kept there: the address of the database is none, its password is
    given twice or without an address, or the package that speaks with PostgreSQL is missing. [Call
    records](records.md#switching-it-on).
    """

    @classmethod
    def address(cls) -> Self:
        example = "postgresql://veertien@127.0.0.1/veertien"
        return cls(
            f"is geen adres van een PostgreSQL-database; schrijf het als {example}",
            f"is no address of a PostgreSQL database; write it like {example}",
        )

    @classmethod
    def one_password(cls) -> Self:
        return cls(
            "heeft een `password_file`; daar hoort een `url` zonder wachtwoord bij",
            "has a `password_file`; that needs a `url` without a password in it",
        )

    @classmethod
    def without_driver(cls) -> Self:
        return cls(
            "heeft het pakket psycopg nodig; doe pip install 'veertien[postgresql]'",
            "needs the package psycopg; pip install 'veertien[postgresql]'",
        )


class NodesFaulty(Problem, code="NODES", section=SERVICE):
    """The name of a node is none, stands twice in `nodes`, or the machine that is to serve calls is not in that list:
    none of the trunks' lines would be its own. A machine goes by `node`, or else by its host name. `veertien check` may
    be run anywhere. [Several nodes](cluster-state.md#a-list-of-the-nodes).
    """

    @classmethod
    def name(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf een naam van letters, cijfers, punten en streepjes, zoals veertien-1",
            f"is {shown(text)}; write a name of letters, digits, dots and dashes, such as veertien-1",
        )

    @classmethod
    def twice(cls, name: str) -> Self:
        return cls(
            f"noemt {shown(name)} twee keer; haal er een weg, of verbeter hem",
            f"names {shown(name)} twice; take one out, or correct it",
        )

    @classmethod
    def without(cls, own: str) -> Self:
        return cls(
            f"noemt {shown(own)} niet, en zo heet deze machine; voeg die toe op alle machines, of schrijf in `node` "
            "hoe deze heet",
            f"doesn't name {shown(own)}, which this machine is called; add it on all machines, or write in `node` "
            "what this one is called",
        )


class PagesFaulty(Problem, code="PAGES", section=SERVICE):
    """The pages of `veertien web` would show calls to whom they are not for, or to nobody: other machines reach them
    and there is no `login`, or what stands in it is no header, address or municipality; or they don't have that
    `language`. [Who sees what](web.md#who-sees-what).
    """

    @classmethod
    def open_to_all(cls, host: str) -> Self:
        return cls(
            f"is {shown(host)}, waar andere machines er zonder aanmelden bij kunnen; schrijf 127.0.0.1, of voeg "
            "`login` toe",
            f"is {shown(host)}, where other machines reach it without a login; write 127.0.0.1, or add `login`",
        )

    @classmethod
    def header(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf de naam van de header met de gebruiker, zoals X-Remote-User",
            f"is {shown(text)}; write the name of the header with the user, such as X-Remote-User",
        )

    @classmethod
    def address(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf het IP-adres van de proxy, zoals 127.0.0.1",
            f"is {shown(text)}; write the proxy's IP address, such as 127.0.0.1",
        )

    @classmethod
    def language(cls, text: str) -> Self:
        return cls(f"is {shown(text)}; schrijf nl of en", f"is {shown(text)}; write nl or en")

    @classmethod
    def municipality(cls, text: str) -> Self:
        return cls(
            f"noemt {shown(text)}, en dat is geen gemeente; schrijf `all`, of namen of CBS-codes in een lijst",
            f"names {shown(text)}, which is no municipality; write `all`, or names or CBS codes in a list",
        )


class SecondEarFaulty(Problem, code="SECOND-EAR", section=SERVICE):
    """No second ear can be made of that folder: it isn't there, holds no multilingual Whisper model for CTranslate2, or
    the libraries that read one are missing. [The second ear](second-ear.md#getting-the-model).
    """

    @classmethod
    def no_model(cls, place: Path, reason: Wording) -> Self:
        return cls(f"noemt {shown_path(place)}: {reason.dutch}", f"names {shown_path(place)}: {reason.english}")

    @classmethod
    def without_libraries(cls) -> Self:
        return cls(
            "heeft de pakketten ctranslate2 en tokenizers nodig; doe pip install 'veertien[second-ear]'",
            "needs the packages ctranslate2 and tokenizers; pip install 'veertien[second-ear]'",
        )


class WrongUrl(Problem, code="URL", section=SERVICE):
    """Not an address of the form `http://127.0.0.1:8088/`."""

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(
            f"is {shown(text)}; schrijf het als http://127.0.0.1:8088/",
            f"is {shown(text)}; write it like http://127.0.0.1:8088/",
        )


class WrongVoice(Problem, code="VOICE", section=SERVICE):
    """Neither the name of an espeak-ng voice, such as `nl`, nor a Piper voice, `{piper: FILE.onnx}`; nor one of these
    for each language, `{nl: ..., fy: ..., en: ...}`.
    """

    @classmethod
    def written(cls, text: str) -> Self:
        return cls(f"is {shown(text)}; {_WRITE_A_VOICE.dutch}", f"is {shown(text)}; {_WRITE_A_VOICE.english}")

    @classmethod
    def shape(cls) -> Self:
        return cls(f"is geen stem; {_WRITE_A_VOICE.dutch}", f"is no voice; {_WRITE_A_VOICE.english}")


class PiperVoiceFaulty(Problem, code="PIPER-VOICE", section=SERVICE):
    """The Piper voice can't be used: Piper is not installed (`pip install 'veertien[piper]'`), one of its two files
    (`FILE.onnx` and `FILE.onnx.json`) isn't there or isn't that of a Piper voice, or the voice speaks another language.
    [Which voices there are](prompts.md#piper). A file that can't be loaded shows only when the daemon makes prompts of
    it: then the start, or the reload, fails.
    """

    @classmethod
    def unusable(cls, file: str, reason: Wording) -> Self:
        return cls(
            f"noemt de Piper-stem {shown(file)}; die {reason.dutch}",
            f"names the Piper voice {shown(file)}, which {reason.english}",
        )


class FolderMissing(Problem, code="FOLDER", section=SERVICE):
    """The folder isn't there. Make it, or take the line out."""

    @classmethod
    def named(cls, path: Path) -> Self:
        return cls(
            f"noemt de map {shown_path(path)}, en die is er niet; maak de map of haal de regel weg",
            f"names the folder {shown_path(path)}, which isn't there; make it or take the line out",
        )
