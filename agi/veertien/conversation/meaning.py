"""What keys and guesses amount to, as pure functions."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType

from veertien.conversation.events import Heard
from veertien.conversation.policy import Policy
from veertien.conversation.spelling import MOST_LETTERS
from veertien.conversation.tables import CONFIRMATIONS, LIST_READ, Meaning, State
from veertien.conversation.values import NO, PERSON_KEY, YES, Choice, Command, Guess

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


@dataclass(frozen=True, slots=True)
class Reading:
    """What an event amounts to, and the key of the choice it speaks of, if any.

    `choices` are the keys of those that it may speak of as well as of `choice`; `detail` is the letter key pressed, or
    the command that asks for a language. `threshold` is the name of the value in `Policy` that the confidence was
    measured by, where one was.
    """

    meaning: Meaning
    choice: str | None = None
    choices: tuple[str, ...] = ()
    detail: str = ""
    threshold: str = field(default="", compare=False)


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
