"""What is kept of calls in the database, as values made of the stream's events. No caller's number, audio or words.

Times are in UTC and cut to the millisecond, durations whole milliseconds: each database gives back just what it got.
Ids follow from the node and the call, so that a row that is written twice, or read again from the log, is the same row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from veertien.callflow import Arrival, CallEnd, CallRecord, CallRecorded, NameHeard, Question, QuestionParts, TurnedAway
from veertien.callflow.events import FALLBACK_OUTCOME

_CALLS = UUID("9b6f3c52-7c1e-4b57-9d0d-3f6d9a1c2e41")
_CHANGES = UUID("c27d0a9e-50c4-4a0e-8a57-6e0f2a7a1d13")
CANCELLED = "CANCEL"
"""The result of a call whose caller hung up while a destination rang."""
_TAKEN = "ANSWER"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call. What is None did not happen, or isn't known; docs/records.md says what each column means."""

    id: str
    node: str
    unique_id: str
    sip_call_id: str | None = None
    started_at: datetime
    answered_at: datetime | None = None
    decided_at: datetime | None = None
    dialled_at: datetime | None = None
    taken_at: datetime | None = None
    ended_at: datetime | None = None
    test: bool = False
    dialled: str | None = None
    area_code: str | None = None
    national: bool = False
    caller_kind: str | None = None
    caller_area_code: str | None = None
    language: str | None = None
    outcome: str = FALLBACK_OUTCOME
    reason_code: str | None = None
    reason: str | None = None
    municipality: str | None = None
    asked: str | None = None
    hint: str | None = None
    barred: str | None = None
    question_end: str | None = None
    question_ms: int | None = None
    connecting_ms: int | None = None
    prompt_ms: int | None = None
    thinking_ms: int | None = None
    speaking_ms: int | None = None
    silence_ms: int | None = None
    recognising_ms: int | None = None
    confirming_ms: int | None = None
    prompts: int | None = None
    barge_ins: int | None = None
    keys: int | None = None
    audio_ms: int | None = None
    no_audio: bool = False
    announced_ms: int | None = None
    trunks: str = ""
    endpoint: str | None = None
    attempt: int | None = None
    result: str | None = None
    cause: int | None = None
    sip_status: int | None = None
    turned_away: str = ""
    fell_back: bool = False
    came_back: str | None = None
    talk_ms: int | None = None
    ended_by: str | None = None
    tables: str | None = None
    model: str | None = None
    version: str | None = None
    chose_before: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer of a caller's to the question, as it was recognised."""

    call_id: str
    place: int
    """Among the call's answers, from 1."""
    at: datetime
    state: str | None
    decision: str | None
    best: str | None
    confidence: float | None
    second: str | None
    second_confidence: float | None
    speech_ms: int
    recognition_ms: int
    snr_db: float | None
    clipped: float | None
    lost: float | None
    over_prompt: bool
    second_ear: str | None
    second_ear_ms: int | None
    said_as: str | None = None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of what calls go by: a start, a stop, a reload or one that was refused."""

    id: str
    node: str
    at: datetime
    kind: str
    """start, stop or reload."""
    result: str
    """done; of a reload loaded, refused or failed."""
    who: str | None
    tables: str | None
    """A digest of the tables that were in force after it."""
    version: str
    what: str | None
    """What it changed, or why it changed nothing; one line each."""


KeptRow = CallRow | AnswerRow | ChangeRow


def rows_of_call(node: str, call: CallRecorded, heard: Iterable[NameHeard]) -> tuple[CallRow | AnswerRow, ...]:
    """Return the rows of a call on this node of which all is known that will be, the call's own first."""
    row = _call_row(node, call)
    return row, *(_answer_row(row.id, place, each) for place, each in enumerate(heard, 1))


def change_row(
    node: str,
    at: datetime,
    kind: str,
    version: str,
    result: str = "done",
    who: str | None = None,
    tables: str | None = None,
    what: Sequence[str] = (),
) -> ChangeRow:
    """Return the row of a change; its id follows from where, when and what it was."""
    moment = _cut(at)
    change_id = str(uuid5(_CHANGES, f"{node} {moment.isoformat()} {kind} {result}"))
    return ChangeRow(change_id, node, moment, kind, result, who, tables, version, "\n".join(what) or None)


def call_id_of(node: str, unique_id: str) -> str:
    """Return the id of the row of a call, by what Asterisk on this node calls it."""
    return str(uuid5(_CALLS, f"{node} {unique_id}"))


