"""Writes what callers hear in typical calls: the words into docs/what-callers-hear.md, in both languages, or the sound.

    python -m tools.heard_calls
    python -m tools.heard_calls --sounds FOLDER

Each call is a real conversation, by the tables of a folder of this repository. Each prompt sounds as callers are played
it. The callers are espeak-ng.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from demo.scenarios import CLEAR_VOICE
from demo.voices import Voices as CallersVoices
from tools.marked_page import put_between
from veertien import gazetteer
from veertien.config import load_calls
from veertien.conversation import Language
from veertien.frames import HERTZ
from veertien.numbering import parse_caller
from veertien.prompts import Announcement, AnnouncementId, PromptStore, Spoken, Voices, announcements_of
from veertien.prompts.catalogue import Catalogue
from veertien.rehearsal import begin_trial
from veertien.routing import AMSTERDAM, Call, Decision, Outcome, Tables
from veertien.speech import Espeak
from veertien.speech.line.wav import read_wav
from veertien.wording import Wording, unworded

REPOSITORY = Path(__file__).resolve().parent.parent
PAGES = {
    Language.ENGLISH: REPOSITORY / "docs" / "what-callers-hear.md",
    Language.DUTCH: REPOSITORY / "docs" / "nl" / "what-callers-hear.md",
}
BEGIN, END = "<!-- made by tools/heard_calls.py -->\n", "<!-- end of what is made -->\n"
SOUND = "<!-- sound: {} -->"
"""Where the site puts a player; a forge shows nothing."""

_WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=AMSTERDAM)
_SUNDAY = datetime(2026, 11, 29, 12, tzinfo=AMSTERDAM)
_BETWEEN_SECONDS, _SILENT_SECONDS = 0.4, 1.5
_ENGLISH_VOICE = "en+f2"
_CALLER = Wording("beller", "caller")


@dataclass(frozen=True, slots=True)
class HeardCall:
    """A call, and what its caller does at each turn: words, or keys. Behind the last they say nothing."""

    key: str
    """Its sounds are called so."""
    title: Wording
    number: str
    does: tuple[str, ...] = ()
    folder: str = "config"
    at: datetime = _WEDNESDAY


CALLS = (
    HeardCall("understood", Wording("Gevraagd en verstaan", "Asked and understood"), "140229", ("Medemblik",)),
    HeardCall(
        "between", Wording("Maar twee delen het netnummer", "Only two share the area code"), "140228", ("Drechterland",)
    ),
    HeardCall("doubt", Wording("Verstaan met twijfel", "Understood with a doubt"), "140229", ("Medenblik", "ja")),
    HeardCall(
        "keys",
        Wording("Niet verstaan, dus met toetsen", "Not understood, so by keys"),
        "140229",
        ("pannenkoek", "pannenkoek", "2"),
    ),
    HeardCall(
        "nothing", Wording("Niets gezegd, dus een medewerker", "Nothing is said, so a person takes the call"), "140229"
    ),
    HeardCall("person", Wording("Om een medewerker gevraagd", "A person is asked for"), "140229", ("medewerker",)),
    HeardCall("closed", Wording("Gesloten", "Closed"), "140515", (), "examples/friesland", _SUNDAY),
    HeardCall(
        "not-connected",
        Wording("De gemeente is niet aangesloten", "The municipality is not connected"),
        "140511",
        ("Achtkarspelen",),
        "examples/friesland",
    ),
    HeardCall("english", Wording("In het Engels", "In English"), "140229", ("English please", "Hoorn")),
    HeardCall("frisian", Wording("In het Fries", "In Frisian"), "14058", ("Frysk", "Waadhoeke"), "examples/friesland"),
)


@dataclass(frozen=True, slots=True)
class _Turn:
    """What one side does; the caller where nothing is `spoken`."""

    spoken: tuple[Spoken, ...] = ()
    said: str = ""

    @property
    def audible(self) -> bool:
        return bool(self.spoken or (self.said and not self.said.isdigit()))


@dataclass(frozen=True, slots=True)
class _Held:
    """A call that was held."""

    call: HeardCall
    tables: Tables
    words: Mapping[Language, Catalogue]
    turns: tuple[_Turn, ...]
    decision: Decision

    def text(self, turn: _Turn) -> Wording:
        """Return a turn's words."""
        if turn.spoken:
            return unworded(" ".join(self.words[spoken.language].text_of(spoken) for spoken in turn.spoken))
        if turn.said.isdigit():
            return Wording(f"*(drukt op {turn.said})*", f"*(presses {turn.said})*")
        return unworded(turn.said) if turn.said else Wording("*(zegt niets)*", "*(says nothing)*")

    @property
    def end(self) -> Wording:
        """What becomes of it."""
        decision = self.decision
        name = decision.municipality.name if decision.municipality else ""
        match decision.outcome:
            case Outcome.CONNECT:
                dutch = f"Doorverbonden met {name}."
            case Outcome.CLOSED:
                dutch = "De oproep eindigt na de melding."
            case Outcome.NOT_CONNECTED:
                dutch = f"Over de carrier doorverbonden met het gewone nummer, {decision.destinations[0].number}."
            case _:
                dutch = "De medewerker krijgt de oproep."
        return Wording(dutch, decision.reason)


