"""Every fault is defined once: its code, how severe it is, what it says in either language, and the cure."""

import ast
import inspect
import re
from collections.abc import Callable, Collection, Iterable, Sequence, Set
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from veertien.config.checks.schedule_checks import MOST_SCHEDULES
from veertien.config.faults import MOST_FAULTS, Fault, FaultLog, Mark, Problem, Severity
from veertien.config.faults.definitions import DEFINITIONS
from veertien.config.faults.definitions.changes import HeirHas
from veertien.config.faults.definitions.files import FileMissing
from veertien.config.faults.definitions.values import WrongYesNo
from veertien.config.faults.definitions.warnings import UnusedTrunk
from veertien.config.folder_files import MOST_BYTES, MOST_ENTRIES, MOST_FILES
from veertien.config.models.fields import LONGEST_MESSAGE, LONGEST_TEXT, MOST_PRONUNCIATIONS
from veertien.config.models.setting_fields import SHORTEST_KEY
from veertien.config.own_words import LONGEST_QUESTION
from veertien.config.warnings import LEAST_SHARE
from veertien.config.yaml_files.marked_yaml import DEEPEST, LARGEST_FILE
from veertien.routing.dates import Period
from veertien.wording import Language, Wording, unworded

CONFIG = Path("agi/veertien/config")
MESSAGES: dict[str, Callable[..., Problem]] = {
    f"{definition.__name__}.{name}": getattr(definition, name)
    for definition in DEFINITIONS.values()
    for name in vars(definition)
    if inspect.ismethod(getattr(definition, name))
}

FROM_A_FILE = 'a{0}{name}%s\n\x1b[31m"' + "x" * 5000
# Fields with words of ours: names of files, keys and municipalities, reasons of the system and of checks that quote for
# themselves.
OURS = {
    *("problem", "reason", "folder", "where", "fourteen", "other", "service", "word", "setting"),
    *("day", "start", "other_start", "end", "opening", "ends", "heir"),
}
SAMPLES = {
    int: 12,
    bool: False,
    HeirHas: HeirHas.NO_ENTRY,
    Wording: Wording("een woord", "a word"),
    Wording | None: Wording("een woord", "a word"),
    float: 0.5,
    Path: Path("/etc/vee\nrtien/x"),
    date: date(2027, 1, 1),
    date | datetime: date(2027, 1, 1),
    Period: Period(date(2027, 1, 1), None),
    str | None: "a word",
    Iterable[str]: ("this", "that"),
    Collection[str]: ("this", "that"),
    Set[str]: {"this", "that"},
    Sequence[str]: ("this", "that"),
    Iterable[tuple[str, str]]: ((FROM_A_FILE, "said"),),
    tuple[str, str]: (FROM_A_FILE, FROM_A_FILE),
}
CURES = {
    Language.ENGLISH: re.compile(
        r"\b(add|change|check|chmod|correct|did you mean|fill|give|indent|join|keep|let|list|look|make|mend|must|needs"
        r"|put|rename|save|see|shorten|spread|start|take|use|write)\b",
        re.IGNORECASE,
    ),
    Language.DUTCH: re.compile(
        r"\b(begin|bedoeld|bewaar|chmod|controleer|doe|gebruik|geef|haal|hoort|kijk|kort|laat|maak|moet|nodig|noem|schrijf"
        r"|sla|veranderen|verander|verbeter|verdeel|verhelp|voeg|vul|zet|zoek)\b",
        re.IGNORECASE,
    ),
}
# What a message may not lack in either language: keys, numbers, and what a file holds, which has numbers here.
FACTS = re.compile(r"`[^`]*`|[0-9]+")
WORDED_FACTS = {"`key: value`": "`sleutel: waarde`"}
# The first four quote a reason that has the cure; SOUNDS-ALIKE has a page of them, and SAID-AS is no fault.
WITHOUT_CURE = {"UNKNOWN-SOUND", "NATIONAL-NUMBER", "PIPER-VOICE", "SECOND-EAR", "SOUNDS-ALIKE", "SAID-AS"}


def said(made: Callable[..., Problem]) -> Problem:
    """Return a message with a value in each field: the worst a file may hold where it comes from a file."""
    kinds = {name: kind for name, kind in get_type_hints(made).items() if name != "return"}
    return made(**{name: _sample(name, kind) for name, kind in kinds.items()})


def _sample(name: str, kind: Any) -> object:
    if kind is str:
        return "\n" if name == "character" else "a word" if name in OURS else FROM_A_FILE
    return SAMPLES[kind]


@pytest.mark.parametrize("language", CURES)
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_one_short_line_whatever_the_file_holds(name: str, language: Language) -> None:
    message = said(MESSAGES[name]).of(language)
    assert message.isprintable()
    assert 0 < len(message) < 400