def tries_of(endpoint: str | None, result: str | None, turned_away: str) -> Iterator[tuple[str, str]]:
    """Give each destination that a call tried, by its endpoint, with what came of it, from the columns of these names.

    That is `taken`, `given_up` where the caller hung up while it rang, or why it did not take the call.
    """
    for name, end, *_ in turned_away_of(turned_away):
        yield name, end
    if endpoint and result in (_TAKEN, CANCELLED):
        yield endpoint, "taken" if result == _TAKEN else "given_up"


def turned_away_of(column: str) -> Iterator[tuple[str, str, str, str]]:
    """Give who did not take a call, in order, from the column `turned_away`: endpoint, end, cause and SIP status.

    What is not known is empty.
    """
    for away in column.split():
        endpoint, end, cause, status, *_ = (*away.split("/"), "", "", "")
        yield endpoint, end, cause, status


def _call_row(node: str, call: CallRecorded) -> CallRow:
    times, arrival = call.times, call.arrival or Arrival()
    row = CallRow(
        id=call_id_of(node, call.call),
        node=node,
        unique_id=call.call,
        sip_call_id=arrival.sip_call_id,
        started_at=_cut(times.started or times.ended or call.at),
        answered_at=times.answered and _cut(times.answered),
        decided_at=times.decided and _cut(times.decided),
        dialled_at=times.dialled and _cut(times.dialled),
        ended_at=times.ended and _cut(times.ended),
        test=arrival.test,
        caller_kind=arrival.caller_kind,
        tables=arrival.tables,
        model=arrival.model,
        version=arrival.version,
    )
    if call.record is not None:
        row = _with_record(row, call.record)
    return row if call.end is None else _with_end(row, call.end)


def _with_record(row: CallRow, record: CallRecord) -> CallRow:
    row = replace(
        row,
        dialled=record.dialled,
        area_code=record.area_code,
        national=record.national,
        caller_area_code=record.caller_area_code,
        outcome=record.outcome,
        reason_code=record.reason_code,
        reason=record.reason,
        municipality=record.municipality,
        asked=record.asked,
        hint=record.hint,
        barred=record.barred,
        announced_ms=_ms(record.announced_seconds),
        trunks=" ".join(record.trunks),
        came_back=record.came_back,
        chose_before=record.chose_before,
    )
    return row if record.question is None else _with_question(row, record.question)


def _with_question(row: CallRow, question: Question) -> CallRow:
    row = replace(
        row,
        language=question.language,
        question_end=question.how,
        question_ms=_ms(question.seconds),
        prompts=question.prompts,
        barge_ins=question.barge_ins,
        keys=question.keys,
        audio_ms=_ms(question.audio_seconds),
        no_audio=question.no_audio_from_caller,
    )
    return row if question.parts is None else _with_parts(row, question.parts)


def _with_parts(row: CallRow, parts: QuestionParts) -> CallRow:
    return replace(
        row,
        connecting_ms=parts.connecting,
        prompt_ms=parts.prompt,
        thinking_ms=parts.thinking,
        speaking_ms=parts.speaking,
        silence_ms=parts.silence,
        recognising_ms=parts.recognising,
        confirming_ms=parts.confirming,
    )


def _with_end(row: CallRow, end: CallEnd) -> CallRow:
    talked = _ms(end.talk_seconds)
    return replace(
        row,
        taken_at=row.ended_at - timedelta(milliseconds=talked) if row.ended_at and talked else None,
        endpoint=end.endpoint or None,
        attempt=end.attempt,
        result=end.result,
        cause=end.cause,
        sip_status=end.sip_status,
        turned_away=" ".join(map(_turned_away, end.turned_away)),
        fell_back=end.fell_back,
        talk_ms=talked,
        ended_by=end.ended_by,
    )


def _turned_away(away: TurnedAway) -> str:
    """Return it as the dialplan writes it: endpoint, end, cause and SIP status."""
    return f"{away.endpoint}/{away.end}/{away.cause}/{away.sip_status or ''}"


def _answer_row(call_id: str, place: int, heard: NameHeard) -> AnswerRow:
    return AnswerRow(
        call_id=call_id,
        place=place,
        at=_cut(heard.at),
        state=heard.state,
        decision=heard.decision,
        best=heard.best,
        confidence=heard.confidence,
        second=heard.second,
        second_confidence=heard.second_confidence,
        speech_ms=round(heard.audio_seconds * 1000),
        recognition_ms=round(heard.seconds * 1000),
        snr_db=heard.line.get("snr_db"),
        clipped=heard.line.get("clipped"),
        lost=heard.line.get("lost"),
        over_prompt=heard.over_prompt,
        second_ear=heard.second_ear,
        second_ear_ms=_ms(heard.second_ear_seconds),
        said_as=heard.said_as,
    )


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _cut(at: datetime) -> datetime:
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)