def hold(call: HeardCall) -> _Held:
    """Hold a call to its end."""
    names = gazetteer.load()
    tables, asking = load_calls(REPOSITORY / call.folder, names)
    begun = begin_trial(
        tables, asking, names, Call(call.number, parse_caller("0612345678", None)), call.at, None, _none
    )
    if isinstance(begun, Decision):
        return _Held(call, tables, asking.words, (_Turn(_farewell(begun, call.at, Language.DUTCH)),), begun)
    turn, turns, does, language = begun.begin(), list[_Turn](), list(call.does), Language.DUTCH
    while True:
        if turn.prompts:
            turns.append(_Turn(turn.prompts))
            language = turn.prompts[-1].language
        if turn.decision is not None:
            farewell = _farewell(turn.decision, call.at, language)
            return _Held(call, tables, asking.words, (*turns, *([_Turn(farewell)] if farewell else [])), turn.decision)
        said = does.pop(0) if does else ""
        turns.append(_Turn(said=said))
        turn = begun.press(said) if said.isdigit() else begun.say(said) if said else begun.wait()


def _none(_: object) -> None:
    """Nothing is remembered of this caller."""


def _farewell(decision: Decision, at: datetime, language: Language) -> tuple[Announcement, ...]:
    if decision.notice:
        return announcements_of(decision.notice, at, language)
    return (Announcement(AnnouncementId.OPERATOR, language=language),) if decision.outcome is Outcome.OPERATOR else ()


def page_part(language: Language) -> str:
    """Return all calls, in Markdown."""
    return "\n".join(_section(hold(call), language) for call in CALLS)


def _section(held: _Held, language: Language) -> str:
    call = held.call
    dialled = f"{call.number[:2]} {call.number[2:]}"
    rows = "".join(
        f"| {'Veertien' if turn.spoken else _CALLER.of(language)} | {held.text(turn).of(language)}"
        f"{' ' + SOUND.format(f'{call.key}-{place}') if turn.audible else ''} |\n"
        for place, turn in enumerate(held.turns, 1)
    )
    by = Wording(f"met de tabellen van `{call.folder}`", f"by the tables of `{call.folder}`").of(language)
    head = f"### {call.title.of(language)}\n\n{dialled}, {by}. {SOUND.format(call.key)}\n\n"
    return f"{head}| | |\n|---|---|\n{rows}| | *{held.end.of(language)}* |\n"


def redraw(page: str, language: Language) -> str:
    """Return the page with its calls written anew. Raises ValueError when a mark is missing."""
    return put_between(BEGIN, END, page_part(language), page)


def write_sounds(folder: Path) -> None:
    """Write each turn, and each whole call, as Ogg Opus."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as cache, Espeak() as espeak:
        callers = CallersVoices(Path(cache) / "callers", espeak)
        for held in map(hold, CALLS):
            overrides = held.tables.overrides
            prompts = PromptStore(Path(cache) / "prompts", None, Voices(), espeak, held.words, overrides)
            turns = [_sound(turn, prompts, callers) for turn in held.turns]
            for place, (turn, sound) in enumerate(zip(held.turns, turns, strict=True), 1):
                if turn.audible:
                    _write(folder / f"{held.call.key}-{place}.ogg", sound)
            _write(folder / f"{held.call.key}.ogg", np.concatenate(list(_with_pauses(turns))))


def _sound(turn: _Turn, prompts: PromptStore, callers: CallersVoices) -> NDArray[np.int16]:
    if turn.spoken:
        return np.frombuffer(b"".join(map(prompts.audio, turn.spoken)), "<i2")
    if not turn.audible:
        return np.zeros(round(_SILENT_SECONDS * HERTZ), np.int16)
    voice = _ENGLISH_VOICE if "English" in turn.said else CLEAR_VOICE
    return read_wav(callers.speak(turn.said, voice)).pcm


def _with_pauses(turns: Sequence[NDArray[np.int16]]) -> Iterator[NDArray[np.int16]]:
    for turn in turns:
        yield turn
        yield np.zeros(round(_BETWEEN_SECONDS * HERTZ), np.int16)


def _write(path: Path, sound: NDArray[np.int16]) -> None:
    soundfile.write(path, sound, HERTZ, format="OGG", subtype="OPUS")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--sounds", type=Path)
    sounds = parser.parse_args().sounds
    if sounds:
        write_sounds(sounds)
    else:
        for _language, _page in PAGES.items():
            _page.write_text(redraw(_page.read_text(encoding="utf-8"), _language), encoding="utf-8")
