"""Which secrets, and whose names, an installation's files hold: so that they are found wherever else they stand."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from veertien.asterisk.config_text import config_lines
from veertien.config import SETTINGS_FILE
from veertien.redaction import is_secret_key, secrets_in

_NAMES_A_FILE = "_file"
_LONGEST_SECRET_FILE = 64 * 1024


def secrets_of_yaml(folder: Path, files: Iterable[tuple[Path, str]]) -> set[str]:
    """Return the secrets in these files of a config folder, and in the files that they name. Never raises."""
    found: set[str] = set()
    for file, text in files:
        tree = _tree(text)
        if tree is None:
            found |= set(_in_lines(text))
        found |= set(secrets_in(tree))
        for key, value in _texts(tree):
            if "://" in value:
                found |= set(_of_url(value))
            if file.name == SETTINGS_FILE and key.endswith(_NAMES_A_FILE):
                found |= set(_in_file(folder / value))
    return found


def people_of_yaml(files: Iterable[tuple[Path, str]]) -> set[str]:
    """Return the users of the pages, and what is noted beside callers' numbers. Never raises."""
    found: set[str] = set()
    for file, text in files:
        tree = _tree(text)
        if file.name == SETTINGS_FILE:
            users = _under(_under(_under(tree, "pages"), "login"), "users")
            found |= {str(user) for user in users} if isinstance(users, dict) else set()
        found |= {value for key, value in _texts(tree) if key == "comment"}
    return found


def secrets_of_asterisk(texts: Iterable[str]) -> set[str]:
    """Return the secrets in Asterisk's files."""
    options = (line.option for text in texts for line in config_lines(text))
    return {option[1] for option in options if option and is_secret_key(option[0]) and option[1]}


def _in_lines(text: str) -> Iterator[str]:
    """Give what stands behind keys of secrets in a file that is no YAML, as far as one can tell where it ends."""
    for line in text.splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        if is_secret_key(key.strip(" -\"'")):
            yield value.strip().strip("\"'")


def _of_url(url: str) -> Iterator[str]:
    with suppress(ValueError):
        if password := urlsplit(url).password:
            yield from (password, unquote(password))


def _in_file(file: Path) -> Iterator[str]:
    with suppress(OSError, ValueError), file.open("rb") as opened:
        text = opened.read(_LONGEST_SECRET_FILE).decode(errors="replace")
        yield from (line.strip() for line in text.splitlines())


def _tree(text: str) -> Any:
    with suppress(yaml.YAMLError, RecursionError, ValueError):
        # Aliases could stand for any number of values; the tables take none.
        if not any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text)):
            # BaseLoader makes a text of each value, as the tables mean it: no number loses its zero.
            return yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts, lists and dicts
    return None


def _texts(tree: Any) -> Iterator[tuple[str, str]]:
    """Give each text with the key that it stands under."""
    waiting = [("", tree)]
    while waiting:
        key, value = waiting.pop()
        match value:
            case dict():
                waiting += [(str(name), inner) for name, inner in value.items()]
            case list():
                waiting += [(key, inner) for inner in value]
            case str():
                yield key, value


def _under(tree: Any, key: str) -> Any:
    return tree.get(key) if isinstance(tree, dict) else None
