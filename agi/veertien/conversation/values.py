"""The values a conversation is about: choices, guesses, prompts and results."""

from dataclasses import dataclass
from enum import StrEnum

from veertien.wording import Language

YES = "yes"
"""The key of a guess that says the caller agreed (ja, klopt, …)."""

NO = "no"
"""The key of a guess that says the caller disagreed (nee, niet, …)."""


PERSON_KEY = "0"
"""The key of the telephone that leads to a person, at any time."""


class Command(StrEnum):
    """What a caller may say that is neither a name nor a yes or no. The values are keys of guesses."""

    PERSON = "person"
    """Asks for a person ("medewerker")."""
    REPEAT = "repeat"
    """Did not get the question ("herhaal")."""
    UNSURE = "unsure"
    """Doesn't know ("weet ik niet")."""
    DUTCH = "dutch"
    FRISIAN = "frisian"
    ENGLISH = "english"


NO_NAMES = frozenset({YES, NO, *Command})
"""The keys of guesses that stand for no choice."""


class Reach(StrEnum):
    """Where a municipality stands beside the number that was dialled."""

    LISTED = "listed"
    """It answers there: it is read out, and may be chosen by key."""
    UNLISTED = "unlisted"
    """It lies there but does not answer there: understood when it is said, never read out."""
    LEFT_OUT = "left_out"
    """It lies there too, but the tables leave it out: understood when it is said, and confirmed however clearly."""
    ELSEWHERE = "elsewhere"
    """It lies in other area codes: understood when it is said, and offered however clearly it was heard."""
    OUT_OF_REACH = "out_of_reach"
    """It does not answer there and nobody is put through to it: understood when it is said, and never offered."""


ASKED_ABOUT = frozenset({Reach.LEFT_OUT, Reach.ELSEWHERE})
"""Where nobody is put through without a yes: the name was understood among those of the whole country."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A municipality the caller can choose."""

    key: str
    """Its CBS code ("GM0420")."""
    name: str
    """The name as a prompt says it ("Medemblik")."""
    reach: Reach = Reach.LISTED


@dataclass(frozen=True, slots=True)
class Guess:
    """What the recogniser takes an utterance for.

    Raises ValueError for a confidence out of range.
    """

    key: str
    """The key of a choice, `YES` or `NO`, or a `Command`."""
    confidence: float
    """From 0 to 1."""
    text: str = ""
    """The phrase that was heard; empty where there was none."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.confidence <= 1.0:
            raise ValueError(f"Guess {self.key!r}: confidence {self.confidence} is not between 0 and 1")


class PromptId(StrEnum):
    """What a prompt is for. The words are the business of the `prompts` room."""

    ASK = "ask"
    """The question, short: which municipality? Asked first, and again after a "no"."""
    ASK_BETWEEN = "ask_between"
    """The question that names what there is to choose from: `names`, two or three of them."""
    ASK_AGAIN = "ask_again"
    """The question after a failure: say just the name of municipality or town, or press a key for a list."""
    PROPOSE = "propose"
    """Is it `name`, which something known of the caller points to? Or say another municipality."""
    CONFIRM = "confirm"
    """Is it `name`? Just the name, asked."""
    CONFIRM_AGAIN = "confirm_again"
    """Say yes or no: is it `name`?"""
    CONFIRM_ELSEWHERE = "confirm_elsewhere"
    """That is another area code; is it `name`?"""
    BUSY = "busy"
    """Opens the keys where so many call that nobody more can be listened to."""
    NOT_HEARD = "not_heard"
    """Opens a turn after silence: nothing was heard."""
    NOT_UNDERSTOOD = "not_understood"
    """Opens a turn after speech that could not be used."""
    WRONG_KEY = "wrong_key"
    """Opens a reading of the list after a key that stands for nothing in it."""
    WRONG_LETTERS = "wrong_letters"
    """Opens another spelling after letters that no municipality begins with."""
    KEY_INTRO = "key_intro"
    """Opens the keypad list: choose with the keys of the telephone."""
    KEY_CHOICE = "key_choice"
    """For `name`, press `key` ("1" to "9")."""
    KEY_SPELL = "key_spell"
    """Spell the first letters of the municipality with the keys."""
    KEY_MORE = "key_more"
    """For other municipalities, press #."""
    KEY_PERSON = "key_person"
    """For a person, press 0."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One thing to say, and in what language. `PromptId` says which prompts have a name, a key or names."""

    id: PromptId
    name: str | None = None
    key: str | None = None
    names: tuple[str, ...] = ()
    language: Language = Language.DUTCH


class How(StrEnum):
    """How a municipality was chosen."""

    SPEECH = "speech"
    CONFIRMED = "confirmed"
    PROPOSED = "proposed"
    """The caller agreed to what was proposed before they had said anything."""
    KEYPAD = "keypad"


class Reason(StrEnum):
    """Why a conversation ended without a choice."""

    ASKED = "asked for a person"
    NO_INPUT = "no answer"
    NOT_UNDERSTOOD = "not understood"
    DECLINED = "said no to what was offered"
    WRONG_KEY = "keys that stand for nothing"
    NONE_OF_THESE = "none of these"
    UNSURE = "did not know"
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
