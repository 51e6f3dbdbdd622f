"""What keys and guesses amount to, as pure functions."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from veertien.conversation.policy import Policy
from veertien.conversation.tables import CONFIRMATIONS, LIST_READ, Meaning, State
from veertien.conversation.values import NO, YES, Choice, Guess

_DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class Reading:
    """What an event amounts to, and the key of the choice it speaks of, if any."""

    meaning: Meaning
    choice: str | None = None


def read_key(key: str, state: State, page: Sequence[Choice]) -> Reading | None:
    """Read a key of the telephone; None for anything that isn't one.

    `page` holds the choices of the keypad list that are on the keys 1, 2, … now.
    """
    if key == "0":
        return Reading(Meaning.PERSON)
    if key == "*":
        return Reading(Meaning.REPEAT)
    if key == "#":
        return Reading(Meaning.NO if state in CONFIRMATIONS else Meaning.SKIP)
    if len(key) != 1 or key not in _DIGITS:
        return None
    if state not in LIST_READ:
        return Reading(Meaning.DIGIT)
    index = _DIGITS.index(key)
    return Reading(Meaning.CHOICE_KEY, page[index].key) if index < len(page) else Reading(Meaning.WRONG_KEY)


def read_name(guesses: Sequence[Guess], names: Set[str], policy: Policy) -> Reading:
    """Read what was heard when a name was asked for. Guesses outside `names` are passed over."""
    best = next((guess for guess in guesses if guess.key in names), None)
    if best is None or best.confidence < policy.confirm:
        return Reading(Meaning.UNCLEAR)
    return Reading(Meaning.NAMED if best.confidence >= policy.accept else Meaning.DOUBTED, best.key)


def read_confirmation(guesses: Sequence[Guess], names: Set[str], proposed: str, policy: Policy) -> Reading:
    """Read what was heard when `proposed` was to be confirmed.

    The same name said again is a yes only when it is sure: a loudspeaker telephone sends our own prompt back, faintly.
    """
    best = next((guess for guess in guesses if guess.key in names or guess.key in (YES, NO)), None)
    if best is None:
        return Reading(Meaning.UNCLEAR)
    if best.key in (YES, NO):
        if best.confidence < policy.yes_no:
            return Reading(Meaning.UNCLEAR)
        return Reading(Meaning.YES, proposed) if best.key == YES else Reading(Meaning.NO)
    if best.key == proposed:
        return Reading(Meaning.YES, proposed) if best.confidence >= policy.accept else Reading(Meaning.UNCLEAR)
    return read_name((best,), names, policy)
