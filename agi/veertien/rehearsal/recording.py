"""What a recording would do to a call: recognised as the daemon recognises an utterance, without its processes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from veertien.config import policy_key
from veertien.conversation import Expect, Heard, Listen, Prompt, Reach
from veertien.conversation.answers import Reading, read_name
from veertien.conversation.transitions import Meaning
from veertien.conversation.values import ASKED_ABOUT
from veertien.inquiry.understanding import InAreaCode, InCountry
from veertien.rehearsal.asked_caller import MEANS, AskedCaller
from veertien.routing import Decision, likelier
from veertien.speech import EspeakOnDemand, GrammarSpec, Recognition
from veertien.speech.both_ears import ByBothEars, heard_again
from veertien.speech.line.wav import read_wav
from veertien.speech.processes.recogniser_work import make_recogniser
from veertien.speech.second_ear import SecondEar
from veertien.speech.sounds.pronunciation import Overrides


@dataclass(frozen=True, slots=True)
class Judged:
    """What was heard best, and the threshold it was measured by."""

    text: str
    confidence: float
    threshold: str | None
    """Its place in conversation.yaml ("question.accept"); None where it was measured by none."""
    value: float | None
    """What stands there; None where it was measured by none."""
    ears: ByBothEars
    """What each ear heard."""


def after_recording(
    asked: AskedCaller, wav: Path, model: Path | None, second_ear: Path | None
) -> tuple[Decision, Judged | None, tuple[Prompt, ...]]:
    """Return the decision once a caller who is asked has said what is in the recording, and what was heard.

    After a command comes what the caller is asked then. `model` is an acoustic model in place of the shipped one,
    `second_ear` the model of the second ear, where there is one.
    Raises WavRefusedError for a file that is no usable recording, ValueError for one that is too long, ModelFileError
    and SecondEarModelError for a model that can't be used.
    """
    tables, decision, policy = asked.tables, asked.first, asked.inquiry.policy
    understands = asked.inquiry.understanding(likelier(tables, asked.flow.call, decision.area_code))
    alone = recognised(understands, wav, tables.overrides, model, Listen(Expect.CHOICE))
    ears = heard_again(alone, SecondEar(second_ear) if second_ear else None)
    recognition = ears.together
    if not recognition.guesses:
        return replace(decision, reason="Nothing was understood, so the caller is asked again."), None, ()
    best = recognition.guesses[0]
    guesses = recognition.guesses
    reach = {choice.key: choice.reach for choice in asked.inquiry.choices}
    reading = read_name(Heard(guesses, recognition.alike), reach.keys(), policy)
    place = policy_key(reading.threshold) if reading.threshold else None
    value = getattr(policy, reading.threshold) if reading.threshold else None
    judged = Judged(best.text, best.confidence, place, value, ears)
    # Cut, not rounded: what is under a threshold of 1 must not read as 1.
    hundredths = int(best.confidence * 100 + 1e-6)
    heard = f"{best.text} was heard with confidence {hundredths / 100:.2f}{_measured(judged)}{_by_each(ears)}"
    names = [tables.entry(key).name for key in (reading.choice, *reading.choices) if key is not None]
    match reading:
        case Reading(Meaning.NAMED | Meaning.DOUBTED, str(code)) if reach[code] is Reach.ELSEWHERE:
            other = f"{names[0]}, which has another area code than {decision.area_code}"
            then = f"the caller is asked whether they want {other}"
        case Reading(Meaning.NAMED, str(code)) if reach[code] not in ASKED_ABOUT:
            decision = asked.choose(code)
            return replace(decision, reason=f"{heard}; {decision.reason}"), judged, ()
        case Reading(Meaning.NAMED | Meaning.DOUBTED):
            then = f"the caller is asked whether {names[0]} is meant"
        case Reading(Meaning.BETWEEN):
            then = f"the caller is asked which of {' and '.join(names)} is meant"
        case Reading(detail=command) if command:
            decision, prompts = asked.after_key(command, f"{heard}, which {MEANS[command]}")
            return decision, judged, prompts
        case _:
            then = "the caller is asked again"
    return replace(decision, reason=f"{heard}, so {then}."), judged, ()


def _measured(judged: Judged) -> str:
    if judged.threshold is None or judged.value is None:
        return ""
    limit = f"the {judged.value:g} of {judged.threshold}"
    if judged.threshold == policy_key("rival"):
        return f", but another name with at least {limit}"
    return f", {'at least' if judged.confidence >= judged.value else 'under'} {limit}"


def _by_each(ears: ByBothEars) -> str:
    if not ears.scores:
        return ""
    alone, second = ears.alone.guesses[0], next(iter(ears.scores))
    return f" (by PocketSphinx alone {alone.text} with {alone.confidence:.2f}, by the second ear {second})"


def recognised(
    understands: InAreaCode | InCountry, wav: Path, overrides: Overrides, model: Path | None, listen: Listen
) -> Recognition:
    """Return what PocketSphinx hears in a recording, when this is listened for. Raises as `after_recording` does."""
    recording = read_wav(wav)
    with EspeakOnDemand() as espeak:
        recogniser = make_recogniser(espeak, overrides, model)

        async def search(spec: GrammarSpec, factors: Mapping[str, float]) -> Recognition:
            return recogniser.recognise(recording.pcm.astype("<i2").tobytes(), recording.hertz, spec, factors)

        return asyncio.run(understands.understand(search, listen))
