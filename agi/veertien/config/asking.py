"""How callers are asked and in which words, from a config folder; and that folder as a whole, all faults in one run."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from veertien.config import Code, Fault, Settings, TablesFaulty, check_config, load_config, maintenance_messages
from veertien.config.faults import FaultLog, in_order, shown
from veertien.config.own_words import own_texts_in, words_in
from veertien.config.policy_file import policy_in, settings_of
from veertien.config.yaml_files.marked_yaml import read_optional
from veertien.conversation import Language, Policy
from veertien.gazetteer import Gazetteer
from veertien.prompts.catalogue import Catalogue, load_catalogues
from veertien.prompts.saying import sayings
from veertien.routing import KeyChange, Tables


@dataclass(frozen=True, slots=True)
class Asking:
    """What conversation.yaml and prompts.yaml come to; without those files, what comes with Veertien."""

    policy: Policy
    words: Mapping[Language, Catalogue]


def load_asking(folder: Path) -> Asking:
    """Return how callers are asked. Raises TablesFaulty with everything that is wrong in the two files."""
    faults = FaultLog()
    asking = _read(folder, faults)
    if asking is None:
        raise TablesFaulty(tuple(faults))
    return asking


def load_folder(folder: Path, gazetteer: Gazetteer, given: Settings | None = None) -> tuple[Settings, Tables, Asking]:
    """Return all that a config folder holds; settings that are given count in place of its own.

    Raises TablesFaulty with everything that is wrong in any of its files.
    """
    try:
        settings, tables = load_config(folder, gazetteer, given)
    except TablesFaulty as error:
        raise TablesFaulty(in_order((*error.faults, *_faults_in(folder)))) from None
    return settings, tables, load_asking(folder)


def check_folder(folder: Path, gazetteer: Gazetteer) -> tuple[Fault, ...]:
    """Return what is wrong in a config folder, as `in_order` gives it."""
    return in_order((*check_config(folder, gazetteer), *_faults_in(folder)))


def said_otherwise(folder: Path) -> tuple[Fault, ...]:
    """Return a note for each text, of a folder without faults, whose numbers are said otherwise than written."""
    notes = FaultLog()
    prompts = read_optional(folder / "prompts.yaml", FaultLog())
    own = [(prompts.file, text, language) for text, language in own_texts_in(prompts)] if prompts else []
    # Who wrote it writes Dutch, and the Dutch voice says it whatever the caller speaks.
    own += [(file, text, Language.DUTCH) for file, text in maintenance_messages(folder)]
    for file, text, language in own:
        said = ", ".join(f'{shown(one.written)} is said as "{one.said}"' for one in sayings(text.text, language))
        if said:
            notes.add(file, text.mark, Code.SAID_AS, said)
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


def _read(folder: Path, faults: FaultLog) -> Asking | None:
    conversation = read_optional(folder / "conversation.yaml", faults)
    prompts = read_optional(folder / "prompts.yaml", faults)
    policy = policy_in(conversation, faults) if conversation else Policy()
    words = words_in(prompts, faults) if prompts else load_catalogues()
    return None if policy is None or words is None or len(faults) else Asking(policy, words)


def _faults_in(folder: Path) -> tuple[Fault, ...]:
    faults = FaultLog()
    with suppress(TablesFaulty):
        _read(folder, faults)
    return tuple(faults)
