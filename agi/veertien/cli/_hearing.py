"""What a recording would do to a call: recognised as the daemon recognises an utterance, without its processes."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from veertien.conversation import Expect, Policy
from veertien.routing import Call, Decision, Outcome, Tables, chosen, offer
from veertien.service.question import grammars_of
from veertien.speech import EspeakOnDemand, Recognition
from veertien.speech.wav import read_wav
from veertien.speech.worker import make_recogniser


def after_recording(tables: Tables, call: Call, wav: Path, now: datetime, model: Path | None) -> Decision:
    """Return the decision after a caller who was asked has said once what is in the recording.

    `model` is an acoustic model in place of the shipped one. Raises WavRefused for a file that is no usable recording,
    ValueError for one that is too long, ModelFileError for a model that can't be used.
    """
    tables = tables.at(now)
    decision = offer(tables, call, now, {})
    if decision.outcome is not Outcome.ASK or decision.area_code is None:
        return decision
    recognition = _recognise(tables, decision.area_code, wav, model)
    if not recognition.guesses:
        return replace(decision, reason="Nothing was understood, so the caller is asked again.")
    best, policy = recognition.guesses[0], Policy()
    heard = f"{best.text} was heard with confidence {best.confidence:.2f}"
    if best.confidence < policy.confirm:
        return replace(decision, reason=f"{heard}, so the caller is asked again.")
    if best.confidence < policy.accept:
        name = tables.municipalities[best.key].name
        return replace(decision, reason=f"{heard}, so the caller is asked whether {name} is meant.")
    decision = chosen(tables, call, best.key, now, {})
    return replace(decision, reason=f"{heard}; {decision.reason}")


def _recognise(tables: Tables, area_code: str, wav: Path, model: Path | None) -> Recognition:
    recording = read_wav(wav)
    with EspeakOnDemand() as espeak:
        recogniser = make_recogniser(espeak, tables.overrides, model)
        spec = grammars_of(tables, area_code)[Expect.CHOICE]
        return recogniser.recognise(recording.pcm.astype("<i2").tobytes(), recording.hertz, spec)
