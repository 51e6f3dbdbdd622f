"""Whether what is no answer is taken for one: other speech, noise, music, silence, our own prompts come back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bench.figures import table
from bench.speech import sounds
from bench.speech.callers import speak_all
from bench.speech.clips import Pcm
from bench.speech.engines import Engine
from bench.speech.line import over_the_line, sent
from bench.speech.materials import PLACE_SET
from bench.speech.questions import SEED
from bench.speech.report import Bench, Section, percent, shown
from veertien import gazetteer
from veertien.config import load_tables
from veertien.conversation import Expect, Heard, Policy, PromptId
from veertien.conversation.answers import read_confirmation, read_name
from veertien.conversation.transitions import Meaning
from veertien.frames import HERTZ
from veertien.inquiry import Inquiry, inquiry_of
from veertien.prompts import load_catalogue
from veertien.prompts.rendering import finished
from veertien.routing import Tables
from veertien.speech import GrammarSpec

TABLES = Path(__file__).parents[2] / "config"
ECHOES_DB = (-12.0, -25.0)
"""How far below a prompt its echo is."""
PEOPLE, QUICK_PEOPLE = 25, 5
"""Recordings of each set that every area code hears."""

_TAKEN = frozenset({Meaning.NAMED, Meaning.YES, Meaning.NO, Meaning.NO_NAME_LEFT})
_OUTCOMES = ("rejected", "asked about", "taken")


@dataclass(frozen=True, slots=True)
class _Sound:
    """A sound that is no answer, what was listened for, and the key that was to be confirmed, if one was."""

    pcm: bytes
    spec: GrammarSpec
    proposed: str | None = None


def strangers(bench: Bench) -> Section:
    """Let the area codes of the example tables hear what is no answer, and see what the conversation makes of it."""
    tables = load_tables(TABLES, gazetteer.load())
    everywhere = {code for entry in tables.municipalities.values() for code in entry.area_codes}
    codes = tables.asked_area_codes[:1] if bench.quick else tuple(sorted(everywhere))
    found = table(
        "No answers",
        f"Percent of sounds that the conversation takes for an answer or asks about, in the area codes "
        f"{', '.join(codes)} of the example tables.\nTaken, while a name is confirmed: yes, no or a name.",
        ("sound", "engine", "sounds", *_OUTCOMES),
    )
    figures: dict[str, dict[str, Any]] = {}
    for what, heard in _sounds(bench, tables, codes).items():
        for engine in bench.engines:
            outcomes = Counter(bench.each(engine, _outcome, heard, what))
            shares = {outcome: percent(outcomes[outcome], len(heard)) for outcome in _OUTCOMES}
            found.add_row(what, engine.name, str(len(heard)), *map(shown, shares.values()))
            figures.setdefault(engine.name, {})[what] = {"sounds": len(heard), **shares}
    return Section((found,), figures)


def _outcome(engine: Engine, sound: _Sound) -> str:
    heard = engine.recognise(sound.pcm, HERTZ, sound.spec)
    said = Heard(heard.guesses, heard.alike)
    names = frozenset(phrase.key for phrase in sound.spec.phrases)
    if sound.proposed is None:
        meaning = read_name(said, names, Policy()).meaning
    else:
        # Our own prompt comes back while it is being said.
        meaning = read_confirmation(said, names, sound.proposed, Policy(), over_prompt=True).meaning
    return "taken" if meaning in _TAKEN else "asked about" if meaning is Meaning.DOUBTED else "rejected"


def _sounds(bench: Bench, tables: Tables, codes: Sequence[str]) -> Mapping[str, list[_Sound]]:
    rng = np.random.default_rng(SEED)
    said = {"weather, synthetic": sounds.WEATHER, "other speech, synthetic": sounds.OTHER_SPEECH}
    pcms: dict[str, Iterable[Pcm]] = {
        what: [over_the_line(clip) for clip in speak_all(bench.espeak, texts)] for what, texts in said.items()
    }
    for clips in bench.human:
        # Words that are names of places are answers to some.
        if clips.name != PLACE_SET:
            pcms[f"people, {clips.name}"] = map(over_the_line, clips.clips[: QUICK_PEOPLE if bench.quick else PEOPLE])
    pcms |= {"noise": sounds.noises(rng), "music": sounds.music(rng), "silence": sounds.silences(rng)}
    inquiries = [inquiry_of(tables, code, Policy()) for code in codes]
    heard = {
        what: [_Sound(sent(pcm), each.grammars[Expect.CHOICE]) for pcm in arriving for each in inquiries]
        for what, arriving in pcms.items()
    }
    return {**heard, **_echoes(bench, [each for each in inquiries if each.area_code in tables.asked_area_codes])}


def _echoes(bench: Bench, inquiries: Iterable[Inquiry]) -> Mapping[str, list[_Sound]]:
    """Return our prompts come back: those without a name into the question, the others into their confirmation."""
    catalogue = load_catalogue()
    nameless: list[_Sound] = []
    confirming: list[_Sound] = []
    for each in inquiries:
        keys = {choice.name: choice.key for choice in each.choices}
        for prompt in each.prompts:
            pcm = finished(*bench.espeak.synthesise(catalogue.text_of(prompt), "nl"))
            for decibel in ECHOES_DB:
                back = sent(sounds.echo(pcm, decibel))
                if prompt.name is None:
                    nameless.append(_Sound(back, each.grammars[Expect.CHOICE]))
                elif prompt.id in (PromptId.CONFIRM, PromptId.CONFIRM_AGAIN):
                    confirming.append(_Sound(back, each.grammars[Expect.CONFIRMATION], keys[prompt.name]))
    return {"echo of prompts": nameless, "echo of the name to confirm": confirming}
