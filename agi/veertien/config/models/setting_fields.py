"""The kinds of value that only veertien.yaml holds: addresses, folders, secrets.

Paths are relative to the folder of veertien.yaml, which travels as pydantic's validation context under `FOLDER`; what
gives the national data under `COUNTRY`.
"""

import re
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, SecretStr, ValidationInfo

from veertien.config.faults.definitions.service import (
    FolderMissing,
    KeyFileFaulty,
    NodesFaulty,
    PagesFaulty,
    RecordsFaulty,
    SecretFileFaulty,
    WrongHost,
    WrongSecret,
    WrongUrl,
)
from veertien.config.models import editor_view
from veertien.config.models.editor_view import Checked
from veertien.config.models.fields import LONGEST_TEXT, OneOrList, Text, as_list, matching, refusal, whole_number
from veertien.gazetteer import AmbiguousMunicipalityError, Gazetteer, UnknownMunicipalityError

FOLDER = "folder"
COUNTRY = "country"
GivesCountry = Callable[[], Gazetteer | None]
"""Gives the national data: most settings name no municipality, and need none. None where they can't be read, so that
nobody can tell which names there are."""
_DATABASE = re.compile(r"postgresql://[!-~]*?[A-Za-z0-9.\-\[\]:]*(:[0-9]{1,5})?/[!-~]+", re.ASCII)
_NODE_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}"
LONGEST_SECRET = 1024
LONGEST_PATH = 4096
"""What Linux takes (PATH_MAX)."""
SHORTEST_KEY = 32
"""Characters of a key; in hexadecimal digits 128 bits."""
ALL = "all"
"""What is written for a user who may see the calls of all municipalities."""
PAGE_LANGUAGES = ("nl", "en")
OTHERS = 0o027
"""What a secret's file may allow nobody. Its group may read it: root may own it, and the daemon's group have it."""


def below_config_folder(value: Any, info: ValidationInfo) -> Any:
    """Return where a path leads from the folder of veertien.yaml."""
    if not isinstance(value, str) or not value or info.context is None:
        return value
    return info.context[FOLDER] / value


def _existing(path: Path) -> Path:
    if not path.is_dir():
        raise refusal(FolderMissing.named(path))
    return path


def _from_file(value: Any, info: ValidationInfo) -> Any:
    """Return what stands on the first line of the file."""
    path = below_config_folder(value, info)
    if not isinstance(path, Path):
        return value
    try:
        if not path.is_file():
            raise refusal(SecretFileFaulty.missing(path))
        if path.stat().st_mode & OTHERS:
            raise refusal(SecretFileFaulty.open_to_others(path))
        with path.open("rb") as opened:
            return opened.read(LONGEST_SECRET).split(b"\n")[0].strip().decode("utf-8")
    except OSError as error:
        raise refusal(SecretFileFaulty.unreadable(error.strerror)) from None
    except UnicodeDecodeError:
        raise refusal(SecretFileFaulty.encoding()) from None


def _from_private_file(value: Any, info: ValidationInfo) -> Any:
    """Return what stands on the first line of a file that nobody but its owner may read or write."""
    path = below_config_folder(value, info)
    if isinstance(path, Path):
        try:
            others = path.is_file() and path.stat().st_mode & 0o077
        except OSError as error:
            raise refusal(KeyFileFaulty.unreadable(error.strerror)) from None
        if others:
            raise refusal(KeyFileFaulty.open_to_others(path))
    return _from_file(value, info)


def _long(key: SecretStr) -> SecretStr:
    if len(key.get_secret_value()) < SHORTEST_KEY:
        raise refusal(KeyFileFaulty.short(SHORTEST_KEY))
    return key


def _sendable(secret: SecretStr) -> SecretStr:
    """Refuse what would end a line of the manager protocol, and a secret that isn't one."""
    text = secret.get_secret_value()
    if not text or not text.isprintable():
        raise refusal(WrongSecret.unsendable())
    return secret