@pytest.mark.parametrize("language", CURES)
@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_tells_a_cure(name: str, language: Language) -> None:
    problem = said(MESSAGES[name])
    assert problem.code in WITHOUT_CURE or CURES[language].search(problem.of(language))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_says_the_same_in_both_languages(name: str) -> None:
    problem = said(MESSAGES[name])
    told = [WORDED_FACTS.get(fact, fact) for fact in FACTS.findall(problem.english)]
    assert problem.dutch != problem.english
    assert sorted(FACTS.findall(problem.dutch)) == sorted(told)


def test_braces_in_a_value_are_no_template() -> None:
    problem = WrongYesNo.written("{0}{label}%s").about(unworded('"{x}"'))
    assert problem.english == '"{x}" is "{0}{label}%s"; write yes or no'
    assert problem.dutch == '"{x}" is "{0}{label}%s"; schrijf yes of no'


def test_every_message_is_said_somewhere_and_none_is_worded_elsewhere() -> None:
    said_in_checks: set[str] = set()
    for path in CONFIG.rglob("*.py"):
        if "faults" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    said_in_checks.add(f"{node.value.id}.{node.attr}")
                # Problem("...") is what a definition's class methods do; nobody else makes one.
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    assert node.func.id not in {one.__name__ for one in DEFINITIONS.values()}
    assert set(MESSAGES) - said_in_checks == {"AndMore.than_told"}


def test_each_definition_has_a_code_of_its_own_and_explains_it() -> None:
    assert len({one.code for one in Problem.__subclasses__()}) == len(Problem.__subclasses__())
    assert set(DEFINITIONS.values()) == set(Problem.__subclasses__())
    assert [one.code for one in DEFINITIONS.values() if not re.fullmatch("[A-Z]+(-[A-Z]+)*", one.code)] == []
    assert [one.code for one in DEFINITIONS.values() if len(one.explanation()) < len("Write `yes` or `no`.")] == []
    assert [one.code for one in DEFINITIONS.values() if not one.explanation().endswith((".", ")."))] == []


@pytest.mark.parametrize(
    ("code", "limits"),
    [
        ("FILE-TOO-LARGE", (f"{LARGEST_FILE // 1024} KiB", f"{MOST_BYTES // 1024**2} MiB")),
        ("TOO-MANY-FILES", (f"{MOST_FILES} files", f"{MOST_ENTRIES} municipalities")),
        ("TOO-MANY-SCHEDULES", (f"{MOST_SCHEDULES} schedules",)),
        ("YAML-DEPTH", ("twelve" if DEEPEST == 12 else str(DEEPEST),)),
        ("TEXT", (f"{LONGEST_TEXT} characters", f"(a message: {LONGEST_MESSAGE};", f"question: {LONGEST_QUESTION},")),
        ("MANY-PRONUNCIATIONS", ("six" if MOST_PRONUNCIATIONS == 6 else str(MOST_PRONUNCIATIONS),)),
        ("KEY-FILE", (f"{SHORTEST_KEY} characters",)),
        ("SOUNDS-ALIKE", (f"{100 * LEAST_SHARE:g} of 100",)),
        ("AND-MORE", (f"{MOST_FAULTS} that",)),
    ],
)
def test_an_explanation_names_the_limit_that_counts(code: str, limits: tuple[str, ...]) -> None:
    explained = " ".join(DEFINITIONS[code].explanation().split())
    assert [limit for limit in limits if limit not in explained] == []


def test_a_problem_at_a_place_is_a_fault_with_its_code() -> None:
    faults = FaultLog()
    faults.add(Path("trunks.yaml"), Mark(2, 3), FileMissing.file())
    (fault,) = faults
    assert str(fault) == "trunks.yaml:2:3: FILE-MISSING there is no such file; start from the example in config/"
    assert fault.in_language(Language.DUTCH) == (
        "trunks.yaml:2:3: FILE-MISSING dit bestand is er niet; begin met het voorbeeld in config/"
    )


def test_a_warning_says_in_either_language_that_it_is_one() -> None:
    warnings = FaultLog()
    warnings.add(Path("trunks.yaml"), Mark(2, 3), UnusedTrunk.nowhere("spare"))
    (warning,) = warnings
    assert str(warning).startswith("trunks.yaml:2:3: UNUSED-TRUNK warning: no destination")
    assert warning.in_language(Language.DUTCH).startswith("trunks.yaml:2:3: UNUSED-TRUNK waarschuwing: geen bestemming")


def test_a_code_that_only_the_daemon_knows_is_told_as_a_fault() -> None:
    """`veertien reload` prints what a daemon of another version found."""
    fault = Fault("trunks.yaml", 1, 1, "NEWER-CODE", "is new; mend it")
    assert (fault.severity, str(fault)) == (Severity.FAULT, "trunks.yaml:1:1: NEWER-CODE is new; mend it")
    # One that an older version found has no Dutch.
    assert fault.in_language(Language.DUTCH) == str(fault)
