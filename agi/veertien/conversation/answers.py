"""The caller's answers: what they amount to, what they leave behind, and what comes of the last one.

Readings are pure functions of an event, the choices and the thresholds; `Memory` is what a conversation knows by its
answers so far; `result_of` is what it reports at its end.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from veertien.conversation.events import Heard
from veertien.conversation.policy import Policy
from veertien.conversation.script import MOST_PAGES_SPELLED, pages_of
from veertien.conversation.spelling import MOST_LETTERS, spelled
from veertien.conversation.transitions import CONFIRMATIONS, LIST_READ, Cost, Meaning, State
from veertien.conversation.values import (
    NO,
    PERSON_KEY,
    YES,
    Abandoned,
    Choice,
    Chosen,
    Command,
    Guess,
    How,
    Operator,
    Reach,
    Reason,
    Result,
)
from veertien.wording import Language

_DIGITS = "123456789"
_COMMANDS: Mapping[str, Meaning] = MappingProxyType(
    {
        Command.PERSON: Meaning.PERSON,
        Command.REPEAT: Meaning.REPEAT,
        Command.UNSURE: Meaning.UNSURE,
        Command.DUTCH: Meaning.LANGUAGE,
        Command.FRISIAN: Meaning.LANGUAGE,
        Command.ENGLISH: Meaning.LANGUAGE,
    }
)
_LANGUAGES = {
    Command.DUTCH: Language.DUTCH,
    Command.FRISIAN: Language.FRISIAN,
    Command.ENGLISH: Language.ENGLISH,
}
_HOW = {
    Meaning.NAMED: How.SPEECH,
    Meaning.YES: How.CONFIRMED,
    Meaning.CHOICE_KEY: How.KEYPAD,
}

_REASONS = {
    Meaning.PERSON: Reason.ASKED,
    Meaning.NO_INPUT: Reason.NO_INPUT,
    Meaning.NO_MATCH: Reason.NOT_UNDERSTOOD,
    Meaning.DOUBTED: Reason.NOT_UNDERSTOOD,
    Meaning.NO: Reason.DECLINED,
    Meaning.NO_BUT_SECOND: Reason.DECLINED,
    Meaning.NO_NAME_LEFT: Reason.DECLINED,
    Meaning.WRONG_KEY: Reason.WRONG_KEY,
    Meaning.NO_SUCH_NAME: Reason.WRONG_KEY,
    Meaning.UNSURE: Reason.UNSURE,
    Meaning.SKIP: Reason.NONE_OF_THESE,
    Meaning.REPEAT: Reason.REPEATED,
    Meaning.LANGUAGE: Reason.REPEATED,
    Meaning.TIME_UP: Reason.TOOK_TOO_LONG,
    Meaning.AUDIO_LOST: Reason.AUDIO_LOST,
    Meaning.HUNG_UP: Reason.HUNG_UP,
}


class Verdict(StrEnum):
    """What a guess alone is good for."""

    ACCEPT = "accept"
    """It is taken, unless it has a rival."""
    CONFIRM = "confirm"
    """It is asked about."""
    REJECT = "reject"
    """Nothing was understood."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an event amounts to."""

    meaning: Meaning
    choice: str | None = None
    """The key of the choice it speaks of; None if it speaks of none."""
    choices: tuple[str, ...] = ()
    """The keys of others that it may speak of as well."""
    detail: str = ""
    """The letter key pressed, or the command that asks for a language."""
    threshold: str = field(default="", compare=False)
    """The name of the value in `Policy` that the confidence was measured by; empty where it was measured by none."""


def read_key(key: str, state: State, page: Sequence[Choice], letters: str) -> Reading | None:
    """Read a key of the telephone; None for anything that isn't one.

    `page` holds the choices of the keypad list that are on the keys 1, 2, … now, `letters` the letter keys so far.
    """
    if key == PERSON_KEY:
        return Reading(Meaning.PERSON)
    if key == "*":
        return Reading(Meaning.REPEAT)
    if key == "#":
        if state is State.SPELLING and letters:
            return Reading(Meaning.SPELLED)
        return Reading(Meaning.NO if state in CONFIRMATIONS else Meaning.SKIP)
    if len(key) != 1 or key not in _DIGITS:
        return None
    if state is State.SPELLING:
        if len(letters) == MOST_LETTERS:
            return Reading(Meaning.SPELLED)
        # There are no letters on the 1.
        return Reading(Meaning.NO_SUCH_NAME) if key == "1" else Reading(Meaning.LETTER, detail=key)
    if state not in LIST_READ:
        return Reading(Meaning.DIGIT)
    index = _DIGITS.index(key)
    return Reading(Meaning.CHOICE_KEY, page[index].key) if index < len(page) else Reading(Meaning.WRONG_KEY)


