"""All that is known of one call: its record, the log, the daemon that may still have it, the tables of now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from veertien.archive import Database, DatabaseUnusableError, Scope, database_url
from veertien.archive.importing import LogReader
from veertien.archive.queries.asking import CallFilter, one_call, page_of_calls
from veertien.archive.rows import AnswerRow, CallRow
from veertien.config import Settings, TablesFaultyError, data_for_names, load_calls, trunk_lines
from veertien.config.folder import tables_digest
from veertien.explanation import Again, CallFacts, LogLine
from veertien.gazetteer import Gazetteer
from veertien.records.ledger import CallStage
from veertien.redaction import Redactor
from veertien.rehearsal.again import again_by
from veertien.routing import AMSTERDAM
from veertien.support.daemon import DaemonSilentError, call_events
from veertien.support.logs import LogUnreadableError, log_text, parsed_lines
from veertien.wording import Wording

_MOST_NAMED = 10
"""Calls with one SIP Call-ID that are listed."""
_MOST_SECONDS = 30
"""How long the database may take."""
_AROUND = timedelta(seconds=10)
_LONGEST_CALL = timedelta(hours=12)
"""How long after a call came in its line is looked for in the log."""
_UNIQUE_ID = re.compile(r"(?:.*-)?([0-9]{9,11})\.[0-9]{1,9}", re.ASCII)
_WARNS = frozenset({"warning", "error", "critical"})
_TOLD = frozenset({"came_back", "no_audio_from_caller"})
"""Warnings of which the record tells as much."""
_WHY = ("why", "reason", "exception")
"""Fields of a log line that say what was wrong."""


class NoCallError(Exception):
    """The call can't be explained. Says why."""

    def __init__(self, why: Wording) -> None:
        super().__init__(why.english)
        self.why = why


@dataclass(frozen=True, slots=True)
class FoundCall:
    """What is known, and what could not be looked at meanwhile."""

    facts: CallFacts
    notes: tuple[Wording, ...]


_Kept = tuple[CallRow, tuple[AnswerRow, ...]]


def find_call(config: Path, settings: Settings, name: str, log: Path | None) -> FoundCall:
    """Find out all about the call with this id: the record's, Asterisk's unique id, or the SIP Call-ID. Blocking.

    `log` is a file with the daemon's log; None for the journal. Raises NoCallError.
    """
    notes: list[Wording] = []
    kept = _recorded(settings, name, notes)
    text = _log(log, _period(kept, name), notes)
    kept = kept or _in_log(text, name, settings.node)
    if kept is None:
        raise NoCallError(_why_none(config, settings, name, log, notes))
    call, answers = kept
    names = data_for_names(config).gazetteer
    policy, again = None, _again(config, names, call)
    if again is not None:
        policy = again.policy
    facts = CallFacts(
        call,
        answers,
        names.municipality_names,
        policy,
        again.tables if again else None,
        trunk_lines(config),
        tuple(_warnings(text, call)),
        again,
        tables_unusable=again is None,
    )
    return FoundCall(facts, tuple(notes))


def _recorded(settings: Settings, name: str, notes: list[Wording]) -> _Kept | None:
    records = settings.records
    if records is None:
        return None
    url = database_url(records.folder, records.url, records.password)
    database = Database(url, most_seconds=_MOST_SECONDS, read_only=True)
    try:
        found = page_of_calls(database, Scope(), CallFilter(call=name, test=None), _MOST_NAMED).rows
        if len(found) > 1:
            ids = ", ".join(row.id for row in found)
            raise NoCallError(
                Wording(
                    f"Er zijn meer gesprekken met {name}; noem er één: {ids}.",
                    f"Several calls have {name}; name one: {ids}.",
                )
            )
        one = one_call(database, Scope(), found[0].id) if found else None
    except DatabaseUnusableError as error:
        notes.append(Wording(f"De database is niet te gebruiken: {error}.", f"The database can't be used: {error}."))
        return None
    finally:
        database.close()
    if one is None:
        return None
    return CallRow(**one.call._asdict()), tuple(AnswerRow(**answer._asdict()) for answer in one.answers)


def _period(kept: _Kept | None, name: str) -> tuple[datetime, datetime] | None:
    """Return when lines about the call were logged; None where that isn't known."""
    if kept is not None:
        call = kept[0]
        return call.started_at - _AROUND, (call.ended_at or call.started_at) + _AROUND
    came_in = _came_in(name)
    return None if came_in is None else (came_in - _AROUND, came_in + _LONGEST_CALL)


def _came_in(name: str) -> datetime | None:
    """Return when a call came in that Asterisk calls so."""
    found = _UNIQUE_ID.fullmatch(name)
    return datetime.fromtimestamp(int(found[1]), UTC) if found else None


def _log(file: Path | None, period: tuple[datetime, datetime] | None, notes: list[Wording]) -> str:
    if file is None and period is None:
        return ""
    since, until = period or (datetime.now(UTC), datetime.now(UTC))
    try:
        return log_text(file, since, until)
    except LogUnreadableError as error:
        notes.append(
            Wording(
                f"Het logboek is niet bekeken ({error.why.dutch}); noem een bestand met --log.",
                f"The log was not looked at ({error.why.english}); name a file with --log.",
            )
        )
        return ""


