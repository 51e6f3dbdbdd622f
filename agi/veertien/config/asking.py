"""How callers are asked and in which words, from a config folder; and that folder as a whole, all faults in one run."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from veertien.config.faults import Fault, FaultLog, TablesFaultyError, in_order
from veertien.config.faults.definitions.notes import SaidAs
from veertien.config.loader import Config, config_in, faults_without_country, tables_in
from veertien.config.national.edition import NationalData, data_of
from veertien.config.own_words import own_texts_in, words_in
from veertien.config.policy_file import policy_in, settings_of
from veertien.config.settings import Settings
from veertien.config.tables.table_files import TableFiles
from veertien.config.yaml_files.documents import Documents
from veertien.config.yaml_files.places import Finding, note
from veertien.conversation import Language, Policy
from veertien.gazetteer import Gazetteer
from veertien.prompts.catalogue import Catalogue, load_catalogues
from veertien.prompts.wordings.saying import sayings
from veertien.routing import KeyChange, Tables

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Asking:
    """What conversation.yaml and prompts.yaml come to; without those files, what comes with Veertien."""

    policy: Policy
    words: Mapping[Language, Catalogue]


def load_asking(folder: Path) -> Asking:
    """Return how callers are asked. Raises TablesFaultyError with everything that is wrong in the two files."""
    return _asking_in(Documents(folder))


def load_calls(folder: Path, gazetteer: Gazetteer) -> tuple[Tables, Asking]:
    """Return all that decides on calls, whatever the settings are: the tables, and how callers are asked.

    Raises TablesFaultyError with everything that is wrong in either.
    """
    documents = Documents(folder)
    return _with_asking(documents, lambda: tables_in(documents, gazetteer))


def load_folder(folder: Path, gazetteer: Gazetteer, given: Settings | None = None) -> tuple[Settings, Tables, Asking]:
    """Return all that a config folder holds; settings that are given count in place of its own.

    Raises TablesFaultyError with everything that is wrong in any of its files.
    """
    config, asking = folder_in(Documents(folder), gazetteer, given)
    return config.settings, config.tables, asking


def folder_in(
    documents: Documents, gazetteer: Gazetteer, given: Settings | None = None, *, to_serve: bool = False
) -> tuple[Config, Asking]:
    """Return all that a config folder holds, with what it was read from. Raises as `load_folder` does.

    `to_serve` says that calls are to be served here.
    """
    return _with_asking(documents, lambda: config_in(documents, gazetteer, given, to_serve=to_serve))


def country_data(documents: Documents, *, to_serve: bool = False) -> NationalData:
    """Return the edition of the national data that a config folder names.

    `to_serve` says that calls are to be served here. Raises TablesFaultyError with everything that is wrong in it, and
    beside it in the folder.
    """
    try:
        return data_of(documents)
    except TablesFaultyError as error:
        beside = (*faults_without_country(documents, to_serve=to_serve), *_faults_in(documents))
        raise TablesFaultyError(in_order((*error.faults, *beside))) from None


def said_otherwise(documents: Documents, files: TableFiles) -> tuple[Fault, ...]:
    """Return a note for each text, of a folder without faults, whose numbers are said otherwise than written."""
    notes = FaultLog()
    prompts = documents.optional("prompts.yaml", FaultLog())
    own = list(own_texts_in(prompts)) if prompts else []
    # Who wrote it writes Dutch, and the Dutch voice says it whatever the caller speaks.
    own += [(place.at("message"), Language.DUTCH) for place, row in files.maintenances if row.message]
    for place, language in own:
        said = [(one.written, one.said) for one in sayings(place.text, language)]
        if said:
            note([Finding(place, SaidAs.numbers(said))], notes)
    return tuple(notes)


def asking_changes(old: Asking, new: Asking) -> tuple[KeyChange, ...]:
    """Return what is otherwise in how callers are asked, in the order of the files."""
    before, after = settings_of(old.policy), settings_of(new.policy)
    rules = [
        KeyChange("conversation.yaml", key, f"{before[key]:g}", f"{value:g}")
        for key, value in after.items()
        if before[key] != value
    ]
    words = [
        KeyChange("prompts.yaml", f"{identity}.{language}", said, catalogue.words[identity])
        for language, catalogue in new.words.items()
        for identity, said in old.words[language].words.items()
        if catalogue.words[identity] != said
    ]
    return (*rules, *words)


def _with_asking(documents: Documents, read: Callable[[], _Found]) -> tuple[_Found, Asking]:
    """Return what `read` does and how callers are asked. Raises TablesFaultyError with the faults of both."""
    try:
        found = read()
    except TablesFaultyError as error:
        raise TablesFaultyError(in_order((*error.faults, *_faults_in(documents)))) from None
    return found, _asking_in(documents)


def _read(documents: Documents, faults: FaultLog) -> Asking | None:
    conversation = documents.optional("conversation.yaml", faults)
    prompts = documents.optional("prompts.yaml", faults)
    policy = policy_in(conversation, faults) if conversation else Policy()
    words = words_in(prompts, faults) if prompts else load_catalogues()
    return None if policy is None or words is None or len(faults) else Asking(policy, words)


def _asking_in(documents: Documents) -> Asking:
    faults = FaultLog()
    asking = _read(documents, faults)
    if asking is None:
        raise TablesFaultyError(tuple(faults))
    return asking


def _faults_in(documents: Documents) -> tuple[Fault, ...]:
    faults = FaultLog()
    with suppress(TablesFaultyError):
        _read(documents, faults)
    return tuple(faults)
