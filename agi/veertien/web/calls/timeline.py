"""One call in the order of time: what lasted how long, and where that is drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from veertien.wording import Wording

TIMELINE_WIDTH = 1000
"""Of the picture, in its own units."""
_LEFT, _RIGHT = 10, 990
_NARROWEST = 3
_LETTER, _MARGIN = 7.5, 8
"""How wide a letter is, as a rule, and what stays free beside a text."""
_TICKS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600)
_MOST_TICKS = 12

_PARTS: Mapping[str, Wording] = {
    "connecting": Wording("verbinden", "connecting"),
    "prompt": Wording("gesproken tekst", "prompts"),
    "thinking": Wording("nadenken", "thinking"),
    "speaking": Wording("spreken", "speaking"),
    "silence": Wording("wachten of er meer komt", "waiting for more"),
    "recognising": Wording("herkennen", "recognising"),
    "confirming": Wording("bevestigen", "confirming"),
}


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Something that lasted a while."""

    kind: str
    name: Wording
    since: int
    """Milliseconds after the call came in."""
    lasted: int
    """Milliseconds."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Spans one after the other."""

    name: Wording
    spans: tuple[TimeSpan, ...]


@dataclass(frozen=True, slots=True)
class TimeBar:
    """Where a span is drawn, and its number."""

    number: int
    span: TimeSpan
    x: float
    width: float
    cut: bool
    """Whether it is drawn shorter than it was."""

    def label(self, name: str) -> str:
        """Return what fits into it: its name, its number, or nothing."""
        more = "…" if self.cut else ""
        for text in (f"{self.number} {name}{more}", f"{self.number}{more}"):
            if len(text) * _LETTER + _MARGIN <= self.width:
                return text
        return ""


@dataclass(frozen=True, slots=True)
class TimePicture:
    """Lanes that are drawn to one scale."""

    key: str
    name: Wording
    lanes: tuple[tuple[Lane, tuple[TimeBar, ...]], ...]
    ticks: tuple[tuple[int, float], ...]
    """Seconds after the call came in, and where they are."""

    @property
    def cut(self) -> bool:
        """Whether any bar is drawn shorter than it was."""
        return any(bar.cut for _, bars in self.lanes for bar in bars)


def pictures_of(call: Any, answers: Sequence[Any]) -> tuple[TimePicture, ...]:
    """Return the pictures of a row of `call` and its rows of `answer`: the call, and larger its question.

    Bars are numbered throughout. There are none of what did not last.
    """
    whole, question = _whole(call), (_question(call), _answers(call, answers))
    numbers = count(1)
    found = (
        _picture("call", Wording("De oproep", "The call"), (whole,), numbers),
        _picture("question", Wording("De vraag, groter", "The question, larger"), question, numbers),
    )
    return tuple(picture for picture in found if picture is not None)


def _picture(key: str, name: Wording, lanes: Sequence[Lane], numbers: Iterator[int]) -> TimePicture | None:
    shown = [lane for lane in lanes if lane.spans]
    spans = [span for lane in shown for span in lane.spans]
    if not spans:
        return None
    begin = min(span.since for span in spans)
    before = max((span.since + span.lasted - begin for span in spans if span.kind != "talk"), default=0)
    # A talk lasts much longer than all before it, which is what one looks at: it gets as much room at most.
    talk = sum(span.lasted for span in spans if span.kind == "talk")
    lasted = before + min(talk, before) if before else talk
    scale = (_RIGHT - _LEFT) / lasted
    drawn = []
    for lane in shown:
        bars = []
        for span in lane.spans:
            since, until = span.since - begin, span.since - begin + span.lasted
            width = max(_NARROWEST, (min(until, lasted) - since) * scale)
            bars.append(TimeBar(next(numbers), span, _LEFT + since * scale, width, until > lasted))
        drawn.append((lane, tuple(bars)))
    return TimePicture(key, name, tuple(drawn), tuple(_ticks(begin, lasted, scale)))


def _whole(call: Any) -> Lane:
    """Return the way of the whole call."""
    answered = call.answered_at
    asked = call.question_ms
    if answered is None and asked and call.decided_at:
        answered = _earlier(call.decided_at, asked, call.started_at)
    told = Wording("vraag", "question") if asked else Wording("mededeling", "announcement")
    moments = [
        ("coming_in", Wording("binnenkomen", "coming in"), call.started_at),
        ("question", told, answered),
        ("dialling", Wording("kiezen", "dialling"), call.decided_at),
        ("ringing", Wording("overgaan", "ringing"), call.dialled_at),
        ("talk", Wording("gesprek", "talk"), call.taken_at),
    ]
    known = [(kind, name, at) for kind, name, at in moments if at is not None]
    ends = [*(at for *_, at in known[1:]), call.ended_at]
    return Lane(Wording("de oproep", "the call"), tuple(_spans(call.started_at, known, ends)))


def _spans(
    start: datetime, begun: Sequence[tuple[str, Wording, datetime]], ends: Sequence[datetime | None]
) -> Iterator[TimeSpan]:
    for (kind, name, at), until in zip(begun, ends, strict=True):
        lasted = 0 if until is None else _ms(at, until)
        if lasted > 0:
            yield TimeSpan(kind, name, max(0, _ms(start, at)), lasted)


def _question(call: Any) -> Lane:
    """Return the parts of the question; they are sums, so each stands once."""
    at = 0
    if call.question_ms and call.decided_at:
        at = max(0, _ms(call.started_at, call.decided_at) - call.question_ms)
    elif call.answered_at:
        at = _ms(call.started_at, call.answered_at)
    spans = []
    for kind, name in _PARTS.items():
        lasted = getattr(call, f"{kind}_ms") or 0
        if lasted:
            spans.append(TimeSpan(kind, name, at, lasted))
            at += lasted
    return Lane(
        Wording("de delen van de vraag, elk bij elkaar geteld", "the question's parts, each added up"), (*spans,)
    )


def _answers(call: Any, answers: Sequence[Any]) -> Lane:
    """Return when the caller spoke, and when that was recognised."""
    spans = []
    for answer in answers:
        place, until = answer.place, _ms(call.started_at, answer.at)
        heard = until - answer.recognition_ms
        said = Wording(f"antwoord {place}: gesproken", f"answer {place}: spoken")
        recognised = Wording(f"antwoord {place}: herkend", f"answer {place}: recognised")
        spans.append(TimeSpan("speaking", said, max(0, heard - answer.speech_ms), answer.speech_ms))
        spans.append(TimeSpan("recognising", recognised, max(0, heard), answer.recognition_ms))
    return Lane(Wording("de antwoorden", "the answers"), tuple(span for span in spans if span.lasted > 0))


def _ticks(begin: int, lasted: int, scale: float) -> Iterator[tuple[int, float]]:
    step = next((each for each in _TICKS if lasted / 1000 / each <= _MOST_TICKS), max(_TICKS[-1], lasted // 10_000))
    first = -(-begin // (1000 * step)) * step
    for second in range(first, (begin + lasted) // 1000 + 1, step):
        yield second, _LEFT + (second * 1000 - begin) * scale


def _earlier(at: datetime, milliseconds: int, least: datetime) -> datetime:
    return max(least, at - timedelta(milliseconds=milliseconds))


def _ms(since: datetime, until: datetime) -> int:
    return round((until - since).total_seconds() * 1000)