def _database(url: SecretStr) -> SecretStr:
    """Refuse what is no address of a PostgreSQL database; the message can't show it, as it may hold a password."""
    if not _DATABASE.fullmatch(url.get_secret_value()):
        raise refusal(RecordsFaulty.address())
    return url


def _address(text: str) -> str:
    try:
        return str(ip_address(text))
    except ValueError:
        raise refusal(PagesFaulty.address(text)) from None


def _all_or_some(value: Any, info: ValidationInfo) -> Any:
    """Return the codes of the municipalities that are written; None for `all`."""
    if value == ALL:
        return None
    written = as_list(value)
    if isinstance(written, list) and all(isinstance(name, str) for name in written) and info.context is not None:
        country = info.context[COUNTRY]()
        if country is None:
            return frozenset(written)
        return frozenset(_municipality(name, country) for name in written)
    return value


def _municipality(name: str, country: Gazetteer) -> str:
    try:
        return country.by_name_or_code(name).code
    except (UnknownMunicipalityError, AmbiguousMunicipalityError):
        # Calls are recorded of one that ended since, and who saw them may go on seeing them.
        if ended := country.ended_named(name):
            return ended.code
        raise refusal(PagesFaulty.municipality(name)) from None


def _each_node_once(names: tuple[str, ...]) -> tuple[str, ...]:
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise refusal(NodesFaulty.twice(twice))
    return names


def _page_language(text: str) -> str:
    if text not in PAGE_LANGUAGES:
        raise refusal(PagesFaulty.language(text))
    return text


_ADDRESS_SEEN = editor_view.pattern("[0-9]{1,3}(?:[.][0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")
_PATH_SEEN = editor_view.text(LONGEST_PATH)
_SECRET_SEEN = editor_view.text(LONGEST_SECRET)

Port = Annotated[int, whole_number(1, 65_535)]
Host = Annotated[Text, matching("[A-Za-z0-9.:-]+", WrongHost.address)]
HostName = Annotated[Text, matching(r"[A-Za-z0-9.-]+|([0-9A-Fa-f]*:){2,}[0-9A-Fa-f.:]*", WrongHost.name)]
HostNameList = Annotated[tuple[HostName, ...], OneOrList()]
Address = Annotated[Text, Checked(AfterValidator(_address), _ADDRESS_SEEN)]
AddressList = Annotated[tuple[Address, ...], OneOrList()]
NodeName = Annotated[Text, matching(_NODE_NAME, NodesFaulty.name)]
NodeList = Annotated[
    tuple[NodeName, ...],
    Checked(
        AfterValidator(_each_node_once),
        {"type": "array", "items": dict(editor_view.pattern(_NODE_NAME)), "uniqueItems": True},
    ),
]
HeaderName = Annotated[Text, matching("[A-Za-z0-9][A-Za-z0-9-]{0,60}", PagesFaulty.header)]
Municipalities = Annotated[
    frozenset[str] | None,
    Checked(BeforeValidator(_all_or_some), editor_view.one_or_list(editor_view.text(LONGEST_TEXT))),
]
PageLanguage = Annotated[Text, Checked(AfterValidator(_page_language), editor_view.words(PAGE_LANGUAGES))]
Url = Annotated[Text, matching(r"https?://[A-Za-z0-9.:\[\]-]+(/[!-~]*)?", WrongUrl.written)]
DatabaseUrl = Annotated[SecretStr, Checked(AfterValidator(_database), editor_view.pattern(_DATABASE.pattern))]
Folder = Annotated[Path, Checked(BeforeValidator(below_config_folder), _PATH_SEEN)]
ExistingFolder = Annotated[Folder, Checked(AfterValidator(_existing), _PATH_SEEN)]
Secret = Annotated[SecretStr, Checked(AfterValidator(_sendable), _SECRET_SEEN)]
KeyFile = Annotated[SecretStr, Checked(BeforeValidator(_from_private_file), _PATH_SEEN), AfterValidator(_long)]
SecretFile = Annotated[SecretStr, Checked(BeforeValidator(_from_file), _PATH_SEEN), AfterValidator(_sendable)]
