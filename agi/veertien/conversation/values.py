"""The values a conversation is about: choices, guesses, prompts and results."""

from dataclasses import dataclass
from enum import StrEnum

YES = "yes"
"""The key of a guess that says the caller agreed (ja, klopt, …)."""

NO = "no"
"""The key of a guess that says the caller disagreed (nee, niet, …)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A municipality the caller can choose.

    `key` is its CBS code ("GM0420"), `name` the name as a prompt says it ("Medemblik"). One that is not `listed` is
    understood when it is said, but not read out in the keypad list: a municipality that is known but not connected.
    """

    key: str
    name: str
    listed: bool = True


@dataclass(frozen=True, slots=True)
class Guess:
    """What the recogniser takes an utterance for.

    `key` is the key of a choice, or `YES` or `NO`; `confidence` lies between 0 and 1.
    Raises ValueError for a confidence outside that range.
    """

    key: str
    confidence: float

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"Guess {self.key!r}: confidence {self.confidence} is not between 0 and 1")


class PromptId(StrEnum):
    """What a prompt is for. The words are the business of the `prompts` room."""

    ASK = "ask"
    """The question, short: which municipality? Asked first, and again after a "no"."""
    ASK_AGAIN = "ask_again"
    """The question after a failure: say just the name of municipality or town, or press a key for a list."""
    CONFIRM = "confirm"
    """Is it `name`? Just the name, asked."""
    CONFIRM_AGAIN = "confirm_again"
    """Say yes or no: is it `name`?"""
    NOT_HEARD = "not_heard"
    """Opens a turn after silence: nothing was heard."""
    NOT_UNDERSTOOD = "not_understood"
    """Opens a turn after speech that could not be used."""
    WRONG_KEY = "wrong_key"
    """Opens a reading of the list after a key that stands for nothing in it."""
    KEY_INTRO = "key_intro"
    """Opens the keypad list: choose with the keys of the telephone."""
    KEY_CHOICE = "key_choice"
    """For `name`, press `key` ("1" to "9")."""
    KEY_MORE = "key_more"
    """For other municipalities, press #."""
    KEY_PERSON = "key_person"
    """For a person, press 0."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to say. `name` and `key` are given where `PromptId` says that the prompt has them."""

    id: PromptId
    name: str | None = None
    key: str | None = None


class How(StrEnum):
    """How a municipality was chosen."""

    SPEECH = "speech"
    CONFIRMED = "confirmed"
    KEYPAD = "keypad"


class Reason(StrEnum):
    """Why a conversation ended without a choice."""

    ASKED = "asked for a person"
    SILENCE = "no answer"
    NOT_UNDERSTOOD = "not understood"
    DECLINED = "said no to what was offered"
    WRONG_KEY = "keys that stand for nothing"
    NONE_OF_THESE = "none of these"
    REPEATED = "asked too often to hear it again"
    TOOK_TOO_LONG = "took too long"
    AUDIO_LOST = "audio connection lost"
    HUNG_UP = "hung up"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The caller wants the choice with this key."""

    key: str
    how: How


@dataclass(frozen=True, slots=True)
class Operator:
    """A person must take the call."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class Abandoned:
    """The caller is gone."""

    reason: Reason


Result = Chosen | Operator | Abandoned
