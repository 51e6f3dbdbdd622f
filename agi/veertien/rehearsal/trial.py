"""A conversation that is tried: its caller answers in text, by keys, with recordings or with silence, turn by turn."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from veertien.config import policy_key
from veertien.conversation import (
    NO,
    YES,
    DeadlinePassed,
    Event,
    Expect,
    Finish,
    Guess,
    Heard,
    KeyPressed,
    Listen,
    Play,
    Prompt,
    PromptEnded,
    SpeechStarted,
    Started,
    State,
)
from veertien.conversation.answers import read_name
from veertien.gazetteer import Gazetteer
from veertien.rehearsal.answers import match_answer
from veertien.rehearsal.asked_caller import AskedCaller, key_in
from veertien.rehearsal.recording import recognised
from veertien.routing import Decision, likelier


@dataclass(frozen=True, slots=True)
class TriedTurn:
    """What came of one answer."""

    prompts: tuple[Prompt, ...]
    """What the caller hears then."""
    state: State
    """Which question is open now."""
    guesses: tuple[Guess, ...] = ()
    """What the answer was taken for, the best first."""
    threshold: str | None = None
    """The place in conversation.yaml of what it was measured by ("question.accept"); None where by nothing."""
    value: float | None = None
    """What stands there."""
    decision: Decision | None = None
    """What becomes of the call, once that is known."""


class TriedCall:
    """A caller in the question. Time stands still while nobody answers.

    `model` is the folder of an acoustic model in place of the shipped one; None for the shipped one.
    """

    def __init__(self, asked: AskedCaller, gazetteer: Gazetteer, model: Path | None) -> None:
        self._asked = asked
        self._gazetteer = gazetteer
        self._model = model
        self._conversation = asked.inquiry.conversation(asked.first.proposed)
        self._listen = Listen(Expect.CHOICE)

    def begin(self) -> TriedTurn:
        """Return the first question."""
        return self._turn([Started()])

    def wait(self) -> TriedTurn:
        """Say nothing until the question's patience is over."""
        return self._turn([DeadlinePassed()])

    def press(self, keys: str) -> TriedTurn:
        """Press keys of the telephone, one after the other."""
        return self._turn([KeyPressed(key) for key in keys])

    def say(self, text: str) -> TriedTurn:
        """Say a text, heard without doubt; what is only like a name counts as one that must be asked about."""
        guesses = tuple(guess for guess in self._guesses(text) if guess.key not in self._listen.exclude)
        return self._heard(Heard(guesses, max(1, len(guesses))))

    def play(self, wav: Path) -> TriedTurn:
        """Say what is in a recording. Raises ValueError for one, or for a model, that can't be used."""
        asked = self._asked
        understands = asked.inquiry.understanding(likelier(asked.tables, asked.flow.call, asked.first.area_code))
        found = recognised(understands, wav, asked.tables.overrides, self._model, self._listen)
        return self._heard(Heard(found.guesses, found.alike))

    def name_of(self, key: str) -> str:
        """Return the municipality with this CBS code; the key itself of what is none."""
        known = {choice.key for choice in self._asked.inquiry.choices}
        return self._asked.tables.entry(key).name if key in known else key

    def _guesses(self, text: str) -> tuple[Guess, ...]:
        asked = self._asked
        confirming = self._listen.expect is Expect.CONFIRMATION or asked.first.proposed is not None
        key = key_in(text, confirming=confirming)
        if key is not None and not asked.is_named(text, self._gazetteer, elsewhere=key in (YES, NO)):
            return (Guess(key, 1.0, text),)
        answer = match_answer(asked.tables, asked.first.area_code, text, self._gazetteer)
        confidence = asked.inquiry.policy.confirm if answer.near else 1.0
        return tuple(Guess(code, confidence, text) for code in answer.codes)

    def _heard(self, heard: Heard) -> TriedTurn:
        threshold = None
        if self._listen.expect is Expect.CHOICE and heard.guesses:
            policy = self._asked.inquiry.policy
            threshold = read_name(heard, {one.key for one in self._asked.inquiry.choices}, policy).threshold
        return self._turn([SpeechStarted(), heard], heard.guesses, threshold)

    def _turn(
        self, events: Sequence[Event], guesses: tuple[Guess, ...] = (), threshold: str | None = None
    ) -> TriedTurn:
        prompts: list[Prompt] = []
        decision: Decision | None = None
        waiting = list(events)
        while waiting and decision is None:
            for action in self._conversation.handle(waiting.pop(0)):
                match action:
                    case Play():
                        prompts += action.prompts
                        waiting.append(PromptEnded())
                    case Listen():
                        self._listen = action
                    case Finish(result):
                        decision = self._asked.after(result)
        value = getattr(self._asked.inquiry.policy, threshold) if threshold else None
        place = policy_key(threshold) if threshold else None
        return TriedTurn(tuple(prompts), self._conversation.state, guesses, place, value, decision)
