"""A caller who talks to the real conversation: says the name, answers truthfully, and takes keys when it must be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bench.speech.engines import Engine
from veertien.conversation import (
    Action,
    Choice,
    Chosen,
    Conversation,
    Event,
    Expect,
    Finish,
    Guess,
    Heard,
    How,
    KeyPressed,
    Listen,
    Play,
    Policy,
    Prompt,
    PromptEnded,
    PromptId,
    Result,
    SpeechStarted,
    Started,
)
from veertien.conversation.spelling import keys_of
from veertien.frames import HERTZ
from veertien.speech import GrammarSpec

MOST_TURNS = 60
LETTERS = 4
"""So many letters does a caller give on the keys, or fewer of a short name."""


@dataclass(frozen=True, slots=True)
class Call:
    """One caller; utterances are s16le at 8 kHz."""

    choices: tuple[Choice, ...]
    """What can be chosen."""
    specs: Mapping[Expect, GrammarSpec]
    """What is listened for."""
    key: str
    """Who is meant."""
    name: bytes
    """Said first."""
    name_again: bytes
    """Said whenever the name is asked for once more."""
    yes: bytes
    """The answer to "is it ...?" when it is."""
    no: bytes
    """The answer to "is it ...?" when it isn't."""


class First(StrEnum):
    """What the conversation did with the first answer."""

    ACCEPTED = "accepted"
    CONFIRMED = "asked about"
    REJECTED = "rejected"


class Ending(StrEnum):
    """How a call ended."""

    RIGHT = "right by voice"
    KEYS = "right by keys"
    WRONG = "wrong"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Course:
    """How a call went: what became of the first answer and whether its best guess was right, utterances, ending."""

    first: First
    first_right: bool
    utterances: int
    ending: Ending


def hold(engine: Engine, call: Call) -> Course:
    """Let a caller talk to the conversation with its shipped policy until one is chosen or a person takes over."""
    return _Talk(engine, call, Policy()).course()


class _Talk:
    def __init__(self, engine: Engine, call: Call, policy: Policy) -> None:
        self._engine = engine
        self._call = call
        self._policy = policy
        self._conversation = Conversation(call.choices, policy)
        self._name = next(choice.name for choice in call.choices if choice.key == call.key)
        self._prompts: tuple[Prompt, ...] = ()
        self._listen: Listen | None = None
        self._result: Result | None = None
        self._heard: list[tuple[Guess, ...]] = []

    def course(self) -> Course:
        self._happens(Started())
        for _ in range(MOST_TURNS):
            if self._result is not None:
                return self._told(self._result)
            self._happens(PromptEnded())
            self._react()
        raise RuntimeError(f"a call for {self._name} did not end in {MOST_TURNS} turns; see its conversation")

    def _happens(self, event: Event) -> None:
        for action in self._conversation.handle(event):
            self._take(action)

    def _take(self, action: Action) -> None:
        match action:
            case Play(prompts=prompts):
                self._prompts = prompts
                self._listen = None
            case Listen():
                self._listen = action
            case Finish(result=result):
                self._result = result

    def _react(self) -> None:
        asked = next((prompt for prompt in self._prompts if prompt.id in _CONFIRMING), None)
        keys = {prompt.name: prompt.key for prompt in self._prompts if prompt.id is PromptId.KEY_CHOICE}
        if any(prompt.id is PromptId.KEY_SPELL for prompt in self._prompts):
            for key in (*keys_of(self._name)[:LETTERS], "#"):
                self._happens(KeyPressed(key))
        elif keys or self._listen is None:
            # At the list: the own name's key, the next page where there is one, and else a person.
            more = any(prompt.id is PromptId.KEY_MORE for prompt in self._prompts)
            self._happens(KeyPressed(keys.get(self._name) or ("#" if more else "0")))
        elif asked is not None:
            self._say(self._call.yes if asked.name == self._name else self._call.no, self._listen)
        else:
            self._say(self._call.name_again if self._heard else self._call.name, self._listen)

    def _say(self, pcm: bytes, listen: Listen) -> None:
        self._happens(SpeechStarted())
        spec = self._call.specs[listen.expect]
        left = tuple(phrase for phrase in spec.phrases if phrase.key not in listen.exclude)
        recognition = self._engine.recognise(pcm, HERTZ, GrammarSpec(spec.id, left, spec.confirmation))
        guesses = recognition.guesses
        self._heard.append(guesses)
        self._happens(Heard(guesses, recognition.alike))

    def _told(self, result: Result) -> Course:
        best = self._heard[0][0] if self._heard[0] else None
        sure = best.confidence if best else 0.0
        first = (
            First.ACCEPTED
            if sure >= self._policy.accept
            else First.CONFIRMED
            if sure >= self._policy.confirm
            else First.REJECTED
        )
        right = best is not None and best.key == self._call.key
        return Course(first, right, len(self._heard), self._ending(result))

    def _ending(self, result: Result) -> Ending:
        match result:
            case Chosen(key=key, how=how) if key == self._call.key:
                return Ending.KEYS if how is How.KEYPAD else Ending.RIGHT
            case Chosen():
                return Ending.WRONG
            case _:
                return Ending.OPERATOR


_CONFIRMING = (PromptId.CONFIRM, PromptId.CONFIRM_AGAIN)
