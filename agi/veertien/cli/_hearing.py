"""What a recording would do to a call: recognised as the daemon recognises an utterance, without its processes."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from veertien.conversation import Expect, Guess, Heard, Listen, Place, Policy
from veertien.conversation.meaning import Reading, read_name
from veertien.conversation.tables import Meaning
from veertien.routing import Call, Decision, Outcome, Tables, chosen, likelier, offer, to_operator
from veertien.service.country import country_of
from veertien.service.question import choices_of, understanding_of
from veertien.speech import EspeakOnDemand, GrammarSpec, Recognition
from veertien.speech.wav import read_wav
from veertien.speech.worker import make_recogniser


def after_recording(tables: Tables, call: Call, wav: Path, now: datetime, model: Path | None) -> Decision:
    """Return the decision after a caller who was asked has said once what is in the recording.

    `model` is an acoustic model in place of the shipped one. Raises WavRefused for a file that is no usable recording,
    ValueError for one that is too long, ModelFileError for a model that can't be used.
    """
    tables = tables.at(now)
    decision = offer(tables, call, now, {})
    if decision.outcome is not Outcome.ASK:
        return decision
    recognition = _recognise(tables, call, decision.area_code, wav, model)
    if not recognition.guesses:
        return replace(decision, reason="Nothing was understood, so the caller is asked again.")
    best = recognition.guesses[0]
    heard = f"{best.text} was heard with confidence {best.confidence:.2f}"
    guesses = tuple(Guess(guess.key, guess.confidence) for guess in recognition.guesses)
    places = {choice.key: choice.place for choice in choices_of(tables, decision.area_code)}
    reading = read_name(Heard(guesses, recognition.alike), places.keys(), Policy())
    names = [tables.entry(key).name for key in (reading.choice, *reading.choices) if key is not None]
    match reading:
        case Reading(Meaning.NAMED | Meaning.DOUBTED, str(code)) if places[code] is Place.ELSEWHERE:
            other = f"{names[0]}, which has another area code than {decision.area_code}"
            return replace(decision, reason=f"{heard}, so the caller is asked whether they want {other}.")
        case Reading(Meaning.NAMED, str(code)):
            decision = chosen(tables, call, code, now, {})
            return replace(decision, reason=f"{heard}; {decision.reason}")
        case Reading(Meaning.DOUBTED):
            return replace(decision, reason=f"{heard}, so the caller is asked whether {names[0]} is meant.")
        case Reading(Meaning.BETWEEN):
            return replace(decision, reason=f"{heard}, so the caller is asked which of {' and '.join(names)} is meant.")
        case Reading(Meaning.PERSON):
            return to_operator(tables, call, f"{heard}, which asks for a person", now, {})
    return replace(decision, reason=f"{heard}, so the caller is asked again.")


def _recognise(tables: Tables, call: Call, area_code: str | None, wav: Path, model: Path | None) -> Recognition:
    recording = read_wav(wav)
    understands = understanding_of(tables, area_code, likelier(tables, call, area_code), country_of(tables), Policy())
    with EspeakOnDemand() as espeak:
        recogniser = make_recogniser(espeak, tables.overrides, model)

        async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
            return recogniser.recognise(recording.pcm.astype("<i2").tobytes(), recording.hertz, spec, factors)

        return asyncio.run(understands.understand(search, Listen(Expect.CHOICE)))