def read_name(heard: Heard, names: Set[str], policy: Policy, *, again: bool = False) -> Reading:
    """Read what was heard when a name was asked for; guesses neither in `names` nor commands are passed over.

    `again` says that an answer has failed before.
    """
    best = next((guess for guess in heard.guesses if guess.key in names or guess.key in _COMMANDS), None)
    if best is None:
        return Reading(Meaning.NO_MATCH)
    least = "confirm_again" if again else "confirm"
    return _read_command(best, policy) or _read_best(best, heard, names, policy, least)


def read_confirmation(
    heard: Heard, names: Set[str], proposed: str, policy: Policy, *, over_prompt: bool = False
) -> Reading:
    """Read what was heard when `proposed` was to be confirmed.

    The same name said again is a yes when it is sure, but not where it was begun `over_prompt`, our own: a loudspeaker
    telephone sends that back.
    """
    known = names | _COMMANDS.keys() | {YES, NO}
    best = next((guess for guess in heard.guesses if guess.key in known), None)
    if best is None:
        return Reading(Meaning.NO_MATCH)
    if best.key in (YES, NO):
        if best.confidence < policy.yes_no:
            return Reading(Meaning.NO_MATCH)
        return Reading(Meaning.YES, proposed) if best.key == YES else Reading(Meaning.NO)
    if best.key == proposed:
        sure = best.confidence >= policy.accept and not over_prompt
        return Reading(Meaning.YES, proposed) if sure else Reading(Meaning.NO_MATCH)
    return _read_command(best, policy) or _read_best(best, heard, names, policy, "confirm")


class Memory:
    """Which names were declined, which one is asked about and which would be next, what is on the keys, the language.

    Raises ValueError as `Conversation` does.
    """

    def __init__(self, choices: Sequence[Choice], policy: Policy) -> None:
        self.choices = {choice.key: choice for choice in choices}
        self._policy = policy
        self._read_out = tuple(choice for choice in choices if choice.reach is Reach.LISTED)
        self.pages = pages_of(self._read_out, policy.page_size)
        self.page = 0
        self.declined: frozenset[str] = frozenset()
        self.proposed = ""
        self.seconds: tuple[str, ...] = ()
        self.between: tuple[str, ...] = ()
        self.letters = ""
        self.language = Language.DUTCH
        self.deaf = False
        self.disturbed = False

    @property
    def names(self) -> frozenset[str]:
        """The keys that speech may still mean."""
        return frozenset(self.choices.keys() - self.declined)

    @property
    def last_name(self) -> bool:
        """Whether nothing but what is asked about is left of the names here."""
        here = {key for key, choice in self.choices.items() if choice.reach in (Reach.LISTED, Reach.UNLISTED)}
        return here - self.declined <= {self.proposed}

    @property
    def keypad(self) -> State:
        """How a name is given by keys: from the list, or spelled where that would take more than one page."""
        return State.LISTING if len(self.pages) == 1 else State.SPELLING

    @property
    def pages_left(self) -> int:
        """How many pages of the list come after the one that is on the keys."""
        return len(self.pages) - 1 - self.page

    @property
    def asked_between(self) -> tuple[str, ...]:
        """The names that the question names; none where it names none."""
        if self.between:
            return tuple(self.choices[key].name for key in self.between if key not in self.declined)
        if len(self._read_out) > self._policy.named_choices:
            return ()
        return tuple(choice.name for choice in self._read_out if choice.key not in self.declined)

    def second(self) -> str | None:
        """Return the key to ask about when this one is declined: the next best guess, or the last that is left."""
        left = self.names - {self.proposed}
        if guess := next((key for key in self.seconds if key in left), None):
            return guess
        read_out = [choice.key for choice in self._read_out if choice.key in left]
        return read_out[0] if len(read_out) == 1 else None

    def take(self, reading: Reading) -> None:
        """Remember what an answer leaves behind."""
        match reading.meaning:
            case Meaning.NO | Meaning.NO_NAME_LEFT:
                self.declined |= {self.proposed}
            case Meaning.NO_BUT_SECOND if reading.choice is not None:
                self.declined |= {self.proposed}
                self.proposed = reading.choice
            case Meaning.DOUBTED | Meaning.STARTED_WITH_HINT if reading.choice is not None:
                self.proposed, self.seconds = reading.choice, reading.choices
            case Meaning.BETWEEN if reading.choice is not None:
                self.proposed, self.seconds = reading.choice, reading.choices
                self.between = (reading.choice, *reading.choices)
            case Meaning.LANGUAGE:
                self.language = _LANGUAGES[Command(reading.detail)]
            case Meaning.LETTER:
                self.letters += reading.detail
            case Meaning.DEAF:
                self.deaf = True
            case Meaning.DISTURBED:
                self.disturbed = True

    def matches(self) -> tuple[Choice, ...]:
        """Return the choices that the letters may mean, as many as can be read out then."""
        return spelled(self.letters, self._read_out, self._policy.page_size * MOST_PAGES_SPELLED)

    def narrow(self) -> None:
        """Put on the keys what the letters may mean, in place of all there is."""
        self.pages = pages_of(self.matches(), self._policy.page_size)