def _in_log(text: str, name: str, node: str) -> _Kept | None:
    lines = (line for line in text.splitlines() if '"call"' in line)
    for call, *answers in LogReader(node).rows(lines):
        if isinstance(call, CallRow) and name in (call.id, call.unique_id, call.sip_call_id):
            return call, tuple(answer for answer in answers if isinstance(answer, AnswerRow))
    return None


def _warnings(text: str, call: CallRow) -> Iterator[LogLine]:
    redactor = Redactor()
    for line in parsed_lines(text):
        event = str(line.get("event", ""))
        if line.get("call") != call.unique_id or line.get("level") not in _WARNS or event in _TOLD:
            continue
        why = next((str(line[key]) for key in _WHY if line.get(key)), "")
        last = why.strip().splitlines()[-1:] or [""]
        try:
            at = datetime.fromisoformat(str(line["timestamp"]))
        except (KeyError, ValueError):
            continue
        yield LogLine(at, redactor.text(event), redactor.text(last[0]).rstrip("."))


def _again(config: Path, names: Gazetteer, call: CallRow) -> Again | None:
    try:
        tables, asking = load_calls(config, names)
        return again_by(tables, asking.policy, tables_digest(config), call)
    except (TablesFaultyError, OSError):
        return None


def _why_none(config: Path, settings: Settings, name: str, log: Path | None, notes: Sequence[Wording]) -> Wording:
    """Return why nothing is known of a call."""
    if under_way := _under_way(settings, name):
        return under_way
    if settings.records is None and log is None:
        return Wording(
            f"Van {name} is niets gevonden. Gekeken is in {config}/, waar veertien.yaml geen `records` heeft; noem de "
            "map van de draaiende daemon met --config, of zijn logboek met --log.",
            f"Nothing was found of {name}. Looked in {config}/, whose veertien.yaml has no `records`; name the folder "
            "of the running daemon with --config, or its log with --log.",
        )
    if notes:
        whole = [f"Van {name} is niets gevonden."], [f"Nothing was found of {name}."]
        return Wording(
            " ".join([*whole[0], *(note.dutch for note in notes)]),
            " ".join([*whole[1], *(note.english for note in notes)]),
        )
    records, came_in = settings.records, _came_in(name)
    if records is None:
        return Wording(
            f"Er is geen gesprek {name} in {log}, en {config}/veertien.yaml heeft geen `records`.",
            f"There is no call {name} in {log}, and {config}/veertien.yaml has no `records`.",
        )
    if came_in is not None and datetime.now(UTC) - came_in > timedelta(days=records.days):
        day = came_in.astimezone(AMSTERDAM).date()
        return Wording(
            f"Het gesprek {name} is van {day} en na {records.days} dagen gewist (`records.days` in veertien.yaml).",
            f"The call {name} is of {day}, and deleted after {records.days} days (`records.days` in veertien.yaml).",
        )
    return Wording(
        f"Er is geen gesprek {name}, of niet meer: gesprekken worden na {records.days} dagen gewist. Een gesprek heeft "
        "een id (docs/records.md), Asterisks unique id of de SIP Call-ID.",
        f"There is no call {name}, or no more: calls are deleted after {records.days} days. A call is named by its id "
        "(docs/records.md), Asterisk's unique id or the SIP Call-ID.",
    )


_STAGES = {
    "offered": CallStage.OFFERED,
    "answered": CallStage.ASKING,
    "asked": CallStage.ASKING,
    "dialled": CallStage.DIALLING,
    "taken": CallStage.TALKING,
}
_STAGE_NAMES = {
    CallStage.OFFERED: Wording("het is binnengekomen", "it has come in"),
    CallStage.ASKING: Wording(
        "de beller wordt iets gevraagd of verteld", "its caller is being asked or told something"
    ),
    CallStage.DIALLING: Wording("een bestemming gaat over", "a destination rings"),
    CallStage.TALKING: Wording("er wordt gesproken", "they are talking"),
}


def _under_way(settings: Settings, name: str) -> Wording | None:
    """Return what to say of a call of which the daemon knows; None where it knows of none by this name."""
    stage, ended, unique_id = CallStage.OFFERED, False, name
    known = False
    try:
        for event, fields in call_events(settings.web):
            if event == "offered" and (fields.get("arrival") or {}).get("sip_call_id") == name:
                unique_id = str(fields["call"])
            if fields.get("call") == unique_id:
                known, stage, ended = True, _STAGES.get(event, stage), ended or event == "call"
    except (DaemonSilentError, ValueError, KeyError):
        return None
    if not known:
        return None
    if ended:
        return Wording(
            f"Het gesprek {name} is net voorbij en nog niet vastgelegd; probeer het over een paar tellen weer, of noem "
            "het logboek met --log.",
            f"The call {name} has just ended and is not recorded yet; try again in a few seconds, or name the "
            "log with --log.",
        )
    at = _STAGE_NAMES[stage]
    return Wording(
        f"Het gesprek {name} is nog gaande ({at.dutch}); probeer het na het einde weer.",
        f"The call {name} is still going on ({at.english}); try again when it is over.",
    )