def budget(memory: Memory, policy: Policy) -> dict[Cost, int]:
    """Return how much of each cost a conversation has at its start."""
    return {
        Cost.FAILURE: policy.failures_before_list - 1,
        Cost.LIST_FAILURE: policy.failures_in_list - 1,
        Cost.BETWEEN: 1,
        Cost.LANGUAGE: policy.language_switches,
        Cost.REPEAT: policy.repeats,
        Cost.PAGE: memory.pages_left,
    }


def result_of(left: State, state: State, reading: Reading) -> Result:
    """Return the result of leaving the state `left` for this final one because of this reading."""
    if reading.choice is not None and state is State.CHOSEN:
        proposed = left is State.PROPOSING and reading.meaning is Meaning.YES
        return Chosen(reading.choice, How.PROPOSED if proposed else _HOW[reading.meaning])
    ending = Abandoned if state is State.ABANDONED else Operator
    return ending(_REASONS[reading.meaning])


def verdict_on(guess: Guess | None, policy: Policy) -> Verdict:
    """Return what a guess alone is good for; None stands for nothing understood."""
    if guess is None:
        return Verdict.REJECT
    if guess.key in (YES, NO, *_COMMANDS):
        least = policy.command if guess.key in _COMMANDS else policy.yes_no
        return Verdict.ACCEPT if guess.confidence >= least else Verdict.REJECT
    if guess.confidence >= policy.accept:
        return Verdict.ACCEPT
    return Verdict.CONFIRM if guess.confidence >= policy.confirm else Verdict.REJECT


def _read_command(best: Guess, policy: Policy) -> Reading | None:
    """Read a guess that is a command; None for any other."""
    if best.key not in _COMMANDS:
        return None
    if best.confidence < policy.command:
        return Reading(Meaning.NO_MATCH, threshold="command")
    return Reading(_COMMANDS[best.key], detail=best.key, threshold="command")


def _read_best(best: Guess, heard: Heard, names: Set[str], policy: Policy, least: str) -> Reading:
    others = tuple(guess for guess in heard.guesses if guess.key in names and guess.key != best.key)
    if best.confidence < getattr(policy, least):
        return Reading(Meaning.NO_MATCH, threshold=least)
    alike = {guess.key for guess in heard.guesses[: heard.alike]}
    if equals := tuple(guess.key for guess in others if guess.key in alike and best.key in alike):
        return Reading(Meaning.BETWEEN, best.key, equals)
    seconds = tuple(guess.key for guess in others if guess.confidence >= policy.second)
    if best.confidence < policy.accept:
        return Reading(Meaning.DOUBTED, best.key, seconds, threshold="accept")
    if any(guess.confidence >= policy.rival for guess in others):
        return Reading(Meaning.DOUBTED, best.key, seconds, threshold="rival")
    return Reading(Meaning.NAMED, best.key, seconds, threshold="accept")
